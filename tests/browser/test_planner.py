"""The planner as staff use it: by keyboard, without a script, on a small screen and on paper."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from bot.processes import Running

from .conftest import flaws

pytestmark = pytest.mark.slow

PASSWORD = "four quiet words here"
PLAN = {
    "medicine": "diazepam", "dose": "20 mg", "percent": "10", "basis": "current",
    "every": "2 weeks", "country": "AU", "halves": "yes", "flag": "age_65",
}  # fmt: skip
PAGES: dict[str, dict[str, str]] = {
    "empty": {},
    "plan": PLAN,
    "without basis": {**PLAN, "basis": ""},
    "wrong": {**PLAN, "medicine": "diazepm", "percent": "x"},
    "no plan": {**PLAN, "flag": "for_fits"},
    "faster": {**PLAN, "onward": "slower", "on_percent": "20"},
}


@pytest.fixture(scope="module")
def signed_in(browser: Browser, chain: Running, chain_folder: Path) -> StorageState:
    """What a clinician's browser keeps; they come to the planner by signing in."""
    command = str(Path(sys.executable).with_name("unhurried"))
    subprocess.run(
        [command, "user", "add", "paula", "--password-stdin"],
        input=PASSWORD + "\n",
        text=True,
        check=True,
        env={**os.environ, "UNHURRIED_VAR": str(chain_folder)},
    )
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{chain.url}planner?{urlencode(PLAN)}")
    page.get_by_label("Name").fill("paula")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    # The first plan of a server loads the drawing library.
    expect(page.get_by_role("heading", name="The plan: diazepam")).to_be_visible(timeout=30_000)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def opened(
    browser: Browser, chain: Running, signed_in: StorageState
) -> Iterator[Callable[..., Page]]:
    """Opens the planner; no page breaks its Content-Security-Policy and no script fails."""
    contexts, found = [], []

    def note(message: Any) -> None:
        if "Security Policy" in message.text:
            found.append(message.text)

    def make(asked: dict[str, str], **more: Any) -> Page:
        context = browser.new_context(storage_state=signed_in, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: found.append(str(error)))
        page.goto(f"{chain.url}planner?{urlencode(asked)}")
        return page

    yield make
    for context in contexts:
        context.close()
    assert found == []


def test_a_plan_is_drawn_by_keyboard(opened: Callable[..., Page]) -> None:
    page = opened({})
    page.get_by_label("Medicine", exact=True).focus()
    page.keyboard.type("diazepm")
    page.keyboard.press("Tab")
    page.keyboard.type("20 mg")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not quite a name")
    page.get_by_role("alert").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Medicine", exact=True)).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("diazepam")
    page.get_by_label("Size of a step").focus()
    page.keyboard.type("10")
    page.get_by_label("Time between steps").focus()
    page.keyboard.type("2 weeks")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Say whether the percentage")
    expect(page.get_by_label("Of the current dose: 72 weeks")).not_to_be_checked()
    page.get_by_label("Of the current dose: 72 weeks").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The plan: diazepam")).to_be_visible()
    expect(page.get_by_role("table", name="Every step")).to_be_visible()
    expect(page.get_by_role("img", name="Dose over time: diazepam")).to_be_visible()


def test_it_works_without_a_script(opened: Callable[..., Page]) -> None:
    page = opened({}, java_script_enabled=False)
    page.get_by_label("Medicine", exact=True).fill("diazepam")
    page.get_by_label("Dose in one day").fill("20 mg")
    page.get_by_role("button", name="Add another medicine").click()
    page.get_by_label("Medicine", exact=True).nth(1).fill("zopiclone")
    page.get_by_label("Dose in one day").nth(1).fill("7.5 mg")
    page.get_by_label("Size of a step").fill("10")
    page.get_by_label("Time between steps").fill("2 weeks")
    page.get_by_label("Of the starting dose").check()
    page.get_by_role("button", name="Show the plan").click()
    expect(page.get_by_text("25 mg of diazepam equivalents a day")).to_be_visible()
    expect(page.get_by_role("heading", name="The plan: diazepam")).to_be_visible()
    page.get_by_label("Days to wait").fill("28")
    page.get_by_role("button", name="Pause first").click()
    expect(page.get_by_text("Held for 28 more days, as asked.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(name: str, scheme: str, opened: Callable[..., Page]) -> None:
    assert flaws(opened(PAGES[name], color_scheme=scheme)) == []


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_on_a_small_screen(
    name: str, width: int, opened: Callable[..., Page]
) -> None:
    page = opened(PAGES[name], viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if name == "plan":
        ends = page.evaluate(
            "[...document.querySelectorAll('.look')].map(e => e.getBoundingClientRect().right)"
        )
        assert ends and max(ends) <= width, "a warning is seen without scrolling sideways"
        expect(page.get_by_role("table", name="Every step").get_by_role("row")).not_to_have_count(0)


def test_paper_has_the_plan_and_not_the_form(opened: Callable[..., Page]) -> None:
    page = opened(PLAN)
    page.emulate_media(media="print")
    for there in (
        "The plan: diazepam",
        "Every step; amounts in mg",
        "An illustration for a prescriber",
    ):
        expect(page.get_by_text(there).first).to_be_visible()
    for gone in ("Change what is asked", "Take it along", "Pause first", "Print this page"):
        expect(page.get_by_text(gone).first).to_be_hidden()


def test_the_page_prints_itself(opened: Callable[..., Page]) -> None:
    page = opened(PLAN)
    page.evaluate("window.print = () => { document.title = 'printed'; }")
    page.get_by_role("button", name="Print this page").click()
    expect(page).to_have_title("printed")
