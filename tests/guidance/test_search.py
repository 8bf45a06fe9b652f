"""Full text on both kinds of database: finds, keeps apart, and breaks at nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.guidance.load import load_guidance
from bot.guidance.schema import read_guidance
from bot.guidance.search import MARK, TOPIC_BOOST, UNMARK, index, query_words, search

FOLDER = Path(__file__).parents[2] / "content" / "guidance"


def ids(session: Session, query: str, **more: object) -> list[str]:
    return [hit.passage.id for hit in search(session, query, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hyperbolic", "hyperbolic"),
        ("driving a car", "driving"),
        ("breastfeeding", "pregnancy"),
        ("sleeping", "sleep"),
        ("urine", "urine_tests"),
    ],
)
def test_words_and_their_forms_are_found(query: str, found: str, library: Session) -> None:
    assert found in ids(library, query, audience="patient", limit=3)


def test_hits_come_best_first_with_what_was_found_marked(library: Session) -> None:
    hits = search(library, "falls broken bones", "patient")
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True) and scores[0] == 1
    assert any(MARK in hit.snippet and UNMARK in hit.snippet for hit in hits)


def test_the_recognised_topic_goes_up(library: Session) -> None:
    plain = {h.passage.id: h.score for h in search(library, "sleep", "patient", limit=50)}
    boosted = search(library, "sleep", "patient", limit=50, topic="memory")
    for hit in boosted:
        gain = TOPIC_BOOST if hit.passage.topic == "memory" else 0
        assert hit.score == pytest.approx(plain[hit.passage.id] + gain)
    assert plain["memory"] < 1 and boosted[0].passage.topic in {"memory", "sleep"}


@pytest.mark.parametrize("medicine", [None, "diazepam", "clonazepam", "zopiclone"])
@pytest.mark.parametrize("country", [None, "AU", "GB"])
def test_nothing_for_another_medicine_or_country_comes(
    medicine: str | None, country: str | None, library: Session
) -> None:
    query = "taper slow drive licence fits sleep switch half steps dose"
    hits = search(library, query, None, country, medicine, 500, staff=True)
    assert len(hits) > 20
    for hit in hits:
        for_medicines = {row.medicine for row in hit.passage.medicines}
        for_countries = {row.country for row in hit.passage.countries}
        assert not for_medicines or medicine in for_medicines
        assert not for_countries or country in for_countries
    specific = {h.passage.id for h in search(library, query, limit=500, any_case=True)}
    assert {"how_fast.fits", "driving.gb"} <= specific


def test_what_is_for_staff_comes_for_staff_alone(library: Session) -> None:
    query = "diazepam equivalents alprazolam label inpatient reductions"
    assert not [h for h in search(library, query, limit=500) if h.passage.staff_only]
    assert [h for h in search(library, query, limit=500, staff=True) if h.passage.staff_only]


def test_patients_find_no_passage_for_clinicians(library: Session) -> None:
    hits = search(library, "taper dose reduction percent", "patient", limit=500)
    assert {hit.passage.audience for hit in hits} == {"patient"}


@pytest.mark.parametrize("query", ["", " ", "?!", "the of and", "\x00", '"', "'", "x" * 20_000])
def test_a_query_without_words_finds_nothing(query: str, library: Session) -> None:
    assert ids(library, query) == []


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    query=st.text(max_size=200)
    | st.sampled_from(["sleep AND (", "NOT a:*", "a | & ! <-> b", "a_b"])
)
def test_no_input_breaks_it(query: str, library: Session) -> None:
    assert len(search(library, query, limit=5)) <= 5


def test_a_long_query_is_cut() -> None:
    assert len(query_words(" ".join(f"word{n}" for n in range(20_000)))) == 40


def test_loading_again_writes_nothing_and_a_change_is_found(library: Session) -> None:
    count = text("SELECT count(*) FROM guidance_search")
    before = library.scalar(count)
    guidance = read_guidance(FOLDER)
    assert before == len(list(guidance.passages()))
    guidance.topics["sleep"].questions.append("what about quokkas")
    index(library, guidance)
    assert library.scalar(count) == before
    assert set(ids(library, "quokkas")) >= {"sleep"}
    load_guidance(library, FOLDER)
    assert ids(library, "quokkas") == [] and library.scalar(count) == before
    del guidance.topics["sleep"]
    index(library, guidance)
    assert library.scalar(count) < before
