"""The summary: the person's own words under authored headings."""

from __future__ import annotations

from typing import Any

from bot.coaching.bank import Bank
from bot.coaching.reply import Message
from bot.coaching.state import CoachState
from bot.language.sentences import quote

LINE_LENGTH = 1000
LINE_LENGTH_IN_CHAT = 200
# The chat shows the heart of the summary; the page shows all of it.
IN_CHAT = (
    "ideas", "concerns", "expectations", "dreams", "link", "importance", "confidence", "added",
)  # fmt: skip
FROM_NOTES = ("opening", "ideas", "concerns", "expectations", "dreams", "link", "added")


def summary_sections(bank: Bank, state: CoachState) -> list[dict[str, Any]]:
    """Every section: `key`, `heading`, `lead`, `empty`, and `lines` in the person's words."""
    sections = bank.summary_for(state.carer)["sections"]
    lines = {phase: _lines(state, phase) for phase in FROM_NOTES}
    for name in ("importance", "confidence"):
        number = state.rulers.get(name)
        line = sections[name]["line"]
        lines[name] = [] if number is None else [line.format(number=number)]
        lines[name] += [quote(note.text, LINE_LENGTH) for note in state.notes_of(name)]
    lines["questions"] = [quote(question, LINE_LENGTH) for question in state.questions]
    lines["read"] = list(state.read)
    return [
        {
            "key": key,
            "heading": words["heading"],
            "lead": words["lead"],
            "empty": words["empty"],
            "lines": lines[key],
        }
        for key, words in sections.items()
    ]


def summary_text(bank: Bank, state: CoachState) -> Message:
    """The summary as one message of the chat; what was not talked about is left out."""
    parts = []
    for section in summary_sections(bank, state):
        if section["key"] in IN_CHAT and section["lines"]:
            parts.append(
                "\n".join(
                    [
                        section["heading"],
                        *(f"• {quote(line, LINE_LENGTH_IN_CHAT)}" for line in section["lines"]),
                    ]
                )
            )
    return Message("\n".join(parts) or bank.summary["lead"], "summary")


def _lines(state: CoachState, phase: str) -> list[str]:
    """The notes of a phase, without what also stands in the phase where it belongs."""
    texts = [note.text for note in state.notes_of(phase)]
    elsewhere = {note.text for note in state.notes if note.phase != phase}
    own = [text for text in texts if text not in elsewhere or len(texts) == 1]
    return [quote(text, LINE_LENGTH) for text in own or texts]
