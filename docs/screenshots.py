"""Take the pictures of the README from a running system: `python docs/screenshots.py ADDRESS`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent / "screenshots"
LARGEST_BYTES = 200_000
WIDTHS = {1280: 860, 360: 760}
SCHEMES = ("light", "dark")
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
TALK = (
    "diazepam at night, for about nine years",
    "it is the only thing that quiets my head when i lie down",
    "my daughter says i repeat myself, and i worry about what happens if i run out",
)
PASSWORD = "four quiet words here"
PLAN = {
    "medicine": "diazepam", "dose": "20 mg", "percent": "10", "basis": "current",
    "every": "2 weeks", "country": "AU", "halves": "yes", "flag": "age_65",
}  # fmt: skip
AT_RISK = ("i ran out of my tablets on tuesday and i am shaking", "i want to die tonight")


def main(address: str) -> int:
    """Write every picture; 1 and a line on standard error when Chromium is missing."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("Chromium is missing: install the package 'chromium'.", file=sys.stderr)
        return 1
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        for width in WIDTHS:
            for scheme in SCHEMES:
                _shoot(browser, address, width, scheme)
        _shoot_guidance(browser, address)
        _shoot_staff(browser, address)
        browser.close()
    return 0


def _shoot(browser: Browser, address: str, width: int, scheme: str) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="reduce",
    )
    page.goto(address)
    chat = page.locator("unhurried-chat")
    chat.locator(".heard").first.wait_for()
    _keep(page, f"opening-{width}-{scheme}")
    country = chat.get_by_role("combobox")
    if country.is_visible():
        country.select_option("AU")
        country.wait_for(state="hidden")
    _wait_for_more(page, lambda: chat.locator(".quick button").first.click())
    for words in TALK:
        chat.get_by_label("Your message").fill(words)
        _wait_for_more(page, lambda: page.keyboard.press("Enter"))
    _keep(page, f"talk-{width}-{scheme}")
    chat.get_by_role("button", name="Menu").click()
    chat.get_by_role("button", name="My summary").click()
    chat.get_by_role("button", name="Save").wait_for()
    _keep(page, f"summary-{width}-{scheme}")
    page.close()


def _shoot_guidance(browser: Browser, address: str) -> None:
    """A search of the library, and the note where guides differ."""
    wide = browser.new_page(viewport={"width": 1280, "height": 860}, color_scheme="light")
    wide.goto(f"{address}guidance?q=sleep")
    _keep(wide, "guidance-search-1280-light")
    wide.close()
    phone = browser.new_page(viewport={"width": 360, "height": 760}, color_scheme="dark")
    phone.goto(f"{address}guidance/how_fast")
    _keep(phone, "guidance-360-dark")
    phone.close()


def _shoot_staff(browser: Browser, address: str) -> None:
    """The planner, and the queue after two people wrote what opens a referral."""
    command = str(Path(sys.executable).with_name("unhurried"))
    subprocess.run(
        [command, "user", "add", "ana", "--password-stdin"], input=PASSWORD, text=True, check=True
    )
    for words in AT_RISK:
        page = browser.new_page()
        page.goto(address)
        page.locator("unhurried-chat .heard").first.wait_for()
        _wait_for_more(page, lambda p=page: p.locator("unhurried-chat .quick button").first.click())
        page.locator("unhurried-chat").get_by_label("Your message").fill(words)
        _wait_for_more(page, lambda p=page: p.keyboard.press("Enter"))
        page.close()
    page = browser.new_page(viewport={"width": 1100, "height": 760}, color_scheme="light")
    page.goto(f"{address}referrals")
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Open").first.wait_for()
    page.wait_for_timeout(300)
    _keep(page, "referrals")
    page.set_viewport_size({"width": 1280, "height": 1100})
    page.goto(f"{address}planner?{urlencode(PLAN)}")
    _keep_plan(page, "planner-1280-light")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size({"width": 360, "height": 760})
    _keep_plan(page, "planner-360-dark")
    page.close()


def _keep_plan(page: Page, name: str) -> None:
    """The plan and not the form above it."""
    # The first plan of a server loads the drawing library.
    heading = page.get_by_role("heading", name="The plan: diazepam")
    heading.wait_for(timeout=30_000)
    heading.evaluate("node => node.scrollIntoView({block: 'start'})")
    page.wait_for_timeout(300)
    _keep(page, name)


def _wait_for_more(page: Page, act: Callable[[], None]) -> None:
    heard = page.locator("unhurried-chat .heard")
    before = heard.count()
    act()
    heard.nth(before).wait_for()
    page.wait_for_timeout(300)


def _keep(page: Page, name: str) -> None:
    chat = page.locator("unhurried-chat")
    if chat.count() and page.viewport_size and page.viewport_size["width"] < 500:
        chat.evaluate("node => node.scrollIntoView({block: 'center'})")
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB").quantize(128)
    path = FOLDER / f"{name}.png"
    picture.save(path, optimize=True)
    if path.stat().st_size > LARGEST_BYTES:
        raise ValueError(f"{path.name} has more than {LARGEST_BYTES} bytes: lower its colours.")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("Give the address of a running system: python docs/screenshots.py http://…")
    sys.exit(main(sys.argv[1]))
