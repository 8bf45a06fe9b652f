"""A patient's side of the API, for the command line, the tests and the benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx


class ChatError(RuntimeError):
    """The system did not answer as it should; the message says what to do."""


@dataclass
class Exchange:
    """What was said and what came back."""

    said: str | None
    messages: list[dict[str, Any]]
    phase: str | None = None
    phases_done: list[str] = field(default_factory=list)
    risk: dict[str, str] | None = None

    def as_dict(self) -> dict[str, Any]:
        """One object a turn."""
        return {
            "said": self.said,
            "messages": self.messages,
            "phase": self.phase,
            "phases_done": self.phases_done,
            "risk": self.risk,
        }

    def readable(self) -> str:
        """The exchange as a person would read it."""
        lines = [f"\n> {self.said}"] if self.said is not None else []
        for message in self.messages:
            lines.append(message["text"])
            titles = [button["title"] for button in message["buttons"]]
            if titles:
                lines.append("   [" + "] [".join(titles) + "]")
            lines += [
                f"   ({', '.join(str(s[key]) for key in ('title', 'year') if s[key])})"
                for s in message["sources"]
            ]
        return "\n".join(lines)


class Talk:
    """One conversation with the system at `address`; it is kept when this is closed."""

    def __init__(self, address: str, country: str | None = None, timeout: float = 30) -> None:
        self._client = httpx.Client(base_url=address, timeout=timeout, trust_env=False)
        made = self._ask("POST", "/api/conversations", {"country": country})
        self.id: str = made["id"]
        self.token: str = made["token"]
        self._client.headers["Authorization"] = f"Bearer {self.token}"
        self.opening = Exchange(None, made["messages"], made["phase"], made["phases_done"])
        self.exchanges = [self.opening]

    def __enter__(self) -> Talk:
        return self

    def __exit__(self, *error: object) -> None:
        self._client.close()

    def say(self, text: str, **more: Any) -> Exchange:
        """Send one message. A line `[Title]` presses the last reply's button of that title."""
        payload, shown = self._pressed(text)
        body = {"text": payload, "title": shown, **more}
        data = self._ask("POST", f"/api/conversations/{self.id}/messages", body)
        exchange = Exchange(
            text, data["messages"], data["phase"], data["phases_done"], data["risk"]
        )
        self.exchanges.append(exchange)
        return exchange

    def play(self, lines: Iterable[str]) -> Iterator[Exchange]:
        """The opening, then an exchange for each line that is not empty or a # comment."""
        yield self.opening
        for line in lines:
            if line.strip() and not line.startswith("#"):
                yield self.say(line.strip())

    def get(self, path: str = "", accept: str = "application/json") -> httpx.Response:
        """What the API has of this conversation: its history, or `/summary`."""
        return self._client.get(f"/api/conversations/{self.id}{path}", headers={"Accept": accept})

    def put(self, path: str, body: dict[str, Any]) -> httpx.Response:
        """Change the country or the summary."""
        return self._client.put(f"/api/conversations/{self.id}{path}", json=body)

    def erase(self) -> None:
        """Delete the conversation everywhere."""
        self._client.delete(f"/api/conversations/{self.id}").raise_for_status()

    def _pressed(self, text: str) -> tuple[str, str | None]:
        title = text[1:-1] if text.startswith("[") and text.endswith("]") else None
        for message in reversed(self.exchanges[-1].messages):
            for button in message["buttons"]:
                if button["title"] == title:
                    return button["payload"], title
        if title is not None:
            raise ChatError(f"The last reply has no button {title!r}.")
        return text, None

    def _ask(self, method: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            response = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise ChatError(
                f"Nothing answers at {self._client.base_url} ({type(error).__name__}): "
                "start the system with make run."
            ) from error
        data: dict[str, Any] = response.json()
        if response.is_error:
            raise ChatError(f"{data['error']['message']} ({response.status_code})")
        return data
