"""Fresh databases of both kinds, with the guidance tables in them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pgserver
import pytest
from sqlalchemy.orm import Session

from bot.records.base import Base
from bot.records.session import Records

FOLDER = Path(__file__).parents[2] / "content" / "guidance"


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of our own for as long as the tests run."""
    folder = tmp_path_factory.mktemp("postgres")
    try:
        server = pgserver.get_server(folder, cleanup_mode="delete")
    except subprocess.TimeoutExpired:
        # It waits ten seconds at most; a busy machine needs longer, and then finds it running.
        server = pgserver.get_server(folder, cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def session(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Session]:
    """One transaction on empty tables, on each kind of database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/guidance.db"
    else:
        url = request.getfixturevalue("postgres_url")
    records = Records(url)
    tables = [t for t in Base.metadata.sorted_tables if t.name.startswith("guidance_")]
    Base.metadata.create_all(records.engine, tables=tables)
    with records.session() as opened:
        yield opened
    Base.metadata.drop_all(records.engine, tables=tables)
    records.engine.dispose()
