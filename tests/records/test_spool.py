"""Messages wait in a file of their own while the database is down."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.records.spool import Spool

WORDS = [
    "plain",
    "two\nlines\r\nand\u2028more\x85",
    "😀 日本 \x00 \ud83d",
    '{"said": "not json"}\\',
    "x" * 20_000,
]


def test_nothing_waits_at_first(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    assert spool.waiting("one") == [] and spool.conversations() == []
    spool.clear("one")


def test_messages_wait_in_order_each_with_its_conversation(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    for words in WORDS:
        spool.keep("one", {"said": words, "risk": None})
    spool.keep("two", {"said": "mine"})
    assert [message["said"] for message in spool.waiting("one")] == WORDS
    assert spool.conversations() == ["one", "two"]
    spool.clear("one")
    assert spool.waiting("one") == []
    assert spool.waiting("two") == [{"said": "mine"}]


def test_another_process_finds_what_waits(tmp_path: Path) -> None:
    Spool(tmp_path / "spool").keep("one", {"said": "a"})
    assert Spool(tmp_path / "spool").waiting("one") == [{"said": "a"}]


def test_only_its_owner_can_read_the_spool(tmp_path: Path) -> None:
    Spool(tmp_path / "spool").keep("one", {"said": "a"})
    [path] = (tmp_path / "spool").iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["../outside", "/etc/outside", "a/../../outside"])
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.keep(name, {"said": "a"})
    assert [path.name for path in (tmp_path / "spool").iterdir()] == ["outside.jsonl"]


def test_a_line_cut_short_by_a_crash_does_not_hide_the_others(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.keep("one", {"said": "a"})
    with (tmp_path / "spool" / "one.jsonl").open("a") as file:
        file.write('{"said": "cut sho')
    assert spool.waiting("one")[0] == {"said": "a"}
    spool.keep("one", {"said": "b"})
    assert spool.waiting("one")[-1] == {"said": "b"}
