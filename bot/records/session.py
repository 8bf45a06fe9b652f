"""Engines and sessions: SQLite in one file by default, PostgreSQL by its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import QueuePool

BUSY_MS = 5000


def make_engine(url: str) -> Engine:
    """An engine for `url`; a SQLite file is opened for several processes at once (WAL)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, future=True, pool_pre_ping=True)
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
