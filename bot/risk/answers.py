"""The fixed texts that answer a risk, in the order of facts 4.2. Nothing here is generated."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, root_validator, validator

from bot.language.placeholders import check_placeholders
from bot.language.sentences import words_alone
from bot.risk.contacts import Contact, Contacts, Purpose
from bot.risk.detector import CONTENT
from bot.risk.lexicon import CATEGORIES, LexiconError, Strict, Tier, read
from bot.risk.safety import help_is_near
from bot.risk.verdict import Verdict

Line = Literal["crisis", "poisons", "doctor", "none"]
_SHOWN_PURPOSES: tuple[Purpose, ...] = ("emergency", "crisis", "poisons", "drugs")
_MOST_CRISIS_LINES = 3
# The list of all numbers is still in sight where it is among as many of the last messages.
_IN_SIGHT = 6
_ASKS_IF_SAFE = re.compile(r"(?:safe|danger)[^.?]*\?")
_YES_I_AM = re.compile(
    r"(?:(?:yes|yeah|yep|of course|sure|quite|very) )*(?:yes|yeah|yep|of course|i am|we are)"
    r"(?: (?:thanks|thank you|now|safe|i am))*"
)
# What is put in for a name in braces, by the field of answers.yml; nothing in the others.
_A_LINE = {"name", "for_whom", "how", "number", "word"}
_FILLED = {
    "call": {"emergency"},
    "not_checked": {"emergency"},
    "contact_line": _A_LINE,
    "contact_line_text": _A_LINE,
    "contact_hours": {"hours"},
}
_FILLED_LINES = {"crisis": {"name", "number", "how"}, "poisons": {"name", "number", "how"}}


class Button(Strict):
    """A quick reply: what it says and what it sends."""

    class Config:
        frozen = True

    title: str
    payload: str


class Caring(Strict):
    """The opening for a tier and category, or only for the named `rules`; `line` comes after.

    `asks` says that the texts ask for `thoughts` of dying: the next message may be a yes to that.
    """

    tier: Tier
    category: str
    rules: list[str] = Field(default_factory=list)
    asks: Literal["thoughts"] | None = None
    line: Line
    texts: list[str] = Field(min_items=3)


class AnswerFile(Strict):
    """All of `answers.yml`."""

    facts: list[str]
    reviewed_by: str | None
    review: str
    caring: list[Caring]
    call: dict[Literal["emergency", "urgent", "unsure"], list[str]]
    line: dict[Literal["crisis", "poisons", "doctor"], list[str]]
    honest: dict[Literal["told", "nobody_told"], list[str]]
    ask: dict[Literal["emergency", "urgent", "unsure"], list[str]]
    carry_on: list[str]
    unknown_country: str
    contact_line: str
    contact_line_text: str
    contact_hours: str
    not_checked: str
    stay: list[str] = Field(min_items=6)
    stay_near: dict[Literal["company", "called"], list[str]]
    resume: list[str] = Field(min_items=4)
    resume_with: dict[str, str]
    before_going_on: list[str] = Field(min_items=3)
    thoughts_again: list[str] = Field(min_items=3)
    unsure_again: list[str] = Field(min_items=4)
    no_thoughts: list[str] = Field(min_items=3)
    misread: list[str] = Field(min_items=3)
    buttons: dict[Literal["thoughts", "paused", "contact"], list[Button]]

    @validator("resume_with")
    def _for_what_pauses(cls, texts: dict[str, str]) -> dict[str, str]:
        unknown = set(texts) - {*CATEGORIES, "someone"}
        if unknown:
            raise ValueError(
                f"resume_with has {', '.join(sorted(unknown))}: no category is so named"
            )
        return texts

    @root_validator(pre=True)
    def _can_be_filled(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """A wrong name in braces is found when the file is read, not when somebody is at risk."""
        for field, content in fields.items():
            if field == "line" and isinstance(content, dict):
                for line, texts in content.items():
                    check_placeholders(texts, _FILLED_LINES.get(line, ()))
            else:
                check_placeholders(content, _FILLED.get(field, ()))
        return fields


@dataclass(frozen=True)
class Message:
    """One message to the patient. `id` names the wordings in it, joined by `+`."""

    id: str
    text: str
    kind: Literal["risk", "contacts"]
    buttons: tuple[Button, ...] = ()


@lru_cache
def load_answers(folder: Path = CONTENT) -> AnswerFile:
    """Read `answers.yml`; raises `LexiconError` where it cannot be used."""
    return read(folder / "answers.yml", AnswerFile)


def respond(
    verdict: Verdict,
    contacts: Contacts,
    said: Collection[str],
    told: bool = False,
    paused: bool = False,
) -> list[Message]:
    """What is said to a risk. `said` are the ids of messages said so far, oldest first.

    `told` says whether the clinic gets a notice of it; if not, the patient reads that too.
    `paused` says whether coaching waits for safety already: then nothing offers to carry on.
    """
    answers = load_answers()
    chooser = _Chooser(said)
    caring = _caring(answers, verdict)
    name = ".".join(["caring", caring.tier, caring.category, *caring.rules])
    opening = [chooser.pick(name, caring.texts)]
    if caring.tier == "contact":
        # Who is asked a question is not told to carry on in the same breath.
        if not paused and not caring.asks:
            opening.append(chooser.pick("carry_on", answers.carry_on))
        buttons = answers.buttons[caring.asks or ("paused" if paused else "contact")]
        messages = [_message(opening, "risk", buttons)]
        return messages + ([_numbers(answers, contacts)] if caring.line == "crisis" else [])
    how: Literal["emergency", "urgent", "unsure"] = "unsure" if caring.asks else caring.tier
    opening.append(_call(chooser, answers, how, contacts))
    opening += _whom(chooser, answers, caring.line, contacts)
    closing = [
        chooser.pick("honest.told", answers.honest["told"])
        if told
        else chooser.pick("honest", answers.honest["nobody_told"]),
        chooser.pick(f"ask.{how}", answers.ask[how]),
    ]
    return [
        _message(opening, "risk"),
        _numbers(answers, contacts),
        _message(closing, "risk", answers.buttons[caring.asks or "paused"]),
    ]


def asks_for_thoughts(verdict: Verdict) -> bool:
    """Whether the answer to `verdict` asks if the person thinks of dying."""
    return _caring(load_answers(), verdict).asks == "thoughts"


def stay(
    contacts: Contacts, said: Sequence[str], text: str = "", *, all_numbers: bool = True
) -> list[Message]:
    """What is said while coaching is paused, in answer to `text`, with the numbers.

    All of them stand there, or, without `all_numbers`, a line while all are still in sight.
    """
    answers = load_answers()
    near = help_is_near(text)
    chooser = _Chooser(said)
    wording = (
        chooser.pick(f"stay.{near}", answers.stay_near[near])
        if near
        else chooser.pick("stay", answers.stay)
    )
    numbers = _numbers_again(answers, contacts, said, all_numbers)
    return [_message([wording], "risk", answers.buttons["paused"]), numbers]


def says_yes_to_being_safe(text: str, said: Sequence[str]) -> bool:
    """Whether `text` is a bare yes to the question, asked last of all, whether they are safe."""
    asked = next((identity for identity in reversed(said) if identity.startswith("stay")), "")
    number = asked.removeprefix("stay.")
    wordings = load_answers().stay
    if not number.isdigit() or not _ASKS_IF_SAFE.search(wordings[int(number) - 1]):
        return False
    return bool(_YES_I_AM.fullmatch(words_alone(text)))


def stay_with_question(
    contacts: Contacts, said: Sequence[str], *, all_numbers: bool = False
) -> list[Message]:
    """The question whether anybody thinks of dying, once more and with the numbers."""
    answers = load_answers()
    wording = _Chooser(said).pick("unsure_again", answers.unsure_again)
    numbers = _numbers_again(answers, contacts, said, all_numbers)
    return [numbers, _message([wording], "risk", answers.buttons["thoughts"])]


def resume(said: Collection[str], paused_for: Sequence[str] = ()) -> list[Message]:
    """What is said when the patient is safe and wants to go on.

    Of what the talk was paused for, what a doctor should still hear is said again.
    """
    answers = load_answers()
    wordings = [_Chooser(said).pick("resume", answers.resume)]
    wordings += [
        _Wording(f"resume_with.{reason}", answers.resume_with[reason])
        for reason in paused_for
        if reason in answers.resume_with
    ]
    return [_message(wordings, "risk")]


def ask_before_going_on(said: Collection[str]) -> list[Message]:
    """The plain question that comes before going on after an emergency of one's own life."""
    answers = load_answers()
    wording = _Chooser(said).pick("before_going_on", answers.before_going_on)
    return [_message([wording], "risk", answers.buttons["thoughts"])]


