"""Sign-in and the referral pages: who may see what, and nothing forged."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient
from web_person import Person

from bot.records.referrals import Referral
from bot.records.staff import add_staff, set_active, set_password
from bot.web.site import Site

AT_RISK = "i want to kill myself tonight"
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


@pytest.fixture
def hire(client: TestClient, site: Site) -> Iterator[Callable[..., Colleague]]:
    """Make an account and sign it in."""

    def make(role: str = "clinician", signed_in: bool = True) -> Colleague:
        name = f"{role}{next(numbers)}"
        with site.records.session() as session:
            add_staff(session, name, role, PASSWORD)
        made = Colleague(client, name)
        # Each test signs in as often as it likes: the limit has a test of its own.
        site._storage.reset()
        if signed_in:
            assert made.sign_in().startswith("/")
        return made

    yield make


@pytest.fixture
def refer(begin: Callable[..., Person], site: Site) -> Callable[..., int]:
    """Someone at risk; returns the number of the referral."""

    def make(*texts: str) -> int:
        person = begin()
        for text in texts or (AT_RISK,):
            person.say(text)
        with site.records.session() as session:
            return int(session.query(Referral).filter_by(open_for=person.id).one().id)

    return make


@pytest.mark.parametrize("page", ["/referrals", "/referrals/queue", "/referrals/1", "/staff"])
def test_nobody_sees_a_staff_page_without_signing_in(page: str, client: TestClient) -> None:
    answer = client.get(page, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?next=/")


def test_a_page_that_polls_is_told_that_it_is_signed_out(client: TestClient) -> None:
    answer = client.get("/referrals/queue", headers={"X-Requested-With": "fetch"})
    assert answer.status_code == 401


@pytest.mark.parametrize("step", ["claim", "release", "note", "close"])
def test_nobody_acts_on_a_referral_without_signing_in(
    step: str, client: TestClient, refer: Callable[..., int]
) -> None:
    answer = client.post(f"/referrals/{refer()}/{step}", follow_redirects=False)
    assert answer.status_code == 303 and "/sign-in" in answer.headers["location"]


@pytest.mark.parametrize(
    ("after", "leads"),
    [
        ("", "/referrals"),
        ("/referrals/3", "/referrals/3"),
        ("https://evil.example", "/referrals"),
        ("//evil.example", "/referrals"),
        ("/\\evil.example", "/referrals"),
        ("javascript:alert(1)", "/referrals"),
    ],
)
def test_signing_in_leads_to_a_page_of_this_site_alone(
    after: str, leads: str, hire: Callable[..., Colleague]
) -> None:
    assert hire(signed_in=False).sign_in(after=after) == leads


def test_what_was_wrong_is_not_told_apart(hire: Callable[..., Colleague]) -> None:
    known = hire(signed_in=False)
    first = known.sign_in("not the password")
    known.name = "nobody"
    second = known.sign_in("not the password")
    assert "do not belong together" in first
    strip = re.compile(r'value="[^"]*"')
    assert strip.sub("", first) == strip.sub("", second)


def test_guessing_is_slowed_down(hire: Callable[..., Colleague]) -> None:
    guesser = hire(signed_in=False)
    texts = [guesser.sign_in("not the password") for _ in range(12)]
    assert "Too many tries" in texts[-1] and "Too many tries" not in texts[0]
    assert "Too many tries" in guesser.sign_in(), "the right password does not tell itself apart"


def test_a_form_from_elsewhere_changes_nothing(
    hire: Callable[..., Colleague], refer: Callable[..., int], site: Site
) -> None:
    colleague, number = hire(), refer()
    for form in ({}, {"csrftoken": "forged"}):
        answer = colleague.browser.post(f"/referrals/{number}/claim", data=form)
        assert answer.status_code == 403
    with site.records.session() as session:
        assert session.get(Referral, number).claimed_by is None
    assert colleague.browser.post("/sign-out", data={}).status_code == 403


def test_the_cookie_is_out_of_reach_of_scripts(hire: Callable[..., Colleague]) -> None:
    colleague = hire(signed_in=False)
    form = {"csrftoken": colleague.token("/sign-in"), "name": colleague.name, "password": PASSWORD}
    answer = colleague.browser.post("/sign-in", data=form, follow_redirects=False)
    [cookie] = [c for c in answer.headers.get_list("set-cookie") if "unhurried_staff" in c]
    assert "httponly" in cookie.lower() and "samesite=lax" in cookie.lower()


@pytest.mark.parametrize("change", ["closed", "new password", "signed out"])
def test_a_session_ends(change: str, hire: Callable[..., Colleague], site: Site) -> None:
    colleague = hire()
    assert colleague.browser.get("/referrals").status_code == 200
    if change == "signed out":
        colleague.browser.post("/sign-out", data={"csrftoken": colleague.token("/staff")})
    else:
        with site.records.session() as session:
            if change == "closed":
                set_active(session, colleague.name, False)
            else:
                set_password(session, colleague.name, "another four words here")
    assert colleague.browser.get("/referrals", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(("role", "status"), [("clinician", 200), ("admin", 200), ("trainer", 403)])
def test_trainers_see_no_patients(
    role: str, status: int, hire: Callable[..., Colleague], refer: Callable[..., int]
) -> None:
    colleague, number = hire(role), refer()
    for page in ("/referrals", "/referrals/queue", f"/referrals/{number}"):
        answer = colleague.browser.get(page)
        assert answer.status_code == status, page
    assert (AT_RISK in answer.text) is (status == 200)
    assert "nothing for trainers" in colleague.browser.get("/staff").text or role != "trainer"


def test_of_two_who_claim_the_second_is_told_by_whom(
    hire: Callable[..., Colleague], refer: Callable[..., int]
) -> None:
    first, second, number = hire(), hire(), refer()
    assert first.do(number, "claim")[0] == 200
    status, text = second.do(number, "claim")
    assert status == 409 and f"{first.name} has taken this referral" in text


def test_a_referral_from_claim_to_close_leaves_its_trail(
    hire: Callable[..., Colleague], refer: Callable[..., int]
) -> None:
    colleague, number = hire(), refer()
    assert f"/referrals/{number}" in colleague.browser.get("/referrals").text
    colleague.do(number, "claim")
    colleague.do(number, "note", text="rang <b>twice</b>")
    status, text = colleague.do(number, "close", outcome="", text="kept words")
    assert status == 409 and "how it ended" in text and "kept words" in text
    status, text = colleague.do(number, "close", outcome="reached", text="her sister is there")
    assert status == 200
    for words in ("First looked at", "Claimed", "rang &lt;b&gt;twice", "her sister is there"):
        assert words in text
    queue = colleague.browser.get("/referrals").text
    assert f'id="closed-{number}"' in queue and f'id="referral-{number}"' not in queue


def test_the_words_before_are_shown_and_the_rest_is_not(
    hire: Callable[..., Colleague], refer: Callable[..., int]
) -> None:
    number = refer("my secret name", "two", "three", "four", AT_RISK, "after it")
    text = hire().browser.get(f"/referrals/{number}").text
    assert "four" in text and AT_RISK in text and "two" in text
    assert "my secret name" not in text and "after it" not in text


def test_a_patients_token_opens_no_other_conversation_and_no_staff_page(
    begin: Callable[..., Person], refer: Callable[..., int], client: TestClient
) -> None:
    one, two = begin(), begin()
    two.say(AT_RISK)
    bearer = {"Authorization": f"Bearer {one.token}"}
    for method, path in (("GET", ""), ("GET", "/summary"), ("PUT", "/contact"), ("DELETE", "")):
        body = {"json": {"contact": "x"}} if method == "PUT" else {}
        assert client.request(method, two.url + path, headers=bearer, **body).status_code == 404
    answer = client.get("/referrals", headers=bearer, follow_redirects=False)
    assert answer.status_code == 303


def test_a_way_to_be_reached_is_kept_with_the_referral_and_goes_with_the_talk(
    begin: Callable[..., Person], site: Site, hire: Callable[..., Colleague]
) -> None:
    person = begin()
    assert person.ask("PUT", "/contact", json={"contact": "0400"}).status_code == 409
    person.say(AT_RISK)
    assert person.ask("GET").json()["referral"] is True
    assert person.ask("PUT", "/contact", json={"contact": " 0400\u200b 123 "}).status_code == 200
    for wrong in ({"contact": 7}, {"contact": "x" * 201}, {}):
        assert person.ask("PUT", "/contact", json=wrong).status_code == 422
    with site.records.session() as session:
        number = session.query(Referral).filter_by(open_for=person.id).one().id
    colleague = hire()
    assert "0400 123" in colleague.browser.get(f"/referrals/{number}").text
    assert person.ask("DELETE").status_code == 204
    text = colleague.browser.get(f"/referrals/{number}").text
    assert "0400" not in text and AT_RISK not in text and "erased" in text


def test_a_referral_that_is_not_there(hire: Callable[..., Colleague]) -> None:
    colleague = hire()
    assert colleague.browser.get("/referrals/999999").status_code == 404
    form = {"csrftoken": colleague.token("/staff")}
    assert colleague.browser.post("/referrals/999999/note", data=form).status_code == 404


def test_a_queue_that_cannot_be_read_says_so(
    hire: Callable[..., Colleague], site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    colleague = hire()

    def fail(_site: Site) -> None:
        raise OperationalError("SELECT", {}, Exception("no disk"))

    monkeypatch.setattr("bot.web.referrals._read_queue", fail)
    answer = colleague.browser.get("/referrals")
    assert answer.status_code == 503 and "nobody can see who is waiting" in answer.text
    assert "Nobody is waiting." not in answer.text
