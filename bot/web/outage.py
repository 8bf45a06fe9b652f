"""What a person gets, and what is kept, while the database does not answer."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from anyio import move_on_after, to_thread
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.coaching.reply import Button, Message
from bot.records.models import Conversation
from bot.risk import Verdict, respond
from bot.web.errors import ApiError
from bot.web.site import Site

logger = logging.getLogger(__name__)

# How long the records may take; a server says by itself, and sooner, that it is only busy.
RECORDS_SECONDS = 12.0
# How long an erasure is waited for, less than a page waits; it runs to its end in a database that
# is only slow.
ERASE_SECONDS = 15.0
# How long a country may be looked for where the database did not answer.
CHOSEN_SECONDS = 1.0


async def in_time(work: Callable[..., Any], *values: Any, seconds: float | None = None) -> Any:
    """`work` in a thread; a database that stays silent over it is one that does not answer.

    `seconds` is how long it may be silent, `RECORDS_SECONDS` if not given.
    """
    with move_on_after(RECORDS_SECONDS if seconds is None else seconds):
        return await to_thread.run_sync(partial(work, *values), abandon_on_cancel=True)
    raise PoolTimeout("The database was silent.")


def spool(site: Site, conversation_id: str, said: str, shown: str, key: str | None) -> bool:
    """The words wait in a file; False if the disk takes nothing either."""
    try:
        site.spool.keep(conversation_id, {"said": said, "shown": shown, "key": key})
    except OSError as error:
        logger.error("A message could not be kept: %s", type(error).__name__)
        return False
    return True


async def without_records(
    site: Site,
    conversation_id: str,
    country: str | None,
    verdict: Verdict | None,
    error: SQLAlchemyError,
    kept: bool = True,
) -> dict[str, Any]:
    """The fixed answer to a risk, which needs no database; without a risk a 503.

    Of a message that was not `kept` the clinic cannot get a notice.
    """
    logger.error("The database did not answer: %s", type(error).__name__)
    if verdict is None:
        raise ApiError(503, "unavailable", site.text("unavailable"), {"Retry-After": "20"})
    chosen = country
    # What has just failed is not waited for again by somebody at risk.
    with move_on_after(CHOSEN_SECONDS):
        chosen = await to_thread.run_sync(
            _chosen_country, site, conversation_id, country, abandon_on_cancel=True
        )
    contacts = site.contacts(site.country(chosen))
    told = kept and bool(site.settings.channels)
    messages = [
        Message(
            made.text, made.kind, buttons=tuple(Button(b.title, b.payload) for b in made.buttons)
        ).as_dict()
        for made in respond(verdict, contacts, (), told=told)
    ]
    return {"messages": messages, "phase": None, "phases_done": [], "effects": []}


def _chosen_country(site: Site, conversation_id: str, told: str | None) -> str | None:
    """The conversation's country; the one that came with the message where that cannot be read."""
    try:
        with site.records.session() as session:
            conversation = session.get(Conversation, conversation_id)
            return (conversation.country if conversation else None) or told
    except SQLAlchemyError:
        return told
