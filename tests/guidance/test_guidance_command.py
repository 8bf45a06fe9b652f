"""`unhurried guidance`, with the real embedding."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def guidance(var: Path, *questions: str, lines: str = "", readable: bool = False) -> str:
    """What the command prints."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "bot.cli",
            "guidance",
            *([] if readable else ["--json"]),
            *questions,
        ],
        input=lines,
        env={**os.environ, "UNHURRIED_VAR": str(var), "UNHURRIED_COUNTRY": "AU"},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    return done.stdout


def test_questions_follow_one_another(tmp_path: Path) -> None:
    asked = ["how slow for imovane", "who says so?", "and if I'm over 80?", "how do i fry an egg"]
    told: list[dict[str, Any]] = [json.loads(x) for x in guidance(tmp_path, *asked).splitlines()]
    assert [t["question"] for t in told] == asked
    slow, who, age, egg = told
    assert slow["medicine"] == "zopiclone" and slow["topic"] in {"how_fast", "z_drugs"}
    assert slow["sources"] and slow["answer"]
    assert (who["kind"], who["sources"]) == ("sources", slow["sources"])
    assert age["topic"] == "age"
    assert egg["answer"] is None and egg["topic"] is None and egg["sources"] == []
    assert "ask_prescriber" in egg["instead"]
    assert slow["likeliest"] == slow["topic"] and egg["likeliest"] is None


def test_lines_stand_alone_and_are_told_in_plain_words(tmp_path: Path) -> None:
    told = guidance(tmp_path, lines="what is hyperbolic\n\nwho says so?\n", readable=True)
    assert "What hyperbolic means" in told and "Sources:" in told
    assert "Not yet checked by a named clinician." in told
    assert "The library has no checked answer to that." in told
