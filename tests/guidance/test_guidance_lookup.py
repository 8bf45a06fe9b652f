"""Loading twice changes nothing; the most specific passage answers, never another's."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.guidance.load import load_guidance
from bot.guidance.lookup import example_questions, lookup
from bot.guidance.schema import GuidanceError, read_guidance
from bot.records.guidance import GuidancePassage, GuidancePosition, GuidanceSource

FOLDER = Path(__file__).parents[2] / "content" / "guidance"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "guidance"))


def edit(path: Path, change) -> None:  # type: ignore[no-untyped-def]
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(yaml.safe_dump(data), encoding="utf-8")


def test_loading_twice_changes_nothing(session: Session) -> None:
    first = load_guidance(session, FOLDER)
    second = load_guidance(session, FOLDER)
    assert len(first.added) > 25 and not first.changed and not first.removed
    assert sorted(second.unchanged) == sorted(first.added)
    assert str(second) == f"0 added, 0 changed, 0 removed, {len(first.added)} unchanged"


def test_an_edit_is_taken_over_and_nothing_else(session: Session, folder: Path) -> None:
    load_guidance(session, folder)

    def change(data: dict) -> None:  # type: ignore[type-arg]
        passage = data["passages"][0]
        passage["text"] = ["Slowly."]
        passage["positions"][1:] = [{"source": "MAUDS24", "text": "Gently."}]
        passage["sources"] = ["MAUDS24", "ASAM25P"]
        passage["figures"] = {n: "T6" for n in ("5", "10", "2", "4", "25")}

    edit(folder / "how_fast.yml", change)
    edit(folder / "sources.yml", lambda data: data["MAUDS24"].update(name="A guide", year=None))
    report = load_guidance(session, folder)
    assert report.changed == ["source MAUDS24", "how_fast"]
    assert not report.added and not report.removed
    answer = lookup(session, "how_fast")
    assert answer is not None
    assert answer.texts == ["Slowly."]
    assert answer.positions[1] == {"text": "Gently.", "source": "A guide", "year": "no date given"}
    assert [source["key"] for source in answer.sources] == ["MAUDS24", "ASAM25P"]
    assert answer.sources[0]["year"] is None


def test_a_fact_that_becomes_a_matter_for_staff_changes_the_passages_on_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_guidance(session, FOLDER)
    open_to_all = session.query(GuidancePassage).filter_by(audience="clinician", staff_only=False)
    passage = next(row for row in open_to_all if row.facts)
    monkeypatch.setattr("bot.guidance.schema.STAFF_FACTS", frozenset(passage.facts))
    assert passage.id in load_guidance(session, FOLDER).changed
    session.refresh(passage)
    assert passage.staff_only


def test_what_left_the_folder_leaves_the_tables(session: Session, folder: Path) -> None:
    load_guidance(session, folder)
    (folder / "pregnancy.yml").unlink()
    edit(folder / "asked.yml", lambda data: data["topics"].pop("pregnancy"))

    def drop(data: dict) -> None:  # type: ignore[type-arg]
        data["passages"] = [p for p in data["passages"] if "UKREGS14" not in p["sources"]]

    edit(folder / "driving.yml", drop)
    edit(folder / "sources.yml", lambda data: data.pop("UKREGS14"))
    report = load_guidance(session, folder)
    assert sorted(report.removed) == [
        "driving.clinician.gb", "driving.gb", "pregnancy", "pregnancy.clinician",
        "source UKREGS14",
    ]  # fmt: skip
    assert lookup(session, "pregnancy") is None
    assert session.get(GuidanceSource, "UKREGS14") is None


def test_a_faulty_folder_leaves_the_tables_as_they_were(session: Session, folder: Path) -> None:
    load_guidance(session, folder)
    (folder / "sleep.yml").write_text("topic: [", encoding="utf-8")
    with pytest.raises(GuidanceError):
        load_guidance(session, folder)
    assert lookup(session, "sleep") is not None
    passages = session.scalar(select(func.count()).select_from(GuidancePassage))
    assert passages == len(list(read_guidance(FOLDER).passages()))


@pytest.mark.parametrize(
    ("topic", "medicine", "country", "found"),
    [
        ("how_fast", None, None, "how_fast"),
        ("how_fast", "diazepam", None, "how_fast"),
        ("how_fast", "clonazepam", None, "how_fast.fits"),
        ("how_fast", "Clobazam", "au", "how_fast.fits"),
        ("switching", "diazepam", None, "switching.diazepam"),
        ("switching", "clonazepam", None, "switching.fits"),
        ("switching", "lorazepam", None, "switching"),
        ("z_drugs", "zopiclone", "GB", "z_drugs.zopiclone"),
        ("z_drugs", "zolpidem", None, "z_drugs"),
        ("driving", None, "GB", "driving.gb"),
        ("driving", None, "gb", "driving.gb"),
        ("driving", "diazepam", "AU", "driving"),
        ("driving", None, None, "driving"),
        ("no_such_topic", None, None, None),
    ],
)
def test_the_most_specific_passage_answers(
    library: Session, topic: str, medicine: str | None, country: str | None, found: str | None
) -> None:
    answer = lookup(library, topic, medicine, country)
    assert (answer.passage_id if answer else None) == found


@pytest.mark.parametrize(
    ("medicine", "country", "found"),
    [
        ("diazepam", "GB", "both"),
        ("diazepam", "AU", "medicine"),
        ("lorazepam", "GB", "driving.gb"),
        ("lorazepam", "AU", "driving"),
    ],
)
def test_medicine_goes_before_country(
    session: Session, folder: Path, medicine: str, country: str, found: str
) -> None:
    def add(data: dict) -> None:  # type: ignore[type-arg]
        base = data["passages"][0]
        data["passages"] += [
            {**base, "id": "both", "medicines": ["diazepam"], "countries": ["GB"]},
            {**base, "id": "medicine", "medicines": ["diazepam"]},
        ]

    edit(folder / "driving.yml", add)
    load_guidance(session, folder)
    answer = lookup(session, "driving", medicine, country)
    assert answer is not None and answer.passage_id == found


def test_patients_get_no_passage_for_clinicians(session: Session, folder: Path) -> None:
    def take(data: dict) -> None:  # type: ignore[type-arg]
        data["passages"] = [p for p in data["passages"] if p["audience"] == "patient"]

    edit(folder / "sleep.yml", take)
    load_guidance(session, folder)
    for audience, found in (("patient", "cbt"), ("clinician", "cbt.clinician")):
        answer = lookup(session, "cbt", audience=audience)
        assert answer is not None and answer.passage_id == found
    assert lookup(session, "sleep", audience="clinician") is None
    assert lookup(session, "equivalents") is None


def test_an_answer_carries_all_that_is_shown(library: Session) -> None:
    answer = lookup(library, "how_fast")
    assert answer is not None
    topic = read_guidance(FOLDER).topics["how_fast"]
    assert answer.title == topic.title
    assert answer.texts == topic.passages[0].text
    assert answer.positions[0]["source"] == "US joint guideline"
    assert [p["text"] for p in answer.positions] == [p.text for p in topic.passages[0].positions]
    assert answer.positions[0]["year"] == 2025
    assert answer.sources[0] == {
        "key": "ASAM25P",
        "title": "ASAM. Benzodiazepine Tapering pocket guide",
        "year": 2025,
        "url": "https://eguideline.guidelinecentral.com/i/1532950",
    }
    assert (answer.offer, answer.checks) == (topic.offer, topic.check)
    assert answer.evidence == "GK"


def test_positions_are_stored_beside_their_source(library: Session) -> None:
    stored = library.scalar(select(func.count()).select_from(GuidancePosition))
    assert stored == sum(len(p.positions) for _, p in read_guidance(FOLDER).passages())


UNREVIEWED = "Not yet checked by a named clinician."


@pytest.mark.parametrize(
    ("topic", "note"),
    [
        ("treat_underneath", UNREVIEWED),
        ("how_fast", f"{UNREVIEWED} Parts of this are not yet verified."),
        ("why_not_at_once", f"{UNREVIEWED} Part of this was worked out from other facts."),
        ("what_if_i_stay", f"{UNREVIEWED} Part of this was read second-hand."),
    ],
)
def test_the_note_says_how_far_it_was_checked(library: Session, topic: str, note: str) -> None:
    answer = lookup(library, topic)
    assert answer is not None and answer.review_note == note


@pytest.mark.parametrize(
    ("today", "note"),
    [
        (date(2027, 3, 1), "Checked by Dr Example on 02/01/2027."),
        (
            date(2028, 3, 1),
            "Checked by Dr Example on 02/01/2027. The date set for its next check has passed.",
        ),
    ],
)
def test_a_review_is_shown_and_grows_old(
    session: Session, folder: Path, today: date, note: str
) -> None:
    def review(data: dict) -> None:  # type: ignore[type-arg]
        data["passages"][0].update(
            reviewed_by="Dr Example",
            reviewed_on=date(2027, 1, 2),
            next_review=date(2028, 1, 2),
        )

    edit(folder / "treat_underneath.yml", review)
    load_guidance(session, folder)
    answer = lookup(session, "treat_underneath", today=today)
    assert answer is not None and answer.review_note == note


def test_questions_come_from_the_files() -> None:
    asked = {name for name, topic in read_guidance(FOLDER).topics.items() if topic.questions}
    assert set(example_questions(FOLDER)) == asked
    assert "what is hyperbolic" in example_questions(FOLDER)["hyperbolic"]
    assert "can i drive on this" in example_questions(FOLDER)["driving"]
