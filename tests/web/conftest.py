"""The public server over a fresh database, with no coach behind it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient
from web_person import Person

from bot.cli import prepare
from bot.ports import free_port
from bot.settings import Settings
from bot.web.app import create_app
from bot.web.site import Site


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated database with the guidance in it, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    prepare(Settings.from_env({"UNHURRIED_VAR": str(folder)}))
    return folder


def installation(prepared: Path, var: Path) -> Settings:
    """A prepared installation of its own; nothing listens where the coach should."""
    shutil.copytree(prepared, var)
    return Settings.from_env(
        {
            "UNHURRIED_VAR": str(var),
            "UNHURRIED_RASA_PORT": str(free_port()),
            "UNHURRIED_ACTIONS_PORT": str(free_port()),
            "UNHURRIED_COUNTRY": "AU",
            "UNHURRIED_ORIGINS": "https://clinic.example",
            "UNHURRIED_REPLY_TIMEOUT": "5",
            "UNHURRIED_CONVERSATIONS_PER_HOUR": "100000",
        }
    )


@pytest.fixture(scope="module")
def settings(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The installation of one file of tests; each test has a conversation of its own."""
    return installation(prepared, tmp_path_factory.mktemp("web") / "var")


@pytest.fixture(scope="module")
def client(settings: Settings) -> Iterator[TestClient]:
    """A browser, so to speak."""
    with TestClient(create_app(settings), raise_server_exceptions=False) as made:
        yield made


@pytest.fixture(scope="module")
def site(client: TestClient) -> Site:
    """The parts behind the server."""
    found: Site = client.app.state.site  # type: ignore[attr-defined]
    return found


@pytest.fixture
def broken(prepared: Path, tmp_path: Path) -> Iterator[Person]:
    """A person on a server of their own, which the test may break."""
    app = create_app(installation(prepared, tmp_path / "var"))
    with TestClient(app, raise_server_exceptions=False) as client:
        made = client.post("/api/conversations").json()
        yield Person(client, made["id"], made["token"], made["messages"])


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


@pytest.fixture
def stop_database(site: Site) -> Iterator[Callable[[str], None]]:
    """Let every statement fail that starts with the given words."""
    failing: list[str] = []

    def fail(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if any(statement.startswith(starting) for starting in failing):
            raise OperationalError(statement, {}, Exception("attempt to write a readonly database"))

    event.listen(site.records.engine, "before_cursor_execute", fail)
    yield failing.append
    event.remove(site.records.engine, "before_cursor_execute", fail)
