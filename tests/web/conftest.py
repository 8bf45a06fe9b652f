"""The public server over a fresh database, with no coach behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_person import Person

from bot.cli import prepare
from bot.ports import free_port
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.site import Site


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A prepared installation; nothing listens where the coach should."""
    made = Settings.from_env(
        {
            "UNHURRIED_VAR": str(tmp_path / "var"),
            "UNHURRIED_RASA_PORT": str(free_port()),
            "UNHURRIED_ACTIONS_PORT": str(free_port()),
            "UNHURRIED_COUNTRY": "AU",
            "UNHURRIED_ORIGINS": "https://clinic.example",
            "UNHURRIED_REPLY_TIMEOUT": "5",
        }
    )
    prepare(made)
    return made


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """A browser, so to speak."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def site(client: TestClient) -> Site:
    """The parts behind the server."""
    found: Site = client.app.state.site  # type: ignore[attr-defined]
    return found


@pytest.fixture
def begin(client: TestClient) -> Callable[..., Person]:
    """Begin a conversation."""

    def make(**body: Any) -> Person:
        answer = client.post("/api/conversations", json=body)
        assert answer.status_code == 201, answer.text
        made = answer.json()
        return Person(client, made["id"], made["token"], made["messages"])

    return make


@pytest.fixture
def person(begin: Callable[..., Person]) -> Person:
    """The person of most tests."""
    return begin()
