"""The coach's state in the database: notes and rulers as rows, the rest as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.coaching.bank import Bank
from bot.coaching.state import CoachState, Note
from bot.coaching.summary import LINE_LENGTH, summary_sections
from bot.language.sentences import quote
from bot.records.models import Conversation, Elicited, Ruler, Summary, now

IN_ROWS = ("notes", "rulers")
# The sections that may grow in the talk after the summary was kept, without being added to it.
GROWING = ("questions", "read")


@dataclass(frozen=True)
class Shared:
    """A summary that the clinic may read; `edited` where it says something else than the talk."""

    id: str
    kept_at: datetime
    sections: list[dict[str, Any]]
    edited: bool


def find_conversation(session: Session, conversation_id: str) -> Conversation:
    """The conversation; one that began outside the web (`rasa shell`) is made here."""
    found = session.get(Conversation, conversation_id)
    if found is None:
        found = Conversation(id=conversation_id, state={})
        session.add(found)
        session.flush()
    return found


def load_state(session: Session, conversation: Conversation) -> CoachState:
    """The state as the last turn left it."""
    state = CoachState.from_json(conversation.state)
    told = select(Elicited).where(Elicited.conversation_id == conversation.id)
    for row in session.scalars(told.order_by(Elicited.id)):
        state.notes.append(Note(row.phase, row.text, list(row.themes), row.talk))
    for row in session.scalars(select(Ruler).where(Ruler.conversation_id == conversation.id)):
        state.rulers[row.name] = row.value
    return state


def save_state(
    session: Session, conversation: Conversation, state: CoachState, known_notes: int
) -> None:
    """Store `state`; the first `known_notes` notes are stored already."""
    data = state.to_json()
    conversation.state = {key: value for key, value in data.items() if key not in IN_ROWS}
    conversation.last_at = now()
    if state.consented and conversation.consented_at is None:
        conversation.consented_at = now()
    for note in state.notes[known_notes:]:
        session.add(
            Elicited(
                conversation_id=conversation.id,
                phase=note.phase,
                text=note.text,
                themes=note.themes,
                talk=note.talk,
            )
        )
    rows = select(Ruler).where(Ruler.conversation_id == conversation.id)
    stored = {row.name: row for row in session.scalars(rows)}
    for name, value in state.rulers.items():
        if name not in stored:
            session.add(Ruler(conversation_id=conversation.id, name=name, value=value))
        elif stored[name].value != value:
            stored[name].value = value


def read_summary(session: Session, bank: Bank, conversation: Conversation) -> dict[str, Any]:
    """The summary as the person kept it, or as it stands now if they did not keep one yet."""
    kept = session.get(Summary, conversation.id)
    state = load_state(session, conversation)
    return {
        "sections": kept.sections if kept else summary_sections(bank, state),
        "footer": bank.summary_for(state.carer)["footer"],
        "shared": kept.shared if kept else None,
        "kept_at": kept.kept_at.isoformat(timespec="seconds") if kept else None,
    }


def keep_summary(
    session: Session,
    conversation_id: str,
    sections: list[dict[str, Any]],
    shared: bool | None = None,
) -> None:
    """Store the summary, in place of one kept before; `shared` None leaves the choice as it was."""
    kept = session.get(Summary, conversation_id)
    if kept is None:
        kept = Summary(conversation_id=conversation_id)
        session.add(kept)
    kept.sections = sections
    kept.kept_at = now()
    if shared is not None:
        kept.shared = shared


def confirm_summary(session: Session, bank: Bank, conversation_id: str, state: CoachState) -> None:
    """Keep the summary as it stands; one that was kept before stays as the person left it."""
    kept = session.get(Summary, conversation_id)
    keep_summary(session, conversation_id, kept.sections if kept else summary_sections(bank, state))


def take_out_of_kept_summary(session: Session, conversation_id: str, texts: Iterable[str]) -> None:
    """Take the lines that are `texts` out of a summary that was kept."""
    kept = session.get(Summary, conversation_id)
    gone = {quote(text, LINE_LENGTH) for text in texts}
    if kept is None:
        return
    kept.sections = [
        {**s, "lines": [line for line in s["lines"] if quote(line, LINE_LENGTH) not in gone]}
        for s in kept.sections
    ]


def add_to_kept_summary(
    session: Session,
    bank: Bank,
    conversation_id: str,
    notes: list[Note],
    numbers: Mapping[str, int],
) -> None:
    """What is told after the summary was kept is added to it, and nothing edited is lost.

    `numbers` are those of the rulers that were given anew; they take the place of older ones.
    """
    kept = session.get(Summary, conversation_id)
    if kept is None or not (notes or numbers):
        return
    sections = deepcopy(kept.sections)
    for section in sections:
        key = section["key"]
        section["lines"] += [note.text for note in notes if note.phase == key]
        if key in numbers:
            line = bank.summary["sections"][key]["line"]
            older = {line.format(number=n) for n in range(11)}
            rest = [told for told in section["lines"] if told not in older]
            section["lines"] = [line.format(number=numbers[key]), *rest]
    kept.sections = sections


def shared_summaries(
    session: Session, bank: Bank, conversation_id: str | None = None
) -> list[Shared]:
    """The summaries that the clinic may read, the newest first; of one conversation, if named."""
    rows = select(Summary, Conversation).join(Conversation).where(Summary.shared.is_(True))
    if conversation_id is not None:
        rows = rows.where(Summary.conversation_id == conversation_id)
    return [
        Shared(
            kept.conversation_id,
            kept.kept_at,
            kept.sections,
            _is_edited(kept, summary_sections(bank, load_state(session, conversation))),
        )
        for kept, conversation in session.execute(rows.order_by(Summary.kept_at.desc()))
    ]


def _is_edited(kept: Summary, told: list[dict[str, Any]]) -> bool:
    fixed = tuple(section["key"] for section in told if section["key"] not in GROWING)
    more = _lines_of(kept.sections, GROWING) - _lines_of(told, GROWING)
    return bool(more) or _lines_of(kept.sections, fixed) != _lines_of(told, fixed)


def _lines_of(sections: list[dict[str, Any]], keys: tuple[str, ...]) -> set[str]:
    """The lines of some sections, as a summary that is not kept yet would show them."""
    chosen = (section["lines"] for section in sections if section["key"] in keys)
    return {quote(line, LINE_LENGTH) for lines in chosen for line in lines}
