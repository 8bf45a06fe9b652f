"""Messages wait in a file of their own while the database is down."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import TextIO

import pytest
from spooled import waiting

from bot.records import spool as spool_module
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
    assert waiting(spool, "one") == [] and spool.conversations() == []
    spool.clear("one")


def test_messages_wait_in_order_each_with_its_conversation(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    for words in WORDS:
        spool.keep("one", {"said": words, "risk": None})
    spool.keep("two", {"said": "mine"})
    assert [message["said"] for message in waiting(spool, "one")] == WORDS
    assert spool.conversations() == ["one", "two"]
    spool.clear("one")
    assert waiting(spool, "one") == []
    assert waiting(spool, "two") == [{"said": "mine"}]


def test_another_process_finds_what_waits(tmp_path: Path) -> None:
    Spool(tmp_path / "spool").keep("one", {"said": "a"})
    assert waiting(Spool(tmp_path / "spool"), "one") == [{"said": "a"}]


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
    assert waiting(spool, "one")[0] == {"said": "a"}
    spool.keep("one", {"said": "b"})
    assert waiting(spool, "one")[-1] == {"said": "b"}


def test_what_comes_while_the_others_are_stored_waits_on(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.keep("one", {"said": "a"})
    with spool.taken("one") as taken:
        assert taken == [{"said": "a"}]
        Spool(tmp_path / "spool").keep("one", {"said": "b"})
    assert waiting(spool, "one") == [{"said": "b"}] and spool.conversations() == ["one"]
    with spool.taken("one") as taken:
        assert taken == [{"said": "b"}]
    assert spool.conversations() == []


def test_what_could_not_be_stored_is_taken_the_next_time_and_in_order(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    for words in ("a", "b"):
        spool.keep("one", {"said": words})
        with pytest.raises(ZeroDivisionError), spool.taken("one"):
            raise ZeroDivisionError
    spool.keep("one", {"said": "c"})
    assert spool.conversations() == ["one"]
    with Spool(tmp_path / "spool").taken("one") as taken:
        assert [message["said"] for message in taken] == ["a", "b", "c"]
    assert list((tmp_path / "spool").iterdir()) == []


def test_two_processes_do_not_store_the_same_message(tmp_path: Path) -> None:
    spool, other = Spool(tmp_path / "spool"), Spool(tmp_path / "spool")
    spool.keep("one", {"said": "a"})
    with spool.taken("one") as mine, other.taken("one") as theirs:
        assert (mine, theirs) == ([{"said": "a"}], [])


@pytest.mark.parametrize("moment", ["before it is locked", "while it is stored"])
def test_a_file_that_is_set_aside_under_the_pen_is_not_written(
    moment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool, other = Spool(tmp_path / "spool"), Spool(tmp_path / "spool")
    spool.keep("one", {"said": "a"})
    lock, taking = spool_module._lock, other.taken("one")

    def late(file: TextIO, kind: int) -> bool:
        monkeypatch.setattr(spool_module, "_lock", lock)
        assert taking.__enter__() == [{"said": "a"}]
        if moment == "before it is locked":
            taking.__exit__(None, None, None)
        return lock(file, kind)

    monkeypatch.setattr(spool_module, "_lock", late)
    spool.keep("one", {"said": "b"})
    if moment == "while it is stored":
        taking.__exit__(None, None, None)
    assert waiting(spool, "one") == [{"said": "b"}]


def test_what_was_set_aside_is_forgotten_with_its_conversation(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    for name in ("one", "two"):
        spool.keep(name, {"said": "a"})
        with pytest.raises(ZeroDivisionError), spool.taken(name):
            raise ZeroDivisionError
        spool.keep(name, {"said": "b"})
    spool.clear("one")
    assert waiting(spool, "one") == [] and len(waiting(spool, "two")) == 2
