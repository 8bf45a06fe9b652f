"""What the widget does by itself: countries, a way back, a history that fails, old browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Request, Route, expect

from bot.ports import free_port
from bot.settings import Settings

from .alone import serving
from .conftest import Chat

pytestmark = pytest.mark.slow

AT_RISK = "i want to kill myself"
LAUNCHER = "Talk it over, unhurried"
# A browser without sheets that a script can make: Safari before 16.4.
OLD = """window.CSSStyleSheet = function () { throw new TypeError("Illegal constructor"); };
for (const root of [Document.prototype, ShadowRoot.prototype]) delete root.adoptedStyleSheets;"""
PLAIN = """<!doctype html><html lang="en"><title>Another page</title><h1>Another page</h1>
<script src="/widget.js" defer></script></html>"""
COME_BACK = """() => {
    window.before = true;
    dispatchEvent(new PageTransitionEvent("pageshow", {persisted: true}));
    return document.querySelector("unhurried-chat").shadowRoot.querySelector(".panel").hidden;
}"""


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A clinic in Australia: its address."""
    var = tmp_path_factory.mktemp("alone")
    hour = {"UNHURRIED_CONVERSATIONS_PER_HOUR": "100000"}
    settings = Settings.from_env({"UNHURRIED_VAR": str(var), "UNHURRIED_COUNTRY": "AU", **hour})
    port = free_port()
    with serving(settings, port):
        yield f"http://localhost:{port}/"


@pytest.fixture
def chat(page: Page, clinic: str, violations: list[str]) -> Chat:
    """The chat on the clinic's own page, opened."""
    page.goto(clinic)
    return Chat(page).opened()


def down(route: Route) -> None:
    """The service does not answer."""
    route.fulfill(status=503, json={"error": {"code": "unavailable", "message": "Not now."}})


def told(route: Route) -> None:
    """A clinic that gets a notice of each referral."""
    route.fulfill(json={**route.fetch().json(), "told": True})


def moves(request: Request) -> bool:
    """Whether a request tells the server of the country."""
    return request.method == "PUT" and request.url.endswith("/country")


def shows(chat: Chat, number: str) -> None:
    """The number stands among those to call."""
    expect(chat.crisis.get_by_role("link", name=number, exact=True).first).to_be_visible()


def test_each_message_says_which_country_the_numbers_are_for(chat: Chat) -> None:
    sent: list[Any] = []

    def note(route: Route) -> None:
        sent.append(route.request.post_data_json["country"])
        route.continue_()

    chat.page.route("**/messages", note)
    chat.say(AT_RISK)
    chat.pick_country("NZ")
    shows(chat, "111")
    chat.say(AT_RISK)
    assert sent == [None, "NZ"]


def test_the_numbers_of_a_chosen_country_do_not_wait_for_the_server(chat: Chat) -> None:
    chat.page.route("**/country", down)
    with chat.page.expect_request(moves):
        chat.pick_country("NZ")
    shows(chat, "111")
    expect(chat.crisis.get_by_text("did not load")).to_have_count(0)
    chat.page.reload()
    chat.opened()
    shows(chat, "111")
    chat.page.unroute("**/country")
    with chat.page.expect_response(lambda response: moves(response.request)) as again:
        chat.say(AT_RISK)
    assert again.value.ok and again.value.request.post_data_json == {"country": "NZ"}


def test_numbers_that_do_not_load_are_said_to(chat: Chat) -> None:
    chat.page.route("**/api/settings**", down)
    chat.pick_country("NZ")
    expect(chat.crisis.get_by_text("Those numbers did not load.")).to_be_visible()
    shows(chat, "000")


def test_a_country_chosen_while_the_conversation_begins_is_told_after_it(
    page: Page, clinic: str
) -> None:
    held: list[Route] = []
    page.route("**/api/conversations", lambda route: held.append(route))
    page.goto(clinic)
    chat = Chat(page)
    shows(chat, "000")
    chat.pick_country("NZ")
    shows(chat, "111")
    with page.expect_request(moves) as told_of:
        held[0].continue_()
    assert told_of.value.post_data_json == {"country": "NZ"}
    chat.opened()
    shows(chat, "111")


@pytest.mark.parametrize(
    "away",
    ["sessionStorage.clear()", "sessionStorage.setItem('unhurried', '{\"id\": \"another\"}')"],
)
def test_a_page_that_comes_back_does_not_show_a_talk_that_was_left(chat: Chat, away: str) -> None:
    chat.say(AT_RISK)
    chat.page.evaluate(away)
    assert chat.page.evaluate(COME_BACK) is True
    chat.page.wait_for_function("!window.before")
    expect(chat.element.get_by_text(AT_RISK)).to_have_count(0)


def test_a_page_that_comes_back_keeps_the_talk_that_goes_on(chat: Chat) -> None:
    chat.say(AT_RISK)
    assert chat.page.evaluate(COME_BACK) is False
    expect(chat.said.last).to_contain_text(AT_RISK)
    assert chat.page.evaluate("window.before")


