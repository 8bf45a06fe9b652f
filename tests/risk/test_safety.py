"""Coaching goes on only when someone plainly says that they are safe."""

from time import perf_counter

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


HEARD = """
I just told you I'm safe. I want to go on.
I'm safe. Let's get on with it.
I am safe, thank you. Good night.
im safe. always was. just asked a question
i am safe and want to go on ffs
mate im safe. carry on with the summary
I am safe. My children are safe. Please can we continue to talk about the bakery?
I already said I'm safe
I told you I'm safe, it was a joke, can we carry on
I'm safe, let's get on
no one needs to come to me!! I'm safe, move on ffs
I'm fine. can we just carry on with the sleep thing
im safe lets carry on
I do not understand, did I say something bad? I am safe.
yes I'm safe, you misunderstood me, please go on
But I am safe!
can we go on? I am safe
i am safe thank you very much, let's talk about my sleep
Sorry, I am safe. It was only a question.
I'm safe. I'm just tired. Can we keep going?
"""
# Each stands beside one that is heard: the same words, and a little that takes them back.
NOT_HEARD = """
I'm safe for now
I'm safe but
I'm safe, so
safe until tonight
I'll be safe soon, at peace
soon I'll be safe from all of it
I'm safe. goodbye forever
I'm safe. Good night forever
I'm fine. Good night.
I'm fine. Let's get on with it
i'm calmer. ready to move on
I'm fine. I can move on now
no one needs to come, I'm fine
my kids are all fine, all safe
my sister is here, safe
my children are safe now with my mum, i am fine
I'm safe. it was a joke
I'm safe, sorry
I only said I'm safe
I just said I'm safe so you would stop
I'm safe. can we carry on with the plan
I'm safe, can I carry on with my tablets
I'm safe. can we talk about the rope
I'm safe. let's talk about the tablets I took
did I do something bad? I am safe
I'm safe, I didn't take too many, only eight
I'm fine, I only took 20
I'm safe at home with the pills
I'm safe. I don't want to die slowly
I'm safe, don't worry about me anymore
I'm a bit safe
I'm safe? carry on
i am safe \U0001f52a
"""
REPEATED = """
please
pls just now
i'm really
really
i am safe.
sorry,
can we go on?
it was a joke,
i told you already
my sister is here
no,
...
"""


@pytest.mark.parametrize("text", HEARD.strip().splitlines())
def test_an_impatient_or_puzzled_person_who_is_safe_is_heard(text: str) -> None:
    assert says_safe(text)


@pytest.mark.parametrize("text", NOT_HEARD.strip().splitlines())
def test_what_takes_it_back_is_not_taken_for_safe(text: str) -> None:
    assert not says_safe(text)


@pytest.mark.parametrize("unit", [*REPEATED.strip().splitlines(), "?"])
@pytest.mark.parametrize("end", ["", "zz", "i am safe"])
def test_a_long_message_is_read_in_little_time(unit: str, end: str) -> None:
    text = (f"{unit} " * 2000)[: 2000 - len(end)] + end

    def seconds() -> float:
        start = perf_counter()
        says_safe(text)
        return perf_counter() - start

    assert min(seconds() for _ in range(3)) < 0.05


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
