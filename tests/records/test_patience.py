"""A database that does not answer keeps nobody waiting, and long work is not cut short by that."""

from __future__ import annotations

import socket
import time
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from bot.records import session as sessions
from bot.records.erase import Eraser
from bot.records.migrate import upgrade
from bot.records.models import Conversation, now
from bot.records.session import Records, make_engine

on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


def test_a_server_that_accepts_and_says_nothing_is_given_up_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        engine = make_engine(f"postgresql://u:p@127.0.0.1:{silent.getsockname()[1]}/x")
        began = time.monotonic()
        with pytest.raises(OperationalError, match="timeout"):
            engine.connect()
        assert time.monotonic() - began < 6


@on_postgres
def test_the_limits_are_in_force(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        shown = [
            connection.execute(text(f"SHOW {name}")).scalar()
            for name in ("lock_timeout", "statement_timeout")
        ]
        asked = connection.connection.dbapi_connection.get_dsn_parameters()
    assert shown == ["5s", "10s"]
    assert (asked["connect_timeout"], asked["tcp_user_timeout"]) == ("3", "5000")
    assert engine.pool.timeout() == 5
    engine.dispose()


@on_postgres
def test_what_the_address_says_itself_comes_first(database_url: str) -> None:
    own = "&connect_timeout=9&options=-c%20lock_timeout%3D7s"
    engine = make_engine(database_url + own)
    with engine.connect() as connection:
        assert connection.execute(text("SHOW lock_timeout")).scalar() == "7s"
        assert connection.execute(text("SHOW statement_timeout")).scalar() == "10s"
        asked = connection.connection.dbapi_connection.get_dsn_parameters()
    assert asked["connect_timeout"] == "9"
    engine.dispose()


@on_postgres
def test_a_locked_row_is_given_up_on(
    database_url: str, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "LOCK_MS", 300)
    hurried = Records(database_url)
    change = update(Conversation).values(country="AU")
    with records.session() as session:
        session.add(Conversation(id="one", state={}))
    with records.session() as session:
        session.execute(change)
        with pytest.raises(OperationalError, match="lock timeout"), hurried.session() as other:
            other.execute(change)
    hurried.engine.dispose()


@on_postgres
def test_a_migration_is_not_cut_short(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def long(config, revision) -> None:  # type: ignore[no-untyped-def]
        config.attributes["connection"].execute(text("SELECT pg_sleep(1.5)"))

    monkeypatch.setattr(sessions, "STATEMENT_MS", 1000)
    monkeypatch.setattr(command, "upgrade", long)
    upgrade(database_url)


@on_postgres
def test_the_purge_is_not_cut_short(
    database_url: str, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    with records.session() as session:
        session.add(Conversation(id="old", state={}, last_at=now() - timedelta(days=9)))
        for statement in (
            "CREATE FUNCTION slowly() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN PERFORM pg_sleep(1.5); RETURN OLD; END'",
            "CREATE TRIGGER slowly BEFORE DELETE ON conversations "
            "FOR EACH ROW EXECUTE FUNCTION slowly()",
        ):
            session.execute(text(statement))
    monkeypatch.setattr(sessions, "STATEMENT_MS", 1000)
    hurried = Records(database_url)
    assert list(Eraser(hurried, database_url).purge(days=5)) == ["old"]
    hurried.engine.dispose()
