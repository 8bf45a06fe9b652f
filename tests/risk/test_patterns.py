"""The phrase language: what a phrase needs, and that looking for it first loses nothing."""

from __future__ import annotations

import pytest

from bot.risk.patterns import PhraseFinder, compile_phrase

LISTS = {"pills": ["pills", "sleeping tablets"], "maybe": ["so?", "then"]}


@pytest.mark.parametrize(
    ("phrase", "needs"),
    [
        ("i took pills", [{"i"}, {"took"}, {"pills"}]),
        ("i (took|have had) pills", [{"i"}, {"took", "have"}, {"pills"}]),
        ("i took {pills}", [{"i"}, {"took"}, {"pills", "sleeping"}]),
        ("i really? took (too|so)? many", [{"i"}, {"took"}, {"many"}]),
        ("i {maybe} fell", [{"i"}, {"fell"}]),
        ("took # !of ... down", [{"took"}, {"a number"}, {"down"}]),
        ("no no no", [{"no"}]),
    ],
)
def test_a_phrase_needs_one_word_of_each_part_that_must_be_there(
    phrase: str, needs: list[set[str]]
) -> None:
    assert [set(need) for need in compile_phrase(phrase, LISTS).needs] == needs


@pytest.mark.parametrize(
    ("phrase", "words", "found"),
    [
        ("took # pills", "i took twenty pills", True),
        ("took # pills", "i took 20 pills", True),
        ("took # pills", "i took 20", False),
        ("took # pills", "pills took 20", False),
        ("i {maybe} fell", "i fell", True),
        ("i {maybe} fell", "i then fell", True),
        ("fell ... down", "fell all the way down", True),
        ("# (of|from) them", "them of seven", False),
        ("# (of|from) them", "seven from them", True),
    ],
)
def test_it_stands_where_its_words_stand_in_order(phrase: str, words: str, found: bool) -> None:
    finder = PhraseFinder({"it": [compile_phrase(phrase, LISTS)]})
    assert bool(finder.find(words.split())) is found
