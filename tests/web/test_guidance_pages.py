"""The library `/guidance`: public pages, staff passages, search, and what breaks."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session
from starlette.testclient import TestClient
from web_person import Person

from bot.guidance.search import UNMARK
from bot.records.guidance import GuidancePassage
from bot.records.staff import add_staff
from bot.web.site import Site

PASSWORD = "four quiet words here"


@pytest.fixture(scope="module")
def passages(site: Site) -> list[GuidancePassage]:
    """Every passage of the library."""
    with site.records.session() as session:
        return list(session.scalars(select(GuidancePassage)))


@pytest.fixture(scope="module")
def colleague(client: TestClient, site: Site) -> Iterator[TestClient]:
    """A signed-in clinician's browser."""
    with site.records.session() as session:
        add_staff(session, "reader", "clinician", PASSWORD)
    browser = TestClient(client.app, raise_server_exceptions=False)
    form = browser.get("/sign-in").text
    token = re.search(r'name="csrftoken" value="([^"]+)"', form)[1]  # type: ignore[index]
    answer = browser.post(
        "/sign-in",
        data={"csrftoken": token, "name": "reader", "password": PASSWORD, "next": "/guidance"},
    )
    assert answer.url.path == "/guidance"
    yield browser


def links(page: str) -> list[str]:
    return re.findall(r'href="/guidance/([^"]+)"', page)


def test_every_patient_topic_is_listed_and_leads_to_its_passage(
    client: TestClient, passages: list[GuidancePassage]
) -> None:
    page = client.get("/guidance")
    assert page.status_code == 200
    listed = set(links(page.text))
    topics = {p.topic for p in passages if p.audience == "patient"}
    assert {p.topic for p in passages if p.id in listed and p.audience == "patient"} == topics


def test_each_passage_stands_at_its_address_with_all_that_it_rests_on(
    client: TestClient, passages: list[GuidancePassage]
) -> None:
    for passage in (p for p in passages if not p.staff_only):
        page = client.get(f"/guidance/{passage.id}", follow_redirects=False)
        assert page.status_code == 200, passage.id
        shown = page.text.replace("&#39;", "'").replace("&amp;", "&").replace("&#34;", '"')
        for said in (*passage.text, *(p.text for p in passage.positions)):
            assert said in shown, passage.id
        for citation in passage.citations:
            assert citation.source.title in shown
            assert not citation.source.url or f'href="{citation.source.url}"' in shown
        assert all(f"<li>{fact}:" in shown for fact in passage.facts)
        assert "Not yet checked by a named clinician." in shown


def test_what_is_for_staff_is_shown_to_staff_alone(
    client: TestClient, colleague: TestClient, passages: list[GuidancePassage]
) -> None:
    secret = [p for p in passages if p.staff_only]
    assert {p.topic for p in secret} >= {"dose_bands", "equivalents"}
    listed = client.get("/guidance").text
    for passage in secret:
        page = client.get(f"/guidance/{passage.id}", follow_redirects=False)
        assert page.status_code == 303
        assert page.headers["location"] == f"/sign-in?next=/guidance/{passage.id}"
        assert f'"/guidance/{passage.id}"' not in listed
        assert passage.text[0] in colleague.get(f"/guidance/{passage.id}").text.replace(
            "&#39;", "'"
        )


def test_no_search_and_no_passage_leaks_what_is_for_staff(
    client: TestClient, passages: list[GuidancePassage]
) -> None:
    secret = [p for p in passages if p.staff_only]
    for passage in secret:
        found = client.get("/guidance", params={"q": " ".join(passage.text)[:1500]}).text
        assert f'"/guidance/{passage.id}"' not in found
    ids = {p.id for p in secret}
    for passage in (p for p in passages if not p.staff_only):
        assert not ids & set(links(client.get(f"/guidance/{passage.id}").text))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("driving", "driving"),
        ("how slow for imovane", "z_drugs.zopiclone"),
        ("hyperbolic", "hyperbolic"),
        ("will I sleep", "sleep"),
    ],
)
def test_a_search_finds(query: str, found: str, client: TestClient) -> None:
    page = client.get("/guidance", params={"q": query})
    assert page.status_code == 200 and found in links(page.text)
    assert "<mark>" in page.text and UNMARK not in page.text
    assert f'value="{query}"' in page.text


def test_a_named_medicine_keeps_out_what_is_for_another(
    client: TestClient, passages: list[GuidancePassage]
) -> None:
    other = {p.id for p in passages if p.medicines} - {
        p.id for p in passages if "diazepam" in {m.medicine for m in p.medicines}
    }
    assert not other & set(links(client.get("/guidance", params={"q": "slow taper valium"}).text))


@pytest.mark.parametrize(
    "query",
    [
        '"', "'; DROP TABLE guidance_search; --", "a AND (b", "*", "NEAR(", "\x00", "é ü 漢字", "-",
        "x " * 10_000, "<script>alert(1)</script>", "title:sleep OR", "^", "\\", "& | !", "\ud7ff",
    ],
)  # fmt: skip
def test_no_query_breaks_the_search(query: str, client: TestClient) -> None:
    page = client.get("/guidance", params={"q": query})
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_nothing_found_says_what_to_do(client: TestClient) -> None:
    page = client.get("/guidance", params={"q": "zzyzx qwertz"}).text
    assert "Nothing found" in page and "ask_prescriber" in links(page)


@pytest.mark.parametrize("address", ["nothing", "%00", "..%2f..", "x" * 3000])
def test_an_unknown_address_offers_a_search(address: str, client: TestClient) -> None:
    page = client.get(f"/guidance/{address}")
    assert page.status_code == 404 and 'name="q"' in page.text


@pytest.mark.parametrize("address", ["/guidance", "/guidance?q=sleep+well", "/guidance/sleep"])
def test_a_broken_database_is_told_and_nothing_is_lost(address: str, broken: Person) -> None:
    site: Site = broken.client.app.state.site  # type: ignore[attr-defined]
    with site.records.session() as session:
        _break(session)
    page = broken.client.get(address)
    assert page.status_code == 503 and "cannot be read just now" in page.text
    assert ('value="sleep well"' in page.text) == ("?q=" in address)


def _break(session: Session) -> None:
    session.execute(text("ALTER TABLE guidance_labels RENAME TO gone"))


def test_the_pages_need_no_script(client: TestClient) -> None:
    for address in ("/guidance", "/guidance/sleep", "/guidance?q=sleep"):
        assert "<script" not in client.get(address).text


def test_the_public_pages_lead_to_the_library(client: TestClient) -> None:
    assert 'href="/guidance"' in client.get("/").text
