"""`unhurried taper`: the planner in the terminal."""

from __future__ import annotations

import json
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app

PLAN = (
    "--medicine", "diazepam", "--dose", "20 mg", "--percent", "10", "--basis", "current",
    "--every", "2w", "--country", "AU", "--start", "2027-01-04",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNHURRIED_VAR", str(tmp_path))
    monkeypatch.delenv("UNHURRIED_COUNTRY", raising=False)


def run(*words: str) -> tuple[int, str, str]:
    """The exit code, and what is written to the two outputs."""
    done = CliRunner().invoke(app, ["taper", *words])
    return done.exit_code, done.stdout, done.stderr


def objects(*words: str) -> list[dict[str, Any]]:
    """The lines of `--json`."""
    code, written, said = run(*words, "--json")
    assert code == 0, said
    return [json.loads(line) for line in written.splitlines()]


def test_a_plan_is_one_head_and_its_steps() -> None:
    head, *steps = objects(*PLAN)
    assert head["plan"]["weeks_by_basis"] == {"current": 72, "starting": 20}
    assert head["total"] == {"low": 20.0, "high": 20.0}
    assert "illustration" in head["illustration"]
    assert [step["step"] for step in steps] == list(range(head["plan"]["steps"] + 1))
    assert steps[0]["starts_on"] == "2027-01-04" and steps[-1]["dose_mg"] == 0
    for before, after in pairwise(steps):
        assert after["dose_mg"] < before["dose_mg"]
        if after["percent_of_current"] > 10:
            assert "faster" in {warning["id"] for warning in after["warnings"]}
    for step in steps:
        made = sum(Decimal(str(p["mg"])) * Decimal(str(p["count"])) for p in step["made_of"])
        assert made == Decimal(str(step["dose_mg"]))


def test_every_figure_and_remark_names_its_source() -> None:
    head, *steps = objects(*PLAN, "--flag", "opioids", "--flag", "age_65")
    assert all(figure["source"] and figure["evidence"] for figure in head["figures"])
    remarks = [*head["flags"], *head["plan"]["notes"], *head["plan"]["warnings"]]
    remarks += [w for step in steps for w in (*step["warnings"], *step["notes"])]
    assert {"opioids", "age_65", "over_15"} <= {flag["id"] for flag in head["flags"]}
    assert all(remark["sources"] and remark["facts"] for remark in remarks)


def test_it_can_be_read_by_a_person() -> None:
    code, written, _ = run(*PLAN, "--halves", "--hold", "2:14")
    assert code == 0
    for part in (
        "An illustration",
        "Ashton Manual (2002): 20 mg",
        "72 weeks",
        "1½",
        "14 more days",
    ):
        assert part in written


def test_totals_alone_need_no_pace() -> None:
    [head] = objects("--medicine", "alprazolam", "--dose", "500 micrograms")
    assert head["plan"] is None and head["total"] == {"low": 5.0, "high": 10.0}


def test_street_products_get_no_number() -> None:
    [head] = objects("--medicine", "etizolam", "--dose", "2", "--medicine", "xanax", "--dose", "1")
    assert head["total"] == {"low": None, "high": None} and head["refused"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--medicine", "diazepm", "--dose", "5"), "Offered: diazepam"),
        (("--medicine", "diazepam", "--dose", "-5"), "below zero"),
        (("--medicine", "diazepam", "--dose", "300"), "Add --sure"),
        (("--medicine", "diazepam", "--medicine", "xanax", "--dose", "5"), "one --dose for each"),
        (("--medicine", "clonazepam", "--dose", "2", *PLAN[4:]), "for_fits, not_for_fits"),
        (PLAN[:6], "Say whether the percentage"),
        ((*PLAN, "--hold", "x"), "hold"),
        ((*PLAN, "--percent", "30"), "from 1 to 25"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(words: tuple[str, ...], said: str) -> None:
    code, written, error = run(*words)
    assert code == 1 and not written
    assert said in error and all(line.startswith("Unhurried: ") for line in error.splitlines())


def test_what_is_sure_is_taken() -> None:
    [head] = objects("--medicine", "diazepam", "--dose", "300", "--sure")
    assert head["medicines"] == [{"medicine": "diazepam", "daily_mg": 300.0}]
    assert "over_40" in {flag["id"] for flag in head["flags"]}
