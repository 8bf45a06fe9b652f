"""From a question to a passage: follow-ups, other medicines, doses, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from bot.guidance.answering import NOTHING, Library
from bot.guidance.load import load_guidance
from bot.records.migrate import upgrade
from bot.records.session import Records

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The library in one database."""
    url = f"sqlite:///{tmp_path_factory.mktemp('library')}/library.db"
    upgrade(url)
    records = Records(url)
    with records.session() as opened:
        load_guidance(opened, CONTENT / "guidance")
        yield opened
    records.engine.dispose()


@pytest.fixture(scope="module")
def library() -> Library:
    """The rules."""
    return Library.from_content(CONTENT)


def sure(topic: str, confidence: float = 0.9) -> dict[str, float]:
    """A classifier that is as sure of one topic, and of nothing else."""
    return {topic: confidence, NOTHING: (1 - confidence) / 2}


@pytest.mark.parametrize(
    ("question", "medicine"),
    [
        ("what's the diazepam equivalent of 7.5 zopiclone", "zopiclone"),
        ("diazepam equivalent for clonazepam", "clonazepam"),
        ("should I swap lorazepam for diazepam", "lorazepam"),
        ("is diazepam long acting", "diazepam"),
    ],
)
def test_the_medicine_asked_about_is_the_one_that_is_taken(
    question: str, medicine: str, library: Library
) -> None:
    assert library.medicine(question) == medicine


@pytest.mark.parametrize(
    ("question", "topic", "passage"),
    [
        ("how slow should it be", "how_fast", "how_fast"),
        ("how slow for rivotril", "how_fast", "how_fast.fits"),
        ("can i stop imovane", "z_drugs", "z_drugs.zopiclone"),
        ("can i drive in the uk", "driving", "driving.gb"),
        ("should i switch to diazepam", "switching", "switching"),
        ("should i swap ativan for valium", "switching", "switching"),
        ("is it easy to come off valium or should i switch", "switching", "switching.diazepam"),
        ("do i change from klonopin to valium", "switching", "switching.fits"),
    ],
)
def test_the_passage_is_that_for_the_medicine_asked_about(
    question: str, topic: str, passage: str, library: Library, session: Session
) -> None:
    found = library.answer(session, question, sure(topic), country="AU")
    assert found.answer is not None and found.answer.passage_id == passage


def test_the_persons_own_medicine_counts_where_none_is_named(
    library: Library, session: Session
) -> None:
    found = library.answer(session, "how slow", sure("how_fast"), medicine="clobazam")
    assert found.answer is not None and found.answer.passage_id == "how_fast.fits"


@pytest.mark.parametrize(
    ("question", "kind", "medicine", "country"),
    [
        ("who says so?", "sources", None, "AU"),
        ("Says who", "sources", None, "AU"),
        ("ok and where does that come from?", "sources", None, "AU"),
        ("hows that proven", "sources", None, "AU"),
        ("any proof of that", "sources", None, "AU"),
        ("and for zopiclone?", "answer", "zopiclone", "AU"),
        ("what about imovane then", "answer", "zopiclone", "AU"),
        ("is that the same for klonopin", "answer", "clonazepam", "AU"),
        ("does that go for temazepam too", "answer", "temazepam", "AU"),
        ("and in the uk?", "answer", None, "GB"),
    ],
)
def test_a_follow_up_rests_on_what_was_said_last(
    question: str, kind: str, medicine: str | None, country: str,
    library: Library, session: Session,
) -> None:  # fmt: skip
    found = library.recognise(session, question, sure(NOTHING), "how_fast", "AU")
    assert (found.kind, found.topic, found.follows_up) == (kind, "how_fast", True)
    assert (found.medicine, found.country) == (medicine, country)
    alone = library.recognise(session, question, sure("success", 0.9), None, "AU")
    assert not alone.follows_up and (alone.kind == "unknown") == (kind == "sources")


@pytest.mark.parametrize(
    "question",
    ["and if I'm over 80?", "its valium", "diazepam", "and does zopiclone wreck your memory",
     "my doctor told me that", "it helps me sleep", "i trust my doctor", ""],
)  # fmt: skip
def test_what_stands_alone_is_no_follow_up(question: str, library: Library) -> None:
    assert library.follow_up(question, "how_fast", "AU") is None


