"""Sign-in and the referral pages: who may see what, and nothing forged."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from staff_desk import PASSWORD, Colleague, employ, hire
from starlette.testclient import TestClient
from web_person import Person, take_database

from bot.records.referrals import Referral
from bot.records.staff import set_active, set_password
from bot.web.site import Site

__all__ = ["hire"]

AT_RISK = "i want to kill myself tonight"


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


@pytest.mark.parametrize(
    "page", ["/referrals", "/referrals/queue", "/referrals/1", "/staff", "/summaries"]
)
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


AGAIN = "i have taken all the pills"


@pytest.mark.parametrize("field", ["sent", "missing", "not a number"])
def test_a_referral_is_not_closed_over_words_that_nobody_has_read(
    field: str, begin: Callable[..., Person], site: Site, hire: Callable[..., Colleague]
) -> None:
    person, colleague = begin(), hire()
    person.say(AT_RISK)
    with site.records.session() as session:
        number = session.query(Referral).filter_by(open_for=person.id).one().id
    _, page = colleague.do(number, "claim")
    person.say(AGAIN)
    form = {"outcome": "reached", "text": "her sister is there", "seen": seen_on(page)}
    if field != "sent":
        form["seen"] = "x" if field == "not a number" else ""
    status, page = colleague.do(number, "close", **form)
    assert status == 409 and "written again: read it first" in page
    assert AGAIN in page and page.count("her sister is there</textarea>") == 2
    assert colleague.do(number, "close", **{**form, "seen": seen_on(page)})[0] == 200
    text = colleague.browser.get(f"/referrals/{number}").text
    assert "Close the referral" not in text


def seen_on(page: str) -> str:
    """What the form to close a referral says of the events on its page."""
    found = re.search(r'name="seen" value="(\d+)"', page)
    assert found
    return found[1]


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


@pytest.mark.parametrize("page", ["/referrals", "/referrals/queue", "/summaries"])
def test_with_the_database_gone_the_pages_say_what_cannot_be_seen(
    page: str, broken: Person
) -> None:
    colleague = employ(broken.client, broken.site, "clinician")
    take_database(broken.site)
    answer = colleague.browser.get(page)
    assert answer.status_code == 503 and "nobody can see" in answer.text
    assert "Nobody is waiting." not in answer.text and "No summary is shared" not in answer.text


@pytest.mark.parametrize("page", ["/referrals/1", "/summaries/1", "/staff", "/planner"])
def test_with_the_database_gone_no_page_says_that_it_broke(page: str, broken: Person) -> None:
    colleague = employ(broken.client, broken.site, "clinician")
    take_database(broken.site)
    answer = colleague.browser.get(page)
    assert answer.status_code == 503 and "cannot be reached" in answer.text
    assert "Something broke" not in answer.text


@pytest.mark.parametrize("step", ["note", "close", "claim"])
def test_what_was_typed_with_the_database_gone_is_given_back(step: str, broken: Person) -> None:
    broken.say(AT_RISK)
    colleague = employ(broken.client, broken.site, "clinician")
    form = {"csrftoken": colleague.token("/referrals/1")}
    if step != "claim":
        form |= {"text": "rang <her> sister", "outcome": "reached", "seen": "0"}
    take_database(broken.site)
    answer = colleague.browser.post(f"/referrals/1/{step}", data=form)
    assert answer.status_code == 503 and "nothing was changed" in answer.text
    assert f'action="/referrals/1/{step}"' in answer.text
    assert ("rang &lt;her&gt; sister" in answer.text) == (step != "claim")
    assert ('name="outcome" value="reached"' in answer.text) == (step != "claim")
    assert ('name="seen" value="0"' in answer.text) == (step != "claim")


def test_a_note_typed_after_the_session_ended_is_given_back_and_can_be_sent(
    hire: Callable[..., Colleague], refer: Callable[..., int]
) -> None:
    colleague, number = hire(), refer()
    page = f"/referrals/{number}"
    form = {"csrftoken": colleague.token(page), "text": "rang twice"}
    del colleague.browser.cookies["unhurried_staff"]
    answer = colleague.browser.post(f"{page}/note", data=form)
    assert answer.status_code == 401 and answer.headers["cache-control"] == "no-store"
    assert ">rang twice</textarea>" in answer.text and AT_RISK not in answer.text
    assert f'href="/sign-in?next={page}"' in answer.text
    assert colleague.sign_in(after=page) == page
    token = re.search(r'name="csrftoken" value="([^"]+)"', answer.text)
    assert token
    sent = {"csrftoken": token[1], "text": "rang twice"}
    kept = colleague.browser.post(f"{page}/note", data=sent)
    assert kept.status_code == 200 and "rang twice" in kept.text


@pytest.mark.parametrize(
    "page",
    ["/referrals", "/referrals/queue", "/referrals/{}", "/staff", "/planner", "/summaries",
     "/guidance", "/referrals/999999"],
)  # fmt: skip
def test_a_browser_keeps_no_page_of_somebody_signed_in(
    page: str, hire: Callable[..., Colleague], refer: Callable[..., int], client: TestClient
) -> None:
    colleague, number = hire(), refer()
    answer = colleague.browser.get(page.format(number))
    assert answer.headers["cache-control"] == "no-store"
    assert "cache-control" not in client.get("/guidance").headers
    assert "cache-control" not in colleague.browser.get("/static/site.css").headers


def test_words_that_were_forgotten_are_said_to_be(
    begin: Callable[..., Person], site: Site, hire: Callable[..., Colleague]
) -> None:
    person = begin()
    person.say(AT_RISK)
    site.eraser.forget_words(person.id)
    with site.records.session() as session:
        number = session.query(Referral).filter_by(open_for=person.id).one().id
    text = hire().browser.get(f"/referrals/{number}").text
    assert "These words have been forgotten" in text and "<blockquote>" not in text
