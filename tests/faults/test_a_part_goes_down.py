"""A part of the running system goes down: whoever is at risk is still looked after.

The system is real, and of its own, because it is broken here.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.processes import Running, running, state_file
from bot.records.referrals import Referral
from bot.records.session import Records
from bot.settings import Settings

pytestmark = pytest.mark.slow

AT_RISK = "i want to kill myself tonight"
# A hint that no rule matches; tests/risk/test_two_stage.py holds it to that.
ONLY_THE_MODEL = "i wont be a bother to them after tonight"
# Words that a rule matches, and that the model is next to certain are harmless.
ONLY_THE_RULES = "I'm suicidally bad at crosswords"
PATIENCE = 90


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An installation in Australia."""
    var = tmp_path_factory.mktemp("faults")
    return Settings.from_env({"UNHURRIED_VAR": str(var), "UNHURRIED_COUNTRY": "AU"})


@pytest.fixture(scope="module")
def system(settings: Settings) -> Iterator[Running]:
    """It runs."""
    with running(settings) as started:
        yield started


class Patient:
    """Someone in mid-conversation."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=60, trust_env=False)
        made = self._client.post("/api/conversations", json={}).json()
        self.id = made["id"]
        self._headers = {"Authorization": f"Bearer {made['token']}"}
        self.say("/affirm")
        assert self.say("valium at night for eight years").status_code == 200

    def say(self, text: str) -> httpx.Response:
        """Send a message."""
        path = f"/api/conversations/{self.id}/messages"
        return self._client.post(path, json={"text": text}, headers=self._headers)

    def said(self) -> list[str]:
        """What is kept of their words."""
        turns = self._client.get(f"/api/conversations/{self.id}", headers=self._headers).json()
        return [turn["said"] for turn in turns["turns"]]


def await_that(holds: Callable[[], bool], what: str) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {PATIENCE} s"
        time.sleep(0.2)


def ready(url: str) -> bool:
    """Whether every part is."""
    try:
        return httpx.get(f"{url}readyz", timeout=10, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def contacts_in(answer: httpx.Response) -> bool:
    """Whether the patient is given the numbers to call."""
    messages: list[dict[str, Any]] = answer.json().get("messages", [])
    kinds = [message["kind"] for message in messages]
    words = " ".join(message["text"] for message in messages)
    return answer.status_code == 200 and "contacts" in kinds and "000" in words and "13 11" in words


def tiers(settings: Settings, conversation_id: str) -> list[str]:
    """The tiers of the referrals of a conversation."""
    records = Records(settings.database_url)
    with records.session() as session:
        found = session.query(Referral).filter_by(open_for=conversation_id)
        tiers = [referral.tier for referral in found]
    records.engine.dispose()
    return tiers


@pytest.mark.parametrize("part", ["coach", "actions"])
def test_a_part_is_killed(part: str, system: Running, settings: Settings) -> None:
    patient = Patient(system.url)
    pids = json.loads(state_file(settings).read_text())["pids"]
    os.kill(pids[part], signal.SIGKILL)
    assert contacts_in(patient.say(AT_RISK))
    await_that(lambda: ready(system.url), f"{part} is back")
    assert tiers(settings, patient.id) == ["emergency"]
    assert contacts_in(patient.say("i still want to die")), "and it goes on as before"
    assert patient.say("i am safe now and want to go on").json()["messages"]


def test_what_no_rule_finds_is_heard_once_the_coach_is_back(
    system: Running, settings: Settings
) -> None:
    await_that(lambda: ready(system.url), "the system is up")
    patient = Patient(system.url)
    pids = json.loads(state_file(settings).read_text())["pids"]
    os.kill(pids["coach"], signal.SIGKILL)
    assert patient.say(ONLY_THE_MODEL).status_code == 503
    # Nothing more is written.
    await_that(lambda: tiers(settings, patient.id) != [], "the referral is there")
    assert patient.said().count(ONLY_THE_MODEL) == 1


def test_a_rule_is_overruled_only_while_the_coach_can_listen(
    system: Running, settings: Settings
) -> None:
    await_that(lambda: ready(system.url), "the system is up")
    patient = Patient(system.url)
    assert not contacts_in(patient.say(ONLY_THE_RULES))
    assert tiers(settings, patient.id) == []
    pids = json.loads(state_file(settings).read_text())["pids"]
    os.kill(pids["coach"], signal.SIGKILL)
    assert contacts_in(patient.say(ONLY_THE_RULES))
    assert tiers(settings, patient.id) == ["urgent"]
    await_that(lambda: ready(system.url), "the coach is back")


def test_the_database_takes_nothing_for_a_while(system: Running, settings: Settings) -> None:
    await_that(lambda: ready(system.url), "the system is up")
    patient = Patient(system.url)
    path = settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        # For everybody else the database is read-only now.
        other.execute("BEGIN IMMEDIATE")
        assert contacts_in(patient.say(AT_RISK))
        assert Path(settings.var / "spool").exists()
        assert tiers(settings, patient.id) == []
        other.execute("ROLLBACK")
    await_that(lambda: tiers(settings, patient.id) == ["emergency"], "the referral is there")
    assert patient.said().count(AT_RISK) == 1


def test_everything_behind_the_web_is_down_at_once(system: Running, settings: Settings) -> None:
    await_that(lambda: ready(system.url), "the system is up")
    patient = Patient(system.url)
    pids = json.loads(state_file(settings).read_text())["pids"]
    path = settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for part in ("coach", "actions"):
            os.kill(pids[part], signal.SIGKILL)
        assert contacts_in(patient.say(AT_RISK))
        other.execute("ROLLBACK")
    await_that(lambda: tiers(settings, patient.id) == ["emergency"], "the referral is there")
    await_that(lambda: ready(system.url), "the system is up again")
