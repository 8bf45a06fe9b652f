"""One person who talks with the web server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx
from starlette.testclient import TestClient

from bot.web.site import Site


@dataclass
class Person:
    """One person with a conversation of their own."""

    client: TestClient
    id: str
    token: str
    opening: list[dict[str, Any]]

    @property
    def site(self) -> Site:
        """The parts behind the server."""
        found: Site = self.client.app.state.site  # type: ignore[attr-defined]
        return found

    @property
    def url(self) -> str:
        """The address of the conversation."""
        return f"/api/conversations/{self.id}"

    def ask(self, method: str, path: str = "", **more: Any) -> httpx.Response:
        """A request of this person."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        return self.client.request(method, self.url + path, headers=headers, **more)

    def say(self, text: object, **more: Any) -> httpx.Response:
        """Send a message."""
        return self.ask("POST", "/messages", json={"text": text, **more})

    def said(self) -> list[str | None]:
        """What the conversation holds of this person's words."""
        return [turn["said"] for turn in self.ask("GET").json()["turns"]]


def take_database(site: Site) -> None:
    """Put a folder in place of the database, which nothing can open."""
    site.records.engine.dispose()
    for file in site.settings.var.glob("unhurried.db*"):
        file.unlink()
    (site.settings.var / "unhurried.db").mkdir()


def is_risk_answer(answer: Any, number: str = "000") -> bool:
    """Whether an answer cares, and gives the number to call."""
    if answer.status_code != 200:
        return False
    made = answer.json()
    kinds = [message["kind"] for message in made["messages"]]
    words = " ".join(message["text"] for message in made["messages"])
    return kinds[0] == "risk" and "contacts" in kinds and number in words
