"""The coach with the real sentences and the real guidance, and one conversation with it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from coaching_talk import Talk

from bot.coaching.bank import Bank
from bot.coaching.coach import Coach
from bot.guidance.load import load_guidance
from bot.guidance.lookup import Answer, lookup
from bot.records.migrate import upgrade
from bot.records.session import Records
from bot.settings import ROOT


@pytest.fixture(scope="session")
def bank() -> Bank:
    """Every sentence of content/."""
    return Bank.from_content(ROOT / "content")


@pytest.fixture(scope="session")
def coach(bank: Bank, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Coach]:
    """The coach over the guidance of content/."""
    url = f"sqlite:///{tmp_path_factory.mktemp('coach')}/guidance.db"
    upgrade(url)
    records = Records(url)
    with records.session() as session:
        load_guidance(session, ROOT / "content" / "guidance")

    def guidance(topic: str, medicine: str | None, country: str | None) -> Answer | None:
        with records.session() as session:
            return lookup(session, topic, medicine=medicine, country=country)

    yield Coach(bank, guidance, {"clinic": "the clinic", "days": 30})
    records.engine.dispose()


@pytest.fixture
def talk(coach: Coach) -> Talk:
    """A conversation that has just been opened."""
    return Talk(coach)