def ask_again_for_thoughts(said: Collection[str]) -> list[Message]:
    """The question for thoughts of dying once more, where it was not answered."""
    answers = load_answers()
    wording = _Chooser(said).pick("thoughts_again", answers.thoughts_again)
    return [_message([wording], "risk", answers.buttons["thoughts"])]


def no_thoughts(said: Collection[str], misread: bool = False) -> list[Message]:
    """What is said to a no to the question for thoughts of dying.

    `misread` is whether it was asked only because a message may have told of them.
    """
    answers = load_answers()
    chooser = _Chooser(said)
    wording = (
        chooser.pick("misread", answers.misread)
        if misread
        else chooser.pick("no_thoughts", answers.no_thoughts)
    )
    return [_message([wording], "risk")]


@dataclass(frozen=True)
class _Wording:
    id: str
    text: str


class _Chooser:
    """Prefers a wording that was not said yet, else the one said longest ago."""

    def __init__(self, said: Collection[str]) -> None:
        parts = [part for message in said for part in message.split("+")]
        self._last = {part: place for place, part in enumerate(parts)}

    def pick(self, name: str, texts: Sequence[str]) -> _Wording:
        wordings = [_Wording(f"{name}.{n}", text) for n, text in enumerate(texts, start=1)]
        return min(wordings, key=lambda wording: self._last.get(wording.id, -1))


