"""The planner's page: who may see it, what it shows, and how faults are mended."""

from __future__ import annotations

import csv
import io
import re
from urllib.parse import parse_qsl

import pytest
from planner_desk import (
    PAGES,
    PLAN,
    Hire,
    address,
    desk,
    fields,
    hire,
    links,
    seen,
    sign_in,
    steps,
    wrong,
)
from starlette.testclient import TestClient
from web_person import Person

__all__ = ["desk", "hire"]


@pytest.mark.parametrize("path", PAGES)
def test_nobody_sees_it_without_signing_in(path: str, hire: Hire, client: TestClient) -> None:
    answer = client.get(address(path), follow_redirects=False)
    assert answer.status_code == 303
    where = answer.headers["location"]
    assert where.startswith("/sign-in?next=/planner")
    after = dict(parse_qsl(where.partition("?")[2]))["next"]
    browser = hire(signed_in=False)
    assert sign_in(browser, browser.headers["x-name"], after) == address(path), "nothing is lost"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(("role", "status"), [("trainer", 403), ("admin", 200)])
def test_it_is_for_clinicians_and_admins(path: str, role: str, status: int, hire: Hire) -> None:
    browser = hire(role)
    assert browser.get(address(path)).status_code == status
    assert ("/planner" in browser.get("/staff").text) is (status == 200)


def test_patients_never_come_to_it(client: TestClient, person: Person) -> None:
    for page in ("/", "/privacy", "/guidance", "/widget.js"):
        assert "planner" not in client.get(page).text
    bearer = {"Authorization": f"Bearer {person.token}"}
    for page in PAGES:
        answer = client.get(address(page), headers=bearer, follow_redirects=False)
        assert answer.status_code == 303 and "20" not in answer.text
    assert client.get("/api/planner", headers=bearer).status_code == 404


@pytest.mark.parametrize(
    ("changes", "current", "starting"),
    [
        # The table of the facts, section 1.9.
        ({"dose": "10"}, 58, 20),
        ({"dose": "10", "percent": "5", "every": "4w"}, 236, 80),
        ({}, 72, 20),
        ({"every": "28 days"}, 144, 40),
        ({"percent": "25"}, 26, 8),
        ({"dose": "40 mg", "every": "1w"}, 42, 10),
        ({"dose": "40 mg", "percent": "12,5"}, 66, 16),
    ],
)
def test_both_lengths_are_shown(
    changes: dict[str, str], current: int, starting: int, desk: TestClient
) -> None:
    for basis in ("current", "starting"):
        text = seen(desk.get(address(basis=basis, **changes)).text)
        assert re.search(rf"of the current dose (?:\(chosen\) )?{current} weeks", text)
        assert re.search(rf"of the starting dose (?:\(chosen\) )?{starting} weeks", text)


def test_the_basis_is_asked_and_never_chosen_beforehand(desk: TestClient) -> None:
    for text in (desk.get("/planner").text, desk.get(address(basis=None)).text):
        radios = re.findall(r'<input type="radio" name="basis"[^>]*>', text)
        assert len(radios) == 2 and not any("checked" in radio for radio in radios)
    answer = desk.get(address(basis=None))
    assert answer.status_code == 422 and "Say whether the percentage" in wrong(answer.text)
    assert "steps-table" not in answer.text
    words = seen(answer.text)
    assert "Of the current dose: 72 weeks" in words and "Of the starting dose: 20 weeks" in words


def test_a_plan_says_what_it_is_and_where_it_is_from(desk: TestClient) -> None:
    text = desk.get(address(flag=["age_65", "opioids"])).text
    words = seen(text)
    assert "An illustration for a prescriber's decision" in words
    assert "offer naloxone" in words and "From age 65" in words
    assert "more than the 10 % chosen" in words and "Hold the dose before it for longer" in words
    assert "general knowledge, not yet verified" in words, "weak evidence is said"
    for line in re.findall(r"<li>(?:(?!</li>).)*</li>", text.partition('id="rates"')[2], re.S):
        if "cited" in line:
            assert re.search(r"Facts [\w .]+ (SEEN|SEEN-2ND|CALC|GK)", seen(line))
    assert re.search(r"<svg[^>]+role=\"img\"", text) and "style=" not in text


def test_the_page_the_table_and_the_calendar_tell_the_same(desk: TestClient) -> None:
    page = desk.get(address(halves="yes")).text
    answer = desk.get(address("/planner.csv", halves="yes"))
    assert answer.headers["content-type"].startswith("text/csv")
    rows = [r for r in csv.DictReader(io.StringIO(answer.text)) if r["date"]]
    cards = re.findall(r'data-head="Dose"><b>([\d.]+)</b>', page)
    assert [row["dose_mg"] for row in rows] == cards and len(cards) > 10
    calendar = desk.get(address("/planner.ics", halves="yes"))
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT") == len(cards) - 1
    assert "mg" not in calendar.text and "diazepam" not in calendar.text


