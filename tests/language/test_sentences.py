"""Cleaning, splitting and quoting what people type, and noticing that it tells little."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.language import sentences
from bot.language.sentences import (
    clean,
    is_emoji_only,
    is_thin,
    looks_like_gibberish,
    passages,
    quote,
    split,
)

NAMES = Path(__file__).parents[2] / "content" / "medicines" / "names.csv"
ANY_TEXT = st.text(st.characters(), max_size=120)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I cant sleep. I worry.", ["I cant sleep.", "I worry."]),
        ("i cant sleep\ni worry", ["i cant sleep", "i worry"]),
        ("i cant sleep...i worry", ["i cant sleep...", "i worry"]),
        ("i cant sleep … i worry", ["i cant sleep …", "i worry"]),
        ("i cant sleep.then i worry", ["i cant sleep.", "then i worry"]),
        ("really? yes! ok", ["really?", "yes!", "ok"]),
        ("i sleep and i worry", ["i sleep and i worry"]),
        ("2.5mg at night", ["2.5mg at night"]),
        ("Dr. Smith gave me 0.5 mg", ["Dr. Smith gave me 0.5 mg"]),
        ("sad 😭 and tired", ["sad 😭 and tired"]),
        ("...", ["..."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_split(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_of_a_long_text_the_first_eight_and_the_last_four_sentences_stay() -> None:
    said = split(" ".join(f"Sentence {i}." for i in range(20)))
    assert said == [f"Sentence {i}." for i in (*range(8), *range(16, 20))]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("  my \n nerves\t are bad ", 140, "my nerves are bad"),
        ('he said "calm down"', 140, "he said 'calm down'"),
        ("i want to walk by the sea", 12, "i want to…"),
        ("i want, to walk", 9, "i want…"),
        ("a" * 30, 10, "a" * 3),
        ("abcdefghijklmnop", 8, "abcdefg…"),
        ("my\x00 son\u202e\u200b", 140, "my son"),
        ("", 140, ""),
        ("To stay in my own house.", 140, "To stay in my own house"),
        ("and then...", 140, "and then..."),
    ],
)
def test_quote(text: str, limit: int, expected: str) -> None:
    assert quote(text, limit) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("su\u200bic\u00adide", "suicide"),
        ("\u202ehello\u202c", "hello"),
        ("\uff48\uff45\uff4c\uff50", "help"),
        ("soooooo tired", "sooo tired"),
        ("10000mg", "10000mg"),
        ("2½ mg", "2 1\u20442 mg"),
        ("a\x00b\x07c", "a b c"),
        ("one\r\ntwo\u2028three", "one\ntwo\nthree"),
        ("why?????", "why???"),
        ("z\u0301\u0301\u0301\u0301\u0301", "ź\u0301\u0301\u0301"),
        ("\ud83d lost", "lost"),
    ],
)
def test_clean(text: str, expected: str) -> None:
    assert clean(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "not sure",
        "dunno",
        "nerves maybe",
        "idk",
        "i dont know really",
        "I don't know, maybe sleep",
        "...",
        "😭😭",
        "",
        "ok",
        "no",
        "nothing much",
        "not really sure what to say tbh",
        "sleep",
        "for my nerves",
        "hmm",
        "7",
    ],
)
def test_thin(text: str) -> None:
    assert is_thin(text)


@pytest.mark.parametrize(
    "text",
    [
        "my husband died",
        "it helps me sleep",
        "nerves and sleep",
        "my son says i repeat myself",
        "i dont know who i am without the tablets any more",
        "maybe walking on the beach with my dog",
        "losing my memory",
        "scared of falling",
    ],
)
def test_not_thin(text: str) -> None:
    assert not is_thin(text)


@pytest.mark.parametrize("text", ["😭", "👍🏽👍🏽", "❤️", ":(", "🙂 :)", "<3", "👨‍👩‍👧", "😭!!"])
def test_emoji_only(text: str) -> None:
    assert is_emoji_only(text)


@pytest.mark.parametrize("text", ["", "...", "ok 👍", "7", ":(:( sad", "?!", "睡眠"])
def test_not_emoji_only(text: str) -> None:
    assert not is_emoji_only(text)


@pytest.mark.parametrize(
    "text",
    [
        "asdfkj lkjsdf",
        "qwerty",
        "jjjjjj",
        "asdf",
        "sdklfjsa",
        "ghfjdksl",
        "fghjkl;'",
        "xcvbnm xcvbn",
        "lkjhgfdsa",
        "aaaaaaaa",
        "@#$%^&*(",
        "dfgdfgdfg",
    ],
)
def test_gibberish(text: str) -> None:
    assert looks_like_gibberish(text)


@pytest.mark.parametrize(
    "text",
    [
        "hmm",
        "hmmmmmm",
        "idk",
        "ffs",
        "wtf",
        "pfft",
        "grrrr",
        "zzzzzz",
        "hahahaha",
        "5",
        "123456",
        "",
        "...",
        "??!!",
        "😭😭😭",
        "sleep",
        "nightshift",
        "strengths and rhythms",
        "worthwhile downstream",
        "property",
        "knightsbridge",
        "my son thinks i am too sleepy",
        "i cnt slp plz hlp",
        "psychiatrist",
        "бессонница",
        "睡眠",
        "k",
        "powerful were we",
        "zxcvb hello",
    ],
)
def test_no_gibberish(text: str) -> None:
    assert not looks_like_gibberish(text)


def test_no_medicine_is_gibberish() -> None:
    with NAMES.open(newline="", encoding="utf-8") as file:
        names = {
            row["slang_or_misspelling"] or row["brand"] or row["generic"]
            for row in csv.DictReader(file)
        }
    assert [name for name in sorted(names) if looks_like_gibberish(name)] == []


@given(ANY_TEXT, st.integers(min_value=2, max_value=200))
@settings(deadline=None)
def test_no_text_makes_them_fail(text: str, limit: int) -> None:
    assert len(split(text)) <= 12
    assert len(quote(text, limit)) <= limit
    assert {is_thin(text), is_emoji_only(text), looks_like_gibberish(text)} <= {True, False}
    clean(text).encode("utf-8")


@given(st.lists(st.sampled_from(["i", "cant", "sleep", "at", "5mg", "no"]), max_size=30))
def test_no_word_is_lost(words: list[str]) -> None:
    text = " ".join(words)
    assert clean(text).split() == words
    assert " ".join(split(text)).split() == words


@given(st.text("ab1½ \n\u200b\u0301é\uff21.", max_size=30))
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize("piece", ["I lie awake and worry. ", "?", "a", "(' ", "½", "\ud83d", "'s"])
@pytest.mark.parametrize(
    "name", ["split", "quote", "clean", "is_thin", "is_emoji_only", "looks_like_gibberish"]
)
def test_long_texts_are_quick(name: str, piece: str) -> None:
    text = (piece * 20_000)[:20_000]

    def seconds() -> float:
        started = time.process_time()
        getattr(sentences, name)(text)
        return time.process_time() - started

    assert min(seconds() for _ in range(5)) < 0.1


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("One. Two. Three.", ["One. Two. Three."]),
        ("It is late. I am up. The dog too.", ["It is late. I am up.", "The dog too."]),
        ("a first line\nanother", ["a first line another"]),
        ("A short one. A long one that fits in.", ["A short one.", "A long one that fits", "in."]),
    ],
)
def test_passages_hold_as_much_as_they_can_of_neighbouring_sentences(
    text: str, found: list[str]
) -> None:
    assert passages(text, 20) == found
