"""What is said back: reflections, what was heard gathered, thin answers met kindly."""

from __future__ import annotations

from bot.coaching.heard import Heard
from bot.coaching.notes import answered_phase, dream_of
from bot.coaching.reply import Turn
from bot.coaching.short_answers import chooses, does_not_know
from bot.coaching.state import OPEN_PHASES
from bot.language.sentences import has_content, is_thin

# After these the coach gathers what it heard before it asks on.
GATHER_AFTER = ("concerns", "expectations", "rulers")
# A long answer, or one on several themes, deserves more than one reflection.
LONG_ANSWER = 16


def reflect(turn: Turn, heard: Heard) -> None:
    """Say one reflection of `heard`, two where it holds much; not knowing needs none."""
    if does_not_know(heard.text) and turn.say("thin_accept"):
        return
    phase, themes = answered_phase(turn.state, heard), heard.themes
    mixed = heard.talk == "mixed"
    # A dream is met as a dream first, and both sides as such, whatever else they are about; a
    # carer's both sides are not.
    apart = phase == "dreams" or (mixed and not turn.state.carer)
    turn.reflect(() if apart else themes, heard.talk, phase)
    if themes and (len(heard.text.split()) >= LONG_ANSWER or len(themes) > 1):
        rest = themes if apart else themes[1:] or themes
        turn.reflect(rest, "neutral" if mixed else heard.talk)


def gather(turn: Turn) -> None:
    """Gather both sides, if both were heard; or the one that was; or only that much was told."""
    notes = [n for n in turn.state.notes if n.phase in OPEN_PHASES and not is_thin(n.text)]
    talks = {note.talk for note in notes}
    if sum(identity.startswith("bridges.gather") for identity in turn.state.said) >= len(
        GATHER_AFTER
    ):
        return
    dream = dream_of(turn.state)
    if turn.state.phase == "rulers" and dream:
        turn.say("bridges.with_dream", dream=dream)
    elif "change" in talks:
        turn.say("bridges.gather")
    elif "sustain" in talks and not turn.state.notes_of("concerns"):
        turn.say("bridges.gather_steady")
    elif notes:
        turn.say("bridges.gather_plain")


def receive_thin(turn: Turn, heard: Heard) -> None:
    """Meet a thin answer kindly, whatever it is made of."""
    if heard.emoji_only and heard.text:
        turn.say("emoji")
    elif heard.intent == "affirm":
        turn.say_one_of(("yes_to_open", "thin_accept"))
    elif does_not_know(heard.text):
        turn.say("thin_accept")
    elif says_something(heard) and heard.intent != "deny":
        # So few words may name a theme; they take no side.
        turn.reflect(heard.themes, "neutral", answered_phase(turn.state, heard))
    else:
        turn.say("thin_accept")


def says_something(heard: Heard) -> bool:
    """Whether there is anything in it that could be met or noted."""
    return has_content(heard.text) or chooses(heard.text)