@pytest.mark.parametrize(
    ("changes", "anchor", "said"),
    [
        ({"medicine": "diazepm"}, "medicine-0", "not quite a name"),
        ({"medicine": "paracetamol"}, "medicine-0", "not a"),
        ({"dose": "-3"}, "dose-0", "below zero"),
        ({"dose": "7.5 mg 20 micrograms"}, "dose-0", "mixes units"),
        ({"dose": "5 drops"}, "dose-0", "choose the product first"),
        ({"dose": "600 mg"}, "dose-0", "far above"),
        ({"percent": "0"}, "percent", "from 1 to 25"),
        ({"percent": "ten"}, "percent", "cannot be read"),
        ({"percent": "25", "every": "1w"}, "percent", "25 % every 2 weeks"),
        ({"every": "soon"}, "every", "cannot be read"),
        ({"every": "1 day"}, "every", "7 to 91 days"),
        ({"start": "1999-02-30"}, "start", "is not a date"),
        ({"start": "1999-02-03"}, "start", "too far"),
        ({"goal": "30"}, "goal", "below the dose now"),
        ({"smallest": "x"}, "smallest", "cannot be read"),
        ({"last": "50"}, "last", "below the dose now"),
        ({"country": "NZ"}, "country", "No list of strengths"),
        ({"hold_step": "90", "hold_days": "7"}, "hold", "no step 90"),
        ({"hold_step": "1", "hold_days": "soon"}, "hold", "1 to 365 days"),
        ({"flag": "for_fits"}, "flag", "no plan is drawn"),
        ({"flag": "street_supply"}, "flag", "not known"),
        ({"flag": "nonsense"}, "flag", "not one of the questions"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost(
    changes: dict[str, str], anchor: str, said: str, desk: TestClient
) -> None:
    answer = desk.get(address(**changes))
    assert answer.status_code == 422
    assert said in wrong(answer.text) and f'id="{anchor}-wrong-1"' in answer.text
    assert f'href="#{anchor}"' in answer.text and f'id="{anchor}"' in answer.text
    assert "steps-table" not in answer.text
    names = {"medicine-0": "medicine", "dose-0": "dose", "percent": "percent", "every": "every",
             "start": "start", "hold-step-1": "hold_step", "goal": "goal"}  # fmt: skip
    held = fields(answer.text)
    asked = {**PLAN, **changes}
    for field, name in names.items():
        assert held[field] == asked.get(name, "0" if name == "goal" else "")
    for page in PAGES[1:]:
        sent = desk.get(address(page, **changes), follow_redirects=False)
        assert sent.status_code == 303 and sent.headers["location"].startswith("/planner?")


@pytest.mark.parametrize(
    ("changes", "offered"),
    [
        ({"medicine": "diazepm"}, "diazepam"),
        ({"dose": "300 mg"}, "300 mg of diazepam a day is right"),
        ({"country": "NZ"}, "Australia"),
        ({"medicine": "clonazepam", "dose": "2"}, "it is not taken against fits"),
    ],
)
def test_a_link_mends_it_and_keeps_the_rest(
    changes: dict[str, str], offered: str, desk: TestClient
) -> None:
    [link] = links(desk.get(address(**changes)).text, offered)
    answer = desk.get(link)
    assert answer.status_code == 200 and "steps-table" in answer.text


def test_a_look_alike_is_chosen_and_never_taken(desk: TestClient) -> None:
    text = desk.get(address(medicine="clobazepam", dose="20")).text
    assert "figures" not in text and "steps-table" not in text
    assert {w for w in ("clobazam", "clonazepam") if links(text, w)} == {"clobazam", "clonazepam"}


def test_a_confirmed_dose_is_confirmed_for_itself_alone(desk: TestClient) -> None:
    sure = {"sure": "diazepam 300 mg"}
    assert desk.get(address(dose="300 mg", **sure)).status_code == 200
    assert desk.get(address(dose="3000 mg", **sure)).status_code == 422


@pytest.mark.parametrize("medicine", ["etizolam", "bromazolam", "clonazolam"])
def test_street_products_get_no_number(medicine: str, desk: TestClient) -> None:
    text = seen(desk.get(address(medicine=medicine, dose="2 mg")).text)
    assert "gets no figure" in text or "not used in sums" in text
    assert "no total" in text.lower() and "steps in" not in text
    assert not re.search(r"\d mg of diazepam\b", text)


def test_several_medicines_are_summed_and_one_is_planned(desk: TestClient) -> None:
    two = {"medicine": ["diazepam", "zopiclone"], "dose": ["20 mg", "7.5 mg"], "country": "AU"}
    first = seen(desk.get(address(**two)).text)
    assert "25 mg of diazepam equivalents a day" in first and "The plan: diazepam" in first
    assert "no sum, it lacks zopiclone" in first
    second = seen(desk.get(address(main="1", **two)).text)
    assert "The plan: zopiclone" in second and "The other medicines stay as they are" in second


def test_sources_that_differ_are_a_range(desk: TestClient) -> None:
    text = seen(desk.get(address(medicine="alprazolam", dose="1 mg")).text)
    assert "10 to 20 mg of diazepam equivalents a day" in text
    assert "Ashton Manual (2002)" in text and "(2021)" in text


def test_totals_alone_need_no_pace(desk: TestClient) -> None:
    answer = desk.get(address(percent=None, basis=None, every=None))
    assert answer.status_code == 200 and "20 mg of diazepam equivalents" in answer.text
    assert "No plan yet" in answer.text and "steps-table" not in answer.text


@pytest.mark.parametrize(("add", "field"), [("medicine", "medicine-1"), ("hold", "hold-step-2")])
def test_one_more_row_keeps_what_was_typed(add: str, field: str, desk: TestClient) -> None:
    asked = address(percent="x", hold_step="1", hold_days="7", add=add)
    answer = desk.get(asked)
    assert answer.status_code == 200 and field in fields(answer.text), "and nobody is nagged"
    held = fields(answer.text)
    assert (held["medicine-0"], held["percent"], held["hold-days-1"]) == ("diazepam", "x", "7")


def test_only_what_can_be_had_is_counted(desk: TestClient) -> None:
    gb = {"country": "GB"}
    plain = desk.get(address(**gb)).text
    assert "mL of the" not in seen(plain.partition("steps-table")[2])
    poured = desk.get(address(liquid="yes", **gb)).text
    assert "mL of the 0.4 mg/mL liquid" in seen(poured.partition("steps-table")[2])
    limit = "upper limit is usually"
    assert poured.count(limit) < plain.count(limit), "a liquid makes the last steps small"
    halves = desk.get(address(halves="yes", **gb)).text
    assert "½ " in halves and "½ " not in plain and "off-licence" in halves
    [one] = re.findall(r'name="product" value="([^"]*-2)"', plain)
    only = desk.get(address(product=one, **gb)).text.partition("steps-table")[2]
    assert "2 mg tablet" in only and "5 mg tablet" not in only
    other = desk.get(address(product="us-alprazolam-tablet-2", **gb)).text
    assert seen(other.partition("steps-table")[2]) == seen(plain.partition("steps-table")[2])


def test_drops_are_counted_once_the_product_is_known(desk: TestClient) -> None:
    asked = {"medicine": "clonazepam", "dose": "10 drops", "flag": "not_for_fits", "liquid": "yes"}
    first = desk.get(address(**asked))
    assert "choose the product first" in wrong(first.text)
    drops = re.search(r'<option value="([^"]*drops[^"]*)"', first.text)
    assert drops, "the products are offered as soon as the medicine is known"
    second = seen(desk.get(address(form=drops[1], **asked)).text)
    assert "from 1 mg a day" in second and "drops of 0.1 mg each" in second


@pytest.mark.parametrize("blanks", [[1], [1, 2], [3]])
def test_a_row_left_empty_does_not_move_the_plan_to_another_medicine(
    blanks: list[int], desk: TestClient
) -> None:
    rows = [("diazepam", "20 mg"), ("lorazepam", "2 mg"), ("oxazepam", "30 mg")]
    for blank in blanks:
        rows.insert(blank, ("", ""))
    main = rows.index(("lorazepam", "2 mg"))
    asked = [("medicine", name) for name, _ in rows] + [("dose", dose) for _, dose in rows]
    rest = {key: value for key, value in PLAN.items() if key not in ("medicine", "dose")}
    text = desk.get("/planner", params=[*asked, *rest.items(), ("main", str(main))]).text
    with_none = desk.get(
        "/planner",
        params=[
            *(("medicine", name) for name, _ in rows if name),
            *(("dose", dose) for _, dose in rows if dose),
            *rest.items(),
            ("main", "1"),
        ],
    ).text
    assert steps(text)[0][1] == "2" and steps(text) == steps(with_none)
