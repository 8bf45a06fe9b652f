"""A yes to the question whether somebody thinks of dying is heard as one, and a no as a no."""

from __future__ import annotations

import pytest

from bot.risk import denies_thoughts, owns_to_thoughts


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "Yes.",
        "yeah sometimes",
        "yes but i would never do it",
        "well yes, in the night",
        "I do",
        "i have, yes",
        "I have, in passing",
        "it does",
        "sometimes",
        "some nights",
        "at night mostly",
        "now and then",
        "maybe",
        "kind of",
        "i guess so",
        "not often",
        "not sure",
        "I don’t know",
        "dunno",
        "rather not say",
        "yes and no",
        "all the time",
        "more than in passing",
        "honestly? every day",
    ],
)
def test_these_own_to_it_or_leave_it_open(text: str) -> None:
    assert owns_to_thoughts(text) and not denies_thoughts(text)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "No, never.",
        "nope",
        "not at all",
        "oh no, nothing like that",
        "god no",
        "never thought of it",
        "i don't",
        "I haven’t",
        "not really",
        "of course not",
        "well no, I am only tired",
    ],
)
def test_these_say_no(text: str) -> None:
    assert denies_thoughts(text) and not owns_to_thoughts(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ok",
        "yes, let's carry on",
        "i have two dogs and a garden",
        "the nights are the worst because of the neighbours",
        "can i reduce it by a lot at a time or only by a bit",
        "what do you mean?",
    ],
)
def test_these_are_no_answer_to_it(text: str) -> None:
    assert not owns_to_thoughts(text)
