"""Axe finds nothing on any page or view, and everything fits a small or enlarged screen."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, expect

from .conftest import QUIET, Chat, flaws

pytestmark = pytest.mark.slow

VIEWS: dict[str, Callable[[Chat], None]] = {}


def view(build: Callable[[Chat], None]) -> Callable[[Chat], None]:
    """A view of the widget that axe looks at."""
    VIEWS[build.__name__] = build
    return build


@view
def opening(chat: Chat) -> None:
    chat.answers.get_by_role("button").first.wait_for()


@view
def after_a_few_answers(chat: Chat) -> None:
    chat.agree()
    chat.say("valium at night for about eight years")


@view
def at_risk(chat: Chat) -> None:
    chat.agree()
    chat.say("i want to die tonight")
    expect(chat.log.locator(".contacts, .risk").first).to_be_visible()


@view
def menu_open(chat: Chat) -> None:
    chat.element.get_by_role("button", name="Menu", exact=True).click()


@view
def country_chosen(chat: Chat) -> None:
    chat.pick_country("NZ")
    expect(chat.crisis.get_by_role("link", name="111", exact=True).first).to_be_visible()


@view
def summary(chat: Chat) -> None:
    chat.agree()
    chat.menu("My summary")
    chat.element.get_by_role("button", name="Save").wait_for()


@view
def asked_to_delete(chat: Chat) -> None:
    chat.menu("Delete the conversation")


@view
def deleted(chat: Chat) -> None:
    asked_to_delete(chat)
    chat.element.get_by_role("button", name="Yes, delete it").click()
    chat.element.get_by_role("button", name="Start again").wait_for()


@view
def cannot_send(chat: Chat) -> None:
    chat.page.route("**/messages", lambda route: route.abort())
    chat.box.fill("hello")
    chat.box.press("Enter")
    chat.element.get_by_role("button", name="Try again").wait_for()


SCREENS = [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]


def flaws_on_every_screen(page: Page) -> list[str]:
    """What axe finds, and what is too wide, on large and small screens in light and dark."""
    found = []
    for width, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found += [f"{width} {scheme}: {flaw}" for flaw in flaws(page)]
        if page.evaluate("document.scrollingElement.scrollWidth") > width:
            found.append(f"{width} {scheme}: wider than the screen")
    return found


@pytest.mark.parametrize("name", VIEWS)
def test_axe_finds_nothing_in_the_chat(chat: Chat, name: str) -> None:
    VIEWS[name](chat)
    assert flaws_on_every_screen(chat.page) == []


@pytest.mark.parametrize("path", ["/privacy", "/no-such-page"])
def test_axe_finds_nothing_on_the_other_pages(
    page: Page, chain: Any, violations: list[str], path: str
) -> None:
    page.goto(chain.url + path)
    assert flaws_on_every_screen(page) == []


def test_axe_finds_nothing_on_the_printed_summary(chat: Chat) -> None:
    chat.agree()
    page = chat.page
    html = page.evaluate(
        """async () => {
            const {id, token} = JSON.parse(sessionStorage.getItem("unhurried"));
            const answer = await fetch(`/api/conversations/${id}/summary`, {
                headers: {Authorization: `Bearer ${token}`, Accept: "text/html"}});
            return answer.text();
        }"""
    )
    page.route("**/the-summary", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(page.url.rstrip("/") + "/the-summary")
    expect(page.get_by_role("heading", name="My summary")).to_be_visible()
    assert flaws_on_every_screen(page) == []


def test_the_chat_fits_text_of_twice_the_size(browser_type: BrowserType, chain: Any) -> None:
    large: Browser = browser_type.launch(
        executable_path=shutil.which("chromium"),
        args=[*QUIET, "--blink-settings=defaultFontSize=32"],
    )
    try:
        page = large.new_page(viewport={"width": 640, "height": 900})
        page.goto(chain.url)
        chat = Chat(page).opened()
        size = chat.heard.first.evaluate("node => getComputedStyle(node).fontSize")
        assert size == "32px"
        assert page.evaluate("document.scrollingElement.scrollWidth") <= 640
        chat.element.scroll_into_view_if_needed()
        for name in ("Menu", "Leave quickly", "Send"):
            expect(chat.element.get_by_role("button", name=name)).to_be_in_viewport()
    finally:
        large.close()


def test_every_target_is_large_enough(chat: Chat) -> None:
    chat.pick_country("NZ")
    expect(chat.crisis.get_by_role("listitem").nth(1)).to_be_visible()
    chat.element.get_by_role("button", name="Menu", exact=True).click()
    targets = chat.element.locator("button:visible, a:visible, select:visible, summary:visible")
    sizes = targets.evaluate_all(
        "nodes => nodes.map(node => [node.textContent, node.getBoundingClientRect().toJSON()])"
    )
    assert len(sizes) > 10
    small = [(name, box) for name, box in sizes if min(box["width"], box["height"]) < 24]
    assert small == []


def test_nothing_moves_for_people_who_asked_for_that(chat: Chat) -> None:
    animation = "node => getComputedStyle(node).animationName"
    dot = chat.element.locator(".dots i").first
    assert dot.evaluate(animation) == "breathe"
    chat.page.emulate_media(reduced_motion="reduce")
    assert dot.evaluate(animation) == "none"


def test_messages_stand_out_in_forced_colours(chat: Chat) -> None:
    chat.page.emulate_media(forced_colors="active")
    border = chat.heard.first.evaluate("node => getComputedStyle(node).borderTopColor")
    ground = chat.heard.first.evaluate("node => getComputedStyle(node).backgroundColor")
    assert border != ground
