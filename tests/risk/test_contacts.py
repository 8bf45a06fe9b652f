"""The numbers: complete for each country, and honest about what was checked."""

from __future__ import annotations

import pytest

from bot.risk import Contacts, countries

EXPECTED = {
    "AU": "000",
    "NZ": "111",
    "GB": "999",
    "US": "911",
    "CA": "911",
    "IE": "112",
    "EU": "112",
}


@pytest.mark.parametrize(("code", "number"), EXPECTED.items())
def test_the_emergency_number_comes_first(code: str, number: str) -> None:
    contacts = Contacts.for_country(code)
    assert contacts.as_dicts()[0]["number"] == number
    assert contacts.as_dicts()[0]["purpose"] == "emergency"
    assert number in contacts.line()
    assert contacts.country == code


@pytest.mark.parametrize("code", EXPECTED)
def test_a_crisis_line_is_shown_and_poisons_wherever_one_is_known(code: str) -> None:
    contacts = Contacts.for_country(code)
    assert contacts.first("crisis")
    assert bool(contacts.first("poisons")) is (code != "EU")


@pytest.mark.parametrize("code", EXPECTED)
def test_an_unverified_number_is_shown_only_where_there_is_no_other(code: str) -> None:
    contacts = Contacts.for_country(code)
    assert all(contact.verified_on is None for contact in contacts.everyone)
    for contact in contacts.shown:
        if contact.not_yet_verified:
            assert contact.confidence == "GK"
            others = [c for c in contacts.everyone if c.purpose == contact.purpose]
            assert all(other.not_yet_verified for other in others)


@pytest.mark.parametrize(
    ("code", "country"),
    [("au", "AU"), ("UK", "GB"), ("FR", "EU"), ("JP", None), (None, None), ("../x", None)],
)
def test_a_code_finds_its_country(code: str | None, country: str | None) -> None:
    assert Contacts.for_country(code).country == country


def test_every_country_can_be_chosen_by_name() -> None:
    assert {code for code, _ in countries()} == set(EXPECTED)
    assert ("AU", "Australia") in countries()
