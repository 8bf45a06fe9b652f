"""A clinician's browser on the planner, and how its pages are read."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from itertools import count
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from bot.records.staff import add_staff
from bot.web.site import Site

PASSWORD = "four quiet words here"
PAGES = ("/planner", "/planner.pdf", "/planner.ics", "/planner.csv")
PLAN = {
    "medicine": "diazepam", "dose": "20 mg", "percent": "10", "basis": "current",
    "every": "2 weeks", "start": "2027-01-04", "country": "AU",
}  # fmt: skip
numbers = count(1)

Hire = Callable[..., TestClient]


def sign_in(browser: TestClient, name: str, after: str = "") -> str:
    token = re.search(r'name="csrftoken" value="([^"]+)"', browser.get("/sign-in").text)
    assert token
    form = {"csrftoken": token[1], "name": name, "password": PASSWORD, "next": after}
    answer = browser.post("/sign-in", data=form, follow_redirects=False)
    return answer.headers["location"]


@pytest.fixture(scope="module")
def hire(client: TestClient, site: Site) -> Hire:
    """A browser of a member of staff."""

    def make(role: str = "clinician", signed_in: bool = True) -> TestClient:
        browser = TestClient(client.app, raise_server_exceptions=False)
        browser.headers["x-name"] = f"planner-{role}{next(numbers)}"
        with site.records.session() as session:
            add_staff(session, browser.headers["x-name"], role, PASSWORD)
        site._storage.reset()
        if signed_in:
            sign_in(browser, browser.headers["x-name"])
        return browser

    return make


@pytest.fixture(scope="module")
def desk(hire: Hire) -> TestClient:
    """A clinician's browser."""
    return hire()


def address(page: str = "/planner", **changes: object) -> str:
    """The address of the plan that most tests ask for, changed where it matters."""
    asked: dict[str, object] = {**PLAN, **changes}
    return f"{page}?{urlencode({k: v for k, v in asked.items() if v is not None}, doseq=True)}"


def seen(text: str) -> str:
    """A page's words, without its marks."""
    body = re.sub(r"<(svg|script|style)\b.*?</\1>", " ", text, flags=re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def fields(text: str) -> dict[str, str]:
    """What the form's fields hold, by their ids."""
    found = {}
    for tag in re.findall(r"<input [^>]*>", text):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "id" in given:
            found[given["id"]] = html.unescape(given.get("value", ""))
    return found


def links(text: str, words: str) -> list[str]:
    """Where links with these words lead."""
    return [
        html.unescape(where)
        for where, said in re.findall(r'<a [^>]*href="([^"]+)">([^<]+)</a>', text)
        if words in html.unescape(said)
    ]


def wrong(text: str) -> str:
    """What the page says beside the fields that are wrong."""
    return " ".join(seen(part) for part in re.findall(r'<p class="wrong".*?</p>', text, re.S))


def steps(text: str) -> list[tuple[str, str]]:
    return re.findall(
        r'data-head="From" class="when">([^<]+)<.*?data-head="Dose"><b>([\d.]+)<', text, re.S
    )
