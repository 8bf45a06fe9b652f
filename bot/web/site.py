"""What the web server's routes share: the settings, the records, the coach, the limits."""

from __future__ import annotations

import asyncio
import logging
import random
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from itsdangerous import BadSignature, URLSafeSerializer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, storage_from_string
from limits.strategies import MovingWindowRateLimiter
from redis import RedisError
from starlette.requests import Request
from starlette.templating import Jinja2Templates

from bot.coaching.service import CoachService
from bot.records.erase import Eraser
from bot.records.spool import Spool
from bot.referrals.wording import load_wording
from bot.risk import Contacts, RiskDetector, countries, known_country, unchecked_note
from bot.risk.answers import load_answers
from bot.settings import Settings
from bot.web.errors import ApiError
from bot.web.rasa import RasaClient

logger = logging.getLogger(__name__)

# Seconds. The counting of messages must not hold anybody up.
REDIS_TIMEOUT = 0.5
SIGN_INS_PER_MINUTE = 10
FOLDER = Path(__file__).parent


class Site:
    """One web process."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.service = CoachService.from_settings(settings)
        self.records = self.service.records
        self.detector = RiskDetector.from_content(settings.content / "risk")
        # A fault in these is told at the start, and not when somebody is at risk.
        load_answers()
        load_wording()
        self.rasa = RasaClient(settings.rasa_url, settings.reply_timeout)
        self.actions = httpx.AsyncClient(base_url=settings.actions_url, trust_env=False)
        self.eraser = Eraser(self.records, settings.tracker_url)
        self.spool = Spool(settings.var / "spool")
        self.templates = Jinja2Templates(directory=str(FOLDER / "templates"))
        self._signer = URLSafeSerializer(settings.secret, salt="conversation")
        # The limiter holds its storage by a weak reference.
        self._storage = (
            storage_from_string(
                settings.redis_url,
                socket_timeout=REDIS_TIMEOUT,
                socket_connect_timeout=REDIS_TIMEOUT,
            )
            if settings.redis_url
            else MemoryStorage()
        )
        self._limiter = MovingWindowRateLimiter(self._storage)
        self._messages = parse(f"{settings.messages_per_minute}/minute")
        self._conversations = parse(f"{settings.conversations_per_hour}/hour")
        self._sign_ins = parse(f"{SIGN_INS_PER_MINUTE}/minute")
        self._locks: Mapping[str, asyncio.Lock] = weakref.WeakValueDictionary()

    def text(self, key: str, **values: object) -> str:
        """One of the authored sentences of the list `key`."""
        return random.choice(self.service.bank.lists[key]).fill(values)

    def token_for(self, conversation_id: str) -> str:
        """The token that opens this conversation, and no other."""
        return self._signer.dumps(conversation_id)

    def authorised(self, request: Request) -> str:
        """The conversation's id, if the bearer token opens it; else a 401 or 404."""
        conversation_id = str(request.path_params["id"])
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        try:
            opened = self._signer.loads(token)
        except BadSignature:
            opened = None
        if scheme.lower() != "bearer" or opened is None:
            raise ApiError(
                401, "unauthorised", "This conversation needs its token.",
                {"WWW-Authenticate": "Bearer"},
            )  # fmt: skip
        if opened != conversation_id:
            raise ApiError(404, "not_found", "There is no such conversation.")
        return conversation_id

    def limit_messages(self, conversation_id: str) -> None:
        """Refuse with 429 when a conversation sends faster than a person can."""
        if not self._may(self._messages, "messages", conversation_id):
            raise ApiError(429, "too_many", self.text("rate_limited"), {"Retry-After": "20"})

    def limit_conversations(self, address: str) -> None:
        """Refuse with 429 when one address opens conversations by the dozen."""
        if not self._may(self._conversations, "conversations", address):
            raise ApiError(429, "too_many", self.text("rate_limited"), {"Retry-After": "600"})

    def limit_sign_in(self, address: str, name: str) -> None:
        """Refuse with 429 who guesses passwords: from one address, or for one name."""
        allowed = [
            self._may(self._sign_ins, "sign-in", "address", address),
            self._may(self._sign_ins, "sign-in", "name", name.strip().lower()),
        ]
        if not all(allowed):
            raise ApiError(
                429, "too_many", "Too many tries: wait a minute, then try again.",
                {"Retry-After": "60"},
            )  # fmt: skip

    def _may(self, limit: RateLimitItem, *whose: str) -> bool:
        try:
            return self._limiter.hit(limit, *whose)
        except RedisError as error:
            # Nobody is turned away because the counting broke.
            logger.error("The rate limits are not counted: %s", type(error).__name__)
            return True

    def lock(self, conversation_id: str) -> asyncio.Lock:
        """One message of a conversation is answered at a time."""
        lock = self._locks.get(conversation_id)
        if lock is None:
            lock = self._locks[conversation_id] = asyncio.Lock()  # type: ignore[index]
        return lock

    def country(self, chosen: str | None) -> str | None:
        """The country whose contacts are shown: the person's choice, else the clinic's setting."""
        return chosen or self.settings.country

    def contacts(self, country: str | None) -> Contacts:
        """The contacts of a country, by the age that this installation allows to their check."""
        return Contacts.for_country(country, check_days=self.settings.contact_check_days)

    def known_country(self, code: object) -> str | None:
        """The country of a code that has contacts; None stays None, anything else is a 422."""
        if code in (None, ""):
            return None
        found = known_country(code) if isinstance(code, str) else None
        if found is None:
            known = sorted(known for known, _ in countries())
            raise ApiError(422, "unknown_country", f"Choose one of {', '.join(known)}.")
        return found

    def page_values(self) -> dict[str, Any]:
        """What every page shows."""
        contacts = self.contacts(self.settings.country)
        return {
            "clinic": self.settings.clinic,
            "days": self.settings.days,
            "country": self.settings.country,
            "contacts_line": contacts.line(),
            "contacts": contacts.as_dicts(),
            "contacts_note": unchecked_note(contacts),
            "told": bool(self.settings.channels),
        }

    async def aclose(self) -> None:
        """Close what is open."""
        await self.rasa.aclose()
        await self.actions.aclose()
