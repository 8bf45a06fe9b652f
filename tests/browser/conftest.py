"""Chromium, and the chat as a person sees it; the running system comes from tests/conftest.py."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ACTIVE = """() => {
    let at = document.activeElement;
    while (at && at.shadowRoot && at.shadowRoot.activeElement) at = at.shadowRoot.activeElement;
    if (!at) return "";
    const label = at.labels && at.labels.length ? at.labels[0].textContent : at.textContent;
    return (at.getAttribute("aria-label") || label || "").trim();
}"""
REPLY_MS = 20_000


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The Chromium of the system."""
    return {"executable_path": shutil.which("chromium"), "args": QUIET}


class Chat:
    """The widget on a page, used through its roles and names."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.element = page.locator("unhurried-chat")
        self.log = self.element.get_by_role("log")
        self.heard = self.log.locator(".heard")
        self.said = self.log.locator(".said")
        self.box = self.element.get_by_label("Your message")
        self.answers = self.element.get_by_role("group", name="Answers you can tap")
        self.progress = self.element.locator(".progress p")
        self.crisis = self.element.get_by_role("region", name="If you need help now")

    def opened(self) -> Chat:
        """Wait for the first words of the coach."""
        expect(self.heard.first).to_be_visible(timeout=REPLY_MS)
        return self

    def say(self, text: str) -> None:
        """Type, press Enter, and wait for the whole answer."""
        before = self.heard.count()
        self.box.focus()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")
        self.answered(before)

    def press(self, answer: Locator) -> None:
        """Press an answer to tap and wait for what comes."""
        before = self.heard.count()
        answer.click()
        self.answered(before)

    def pick_country(self, code: str) -> None:
        """Choose a country; the picker is under "More numbers" once one is known."""
        picker = self.crisis.get_by_role("combobox", name="Your country")
        if not picker.is_visible():
            self.crisis.get_by_text("More numbers").click()
        picker.select_option(code)

    def agree(self) -> None:
        """Say yes to the consent question."""
        self.press(self.answers.get_by_role("button").first)

    def answered(self, before: int) -> None:
        """Wait until more has been said by the coach than `before`."""
        expect(self.heard.nth(before)).to_be_visible(timeout=REPLY_MS)
        expect(self.element.locator(".dots")).to_be_hidden(timeout=REPLY_MS)

    def menu(self, entry: str) -> None:
        """Choose an entry of the menu."""
        self.element.get_by_role("button", name="Menu", exact=True).click()
        self.element.get_by_role("button", name=entry).click()

    def tab_to(self, name: str) -> None:
        """Press Tab until the element of that name has the focus."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(ACTIVE) == name:
                return
        raise AssertionError(f"Tab never came to {name!r}")

    def focused(self) -> str:
        """The name of what has the focus, inside the shadow root too."""
        return str(self.page.evaluate(ACTIVE))

    def lines(self) -> list[str]:
        """All that stands in the log."""
        return self.log.locator("> div").all_inner_texts()


@pytest.fixture
def violations(page: Page) -> Iterator[list[str]]:
    """No page breaks its Content-Security-Policy and no script fails; checked after the test."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "console",
        lambda message: found.append(message.text) if "Security Policy" in message.text else None,
    )
    yield found
    assert found == []


@pytest.fixture
def chat(page: Page, chain: Any, violations: list[str]) -> Chat:
    """The chat on the example page, opened."""
    page.goto(chain.url)
    return Chat(page).opened()


def flaws(page: Page) -> list[str]:
    """What axe finds: one line for each rule and element."""
    results = Axe().run(page)
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in results.response["violations"]
        for node in rule["nodes"]
    ]
