"""A plan as a table, a calendar and a picture."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

from taper_requests import Ask

from bot.taper.export import folded, in_words, to_csv, to_ics, to_svg
from bot.taper.plan import make_plan

SVG = "{http://www.w3.org/2000/svg}"


def test_the_table_has_every_step_and_says_what_it_is(ask: Ask) -> None:
    plan = make_plan(ask(halves=True))
    rows = list(csv.reader(io.StringIO(to_csv(plan))))
    assert rows[0][:5] == ["step", "date", "days", "target_mg", "dose_mg"]
    assert len(rows) == len(plan.steps) + 2 and len(set(map(len, rows[:-1]))) == 1
    assert rows[1][1] == "2026-03-02" and rows[1][4] == "10"
    assert rows[-2][4:6] == ["0", "none"]
    assert "illustration" in rows[-1][0]


def test_a_portion_in_words(ask: Ask) -> None:
    plan = make_plan(ask("clonazepam", "1.3", answers=frozenset({"not_for_fits"})))
    assert in_words(plan.steps[0].portion) == (
        "2 \u00d7 0.5 mg tablet or capsule, 3 drops of 0.1 mg each"
    )
    liquid = make_plan(ask(dose="10.4", country="GB"))
    assert in_words(liquid.steps[0].portion) == (
        "1 \u00d7 10 mg tablet or capsule, 1 mL of the 0.4 mg/mL liquid"
    )
    assert in_words(None) == "none"


def test_the_calendar_has_a_review_before_each_step(ask: Ask) -> None:
    plan = make_plan(ask())
    text = to_ics(plan)
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == len(plan.steps) - 1
    assert "DTSTART;VALUE=DATE:20260315\r\nDTEND;VALUE=DATE:20260316" in text
    assert len(set(re.findall("UID:(.*)\r\n", text))) == len(plan.steps) - 1
    assert text == to_ics(make_plan(ask()))


def test_the_calendar_names_no_dose_and_no_medicine(ask: Ask) -> None:
    text = to_ics(make_plan(ask())).replace("\r\n ", "")
    assert "diazepam" not in text.lower() and "mg" not in text.lower()
    shown = "".join(re.findall(r"(?:SUMMARY|DESCRIPTION):(.*)", text))
    assert shown and not re.search(r"\d", shown)


def test_lines_of_the_calendar_are_folded_as_the_standard_says(ask: Ask) -> None:
    text = to_ics(make_plan(ask()))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    long = "DESCRIPTION:" + "zw\u00f6lf B\u00e4ume " * 20
    parts = list(folded(long))
    assert len(parts) > 1 and all(len(part.encode()) <= 75 for part in parts)
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == long
    assert all(part.startswith(" ") for part in parts[1:])
    assert list(folded("")) == [""]


def test_commas_are_escaped_in_the_calendar(ask: Ask) -> None:
    assert "Going on\\, waiting" in to_ics(make_plan(ask())).replace("\r\n ", "")


def test_the_picture_says_in_words_what_it_shows(ask: Ask) -> None:
    plan = make_plan(ask())
    svg = to_svg(plan)
    root = ElementTree.fromstring(svg)
    assert root.tag == f"{SVG}svg" and root.get("role") == "img"
    title, desc = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None and title.text == "Dose over time: diazepam"
    assert desc is not None and desc.text is not None
    assert "from 10 mg a day on 2026-03-02 to 0 mg a day" in desc.text
    assert f"{len(plan.steps) - 1} steps over {plan.weeks} weeks" in desc.text
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"


def test_the_picture_can_stand_in_a_page_with_a_strict_policy(ask: Ask) -> None:
    svg = to_svg(make_plan(ask()))
    assert "style=" not in svg and "<style" not in svg and "<script" not in svg
    assert not svg.startswith("<?xml") and "DOCTYPE" not in svg
    assert "currentColor" in svg and "#000000" not in svg and 'pt"' not in svg
    assert svg == to_svg(make_plan(ask()))


def test_the_curve_is_a_staircase_with_every_dose(ask: Ask) -> None:
    plan = make_plan(ask())
    lines = re.findall(r'<path d="([^"]*)" clip-path="[^"]*" fill="none"', to_svg(plan))
    heights = {round(float(y), 3) for y in re.findall(r"[ML] \S+ (\S+)", max(lines, key=len))}
    assert len(heights) == len(plan.steps)
