"""The one script that other websites load, and the words in it."""

from __future__ import annotations

import gzip
import re

import pytest

from bot.web.widget import ORDER, PARTS, widget_script

LARGEST = 12_000
WORDS = re.findall(r'"([^"]+)"|`([^`]+)`', (PARTS / "words.js").read_text(encoding="utf-8"))
SENTENCES = [first or second for first, second in WORDS]


def test_the_script_is_small() -> None:
    assert len(gzip.compress(widget_script().encode(), 6)) <= LARGEST


def test_every_part_is_in_the_script_and_no_module_syntax_is_left() -> None:
    assert sorted(path.name for path in PARTS.glob("*.js")) == sorted(ORDER)
    assert not re.search(r"^(import|export)\b", widget_script(), re.MULTILINE)


def test_the_script_sets_no_markup_and_keeps_nothing_for_good() -> None:
    for forbidden in ("innerHTML", "insertAdjacentHTML", "outerHTML", "eval(", "localStorage"):
        assert forbidden not in widget_script()


def test_each_part_uses_only_parts_that_come_before_it() -> None:
    for place, name in enumerate(ORDER):
        source = (PARTS / name).read_text(encoding="utf-8")
        for used in re.findall(r'from "\./(.+?)"', source):
            assert used in ORDER[:place], f"{name} uses {used}"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_words_are_calm_and_plain(sentence: str) -> None:
    assert "!" not in sentence
    assert not re.search(r"\b(addict|clean|abuse|misuse|failed|invalid|error)", sentence, re.I)
    assert len(sentence.split()) <= 25


def test_no_word_stands_twice() -> None:
    longer = [sentence for sentence in SENTENCES if len(sentence.split()) > 2]
    assert len(longer) == len(set(longer))
