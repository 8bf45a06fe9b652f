"""Fresh databases of both kinds, with the guidance tables in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import database_url  # noqa: F401  a fixture
from sqlalchemy.orm import Session

from bot.records.base import Base
from bot.records.session import Records

FOLDER = Path(__file__).parents[2] / "content" / "guidance"


@pytest.fixture
def session(database_url: str) -> Iterator[Session]:  # noqa: F811
    """One transaction on empty tables, on each kind of database."""
    records = Records(database_url)
    tables = [t for t in Base.metadata.sorted_tables if t.name.startswith("guidance_")]
    Base.metadata.create_all(records.engine, tables=tables)
    with records.session() as opened:
        yield opened
    records.engine.dispose()
