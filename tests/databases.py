"""Fresh databases of both kinds. PostgreSQL runs once for all the tests that need it."""

from __future__ import annotations

import subprocess
import tempfile
import uuid
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pgserver
import pytest
from sqlalchemy import create_engine, text

from bot.records.migrate import upgrade
from bot.records.models import Conversation
from bot.records.session import Records


@lru_cache(maxsize=1)
def postgres_server() -> pgserver.PostgresServer:
    """A PostgreSQL server of our own; it stops, and its folder goes, when the tests end."""
    # As root it runs as a user of its own, and each start of pytest closes pytest's own folder.
    folder = Path(tempfile.mkdtemp(prefix="postgres-")).resolve()
    try:
        return pgserver.get_server(folder, cleanup_mode="delete")
    except subprocess.TimeoutExpired:
        # It waits ten seconds at most; a busy machine needs longer, and then finds it running.
        # What it half started must not be handed out again.
        pgserver.PostgresServer._instances.pop(folder, None)
        return pgserver.get_server(folder, cleanup_mode="delete")


# PostgreSQL takes seconds to start: `make check` leaves it out.
BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.seam)]


@pytest.fixture(params=BOTH)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, on each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/fresh.db"
        return
    server = postgres_server()
    name = f"fresh_{uuid.uuid4().hex}"
    engine = create_engine(server.get_uri(), isolation_level="AUTOCOMMIT", future=True)
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.get_uri(name)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def records(database_url: str) -> Iterator[Records]:
    """Every table, and nothing in it."""
    upgrade(database_url)
    made = Records(database_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def begin(records: Records) -> Callable[[str], str]:
    """Begin a conversation of the given id."""

    def make(conversation_id: str) -> str:
        with records.session() as session:
            session.add(Conversation(id=conversation_id, state={}))
        return conversation_id

    return make
