"""Every number that the planner shows rests on a row with a source, and every word is authored."""

from __future__ import annotations

import csv
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from string import Formatter

import pytest
import yaml

from bot.settings import ROOT
from bot.taper.content import (
    CONTENT,
    EVIDENCE,
    Rate,
    TaperContentError,
    percent_shown,
    read_rates,
    read_sources,
    read_yaml,
    shown,
)
from bot.taper.equivalents import Equivalents, Figure
from bot.taper.flags import Flag, read_flags
from bot.taper.forms import Form, Forms

SOURCES = read_sources()
RATES = read_rates()
FLAGS = read_flags()
TAPER = CONTENT / "taper"
NOTE_ROWS = read_yaml(TAPER / "words.yml")["notes"]
FIGURES = re.compile(r"\d+(?:\.\d+)?")
# Numbers inside names of documents and years of publication are no claims.
NAMES = re.compile(r"NG215|NICE CKS|\b(?:19|20)\d\d\b")


@pytest.mark.parametrize("row", Equivalents.from_content().rows(), ids=lambda r: r.note[:20])
def test_every_figure_has_a_source_and_a_label(row: Figure) -> None:
    assert row.source_key in SOURCES
    assert row.evidence
    if row.computed:
        assert row.evidence in EVIDENCE and row.low > 0


@pytest.mark.parametrize("form", Forms.from_content().rows(), ids=lambda f: f.id)
def test_every_strength_has_a_source_and_a_label(form: Form) -> None:
    assert form.source_key in SOURCES
    assert form.evidence in EVIDENCE
    assert form.note is None or form.note in NOTE_ROWS


@pytest.mark.parametrize("row", [*RATES.values(), *FLAGS], ids=lambda r: r.id)
def test_every_rate_and_flag_has_facts_and_sources(row: Rate | Flag) -> None:
    assert row.facts and row.sources
    assert set(row.sources) <= set(SOURCES)
    assert row.evidence in EVIDENCE


@pytest.mark.parametrize("note", NOTE_ROWS)
def test_every_note_has_facts_and_sources(note: str) -> None:
    row = NOTE_ROWS[note]
    assert set(row["sources"]) <= set(SOURCES) and row["sources"]
    assert set(row["facts"].values()) <= set(EVIDENCE) and row["facts"]


def test_a_rate_says_the_numbers_that_it_carries() -> None:
    for rate in RATES.values():
        said = set(FIGURES.findall(NAMES.sub("", rate.text)))
        carried = [*(rate.percent or ()), *([rate.mg] if rate.mg else [])]
        words = rate.text.lower()
        spelled = {"10": "tenth", "12.5": "eighth", "25": "quarter"}
        for number in map(shown, carried):
            in_words = spelled.get(number, "?") in words or (number == "10" and "ten per" in words)
            assert number in said or in_words, (rate.id, number)


def test_the_lines_of_the_planner_are_those_of_the_fact_sheet() -> None:
    by_role = {rate.role: rate for rate in RATES.values() if rate.role}
    assert by_role["ceiling"].percent == (25, 25) and by_role["ceiling"].days == (14, 14)
    assert by_role["usual"].percent == (5, 10) and by_role["usual"].days == (14, 28)
    assert by_role["shortest_interval"].days == (7, 7)
    lines = {"higher_dose": "15", "polydrug_dose": "30", "specialist_dose": "40"}
    assert {role: by_role[role].mg for role in lines} == {r: Decimal(v) for r, v in lines.items()}
    assert by_role["last_step"].mg == Decimal("0.5")


def test_rates_that_no_home_plan_may_show_are_absent() -> None:
    # The label's rate, the inpatient rate and the 50 % first step (facts L1, E4, V1; register Z1).
    assert not {"L1", "L2", "E4", "V1"} & {f for rate in RATES.values() for f in rate.facts}
    text = "".join(path.read_text() for path in TAPER.glob("*.yml"))
    assert "every 3 days" not in text and "per day" not in text and "50 %" not in text


def test_the_lines_in_errors_are_those_of_the_rates() -> None:
    errors = read_yaml(TAPER / "words.yml")["errors"]
    assert "from 1 to 25." in errors["percent_range"]
    assert "25 % every 2 weeks" in errors["rate_above_ceiling"]
    assert "7 to 91 days" in errors["interval_range"]


