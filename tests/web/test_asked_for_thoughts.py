"""Who was asked whether they think of dying is heard while parts of the system are down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from web_person import Person, is_risk_answer

WORN = "i cannot cope any more"


@pytest.mark.parametrize("yes", ["sometimes", "yes, and i buy them from a dealer", "/not_safe"])
def test_a_yes_is_a_risk_though_the_coach_is_down(yes: str, person: Person) -> None:
    asked = person.say(WORN).json()
    assert asked["risk"]["tier"] == "contact" and not asked["referral"]
    answer = person.say(yes)
    assert is_risk_answer(answer)
    assert answer.json()["risk"]["rule"] == "answer.thoughts" and answer.json()["referral"]


def test_a_no_is_none(person: Person) -> None:
    person.say(WORN)
    assert person.say("no, never").status_code == 503


@pytest.mark.parametrize("said", ["sometimes", "yes", "/not_safe"])
def test_where_nothing_was_asked_it_is_no_risk(said: str, person: Person) -> None:
    assert person.say(said).status_code == 503


def test_the_button_gets_the_numbers_while_the_database_is_down(
    person: Person, stop_database: Callable[[str], None]
) -> None:
    stop_database("")
    answer = person.say("/not_safe", country="NZ")
    assert is_risk_answer(answer, "111")
    assert person.say("/affirm").status_code == 503
