"""Whose numbers a person at risk gets while the database is down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event
from web_person import Person

from bot.web import outage
from bot.web.site import Site

AT_RISK = "i want to kill myself"


@contextmanager
def frozen(site: Site) -> Iterator[None]:
    """The database takes each statement and does not answer, until this is over."""
    thaws = threading.Event()

    def freeze(*_: Any) -> None:
        thaws.wait(20)

    event.listen(site.records.engine, "before_cursor_execute", freeze)
    try:
        yield
    finally:
        thaws.set()
        event.remove(site.records.engine, "before_cursor_execute", freeze)


def numbers(person: Person, **more: Any) -> str:
    """The line of numbers that a person at risk gets."""
    answer = person.say(AT_RISK, **more)
    assert answer.status_code == 200
    return " ".join(m["text"] for m in answer.json()["messages"] if m["kind"] == "contacts")


@pytest.mark.parametrize(("country", "number"), [("NZ", "111"), ("GB", "999"), ("uk", "999")])
def test_the_country_that_came_with_the_message_holds_where_nothing_can_be_read(
    country: str, number: str, person: Person, stop_database: Callable[[str], None]
) -> None:
    stop_database("")
    found = numbers(person, country=country)
    assert number in found and "000" not in found


def test_the_conversations_own_country_comes_before_it(
    begin: Callable[..., Person], stop_database: Callable[[str], None]
) -> None:
    person = begin(country="GB")
    stop_database("INSERT INTO turns")
    assert "999" in numbers(person, country="NZ")


def test_a_database_that_is_silent_holds_up_nobody_at_risk_for_long(
    person: Person, stop_database: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_database("")
    let_go = threading.Event()
    monkeypatch.setattr(outage, "_chosen_country", lambda *_: let_go.wait(20))
    monkeypatch.setattr(outage, "CHOSEN_SECONDS", 0.05)
    began = time.monotonic()
    try:
        assert "111" in numbers(person, country="NZ") and time.monotonic() - began < 10
    finally:
        let_go.set()


def test_a_database_that_freezes_in_mid_talk_is_given_up_on_and_loses_nothing(
    person: Person, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "RECORDS_SECONDS", 0.3)
    monkeypatch.setattr(outage, "CHOSEN_SECONDS", 0.1)
    began = time.monotonic()
    with frozen(site):
        assert "111" in numbers(person, country="NZ") and time.monotonic() - began < 10
        assert person.say("it is my nerves").status_code == 503
    person.say("are you there again")
    told = ("i want to kill myself", "it is my nerves", "are you there again")
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        kept = [one["said"] for one in person.ask("GET").json()["turns"] if one["said"]]
        if set(told) <= set(kept):
            break
        time.sleep(0.1)
    assert sorted(kept) == sorted(told)


def test_an_erasure_that_a_frozen_database_holds_up_is_not_said_to_be_done(
    person: Person, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outage, "ERASE_SECONDS", 0.3)
    person.say("it is my nerves")
    with frozen(site):
        began = time.monotonic()
        assert person.ask("DELETE").status_code == 503 and time.monotonic() - began < 10
    # The erasure that was held up may be through by now.
    assert person.ask("DELETE").status_code in (204, 404)
    assert person.ask("GET").status_code == 404


@pytest.mark.parametrize("country", [None, "", "XX", 7, ["NZ"], {"code": "NZ"}])
def test_what_is_no_country_is_ignored(
    country: object, person: Person, stop_database: Callable[[str], None]
) -> None:
    assert person.say("it is my nerves", country=country).status_code == 503
    stop_database("")
    assert "000" in numbers(person, country=country)


def test_while_the_records_can_be_read_it_changes_nothing(begin: Callable[..., Person]) -> None:
    person = begin(country="GB")
    assert "999" in numbers(person, country="NZ")
    assert person.ask("GET").json()["country"] == "GB"
