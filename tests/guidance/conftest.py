"""Fresh databases of both kinds, with the guidance tables in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import BOTH, database_url, postgres_server  # noqa: F401  a fixture
from sqlalchemy.orm import Session

from bot.guidance.load import load_guidance
from bot.records.migrate import upgrade
from bot.records.session import Records

FOLDER = Path(__file__).parents[2] / "content" / "guidance"


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:  # noqa: F811
    """One transaction on empty tables, on each kind of database."""
    upgrade(database_url)
    records = Records(database_url)
    with records.session() as opened:
        yield opened
    records.engine.dispose()


@pytest.fixture(scope="session", params=BOTH)
def loaded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Records]:
    """The whole library, loaded once into each kind of database."""
    url = f"sqlite:///{tmp_path_factory.mktemp('search')}/library.db"
    if request.param == "postgres":
        server = postgres_server()
        server.psql("CREATE DATABASE search")
        url = server.get_uri("search")
    upgrade(url)
    records = Records(url)
    with records.session() as session:
        load_guidance(session, FOLDER)
    yield records
    records.engine.dispose()
    if request.param == "postgres":
        server.psql("DROP DATABASE search WITH (FORCE)")


@pytest.fixture
def library(loaded: Records) -> Iterator[Session]:
    """One transaction, undone at the end."""
    with loaded.session() as session:
        yield session
        session.rollback()
