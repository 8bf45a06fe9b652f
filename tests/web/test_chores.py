"""The chores of the web server go on, whatever becomes of one conversation or one channel."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.records.migrate import upgrade
from bot.records.models import Conversation
from bot.records.session import Records
from bot.records.spool import Spool
from bot.records.turns import add_turn
from bot.referrals.opening import record_flag
from bot.settings import Settings
from bot.web import chores
from bot.web.chores import Chores

THREE = ["first", "second", "third"]


class Coach:
    """A coach that is up."""

    async def ready(self) -> bool:
        """It is."""
        return True


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Any]:
    """As much of a web process as chores need, with three conversations."""
    url = f"sqlite:///{tmp_path}/fresh.db"
    upgrade(url)
    records = Records(url)
    with records.session() as session:
        session.add_all(Conversation(id=name, state={}) for name in THREE)
    locks = {name: asyncio.Lock() for name in THREE}
    yield SimpleNamespace(
        records=records,
        settings=Settings(reply_timeout=-10),
        spool=Spool(tmp_path / "spool"),
        rasa=Coach(),
        lock=locks.__getitem__,
        eraser=SimpleNamespace(purge=lambda _days: []),
    )
    records.engine.dispose()


def test_one_conversation_that_cannot_be_stored_does_not_stop_the_others(
    site: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stored = []

    def store(_site: Any, conversation_id: str) -> None:
        if conversation_id == "first":
            raise KeyError("said")
        stored.append(conversation_id)

    for name in THREE:
        site.spool.keep(name, {"said": "help", "shown": "help", "key": None})
    monkeypatch.setattr(chores, "store_waiting", store)
    asyncio.run(Chores(site).store_waiting())
    assert stored == ["second", "third"]
    assert [r.getMessage() for r in caplog.records] == ["store_waiting failed: KeyError"]


def test_one_conversation_that_cannot_be_answered_does_not_stop_the_others(
    site: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tried = []

    async def answer(_site: Any, conversation_id: str) -> None:
        tried.append(conversation_id)
        raise ValueError

    with site.records.session() as session:
        for name in THREE:
            add_turn(session, name, "help")
    monkeypatch.setattr(chores, "answer_unheard", answer)
    with caplog.at_level(logging.ERROR):
        asyncio.run(Chores(site).answer_unheard())
    assert sorted(tried) == THREE
    assert len(caplog.records) == 3


def test_a_channel_that_hangs_does_not_hold_up_the_other(
    site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, end = threading.Event(), threading.Event()
    ways = {"webhook": lambda _told: end.wait(20), "email": lambda _told: told.set()}
    monkeypatch.setattr(chores, "routes", lambda _settings: ways)
    risk = {"tier": "emergency", "category": "overdose", "rule": "r", "span": "x"}
    with site.records.session() as session:
        record_flag(session, "first", 1, risk, list(ways))

    async def run() -> bool:
        made = Chores(site)
        made.start()
        try:
            return await asyncio.to_thread(told.wait, 10)
        finally:
            end.set()
            made.stop()

    assert asyncio.run(run())
