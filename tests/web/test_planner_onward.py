"""Going on with a plan, its papers, and addresses that nobody meant."""

from __future__ import annotations

import re
from datetime import date, timedelta
from urllib.parse import parse_qsl

import pytest
import textstat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from planner_desk import PLAN, address, desk, fields, hire, steps, wrong
from starlette.testclient import TestClient
from test_summary import text_of

from bot.web.planner_words import read_paper

__all__ = ["desk", "hire"]


@pytest.mark.parametrize(
    ("sent", "percent", "every", "first_days"),
    [
        ({"onward": "on"}, "10", "14", 14),
        ({"onward": "pause", "on_pause": "21"}, "10", "14", 35),
        ({"onward": "slower", "on_percent": "5"}, "5", "14", 14),
        ({"onward": "slower", "on_every": "4w"}, "10", "28", 28),
    ],
)
def test_going_on_from_today_is_a_plan_of_its_own(
    sent: dict[str, str], percent: str, every: str, first_days: int, desk: TestClient
) -> None:
    onward = {"on_today": "2027-01-20", "on_dose": "18", **sent}
    answer = desk.get(address(flag="age_65", **onward), follow_redirects=False)
    assert answer.status_code == 303
    asked = dict(parse_qsl(answer.headers["location"].partition("?")[2].partition("#")[0]))
    assert (asked["percent"], asked["every"], asked["starting"]) == (percent, f"{every} days", "20")
    assert asked["flag"] == "age_65" and "onward" not in asked
    text = desk.get(answer.headers["location"]).text
    assert steps(text)[0] == ("20 Jan 2027", "18")
    days = re.findall(r'data-head="Days">(\d+)<', text)
    # What cannot be made smaller may be held for longer, but never for less.
    assert int(days[0]) >= first_days and int(days[0]) % 7 == 0
    again = desk.get(f"{answer.headers['location'].partition('#')[0]}&onward=on"
                     "&on_today=2027-03-20&on_dose=30")  # fmt: skip
    assert again.status_code == 422, "and it can be gone on from in turn"


def test_a_dose_of_four_decimal_places_can_be_gone_on_from(desk: TestClient) -> None:
    begun = (date.today() - timedelta(days=25)).isoformat()
    asked = {"medicine": "triazolam", "dose": "0.25 mg", "percent": "25", "country": "US"}
    asked |= {"halves": "yes", "start": begun}
    text = desk.get(address(**asked)).text
    filled = {name: value for name, value in fields(text).items() if name.startswith("on_")}
    assert filled["on_dose"] == "0.1875"
    answer = desk.get(address(**asked, **filled, onward="on"), follow_redirects=False)
    assert answer.status_code == 303 and "0.1875" in answer.headers["location"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"onward": "slower", "on_percent": "12"}, "10 % or less"),
        ({"onward": "slower", "on_every": "1w"}, "14 days or more"),
        ({"onward": "pause", "on_pause": "soon"}, "length of time"),
        ({"onward": "pause", "on_pause": "900"}, "0 to 365 days"),
        ({"onward": "on", "on_dose": "20"}, "more than the plan gives"),
        ({"onward": "on", "on_dose": "3"}, "less than the plan gives"),
        ({"onward": "on", "on_dose": "much"}, "cannot be read"),
        ({"onward": "on", "on_today": "2026-12-01"}, "has not begun"),
        ({"onward": "on", "on_today": "yesterday"}, "is not a date"),
    ],
)
def test_going_on_is_never_faster(sent: dict[str, str], said: str, desk: TestClient) -> None:
    onward = {"on_today": "2027-01-20", "on_dose": "18", **sent}
    answer = desk.get(address(**onward), follow_redirects=False)
    assert answer.status_code == 422 and said in wrong(answer.text)
    held = fields(answer.text)
    assert held["on_dose"] == onward["on_dose"] and held["on_today"] == onward["on_today"]
    assert "steps-table" in answer.text, "the plan stays in sight"


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("on_pause", "Press “Pause first”"),
        ("on_percent", "Press “Slow down” for a smaller step"),
        ("on_every", "Press “Slow down” for more time"),
    ],
)
def test_what_enter_in_a_field_would_drop_is_told_at_that_field(
    field: str, said: str, desk: TestClient
) -> None:
    onward = {"on_today": "2027-01-20", "on_dose": "18", "onward": "on", field: "5"}
    answer = desk.get(address(**onward), follow_redirects=False)
    assert answer.status_code == 422 and said in wrong(answer.text)
    assert re.search(rf'id="{field}"[^>]* value="5"[^>]* aria-invalid="true"', answer.text)


