"""The widget as a guest on other pages: focus, keys, contacts, failures, and leaving quickly."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from .conftest import REPLY_MS, Chat

pytestmark = pytest.mark.slow

LAUNCHER = "Talk it over, unhurried"
PLAIN = """<!doctype html><html lang="en"><title>Another page</title><h1>Another page</h1>
<script src="/widget.js" defer></script></html>"""


@pytest.fixture
def guest(page: Page, chain: Any, violations: list[str]) -> Chat:
    """The widget as a launcher, on a page that has nothing but the one tag."""
    page.route("**/plain", lambda route: route.fulfill(body=PLAIN, content_type="text/html"))
    page.goto(f"{chain.url.rstrip('/')}/plain")
    return Chat(page)


def test_escape_closes_the_panel_and_gives_the_focus_back(guest: Chat, page: Page) -> None:
    launcher = guest.element.get_by_role("button", name=LAUNCHER)
    launcher.focus()
    page.keyboard.press("Enter")
    dialog = guest.element.get_by_role("dialog", name="Talk it over")
    expect(dialog).to_be_visible()
    guest.opened()
    expect(guest.box).to_be_focused()
    page.keyboard.type("half a thought")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(guest.box).to_have_value("half a thought")


def test_escape_closes_the_menu_first(guest: Chat, page: Page) -> None:
    guest.element.get_by_role("button", name=LAUNCHER).click()
    guest.opened()
    menu = guest.element.get_by_role("button", name="Menu", exact=True)
    menu.click()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(menu).to_have_attribute("aria-expanded", "false")
    expect(menu).to_be_focused()
    expect(guest.box).to_be_visible()


def test_f6_goes_between_the_conversation_and_the_box(chat: Chat) -> None:
    chat.box.focus()
    chat.page.keyboard.press("F6")
    assert chat.focused() == "The conversation"
    chat.page.keyboard.press("F6")
    assert chat.focused() == "Your message"


def test_shift_enter_makes_a_new_line(chat: Chat) -> None:
    chat.box.focus()
    chat.page.keyboard.type("one")
    chat.page.keyboard.press("Shift+Enter")
    chat.page.keyboard.type("two")
    expect(chat.box).to_have_value("one\ntwo")
    expect(chat.said).to_have_count(0)


def test_an_empty_message_is_not_sent_and_a_long_one_is_remarked_on(chat: Chat) -> None:
    chat.box.fill("   ")
    chat.box.press("Enter")
    expect(chat.said).to_have_count(0)
    chat.box.fill("word " * 900)
    expect(chat.element.get_by_text("That is a long message.")).to_be_visible()


def test_markup_is_shown_as_it_was_typed(chat: Chat) -> None:
    chat.agree()
    chat.say("<img src=x onerror=alert(1)><b>sleep</b>")
    expect(chat.said.last).to_contain_text("<img src=x onerror=alert(1)><b>sleep</b>")
    expect(chat.log.locator("img, b")).to_have_count(0)


def test_the_country_picker_brings_numbers_to_dial_and_is_remembered(chat: Chat) -> None:
    expect(chat.crisis.get_by_role("link", name="000", exact=True).first).to_be_visible()
    chat.pick_country("NZ")
    dial = chat.crisis.get_by_role("link", name="111", exact=True).first
    expect(dial).to_have_attribute("href", "tel:111")
    chat.page.reload()
    chat.opened()
    expect(dial).to_be_visible()
    chat.crisis.get_by_text("More numbers").click()
    expect(chat.crisis.get_by_role("combobox", name="Your country")).to_have_value("NZ")


def test_where_the_country_is_unknown_it_is_asked_for_in_sight(page: Page, chain: Any) -> None:
    def without_country(route: Route) -> None:
        settings = route.fetch().json()
        route.fulfill(json={**settings, "country": None})

    page.route("**/api/settings", without_country)
    page.goto(chain.url)
    chat = Chat(page).opened()
    picker = chat.crisis.get_by_role("combobox", name="Your country")
    expect(picker).to_have_value("")
    expect(picker).to_be_in_viewport()
    picker.focus()
    picker.select_option("IE")
    expect(picker).to_be_hidden()
    assert chat.focused() == "More numbers, and your country"


def test_the_crisis_line_stays_in_sight(chat: Chat) -> None:
    chat.agree()
    for words in ("it helps me sleep", "i worry about my memory", "i lie awake without it"):
        chat.say(words)
    chat.element.scroll_into_view_if_needed()
    expect(chat.crisis.locator(".line")).to_be_in_viewport(ratio=1)


def test_the_numbers_stand_there_when_the_service_is_down(page: Page, chain: Any) -> None:
    page.route("**/api/**", lambda route: route.abort())
    page.goto(chain.url)
    chat = Chat(page)
    expect(chat.crisis).to_contain_text("Call your local emergency number")
    expect(chat.element.get_by_text("cannot be reached")).to_be_visible()
    page.unroute("**/api/**")
    chat.element.get_by_role("button", name="Try again").click()
    chat.opened()
    expect(chat.crisis.get_by_role("link", name="000", exact=True).first).to_be_visible()


def test_a_message_that_takes_too_long_is_sent_again_with_the_same_key(
    page: Page, chain: Any
) -> None:
    page.clock.install()
    page.goto(chain.url)
    chat = Chat(page).opened()
    chat.agree()
    keys: list[str] = []

    def stall_once(route: Route) -> None:
        keys.append(json.loads(route.request.post_data or "{}")["key"])
        if len(keys) > 1:
            route.continue_()

    page.route("**/messages", stall_once)
    chat.box.fill("it helps me through the night")
    chat.box.press("Enter")
    expect(chat.element.locator(".dots")).to_be_visible()
    page.clock.fast_forward(21_000)
    expect(chat.element.get_by_text("That took too long. Your words are kept.")).to_be_visible()
    before = chat.heard.count()
    chat.element.get_by_role("button", name="Try again").click()
    chat.answered(before)
    assert len(keys) == 2 and keys[0] == keys[1]
    expect(chat.said.filter(has_text="through the night")).to_have_count(1)
    expect(chat.element.get_by_text("That took too long")).to_have_count(0)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (503, {"error": {"code": "unavailable", "message": "I cannot think clearly just now."}}),
        (429, {"error": {"code": "too_many", "message": "Let us take a breath."}}),
        (500, "not json"),
        (200, {"messages": []}),
    ],
)
def test_words_are_never_lost_when_the_service_fails(
    chat: Chat, status: int, body: dict[str, Any] | str
) -> None:
    chat.agree()
    text = body if isinstance(body, str) else json.dumps(body)
    chat.page.route("**/messages", lambda route: route.fulfill(status=status, body=text))
    chat.box.fill("i worry about my memory")
    chat.box.press("Enter")
    trouble = chat.element.get_by_role("alert")
    expected = body["error"]["message"] if status in (429, 503) else "Something went wrong"  # type: ignore[index]
    expect(trouble).to_contain_text(expected)
    chat.page.unroute("**/messages")
    before = chat.heard.count()
    trouble.get_by_role("button", name="Try again").click()
    chat.answered(before)
    expect(chat.said.filter(has_text="my memory")).to_have_count(1)


def test_refused_words_go_back_into_the_box(chat: Chat) -> None:
    refusal = {"error": {"code": "refused", "message": "That cannot be taken."}}
    chat.page.route(
        "**/messages", lambda route: route.fulfill(status=422, body=json.dumps(refusal))
    )
    chat.box.fill("my words")
    chat.box.press("Enter")
    expect(chat.element.get_by_role("alert")).to_have_text("That cannot be taken.")
    expect(chat.box).to_have_value("my words")


def test_two_messages_at_once_are_answered_in_order(chat: Chat) -> None:
    chat.agree()
    before = chat.heard.count()
    for words in ("it helps me sleep", "but i am foggy in the morning"):
        chat.box.fill(words)
        chat.box.press("Enter")
    chat.answered(before + 1)
    expect(chat.answers.or_(chat.box).first).to_be_visible()
    said = chat.said.all_inner_texts()[-2:]
    assert [text.split("\n")[-1] for text in said] == [
        "it helps me sleep",
        "but i am foggy in the morning",
    ]


def test_leaving_quickly_forgets_the_key_and_the_way_back(page: Page, chain: Any) -> None:
    page.route(
        "https://weather.example/**",
        lambda route: route.fulfill(body="<title>Weather</title>", content_type="text/html"),
    )
    page.goto(chain.url)
    chat = Chat(page).opened()
    chat.element.evaluate("node => node.setAttribute('exit-url', 'https://weather.example/')")
    chat.element.get_by_role("button", name="Leave quickly").click()
    page.wait_for_url("https://weather.example/")
    page.goto(chain.url)
    assert Chat(page).opened().said.count() == 0
    assert page.evaluate("history.length") <= 3


def test_where_storage_is_forbidden_the_conversation_still_works(page: Page, chain: Any) -> None:
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('no'); }})"
    )
    page.goto(chain.url)
    chat = Chat(page).opened()
    chat.agree()
    expect(chat.said).to_have_count(1)


def test_the_page_has_the_numbers_without_javascript(browser: Any, chain: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(chain.url)
    expect(page.get_by_text("It needs JavaScript.")).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_contain_text("In danger now?")
    context.close()


def test_on_a_phone_the_panel_fills_the_screen(guest: Chat, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 640})
    guest.element.get_by_role("button", name=LAUNCHER).click()
    guest.opened()
    box = guest.element.get_by_role("dialog").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 360, "height": 640}
    expect(guest.element.get_by_role("button", name="Send")).to_be_in_viewport(
        ratio=1, timeout=REPLY_MS
    )