@pytest.mark.parametrize(
    "question",
    [
        "how many mg should i take tomorrow",
        "what dose should i take next week",
        "write me a taper from 20 mg to zero",
        "give me my schedule for the next ten weeks",
        "work out my next reduction",
        "convert my 3 mg of lorazepam",
        "should i take 5 mg or 4",
        "do i drop to half",
        "Should I give him only half a tablet tonight?",
        "can i give my mother less",
    ],
)
def test_one_persons_dose_is_never_given(question: str, library: Library, session: Session) -> None:
    found = library.answer(session, question, sure("how_fast", 0.99))
    assert found.recognised.kind == "dose" and found.answer is None
    assert found.note and found.instead == ["ask_prescriber", "how_fast"]


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("how slow should i go", "how_fast"),
        ("should i give up alcohol while i taper", "alcohol"),
        ("how much should each cut be", "how_fast"),
        ("tell me about tapering", "how_fast"),
        ("what questions should i take to the appointment", "ask_prescriber"),
    ],
)
def test_a_general_question_is_no_demand(
    question: str, topic: str, library: Library, session: Session
) -> None:
    assert library.recognise(session, question, sure(topic)).topic == topic


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("how do i come off sertraline", "how_fast"),
        ("brain zaps from venlafaxine withdrawal", "symptoms"),
        ("coming off methadone how long", "opioids"),
        ("can i cut my quetiapine in half", "tablets_liquids_cutting"),
        ("is it safe with metformin", "is_it_dangerous"),
        ("does my cpap help sleep", "sleep"),
        ("is ketamine good for depression", "medicines_for_withdrawal"),
        ("how do i taper my opioids", "opioids"),
        ("opioid withdrawal timeline", "opioids"),
        ("do i have bipolar", "mental_health_conditions"),
        ("have i got dementia?", "memory"),
    ],
)
def test_another_medicine_or_illness_is_refused_however_sure_the_classifier(
    question: str, topic: str, library: Library, session: Session
) -> None:
    found = library.answer(session, question, sure(topic, 0.99))
    assert found.answer is None and found.recognised.kind == "unknown"
    assert found.recognised.likeliest == topic


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("is it safe with codeine", "opioids"),
        ("does propranolol help with withdrawal", "medicines_for_withdrawal"),
        ("im on methadone and valium", "opioids"),
        ("pregabalin with my lorazepam", "substance_use"),
        ("melatonin while cutting down", "medicines_for_withdrawal"),
        ("i have bipolar can i come off", "mental_health_conditions"),
        ("does it cause dementia", "memory"),
    ],
)
def test_another_medicine_beside_ours_is_answered(
    question: str, topic: str, library: Library, session: Session
) -> None:
    assert library.recognise(session, question, sure(topic)).topic == topic


@pytest.mark.parametrize(
    "confidences", [{}, sure(NOTHING), {t: 0.2 for t in ("sleep", "age", "cbt", "memory", NOTHING)}]
)
def test_what_is_not_sure_is_not_shown(
    confidences: dict[str, float], library: Library, session: Session
) -> None:
    found = library.answer(session, "blorp the fnord", confidences)
    assert found.answer is None and found.recognised.kind == "unknown"


def test_full_text_decides_where_the_classifier_wavers(library: Library, session: Session) -> None:
    even = {"sleep": 0.4, "hyperbolic": 0.4, NOTHING: 0.1}
    assert library.recognise(session, "what is hyperbolic", even).topic == "hyperbolic"
    assert library.recognise(session, "what helps sleep", even).topic == "sleep"


def test_a_brand_is_searched_by_its_generic_name_too(library: Library) -> None:
    assert library.expanded("how slow for imovane") == "how slow for imovane zopiclone"


@pytest.mark.parametrize(
    "question", ["x" * 20_000, "\x00", "\ud800", "?" * 5000, "ø" * 400], ids=len
)
def test_no_question_breaks_it(question: str, library: Library, session: Session) -> None:
    assert library.answer(session, question, sure(NOTHING), "how_fast").answer is None


@pytest.mark.parametrize(
    ("question", "confidences", "topic"),
    [
        ("why is that", {"why_come_off": 0.7, "how_fast": 0.05, NOTHING: 0.1}, "how_fast"),
        ("why is that", {"why_come_off": 0.7, NOTHING: 0.1}, "how_fast"),
        ("why taper at all", {"why_come_off": 0.9, NOTHING: 0.1}, "why_come_off"),
        ("and if i am over 80", {"age": 0.98, "how_fast": 0.001, NOTHING: 0.001}, "age"),
        ("will it rain", {"how_fast": 0.001, NOTHING: 0.9}, None),
    ],
)
def test_a_short_question_leans_on_what_was_talked_about(
    question: str, confidences: dict[str, float], topic: str | None,
    library: Library, session: Session,
) -> None:  # fmt: skip
    found = library.recognise(session, question, confidences, "how_fast")
    assert found.topic == topic