def _caring(answers: AnswerFile, verdict: Verdict) -> Caring:
    fitting = [
        caring
        for caring in answers.caring
        if (caring.tier, caring.category) == (verdict.tier, verdict.category)
        and (not caring.rules or verdict.rule in caring.rules)
    ]
    if not fitting:
        raise LexiconError(
            f"answers.yml has no text for {verdict.tier} {verdict.category}: add one under caring."
        )
    return max(fitting, key=lambda caring: len(caring.rules))


def _call(
    chooser: _Chooser,
    answers: AnswerFile,
    how: Literal["emergency", "urgent", "unsure"],
    contacts: Contacts,
) -> _Wording:
    wording = chooser.pick(f"call.{how}", answers.call[how])
    return _Wording(wording.id, wording.text.format(emergency=_emergency(contacts)))


def _whom(
    chooser: _Chooser, answers: AnswerFile, line: Line, contacts: Contacts
) -> Iterator[_Wording]:
    if line == "none":
        return
    wording = chooser.pick(f"line.{line}", answers.line[line])
    if line == "doctor":
        yield wording
        return
    contact = contacts.first(line)
    if contact:
        text = wording.text.format(name=contact.name, number=contact.number, how=contact.how)
        yield _Wording(wording.id, text)


def _numbers(answers: AnswerFile, contacts: Contacts) -> Message:
    lines = [_contact_line(answers, contact) for contact in _listed(contacts)]
    if contacts.country is None:
        lines.append(answers.unknown_country)
    note = unchecked_note(contacts)
    if note:
        lines.append(note)
    return Message(f"contacts.{contacts.country or 'unknown'}", "\n".join(lines), "contacts")


def _numbers_again(
    answers: AnswerFile, contacts: Contacts, said: Sequence[str], all_numbers: bool
) -> Message:
    numbers = _numbers(answers, contacts)
    if all_numbers or numbers.id not in said[-_IN_SIGHT:]:
        return numbers
    return Message(f"{numbers.id}.line", contacts.line(), "contacts")


def unchecked_note(contacts: Contacts) -> str | None:
    """The line under a list of numbers of which not all were checked lately."""
    if contacts.all_checked:
        return None
    return load_answers().not_checked.format(emergency=_emergency(contacts))


def _emergency(contacts: Contacts) -> str:
    return next(c.number for c in contacts.shown if c.purpose == "emergency")


def _listed(contacts: Contacts) -> Iterator[Contact]:
    for purpose in _SHOWN_PURPOSES:
        found = [contact for contact in contacts.shown if contact.purpose == purpose]
        yield from found[:_MOST_CRISIS_LINES]


def _contact_line(answers: AnswerFile, contact: Contact) -> str:
    template = answers.contact_line_text if contact.text_word else answers.contact_line
    text = template.format(
        name=contact.name,
        for_whom=contact.for_whom,
        how=contact.how,
        number=contact.number,
        word=contact.text_word,
    )
    return text + (answers.contact_hours.format(hours=contact.hours) if contact.hours else "")


def _message(
    wordings: Sequence[_Wording],
    kind: Literal["risk", "contacts"],
    buttons: Sequence[Button] = (),
) -> Message:
    return Message(
        "+".join(wording.id for wording in wordings),
        " ".join(wording.text for wording in wordings),
        kind,
        tuple(buttons),
    )
