"""What waits in a spool, looked at by a test and left there."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from bot.records.spool import Spool


class _Enough(Exception):
    """Ends the block early, after which nothing is forgotten."""


def waiting(spool: Spool, conversation_id: str) -> list[dict[str, Any]]:
    """The messages of a conversation that wait, in order."""
    found: list[dict[str, Any]] = []
    with suppress(_Enough), spool.taken(conversation_id) as messages:
        found = list(messages)
        raise _Enough
    return found
