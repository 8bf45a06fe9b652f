"""Members of staff with a browser, and how their pages are used."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from starlette.testclient import TestClient

from bot.records.staff import add_staff
from bot.web.site import Site

PASSWORD = "four quiet words here"
numbers = count(1)


class Colleague:
    """One member of staff with a browser of their own."""

    def __init__(self, client: TestClient, name: str) -> None:
        self.browser = TestClient(client.app, raise_server_exceptions=False)
        self.name = name

    def token(self, page: str) -> str:
        """The CSRF token of a page's forms."""
        return re.search(r'name="csrftoken" value="([^"]+)"', self.browser.get(page).text)[1]  # type: ignore[index]

    def sign_in(self, password: str = PASSWORD, after: str = "") -> str:
        """Sign in; returns the address that the answer leads to, or the page's text."""
        form = {
            "csrftoken": self.token("/sign-in"),
            "name": self.name,
            "password": password,
            "next": after,
        }
        answer = self.browser.post("/sign-in", data=form, follow_redirects=False)
        return answer.headers.get("location") or answer.text

    def do(self, referral: int, step: str, **form: str) -> tuple[int, str]:
        """One step on a referral."""
        page = f"/referrals/{referral}"
        form["csrftoken"] = self.token(page)
        answer = self.browser.post(f"{page}/{step}", data=form)
        return answer.status_code, answer.text


def employ(client: TestClient, site: Site, role: str, signed_in: bool = True) -> Colleague:
    """Make an account, with a browser of its own on the server of `client`."""
    name = f"{role}{next(numbers)}"
    with site.records.session() as session:
        add_staff(session, name, role, PASSWORD)
    made = Colleague(client, name)
    # Each test signs in as often as it likes: the limit has a test of its own.
    site._storage.reset()
    if signed_in:
        assert made.sign_in().startswith("/")
    return made


@pytest.fixture
def hire(client: TestClient, site: Site) -> Iterator[Callable[..., Colleague]]:
    """Make an account and sign it in."""

    def make(role: str = "clinician", signed_in: bool = True) -> Colleague:
        return employ(client, site, role, signed_in)

    yield make
