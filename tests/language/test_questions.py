"""Telling a question from a statement, without question marks."""

import pytest

from bot.language.questions import asked_beside, is_statement

STATEMENTS = [
    "the tablets make my fingers slow",
    "There's nothing wrong with staying on it",
    "my doctor wants to talk about it",
    "I don\u2019t want to be awake all night",
    "because it scares me at night",
    "I take it for nerves, always have",
    "it helps me cope with work",
]
QUESTIONS = [
    "how slow should it be",
    "so how slow should i go with it",
    "my doctor wants to halve it, is that too fast",
    "i have a sherry at christmas is that a problem",
    "I would like to know what withdrawal is like",
    "my doctor says switch to valium, why",
    "tell me about driving on it",
    "i wonder if i could go slower",
    "Is it dangerous?",
    "it is dangerous?",
]
UNCLEAR = ["", "valium and wine", "side effects of stopping", "my sleep", "driving on diazepam"]


@pytest.mark.parametrize("text", STATEMENTS)
def test_a_statement_asks_nothing(text: str) -> None:
    assert is_statement(text)


@pytest.mark.parametrize("text", [*QUESTIONS, *UNCLEAR])
def test_what_asks_or_may_ask_is_no_statement(text: str) -> None:
    assert not is_statement(text)


@pytest.mark.parametrize(
    ("sentences", "asked"),
    [
        (("My sister had that.", "Does it give you dementia?"), "Does it give you dementia?"),
        (("Is it the tablets then?", "I fell in May."), "Is it the tablets then?"),
        (("I am tired.", "What if I never sleep again?"), ""),
        (("Does it give you dementia?",), ""),
        (("I am tired.", "Why?"), ""),
    ],
)
def test_what_is_asked_beside_something_told(sentences: tuple[str, ...], asked: str) -> None:
    assert asked_beside(sentences) == asked
