"""Asking the coach over Rasa's REST channel."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import httpx

logger = logging.getLogger(__name__)
# Seconds that somebody who may be at risk waits for it.
SECOND_LOOK_TIMEOUT = 3.0


class CoachUnavailable(RuntimeError):
    """Rasa or the action server did not answer. The REST channel gives `[]` on any error."""


class RasaClient:
    """A client of one Rasa server on loopback."""

    def __init__(self, url: str, timeout: float) -> None:
        # One turn never waits for a free connection: Rasa is the bottleneck, not the pool.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=20)
        self._client = httpx.AsyncClient(
            base_url=url, timeout=timeout, limits=limits, trust_env=False
        )

    async def ask(self, sender: str, text: str, metadata: dict[str, Any]) -> dict[str, Any]:
        """What the coach answers to `text`, or `CoachUnavailable`."""
        body = {"sender": sender, "message": text, "metadata": metadata}
        try:
            response = await self._client.post("/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            parts = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise CoachUnavailable(type(error).__name__) from error
        for part in reversed(parts if isinstance(parts, list) else []):
            if isinstance(part, dict) and isinstance(part.get("custom"), dict):
                made: dict[str, Any] = part["custom"]
                return made
        raise CoachUnavailable("an empty reply")

    async def tier_seen(self, text: str) -> str | None:
        """The tier that rules and model together see in `text`; the gravest without an answer."""
        try:
            asked = self._client.post("/webhooks/second_look/", json={"text": text})
            response = await asyncio.wait_for(asked, SECOND_LOOK_TIMEOUT)
            response.raise_for_status()
            seen = response.json()["risk"]
            return None if seen is None else str(seen["tier"])
        except Exception as error:  # Whatever it is, somebody may be at risk.
            logger.warning("There was no second look at a risk: %s", type(error).__name__)
            return "emergency"

    async def ready(self) -> bool:
        """Whether Rasa has its model loaded and answers."""
        try:
            return (await self._client.get("/", timeout=2)).status_code == 200
        except httpx.HTTPError:
            return False

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.aclose()