def test_a_dose_that_rose_is_taken_only_when_a_person_says_so(desk: TestClient) -> None:
    onward = {"on_today": "2027-01-20", "on_dose": "20", "onward": "on"}
    text = desk.get(address(**onward)).text
    assert 'name="on_sure" value="20"' in text
    answer = desk.get(address(on_sure="20", **onward), follow_redirects=False)
    assert answer.status_code == 303
    assert steps(desk.get(answer.headers["location"]).text)[0] == ("20 Jan 2027", "20")
    other = {**onward, "on_dose": "25", "on_sure": "20"}
    assert desk.get(address(**other), follow_redirects=False).status_code == 422


@pytest.mark.parametrize(
    ("reader", "there", "absent"),
    [
        ("patient", ("A slow plan", "1 Feb 2027", "Call 000", "There is no deadline"),
         ("%", "equivalent", "Ashton", "percent")),
        ("pharmacy", ("For the pharmacy", "56 ", "signed prescription"), ("equivalents",)),
        ("prescriber", ("for the prescriber", "Ashton", "72 weeks", "Choices", "naloxone"), ()),
        ("nobody", ("for the prescriber",), ()),
    ],
)  # fmt: skip
def test_each_paper_holds_what_its_reader_needs(
    reader: str, there: tuple[str, ...], absent: tuple[str, ...], desk: TestClient
) -> None:
    answer = desk.get(address("/planner.pdf", flag="opioids", **{"for": reader}))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    words = text_of(answer.content)
    for part in there:
        assert part in words
    for part in absent:
        assert part not in words


@pytest.mark.parametrize("reader", ["patient", "pharmacy", "prescriber"])
def test_a_paper_of_a_plan_with_liquid_and_a_goal(reader: str, desk: TestClient) -> None:
    asked = {"country": "US", "liquid": "yes", "goal": "5", "halves": "yes", "for": reader}
    words = text_of(desk.get(address("/planner.pdf", **asked)).content)
    assert "liquid" in words and "none of it" not in words


def test_the_patients_paper_is_easy_to_read() -> None:
    patient = read_paper().patient
    texts = [patient.title, patient.lead, *(line.text for line in patient.lines), patient.footer]
    textstat.set_lang("en-GB")
    assert textstat.flesch_kincaid_grade(" ".join(texts)) <= 5.5
    assert max(len(text.split()) for text in texts) <= 40
    said = " ".join([*texts, *patient.columns, *patient.sign, patient.help])
    assert not re.search(r"addict|clean|abus|misus|fail|!|%|stop|quit|must", said, re.I)


NASTY = st.sampled_from(
    ["", " ", "0", "-1", "1e9", "NaN", "Infinity", "½", "20 mg", "diazepam", "xanax", "20 mg bd",
     "<script>alert(1)</script>", "{{ 7*7 }}", "\x00", "٣", "9" * 400, "current", "2w", "AU", "US",
     "2026-02-29", "9999-12-31", "not_for_fits", "us-diazepam-unit-5", "on", "pause", "medicine"]
)  # fmt: skip
NAMES = st.sampled_from(
    [*PLAN, "form", "main", "product", "flag", "goal", "smallest", "last", "measure", "starting",
     "hold_step", "hold_days", "halves", "liquid", "sure", "add", "onward", "on_today", "on_dose",
     "on_pause", "on_percent", "on_every", "on_sure"]
)  # fmt: skip


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(changes=st.dictionaries(NAMES, st.lists(NASTY, min_size=1, max_size=3), max_size=5))
def test_nothing_in_the_address_breaks_it(changes: dict[str, list[str]], desk: TestClient) -> None:
    answer = desk.get(address(**changes))
    assert answer.status_code in (200, 422), changes
    assert "<script>alert" not in answer.text