def test_the_fact_sheet_is_copied_exactly() -> None:
    with (CONTENT / "medicines" / "equivalents.csv").open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if r["computed"] == "yes"]
    counts = Counter(row["source_key"] for row in rows)
    assert counts == {
        "ASHTON02": 26, "VADOD21": 12, "SCOT24": 12, "BNF": 12, "WHO09": 12,
        "CLINCALC": 12, "SMARTCARE18": 3,
    }  # fmt: skip


def test_no_sentence_stands_twice() -> None:
    texts = [*read_yaml(TAPER / "words.yml")["errors"].values()]
    texts += [row["text"] for row in NOTE_ROWS.values()] + [rate.text for rate in RATES.values()]
    texts += [flag.text for flag in FLAGS if flag.text]
    sentences = [s.strip() for text in texts for s in re.split(r"(?<=\.)\s", text)]
    counts = Counter(s for s in sentences if s and "{" not in s)
    assert {s: n for s, n in counts.items() if n > 1} == {}


def test_words_keep_to_the_rules_of_the_house() -> None:
    names = ("words", "flags", "rates")
    text = "".join((TAPER / f"{name}.yml").read_text(encoding="utf-8") for name in names)
    assert "!" not in text
    forbidden = r"\b(addict\w*|clean|abuse\w*|misuse\w*|failed|junkie|realize\w*|color\w*)\b"
    assert re.findall(forbidden, text, re.I) == []


def test_every_error_is_written_and_every_written_one_is_used() -> None:
    code = "".join(path.read_text() for path in (ROOT / "bot" / "taper").glob("*.py"))
    written = set(read_yaml(TAPER / "words.yml")["errors"])
    used = set(re.findall(r'IntakeError\.of\(\s*(?:"\w+"|field),\s*"(\w+)"', code))
    assert used <= written
    assert {key for key in written if f'"{key}"' not in code} == {
        # Built from the name of the field.
        "smallest_step_range", "stop_below_range",
    }  # fmt: skip


def test_braces_can_be_filled_in() -> None:
    file = read_yaml(TAPER / "words.yml")
    for text in [*file["errors"].values(), *file["labels"].values(), *file["kinds"].values()]:
        names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
        assert all(name.isidentifier() for name in names), text


@pytest.mark.parametrize(
    ("file", "row", "said"),
    [
        ("rates.yml", "- {id: x, role: null, text: x}", "field required"),
        ("rates.yml", "[]", "each role must stand once"),
        ("flags.yml", "- {id: x", "not valid YAML"),
        ("forms.yml", "- {id: x, country: AU}", "field required"),
    ],
)
def test_a_fault_in_content_names_its_file(tmp_path: Path, file: str, row: str, said: str) -> None:
    (tmp_path / "taper").mkdir()
    (tmp_path / "taper" / file).write_text(row)
    read = {"rates.yml": read_rates, "flags.yml": read_flags, "forms.yml": Forms.from_content}
    with pytest.raises(TaperContentError, match=said) as caught:
        read[file](tmp_path)
    assert file in str(caught.value)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("x,ASHTON02,about 5,,SEEN,yes,n", "is no figure"),
        ("x,ASHTON02,5,,SURE,yes,n", "evidence is one of"),
        ("x,JPCOPY,5,,LOW,yes,n", "nothing to compute with"),
        ("x,ASHTON02,,,SEEN,yes,n", "nothing to compute with"),
        (",ASHTON02,5,,SEEN,yes,n", "needs 7 columns"),
        ("x,ASHTON02,5", "needs 7 columns"),
    ],
)
def test_a_fault_in_the_table_names_its_line(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "medicines").mkdir()
    head = "drug,source_key,mg_equivalent_to_diazepam_10mg,half_life_h,evidence,computed,notes"
    (tmp_path / "medicines" / "equivalents.csv").write_text(f"{head}\n{line}\n")
    with pytest.raises(TaperContentError, match=said) as caught:
        Equivalents.from_content(tmp_path)
    assert "line 2" in str(caught.value)


@pytest.mark.parametrize(
    ("value", "text", "percent"),
    [("10.000", "10", "10"), ("0.1250", "0.125", "0.1"), ("100", "100", "100"),
     ("33.3333", "33.333", "33.3"), ("0", "0", "0"), ("0.0005", "0.001", "0")],
)  # fmt: skip
def test_numbers_are_shown_short(value: str, text: str, percent: str) -> None:
    assert (shown(Decimal(value)), percent_shown(Decimal(value))) == (text, percent)


def test_the_content_is_plain_yaml() -> None:
    assert all(yaml.safe_load(path.read_text()) for path in TAPER.glob("*.yml"))
