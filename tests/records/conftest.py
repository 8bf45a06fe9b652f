"""The records on a fresh, migrated database of each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from databases import database_url  # noqa: F401  a fixture

from bot.records.migrate import upgrade
from bot.records.models import Conversation
from bot.records.session import Records


@pytest.fixture
def records(database_url: str) -> Iterator[Records]:  # noqa: F811
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
