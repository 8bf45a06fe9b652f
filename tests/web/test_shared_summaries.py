"""The staff page of summaries: what was shared with the clinic, and never more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from staff_desk import Colleague, employ, hire
from starlette.testclient import TestClient
from web_person import Person, take_database

from bot.coaching.state import CoachState, Note
from bot.coaching.store import find_conversation, save_state
from bot.records.models import Summary, now
from bot.web.site import Site

__all__ = ["hire"]

WORDS = "it is <b>my</b> nerves"


@pytest.fixture
def share(begin: Callable[..., Person], site: Site) -> Callable[..., Person]:
    """Someone who has told something, and whose summary is shared, or not."""

    def make(words: str = WORDS, shared: bool | None = True) -> Person:
        return tell(begin(), site, words, shared)

    return make


def tell(person: Person, site: Site, words: str, shared: bool | None = True) -> Person:
    """Tell the coach `words`, and keep the summary as it is."""
    notes = [Note("ideas", words)]
    state = CoachState(phase="summary", consented=True, notes=notes, rulers={"importance": 7})
    with site.records.session() as session:
        save_state(session, find_conversation(session, person.id), state, 0)
    save(person, shared=shared)
    return person


def save(person: Person, shared: bool | None = None, **lines: list[str]) -> None:
    """Save the summary as the widget does, with these lines changed."""
    kept = person.ask("GET", "/summary").json()["sections"]
    sections = [{"key": s["key"], "lines": lines.get(s["key"], s["lines"])} for s in kept]
    answer = person.ask("PUT", "/summary", json={"sections": sections, "share": shared})
    assert answer.status_code == 200


def page_of(person: Person) -> str:
    """The address of this person's summary."""
    return f"/summaries/{person.id}"


def row_of(person: Person, colleague: Colleague) -> str:
    """The row of this person in the list; empty where there is none."""
    rows = colleague.browser.get("/summaries").text.split("<tr>")
    return next((row for row in rows if page_of(person) in row), "")


def test_nobody_reads_a_summary_without_signing_in(
    share: Callable[..., Person], client: TestClient
) -> None:
    page = page_of(share())
    answer = client.get(page, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == f"/sign-in?next={page}"


@pytest.mark.parametrize(("role", "status"), [("clinician", 200), ("admin", 200), ("trainer", 403)])
def test_who_may_read_referrals_may_read_summaries(
    role: str, status: int, share: Callable[..., Person], hire: Callable[..., Colleague]
) -> None:
    colleague = hire(role)
    for page in ("/summaries", page_of(share())):
        assert colleague.browser.get(page).status_code == status
    assert ('href="/summaries"' in colleague.browser.get("/staff").text) == (status == 200)


def test_a_list_with_nothing_in_it_says_so(broken: Person) -> None:
    colleague = employ(broken.client, broken.site, "clinician")
    text = colleague.browser.get("/summaries").text
    assert "No summary is shared" in text and "<table>" not in text
    assert 'href="/summaries"' in colleague.browser.get("/referrals").text.partition("<main")[2]


def test_a_shared_summary_is_read_as_its_patient_sees_it(
    share: Callable[..., Person], hire: Callable[..., Colleague]
) -> None:
    person, colleague = share(), hire()
    assert "<td>no</td>" in row_of(person, colleague)
    answer = colleague.browser.get(page_of(person))
    assert answer.headers["cache-control"] == "no-store"
    assert "it is &lt;b&gt;my&lt;/b&gt; nerves" in answer.text
    own = person.ask("GET", "/summary").json()
    for section in own["sections"]:
        assert section["heading"] in answer.text
    assert "Nothing is written here." in answer.text


def test_the_newest_comes_first(
    share: Callable[..., Person], hire: Callable[..., Colleague], site: Site
) -> None:
    older, newer = share(), share()
    with site.records.session() as session:
        session.get(Summary, older.id).kept_at = now() - timedelta(hours=1)
    text = hire().browser.get("/summaries").text
    assert text.index(newer.id) < text.index(older.id)


@pytest.mark.parametrize(
    ("lines", "edited"),
    [
        ({}, "no"),
        ({"ideas": [WORDS, "and my back"]}, "yes"),
        ({"ideas": []}, "yes"),
        ({"questions": ["how long?"]}, "yes"),
    ],
)
def test_whether_it_was_edited(
    lines: dict[str, list[str]],
    edited: str,
    share: Callable[..., Person],
    hire: Callable[..., Colleague],
) -> None:
    person, colleague = share(), hire()
    save(person, **lines)
    assert f"<td>{edited}</td>" in row_of(person, colleague)
    assert f"<dd>{edited}</dd>" in colleague.browser.get(page_of(person)).text


def test_what_is_asked_after_it_was_kept_is_no_edit(
    share: Callable[..., Person], hire: Callable[..., Colleague], site: Site
) -> None:
    person = share()
    later = CoachState(phase="closing", consented=True, questions=["how long?"])
    with site.records.session() as session:
        save_state(session, find_conversation(session, person.id), later, 0)
    assert "<td>no</td>" in row_of(person, hire())


@pytest.mark.parametrize("shared", [None, False])
def test_what_was_never_shared_is_nobodys_to_read(
    shared: bool | None, share: Callable[..., Person], hire: Callable[..., Colleague]
) -> None:
    person, another, colleague = share(shared=shared), share(), hire()
    assert row_of(another, colleague) and not row_of(person, colleague)
    assert colleague.browser.get(page_of(person)).status_code == 404


@pytest.mark.parametrize("way", ["taken back", "erased"])
def test_what_is_shared_no_longer_is_gone_at_once(
    way: str, share: Callable[..., Person], hire: Callable[..., Colleague]
) -> None:
    person, colleague = share(), hire()
    assert row_of(person, colleague)
    if way == "erased":
        assert person.ask("DELETE").status_code == 204
    else:
        save(person, shared=False)
    assert not row_of(person, colleague)
    assert colleague.browser.get(page_of(person)).status_code == 404


def test_with_the_database_gone_nobody_reads_that_nothing_is_shared(broken: Person) -> None:
    tell(broken, broken.site, WORDS)
    colleague = employ(broken.client, broken.site, "clinician")
    take_database(broken.site)
    answer = colleague.browser.get("/summaries")
    assert answer.status_code == 503 and "nobody can see what was shared" in answer.text
    assert "No summary is shared" not in answer.text
    assert colleague.browser.get(page_of(broken)).status_code == 503
