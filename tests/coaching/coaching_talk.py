"""One conversation with the coach, without Rasa: a move and what was heard for each turn."""

from __future__ import annotations

from typing import Any

from bot.coaching.coach import Coach
from bot.coaching.heard import Heard, Sentence
from bot.coaching.reply import Reply
from bot.coaching.state import CoachState
from bot.coaching.summary import summary_sections
from bot.risk import Contacts, Verdict


def heard(text: str, intent: str = "tell_idea", *themes: str, **more: Any) -> Heard:
    """A message of one sentence."""
    talk = more.pop("talk", "neutral")
    phase = more.pop("phase", "none")
    sentence = Sentence(text, themes, talk, phase, more.pop("sure", 0.9))
    return Heard(text=text, intent=intent, sentences=(sentence,), **more)


def pressed(intent: str, **more: Any) -> Heard:
    """A button."""
    return Heard(text="", intent=intent, button=True, **more)


class Talk:
    """A conversation; `say` gives what the coach answers."""

    def __init__(self, coach: Coach, seed: str = "seed") -> None:
        self.coach = coach
        self.state = CoachState()
        self.seed = seed
        self.opening = self.coach.open(self.state, seed)

    def say(self, move: str, what: Heard, verdict: Verdict | None = None) -> Reply:
        """One turn, with the state stored and read in between, as the service does."""
        self.state = CoachState.from_json(self.state.to_json())
        return self.coach.respond(
            move,
            what,
            self.state,
            seed=self.seed,
            contacts=Contacts.for_country("AU"),
            verdict=verdict,
            country="AU",
        )

    def answer(self, text: str, *themes: str, **more: Any) -> Reply:
        """Answer the open question."""
        return self.say("reflect", heard(text, more.pop("intent", "tell_idea"), *themes, **more))

    def press(self, intent: str, move: str = "reflect", **more: Any) -> Reply:
        """Press a button."""
        return self.say(move, pressed(intent, **more))

    def at(self, phase: str) -> Talk:
        """Say yes, and walk to a phase by skipping."""
        self.press("affirm")
        for _ in range(15):
            if self.state.phase == phase:
                return self
            self.press("skip", "skip")
        raise AssertionError(f"{phase} was never reached")


def ids(before: list[str], state: CoachState) -> list[str]:
    """The ids said since `before`."""
    return state.said[len(before) :]


def words(reply: Reply) -> str:
    """All of a reply in one text."""
    return "\n".join(message.text for message in reply.messages)


def buttons(reply: Reply) -> list[str]:
    """What the buttons of a reply send."""
    return [b.payload for m in reply.messages for b in m.buttons]


def lines(talk: Talk) -> list[str]:
    """Every line of the summary."""
    sections = summary_sections(talk.coach._bank, talk.state)
    return [line for section in sections for line in section["lines"]]
