"""Engines and sessions: SQLite in one file by default, PostgreSQL by its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

BUSY_MS = 5000
# How long PostgreSQL may keep a person waiting; one who is at risk is then answered without it.
CONNECT_SECONDS = 3
POOL_SECONDS = 5
SILENT_MS = 5000
LOCK_MS = 5000
STATEMENT_MS = 10_000


def make_engine(url: str) -> Engine:
    """An engine for `url`; a SQLite file is opened for several processes at once (WAL).

    PostgreSQL that lets nobody in, holds a lock or is slow is given up on after seconds; what the
    address says of that itself comes first.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            url,
            future=True,
            pool_pre_ping=True,
            pool_timeout=POOL_SECONDS,
            connect_args=_patience(parsed),
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    # SQLAlchemy 1.4 would open the file anew for each transaction, and SQLite write its log back
    # each time the last connection closes: 2 ms of a turn, several times.
    engine = create_engine(
        url,
        future=True,
        poolclass=QueuePool,
        max_overflow=-1,
        connect_args={"check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def pragmas(connection, _record) -> None:  # type: ignore[no-untyped-def]
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_MS}",
            # What a person deletes must not stay readable in the file.
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _patience(url: URL) -> dict[str, Any]:
    waits = {"connect_timeout": CONNECT_SECONDS, "tcp_user_timeout": SILENT_MS}
    limits = f"-c lock_timeout={LOCK_MS} -c statement_timeout={STATEMENT_MS}"
    return {
        **{name: wait for name, wait in waits.items() if name not in url.query},
        "options": f"{limits} {url.query.get('options', '')}".strip(),
    }


def take_as_long_as_needed(connection: Connection) -> None:
    """Let the statements of this transaction run to their end, however long they need."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")


def empty_log(engine: Engine) -> None:
    """Write SQLite's log back into its file, so that nothing erased stays readable in the log."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


class Records:
    """The way to the database; `with records.session() as session:` is one transaction."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self._make = sessionmaker(self.engine, future=True, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction: committed at the end, rolled back on an error."""
        with self._make.begin() as session:
            yield session