def test_where_the_history_does_not_load_no_empty_talk_is_shown(chat: Chat) -> None:
    chat.say(AT_RISK)
    history = re.compile(r"/api/conversations/[\w-]+$")
    chat.page.route(history, down)
    chat.page.reload()
    notice = chat.element.get_by_text("The conversation could not be opened.")
    again = chat.element.get_by_role("button", name="Try again")
    again.focus()
    chat.page.keyboard.press("Escape")
    expect(notice).to_be_visible()
    chat.element.get_by_role("button", name="Menu", exact=True).click()
    for entry in ("My summary", "Copy the conversation", "Delete the conversation"):
        expect(chat.element.get_by_role("button", name=entry)).to_be_disabled()
    chat.page.keyboard.press("Escape")
    chat.page.keyboard.press("Escape")
    expect(notice).to_be_visible()
    chat.page.unroute(history)
    again.click()
    expect(chat.said.last).to_contain_text(AT_RISK)


def test_a_number_for_the_clinic_is_kept_taken_back_and_forgotten(page: Page, clinic: str) -> None:
    page.route("**/api/settings**", told)
    page.goto(clinic)
    chat = Chat(page).opened()
    box = chat.element.get_by_label("A number for the clinic?")
    chat.say(AT_RISK)
    box.fill("0400 000 000")
    box.press("Enter")
    expect(chat.crisis.get_by_text("Saved.")).to_be_visible()
    box.fill("")
    chat.crisis.get_by_role("button", name="Save").click()
    expect(chat.crisis.get_by_text("The clinic has no number from you.")).to_be_visible()
    box.fill("0400 000 000")
    box.press("Enter")
    expect(chat.crisis.get_by_text("Saved.")).to_be_visible()

    chat.menu("Delete the conversation")
    chat.element.get_by_role("button", name="Yes, delete it").click()
    expect(box).to_be_hidden()
    chat.element.get_by_role("button", name="Start again").click()
    chat.opened()
    expect(box).to_be_hidden()
    chat.say(AT_RISK)
    expect(box).to_have_value("")
    expect(chat.crisis.get_by_text("Saved.")).to_have_count(0)


def test_the_box_for_a_number_comes_though_the_settings_are_late(page: Page, clinic: str) -> None:
    page.goto(clinic)
    chat = Chat(page).opened()
    chat.say(AT_RISK)
    held: list[Route] = []
    page.route("**/api/settings**", lambda route: held.append(route))
    page.reload()
    expect(chat.said.last).to_contain_text(AT_RISK)
    told(held[0])
    expect(chat.element.get_by_label("A number for the clinic?")).to_be_visible()


def test_an_answer_that_comes_after_deleting_brings_nothing_back(page: Page, clinic: str) -> None:
    page.route("**/api/settings**", told)
    page.goto(clinic)
    chat = Chat(page).opened()
    held: list[Route] = []
    page.route("**/messages", lambda route: held.append(route))
    chat.box.fill(AT_RISK)
    chat.box.press("Enter")
    expect(chat.element.locator(".dots")).to_be_visible()
    chat.menu("Delete the conversation")
    chat.element.get_by_role("button", name="Yes, delete it").click()
    chat.element.get_by_role("button", name="Start again").click()
    chat.opened()
    with page.expect_response("**/messages"):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(chat.heard.first).to_be_visible()
    expect(chat.said).to_have_count(0)


def test_a_browser_that_makes_no_style_sheets_has_the_widget_in_its_colours(
    page: Page, clinic: str, violations: list[str]
) -> None:
    page.add_init_script(OLD)
    page.route("**/plain", lambda route: route.fulfill(body=PLAIN, content_type="text/html"))
    page.goto(f"{clinic}plain")
    chat = Chat(page)
    launcher = chat.element.get_by_role("button", name=LAUNCHER)
    assert launcher.evaluate("node => getComputedStyle(node).position") == "fixed"
    launcher.click()
    chat.opened()
    page.evaluate("window.print = () => { window.printed = true; }")
    chat.menu("Print the conversation")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="My conversation with Unhurried")).to_be_visible()
    expect(page.get_by_role("heading", name="Another page")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_role("heading", name="Another page")).to_be_visible()


def test_zooming_in_on_a_phone_leaves_the_panel_as_large_as_it_was(
    browser: Browser, clinic: str
) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, is_mobile=True, has_touch=True
    )
    page = context.new_page()
    body = PLAIN.replace("<title>", '<meta name="viewport" content="width=device-width"><title>')
    page.route("**/plain", lambda route: route.fulfill(body=body, content_type="text/html"))
    page.goto(f"{clinic}plain")
    chat = Chat(page)
    chat.element.get_by_role("button", name=LAUNCHER).click()
    chat.opened()
    zoom = context.new_cdp_session(page)
    zoom.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
    page.wait_for_function("visualViewport.scale === 2 && visualViewport.height < 400")
    panel = chat.element.get_by_role("dialog")
    assert panel.evaluate("node => node.style.getPropertyValue('--seen')")
    assert panel.evaluate("node => node.offsetHeight") == pytest.approx(640, abs=2)
    context.close()


def test_a_summary_that_is_too_long_is_refused_and_nothing_of_it_lost(chat: Chat) -> None:
    chat.menu("My summary")
    first = chat.element.locator(".content textarea").first
    words = "word " * 500
    first.fill(words)
    save = chat.element.locator(".content").get_by_role("button", name="Save")
    save.click()
    note = chat.element.locator(".summary > .note")
    expect(note).to_contain_text("more than 2,000 characters in one line. Start a new line")
    expect(note.get_by_role("button")).to_have_count(0)
    chat.element.get_by_role("button", name="Back to the conversation").click()
    chat.menu("My summary")
    expect(first).to_have_value(words)
    first.fill("word " * 300 + "\n" + "word " * 200)
    save.click()
    expect(note).to_have_text("Saved.")
