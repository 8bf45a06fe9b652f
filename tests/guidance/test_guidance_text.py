"""What a patient reads in content/guidance: easy, kind, and within what must never bend."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest
import textstat

from bot.guidance.schema import Passage, Topic, read_guidance

FOLDER = Path(__file__).parents[2] / "content" / "guidance"
GUIDANCE = read_guidance(FOLDER)
PAIRS = list(GUIDANCE.passages())
ALL = pytest.mark.parametrize("passage", [p for _, p in PAIRS], ids=[p.id for _, p in PAIRS])
TOPIC = pytest.mark.parametrize("topic", GUIDANCE.topics.values(), ids=list(GUIDANCE.topics))

# "en-GB" makes textstat count syllables by hyphenation, with nothing to download. That finds about
# 1.5 grades less than its pronouncing dictionary, so the limits of 7 and 6 are set lower by 1.5.
textstat.set_lang("en-GB")
HIGHEST_GRADE, HIGHEST_MEAN = 5.5, 4.5

FORBIDDEN = re.compile(
    r"addict|\bclean\b|abus|misus|\bfail|!|shackle|hangover|\bcommitted\b|\byou must\b"
    r"|\byou should\b|\bstop taking\b|\bquit\b|\binpatient\b|alternate|every (?:other|second) day",
    re.IGNORECASE,
)
AMOUNT = re.compile(r"\b(?:mg|mcg|micrograms?|milligrams?|millilit|ml|drops?|equivalent)\b", re.I)
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:%|per ?cent|in 100)")


def shown(passage: Passage) -> list[str]:
    differ = [passage.why_they_differ] if passage.why_they_differ else []
    return [*passage.text, *(p.text for p in passage.positions), *differ]


def sentences(text: str) -> Iterator[str]:
    yield from (s.strip().lower() for s in re.split(r"(?<=[.?])\s+", text) if s.strip())


@ALL
def test_it_is_easy_to_read(passage: Passage) -> None:
    for text in (" ".join(passage.text), " ".join(shown(passage))):
        assert textstat.flesch_kincaid_grade(text) <= HIGHEST_GRADE


def test_on_the_whole_it_is_easier_still() -> None:
    grades = [textstat.flesch_kincaid_grade(" ".join(p.text)) for _, p in PAIRS]
    assert mean(grades) <= HIGHEST_MEAN


@ALL
def test_each_message_is_short(passage: Passage) -> None:
    assert max(len(text.split()) for text in passage.text) <= 40
    assert all(len(position.text.split()) <= 32 for position in passage.positions)


@ALL
def test_no_word_hurts_and_no_dose_is_told(passage: Passage) -> None:
    for text in shown(passage):
        assert not FORBIDDEN.search(text)
        assert not AMOUNT.search(text)
        assert all(float(share) <= 25 for share in PERCENT.findall(text))


@TOPIC
def test_offers_and_checks_ask(topic: Topic) -> None:
    assert len(topic.check) >= 2
    for text in (topic.offer, *topic.check):
        assert text.endswith("?")
        assert not FORBIDDEN.search(text)
        assert len(text.split()) <= 20


@TOPIC
def test_there_are_enough_questions_to_learn_from(topic: Topic) -> None:
    assert 20 <= len(topic.questions) <= 30


def test_no_question_stands_twice() -> None:
    counts = Counter(q.lower() for t in GUIDANCE.topics.values() for q in t.questions)
    assert [q for q, count in counts.items() if count > 1] == []


def test_no_sentence_stands_twice() -> None:
    pieces = [text for _, passage in PAIRS for text in shown(passage)]
    pieces += [text for t in GUIDANCE.topics.values() for text in (t.offer, *t.check)]
    counts = Counter(s for piece in pieces for s in sentences(piece))
    assert [s for s, count in counts.items() if count > 1] == []


def test_nothing_claims_a_review_that_nobody_made() -> None:
    assert {p.reviewed_by for _, p in PAIRS} == {None}


DIFFERING = [p for _, p in PAIRS if p.positions]


@pytest.mark.parametrize("passage", DIFFERING, ids=[p.id for p in DIFFERING])
def test_where_sources_differ_the_prescriber_decides_with_the_person(passage: Passage) -> None:
    assert len({position.source for position in passage.positions}) == len(passage.positions) >= 2
    said = " ".join([*passage.text, passage.why_they_differ or ""])
    assert re.search(r"prescriber[^.]*\bwith you\b", said)


@pytest.mark.parametrize(
    "topic",
    ["why_come_off", "how_fast", "why_not_at_once", "last_milligrams", "switching",
     "tablets_liquids_cutting"],
)  # fmt: skip
@pytest.mark.parametrize("medicine", ["clonazepam", "clobazam"])
def test_a_medicine_for_fits_is_referred(topic: str, medicine: str) -> None:
    [passage] = [p for p in GUIDANCE.topics[topic].passages if medicine in p.medicines]
    said = " ".join(passage.text)
    assert "Q8" in passage.facts
    assert re.search(r"\bdoctor\b", said) and re.search(r"\bfits\b", said)
    assert not re.search(r"\b(?:steps? by|per cent|%|weeks?)\b", said)


def test_the_study_of_deaths_comes_with_its_limits() -> None:
    told = [p for _, p in PAIRS if "MAUST23" in p.sources]
    assert {p.id for p in told} == {"what_if_i_stay", "age"}
    for passage in told:
        assert "slow, agreed tapers" in " ".join(shown(passage)).lower()
        assert "other causes" in " ".join(shown(passage))


@pytest.mark.parametrize("source", ["WANG23", "XANAX-PI", "DRORACLE", "AUSPRES-L", "PSYCHONAUT"])
def test_sources_that_patients_must_not_get_are_not_here(source: str) -> None:
    assert source not in GUIDANCE.sources
