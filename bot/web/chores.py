"""What the web server does by itself: forget in time, store what waited, tell the clinic."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.concurrency import run_in_threadpool

from bot.records.models import now
from bot.records.turns import left_unanswered
from bot.referrals.outbox import Outbox
from bot.referrals.routes import routes
from bot.web.errors import ApiError
from bot.web.outage import in_time
from bot.web.site import Site
from bot.web.turn import answer_unheard, store_waiting

logger = logging.getLogger(__name__)

PURGE_SECONDS = 3600
WATCH_SECONDS = 2
UNHEARD_SECONDS = 5
UNHEARD_FOR = timedelta(days=1)


class Chores:
    """The chores of one web process; several processes may do them side by side."""

    def __init__(self, site: Site) -> None:
        self._site = site
        # A route that cannot work is an error at the start, and not in the night.
        self._outbox = Outbox(site.records, site.settings, routes(site.settings))
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._tasks = [
            asyncio.create_task(_again(PURGE_SECONDS, self.purge)),
            asyncio.create_task(_again(WATCH_SECONDS, self.store_waiting)),
            asyncio.create_task(_again(UNHEARD_SECONDS, self.answer_unheard)),
        ]
        # Each channel by itself: one that hangs must not hold up the other.
        for channel in self._outbox.channels:
            chore = _again(WATCH_SECONDS, self.send_notices, channel)
            self._tasks.append(asyncio.create_task(chore))

    def stop(self) -> None:
        """End; what was under way is done again at the next start."""
        for task in self._tasks:
            task.cancel()

    async def purge(self) -> None:
        """Forget what has been kept long enough."""
        await run_in_threadpool(self._purge)

    def _purge(self) -> None:
        for conversation_id in self._site.eraser.purge(self._site.settings.days):
            self._site.spool.clear(conversation_id)

    async def store_waiting(self) -> None:
        """Store what was said while the database was down, with the referrals that it opens."""
        for conversation_id in await run_in_threadpool(self._site.spool.conversations):
            with _carried_on("store_waiting"):
                async with self._site.lock(conversation_id):
                    await in_time(store_waiting, self._site, conversation_id)

    async def answer_unheard(self) -> None:
        """Let the coach hear what was said while it was down."""
        for conversation_id in await run_in_threadpool(self._unheard):
            if not await self._site.rasa.ready():
                return
            with _carried_on("answer_unheard"), suppress(ApiError):
                await answer_unheard(self._site, conversation_id)

    def _unheard(self) -> list[str]:
        # What is younger may still be under way.
        before = now() - timedelta(seconds=self._site.settings.reply_timeout + UNHEARD_SECONDS)
        with self._site.records.session() as session:
            return left_unanswered(session, now() - UNHEARD_FOR, before)

    async def send_notices(self, channel: str) -> None:
        """Tell the clinic of referrals, by one channel."""
        await run_in_threadpool(self._outbox.send_due, channel)


async def _again(seconds: float, chore: Callable[..., Awaitable[None]], *values: str) -> None:
    while True:
        with _carried_on(chore.__name__):
            await chore(*values)
        await asyncio.sleep(seconds)


@contextmanager
def _carried_on(name: str) -> Iterator[None]:
    """What fails is logged and tried again: a database that is down is readyz's to tell."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout):
        logger.debug("%s waits for the database", name)
    except Exception as error:
        logger.error("%s failed: %s", name, type(error).__name__)
