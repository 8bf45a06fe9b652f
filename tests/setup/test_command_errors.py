"""What a person can mend ends in one line that says what is wrong."""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import pytest

from bot.cli import main


def test_the_database_is_quoted_in_its_own_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with sqlite3.connect(tmp_path / "unhurried.db") as connection:
        connection.execute("CREATE TABLE conversations (id INTEGER)")
    connection.close()
    monkeypatch.setenv("UNHURRIED_VAR", str(tmp_path))
    monkeypatch.setattr(sys, "argv", ["unhurried", "prepare-database"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().err == (
        "Unhurried: The database cannot be used (OperationalError: table conversations already "
        "exists): check UNHURRIED_DATABASE_URL.\n"
    )
