"""Coaching goes on only when someone plainly says that they are safe."""

import pytest

from bot.risk import says_safe
from bot.risk.safety import help_is_near, keeps_off, says_nothing_but_safe


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("im safe now, can we carry on", True),
        ("I am safe and want to go on", True),
        ("i’m ok now", True),  # noqa: RUF001
        ("yes im fine, my sister is here", True),
        ("feeling a bit calmer, lets go on", True),
        ("i feel better", True),
        ("im in danger", False),
        ("im not safe", False),
        ("i dont know if im safe", False),
        ("not sure im safe", False),
        ("i don't feel safe", False),
        ("i wish i was ok", False),
        ("what is safe", False),
        ("ok", False),
        ("yes", False),
        ("", False),
        ("i'll be fine if i take the lot", False),
        ("I am safe now. Can we go on?", True),
        ("no, i'm ok now", True),
        ("am i safe to sleep", False),
        ("am i ok to go to bed", False),
        ("am i ok?", False),
        ("i'll be ok?", False),
        ("i'm no better", False),
        ("feeling no better", False),
        ("i am far from ok", False),
        ("i'm anything but fine", False),
        ("i am hardly ok", False),
        ("i cant say i feel safe", False),
        ("i am better off dead", False),
        ("i feel fine except i can't see out of one eye", False),
        ("mum is feeling better but keeps dropping off", False),
        # The words of the answer in a pause.
        ("i am safe and wish to go on", True),
        ("safe now", True),
        ("no danger here", True),
        ("im safe now and the doctor has seen me, can we go on", True),
        ("my GP came and i am safe now", True),
        ("im safe now, the doctor has seen what i took", False),
        ("i am safe, i just cant sleep", True),
        ("we are safe", True),
        ("i am out of danger, can we continue?", True),
        ("i am fine i only took 20", False),
        ("im fine, took the whole box", False),
        ("im safe and i still have the pills", False),
        ("im ok with dying", False),
        ("i'm calmer now that i've made up my mind", False),
        ("i'll be fine when im gone", False),
        ("i'm fine, goodbye", False),
        ("i feel less safe", False),
        ("i want to feel safe", False),
        ("i used to feel better", False),
        ("im almost safe", False),
        ("i think i'm safe", False),
        ("im safe for now, he's outside", False),
        ("im safe. jk", False),
        ("im safe, no", False),
        ("yeah im fine, totally fine, everything is FINE", False),
        ("why should i press i am safe", False),
        ("my doctor says im fine", False),
        ("“i am safe”", False),
        ("my son is now safe", False),
        ("i feel safe talking to you", False),
        ("im ok. i want to go", False),
    ],
)
def test_a_plain_statement_counts_and_nothing_else(text: str, safe: bool) -> None:
    assert says_safe(text) is safe


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("my sister is here with me now", "company"),
        ("the ambulance is on its way", "company"),
        ("mum is on her way", "company"),
        ("im not alone", "company"),
        ("i called lifeline", "called"),
        ("I've rung 000", "called"),
        ("nobody is with me", None),
        ("i wish my sister was here with me", None),
        ("my husband left", None),
        ("i cant call anyone", None),
        ("i dont know", None),
        ("i want to die", None),
        ("", None),
    ],
)
def test_whether_help_is_near(text: str, near: str | None) -> None:
    assert help_is_near(text) == near


@pytest.mark.parametrize(
    ("text", "nothing_else"),
    [
        ("im safe now, can we carry on", True),
        ("I am safe and I would like to continue.", True),
        ("yes im fine, my sister is here with me", True),
        ("they sent me home, im safe", True),
        ("i'm not suicidal", True),
        ("no, im not going to hurt myself or anyone", False),
        ("i have never thought of killing myself if thats what you want to know", True),
        ("i wont hurt myself", True),
        ("took 3 instead of 1. feel fine", False),
        ("swallowed three, feel fine", False),
        ("Flushed the lot on Sunday. Feel ok so far, bit sweaty.", False),
        ("im not suicidal in a crying way im just done", False),
        ("i'm not suicidal, just tired of being alive", False),
        ("i'm fine but i cant go on", False),
        ("im ok", True),
        ("my sister is on her way over now", True),
        ("yes my mum is here now", True),
        ("the ambulance is on its way", True),
        ("my mum is on her way and she will find me", False),
        ("my brother is coming round to hurt me", False),
        ("my sister is on her way, i'm not ok", False),
        ("i'm really not ok, my mum is on her way", False),
        ("my dad is here now and he has been drinking", False),
        # Whom somebody is afraid of.
        ("he is coming over", False),
        ("my husband is on his way", False),
        ("carry on", False),
        ("", False),
    ],
)
def test_feeling_fine_excuses_nothing_that_is_said_beside_it(text: str, nothing_else: bool) -> None:
    assert says_nothing_but_safe(text) is nothing_else


@pytest.mark.parametrize(
    ("text", "so"),
    [
        ("i cant use a saw half asleep", True),
        ("I never drive after taking it.", True),
        ("and i don't drive on them", True),
        ("I wouldn't climb a ladder when drowsy", True),
        ("i cant use a saw half asleep but i did", False),
        ("i can't drive half asleep anymore and i do it daily", False),
        ("i drive half asleep", False),
        ("i can't work without being half asleep", False),
        ("i can't live half asleep", False),
        ("i dont drive on them, i took them all", False),
        ("i can't drive, i took too many, i am half asleep", False),
    ],
)
def test_keeping_off_machines_is_no_risk(text: str, so: bool) -> None:
    assert keeps_off(text) is so
