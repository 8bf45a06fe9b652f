"""Where the database takes nothing, patients and staff read what is so, and no more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from staff_desk import Colleague, employ, hire
from web_person import Person, take_database

from bot.records.referrals import Referral
from bot.risk.answers import load_answers
from bot.web.site import Site

__all__ = ["hire"]

AT_RISK = "i want to kill myself tonight"


@pytest.mark.parametrize("kept", [True, False])
def test_a_notice_is_promised_only_for_words_that_wait_somewhere(
    kept: bool, broken: Person
) -> None:
    site = broken.site
    site.settings = replace(site.settings, webhook_url="https://clinic.example/hook")
    take_database(site)
    if not kept:
        # A full disk stops the database and the files beside it at once.
        (site.settings.var / "spool").write_text("not a folder")
    made = broken.say(AT_RISK).json()
    assert made["risk"]["tier"] == "emergency" and made["referral"] is kept
    honest = load_answers().honest
    closing = made["messages"][-1]["text"]
    for key, read in (("told", kept), ("nobody_told", not kept)):
        assert any(words in closing for words in honest[key]) is read


@pytest.mark.parametrize("address", ["/referrals", "/referrals/queue"])
@pytest.mark.parametrize(
    ("count", "words"), [(1, "The messages of 1 conversation wait"), (2, "2 conversations wait")]
)
def test_the_queue_says_how_many_cannot_be_seen(
    count: int,
    words: str,
    address: str,
    begin: Callable[..., Person],
    site: Site,
    hire: Callable[..., Colleague],
    stop_database: Callable[[str], None],
) -> None:
    colleague, people = hire(), [begin() for _ in range(count)]
    assert "outside the" not in colleague.browser.get(address).text
    stop_database("INSERT INTO turns")
    for person in people:
        person.say(AT_RISK)
    answer = colleague.browser.get(address)
    assert answer.status_code == 200 and words in answer.text
    assert "Nobody is waiting." not in answer.text
    for person in people:
        site.spool.clear(person.id)


def test_the_queue_says_so_also_where_the_database_is_gone(broken: Person) -> None:
    colleague = employ(broken.client, broken.site, "clinician")
    take_database(broken.site)
    broken.say(AT_RISK)
    answer = colleague.browser.get("/referrals")
    assert answer.status_code == 503 and "of 1 conversation wait" in answer.text


@pytest.mark.parametrize("looked", [False, True])
def test_a_referral_is_shown_where_the_database_takes_nothing(
    looked: bool,
    begin: Callable[..., Person],
    site: Site,
    hire: Callable[..., Colleague],
    stop_database: Callable[[str], None],
) -> None:
    person, colleague = begin(), hire()
    person.say(AT_RISK)
    with site.records.session() as session:
        number = session.query(Referral).filter_by(open_for=person.id).one().id
    page = f"/referrals/{number}"
    if looked:
        colleague.browser.get(page)
    for starting in ("UPDATE", "INSERT"):
        stop_database(starting)
    answer = colleague.browser.get(page)
    assert answer.status_code == 200 and AT_RISK in answer.text
    assert ("not noted" in answer.text) is not looked
