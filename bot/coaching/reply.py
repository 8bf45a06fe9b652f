"""Building one reply: what is said, never twice, and where the conversation stands after it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.coaching.bank import Bank, Entry
from bot.coaching.state import CoachState
from bot.guidance.lookup import Answer


@dataclass(frozen=True)
class Button:
    """A quick reply: what it shows, and what is sent when it is pressed."""

    title: str
    payload: str


@dataclass(frozen=True)
class Message:
    """One message of the coach, as the widget gets it."""

    text: str
    kind: str
    code: str = "other"
    buttons: tuple[Button, ...] = ()
    sources: tuple[dict[str, Any], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The message as JSON can hold it."""
        return asdict(self)


@dataclass
class Reply:
    """The messages of one turn.

    `effects` are left to the caller: `erase`, `forget_words`, `keep_summary`, `show_summary`.
    """

    messages: list[Message] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)


class Turn:
    """One reply in the making."""

    def __init__(
        self, bank: Bank, state: CoachState, seed: str, values: Mapping[str, object]
    ) -> None:
        self.bank = bank
        self.state = state
        self.seed = seed
        self.values = values
        self.reply = Reply()

    def say(self, key: str, *buttons: Button, **values: object) -> bool:
        """Say a sentence of the list `key` that was not said yet; False when none is left."""
        entry = self.bank.entry(key, self.state.said, self.seed, self.state.carer)
        if entry is None:
            return False
        self._add(entry, buttons, values)
        return True

    def say_all(self, key: str) -> None:
        """Say every sentence of the list `key`, in its order."""
        for entry in self.bank.lists[key]:
            self._add(entry, (), {})

    def say_one_of(self, keys: Iterable[str], *buttons: Button, **values: object) -> bool:
        """Say a sentence of the first list that has one left."""
        return any(self.say(key, *buttons, **values) for key in keys)

    def reflect(self, themes: Sequence[str], talk: str, phase: str | None = None) -> bool:
        """Say the reflection that fits; False when the whole bank was said.

        `phase` is given for an answer to that phase's question.
        """
        if self.state.carer:
            themes, talk = self.bank.themes_for_carers(themes), talk.replace("mixed", "neutral")
            phase = None
        entry = self.bank.reflection(themes, talk, self.state.said, self.seed, phase)
        if entry is None:
            return False
        self._add(entry, (), {})
        return True

    def inform(self, answer: Answer) -> bool:
        """Say a passage with its differing positions and its sources; False if it was said."""
        if answer.passage_id in self.state.said:
            return False
        self.state.said.append(answer.passage_id)
        texts = list(answer.texts)
        if answer.positions:
            lines = [f"{p['source']} ({p['year']}): {p['text']}" for p in answer.positions]
            texts.append("\n".join([*lines, answer.why_they_differ or ""]).strip())
        texts[-1] = f"{texts[-1]}\n{answer.review_note}"
        sources = tuple(answer.sources)
        for text in texts:
            last = text is texts[-1]
            self.reply.messages.append(
                Message(text, "information", "give_information", (), sources if last else ())
            )
        return True

    def cite(self, answer: Answer) -> bool:
        """Say which sources a passage rests on; False if they were told."""
        identity = f"{answer.passage_id}.sources"
        if identity in self.state.said:
            return False
        self.state.said.append(identity)
        lines = [
            f"{source['title']} ({source['year']})" if source["year"] else str(source["title"])
            for source in answer.sources
        ]
        text = "\n".join([*lines, answer.review_note])
        sources = tuple(answer.sources)
        self.reply.messages.append(Message(text, "information", "give_information", (), sources))
        return True

    def add(self, message: Message, identity: str | None = None) -> None:
        """Add a message made elsewhere; `identity` keeps its wording from coming again."""
        if identity:
            self.state.said.append(identity)
        self.reply.messages.append(message)

    def button(self, key: str, payload: str) -> Button:
        """A button with an authored title."""
        return Button(self.bank.buttons[key], payload)

    def offer_buttons(self, *buttons: Button) -> None:
        """Put buttons under the last message."""
        if self.reply.messages and buttons:
            last = self.reply.messages[-1]
            self.reply.messages[-1] = Message(
                last.text, last.kind, last.code, (*last.buttons, *buttons), last.sources
            )

    def _add(self, entry: Entry, buttons: tuple[Button, ...], values: Mapping[str, object]) -> None:
        self.state.said.append(entry.id)
        text = entry.fill({**self.values, **values})
        self.reply.messages.append(Message(text, entry.kind, entry.code, buttons))
