"""Whatever comes, in whatever order: an answer, no fault, and nothing said twice too early."""

from __future__ import annotations

from typing import Any

from coaching_talk import Talk
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from bot.coaching.coach import Coach
from bot.coaching.heard import Heard, Sentence
from bot.coaching.moves import ASIDES
from bot.coaching.reply import Reply
from bot.coaching.state import PHASES
from bot.risk import Verdict

TURNS = 300
MOVES = [
    *sorted(ASIDES), "guidance", "reflect", "resist", "skip", "go_back", "stop", "goodbye",
    "delete", "delete_all", "show_summary", "demand_dose", "safe_now", "not_safe", "risk",
    "unknown",
]  # fmt: skip
INTENTS = ["affirm", "deny", "thin_answer", "tell_idea", "give_number", "tell_dream", "resist"]
THEMES = ["sleep", "panic", "family", "doctor", "none", "no_such_theme"]
TEXTS = st.one_of(
    st.sampled_from(
        ["", "7", "0", "11", "dunno", "😀", "{quote} {0} %s", "ten", "yes", "no", "...",
         "i lie awake and think of my garden", "my sister and the choir " * 12, "x" * 5000]
    ),
    st.text(max_size=60),
)  # fmt: skip
SENTENCES = st.builds(
    Sentence,
    text=TEXTS,
    themes=st.lists(st.sampled_from(THEMES), max_size=3, unique=True).map(tuple),
    talk=st.sampled_from(["change", "sustain", "neutral"]),
    phase=st.sampled_from(["none", "ideas", "concerns", "expectations", "dreams"]),
    phase_confidence=st.floats(0, 1),
)
HEARD = st.builds(
    Heard,
    text=TEXTS,
    intent=st.sampled_from(INTENTS),
    sentences=st.lists(SENTENCES, max_size=3).map(tuple),
    topic=st.sampled_from([None, "sleep", "how_fast", "driving", "no_such_topic"]),
    medicine=st.sampled_from([None, "diazepam", "no such medicine"]),
    suggestions=st.sampled_from([(), ("diazepam",), ("diazepam", "lorazepam", "oxazepam")]),
    months=st.sampled_from([None, 0, 3, 240]),
    button=st.booleans(),
)
RISKS = [
    Verdict(tier, category, "r", "span")
    for tier, category in (
        ("emergency", "overdose"), ("urgent", "abrupt_stop"), ("contact", "severe_distress"),
    )
]  # fmt: skip
# Mostly ordinary turns, so that the talk moves; a risk, and then a while of being paused, is rare.
TURN = st.tuples(
    st.one_of(st.sampled_from(["reflect", "skip", "safe_now"]), st.sampled_from(MOVES)),
    HEARD,
    st.sampled_from([None] * 30 + RISKS),
)
EFFECTS = {"erase", "forget_words", "keep_summary", "show_summary"}


@seed(20)
@settings(
    max_examples=6,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                           HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
@given(turns=st.lists(TURN, min_size=30, max_size=30), name=st.text(max_size=5))
def test_a_long_talk_with_anybody(
    turns: list[tuple[str, Heard, Verdict | None]], name: str, coach: Coach
) -> None:
    talk = Talk(coach, name)
    bank = coach._bank.lists.values()
    lists = {entry.id: frozenset(e.id for e in entries) for entries in bank for entry in entries}
    # The drawn turns come again and again: later rounds find the lists used up.
    for move, what, verdict in turns * (TURNS // len(turns)):
        before = talk.state.to_json()
        reply = talk.say(move, what, verdict)
        _check_reply(reply)
        _check_state(before, talk, move)
        _check_said(before["said"], talk, lists)


def _check_reply(reply: Reply) -> None:
    assert reply.messages and all(message.text.strip() for message in reply.messages)
    assert set(reply.effects) <= EFFECTS
    for message in reply.messages:
        assert len({b.payload for b in message.buttons}) == len(message.buttons)


def _check_state(before: dict[str, Any], talk: Talk, move: str) -> None:
    state = talk.state
    assert state.phase in PHASES
    assert state.done == list(dict.fromkeys(state.done)) and set(state.done) <= set(PHASES)
    if move != "go_back":
        assert state.done[: len(before["done"])] == before["done"]
    assert all(0 <= number <= 10 for number in state.rulers.values())
    assert not before["consented"] or state.consented
    assert state.consented or (not state.notes and not state.rulers and state.phase == "opening")


def _check_said(said: list[str], talk: Talk, lists: dict[str, frozenset[str]]) -> None:
    """An authored sentence comes again only when its list has run out."""
    # When even the shortest signs of being here ran out, the coach forgets that it said them.
    new = talk.state.said[len(said) :] if talk.state.said[: len(said)] == said else []
    earlier = set(said)
    for identity in new:
        if identity in earlier and identity in lists:
            assert lists[identity] <= earlier, identity
        earlier.add(identity)
