"""Fresh databases of both kinds, with the guidance tables in them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import database_url  # noqa: F401  a fixture
from sqlalchemy.orm import Session

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
