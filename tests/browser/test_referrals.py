"""The referral pages as staff use them: by keyboard, with what is new told, and without a flaw."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, StorageState, expect

from bot.processes import Running

from .conftest import Chat, flaws

pytestmark = pytest.mark.slow

PASSWORD = "four quiet words here"
AT_RISK = "i want to kill myself tonight"


@pytest.fixture(scope="module")
def hired(chain: Running, chain_folder: Path) -> Callable[[str, str], str]:
    """Make an account of the running system by its own command."""
    command = str(Path(sys.executable).with_name("unhurried"))

    def hire(name: str, role: str) -> str:
        subprocess.run(
            [command, "user", "add", name, "--role", role, "--password-stdin"],
            input=PASSWORD + "\n",
            text=True,
            check=True,
            env={**os.environ, "UNHURRIED_VAR": str(chain_folder)},
        )
        return name

    return hire


@pytest.fixture(scope="module")
def ana(hired: Callable[[str, str], str]) -> str:
    """A clinician."""
    return hired("ana", "clinician")


@pytest.fixture(scope="module")
def signed_in(browser: Browser, chain: Running, ana: str) -> StorageState:
    """What Ana's browser keeps after she signed in, by keyboard."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{chain.url}referrals")
    page.get_by_label("Name").focus()
    page.keyboard.type(ana)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Referrals", exact=True)).to_be_visible()
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def desk(browser: Browser, chain: Running, signed_in: StorageState) -> Iterator[Page]:
    """Ana's browser, signed in, on the queue."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, storage_state=signed_in)
    page = context.new_page()
    page.goto(f"{chain.url}referrals")
    expect(page.get_by_role("heading", name="Referrals", exact=True)).to_be_visible()
    yield page
    context.close()


def at_risk(chat: Chat) -> None:
    """A patient writes what opens a referral."""
    chat.agree()
    chat.say(AT_RISK)


def newest(desk: Page) -> int:
    """The number of the newest referral on the queue; 0 where there is none."""
    return int(desk.locator("#figures").get_attribute("data-newest") or 0)


def opened_after(desk: Page, before: int) -> Locator:
    """The link to the referral that opened after `before`, once the queue shows it."""
    new = desk.locator(f"#figures:not([data-newest='{before}'])")
    expect(new).to_be_attached(timeout=15_000)
    return desk.locator(f"#referral-{newest(desk)}")


def press_to(page: Page, name: str) -> None:
    """Tab until the focus is on what has this name, and press Enter."""
    for _ in range(300):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.textContent.trim()")
        if at == name:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never came to {name!r}")


def test_a_referral_is_handled_from_queue_to_close_by_keyboard(chat: Chat, desk: Page) -> None:
    # Other conversations of the same running system have opened referrals before this one.
    before = newest(desk)
    at_risk(chat)
    press_to(desk, opened_after(desk, before).inner_text())
    expect(desk.get_by_text(AT_RISK).first).to_be_visible()
    press_to(desk, "Claim: I look after this")
    expect(desk.get_by_role("button", name="Give it back")).to_be_visible()
    desk.get_by_label("Add a note").focus()
    desk.keyboard.type("rang, her sister answered")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("rang, her sister answered")).to_be_visible()
    desk.get_by_label("Close it: how did it end?").focus()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Tab")
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Closed", exact=True).first).to_be_visible()
    expect(desk.get_by_role("button", name="Close the referral")).to_have_count(0)


def test_a_new_referral_is_told_by_title_and_in_words(chat: Chat, desk: Page) -> None:
    unclaimed = int(desk.locator("#figures").get_attribute("data-unclaimed") or 0)
    heard = desk.evaluate(
        """() => {
            window.tones = 0;
            const start = OscillatorNode.prototype.start;
            OscillatorNode.prototype.start = function (at) {
                window.tones += 1;
                start.call(this, at);
            };
        }"""
    )
    assert heard is None
    desk.get_by_role("button", name="Sound on a new referral").click()
    tried = desk.evaluate("window.tones")
    assert tried == 2, "turning it on lets it be heard"
    at_risk(chat)
    expect(desk.get_by_role("status").filter(has_text="New referral")).to_be_visible(timeout=15_000)
    assert f"({unclaimed + 1})" in desk.title()
    assert desk.evaluate("window.tones") == 4


def test_a_queue_that_cannot_be_fetched_says_that_it_may_be_old(desk: Page) -> None:
    desk.route("**/referrals/queue", lambda route: route.abort())
    expect(desk.get_by_text("What you see may be old")).to_be_visible(timeout=15_000)
    desk.unroute("**/referrals/queue")
    expect(desk.get_by_text("Looked for new referrals at")).to_be_visible(timeout=15_000)


def test_the_focus_stays_where_it_was_when_the_queue_is_fetched(chat: Chat, desk: Page) -> None:
    at_risk(chat)
    link = desk.get_by_role("link", name="Open").first
    expect(link).to_be_visible(timeout=15_000)
    link.focus()
    held = desk.evaluate("document.activeElement.id")
    with desk.expect_response("**/referrals/queue"):
        pass
    desk.wait_for_timeout(300)
    assert desk.evaluate("document.activeElement.id") == held


def share(chat: Chat) -> None:
    """A patient shares the summary of a talk."""
    chat.agree()
    chat.menu("My summary")
    chat.element.get_by_role("checkbox").check()
    chat.element.get_by_role("button", name="Save").click()
    expect(chat.element.get_by_text("Saved and shared.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "page_name",
    ["sign-in", "wrong password", "queue", "referral", "staff", "summaries", "shared summary"],
)
def test_axe_finds_nothing(
    page_name: str, scheme: Any, chat: Chat, desk: Page, chain: Running
) -> None:
    desk.emulate_media(color_scheme=scheme)
    if page_name in ("queue", "referral"):
        at_risk(chat)
        expect(desk.get_by_role("link", name="Open").first).to_be_visible(timeout=15_000)
    if page_name == "referral":
        desk.get_by_role("link", name="Open").first.click()
    if page_name == "staff":
        desk.goto(f"{chain.url}staff")
    if page_name in ("summaries", "shared summary"):
        share(chat)
        desk.goto(f"{chain.url}summaries")
    if page_name == "shared summary":
        desk.get_by_role("link", name="Saved").first.click()
        expect(desk.get_by_role("heading", name="Shared summary", exact=True)).to_be_visible()
    if page_name in ("sign-in", "wrong password"):
        desk.context.clear_cookies()
        desk.goto(f"{chain.url}sign-in")
    if page_name == "wrong password":
        desk.get_by_label("Name").fill("ana")
        desk.get_by_label("Password").fill("wrong")
        desk.keyboard.press("Enter")
        expect(desk.get_by_role("alert")).to_be_visible()
    assert flaws(desk) == []


@pytest.mark.parametrize("width", [320, 768])
def test_nothing_is_cut_off_on_a_small_screen(
    width: int, chat: Chat, desk: Page, chain: Running
) -> None:
    at_risk(chat)
    desk.set_viewport_size({"width": width, "height": 800})
    expect(desk.get_by_role("link", name="Open").first).to_be_visible(timeout=15_000)
    for go in (lambda: None, lambda: desk.get_by_role("link", name="Open").first.click()):
        go()
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
