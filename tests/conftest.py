"""The real chain, started once for all tests that need it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.processes import Running, running
from bot.settings import Settings

# Tests of the seams: databases, servers, the trained model, the set-up.
SEAMS = {"actions", "benchmarks", "components", "records", "referrals", "setup", "web"}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even import the seams where they are left out: Rasa alone takes seconds."""
    left_out = "not seam" in config.getoption("markexpr")
    return True if left_out and collection_path.name in SEAMS else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the seams by their folder, and put the browser last.

    Playwright keeps an event loop, beside which no other can run.
    """
    for item in items:
        if SEAMS & set(item.path.relative_to(item.config.rootpath).parts):
            item.add_marker("seam")
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def chain_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the running system keeps its databases."""
    return tmp_path_factory.mktemp("chain")


@pytest.fixture(scope="session")
def chain(chain_folder: Path) -> Iterator[Running]:
    """Web, Rasa, the action server and the database, on free ports; `chain.url` is the address."""
    var = chain_folder
    settings = Settings.from_env({"UNHURRIED_VAR": str(var), "UNHURRIED_COUNTRY": "AU"})
    # Tests talk faster than people do.
    settings = replace(settings, messages_per_minute=100_000, conversations_per_hour=1_000_000)
    # The same wordings in every run, so that what passes once passes again.
    settings = replace(settings, seed="tests")
    with running(settings) as started:
        yield started
