"""The widget on another website, with another origin, scripts that fail and a strict policy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Page, expect

from bot.ports import free_port
from bot.settings import Settings

from .alone import serving
from .conftest import Chat

pytestmark = pytest.mark.slow

PAGE = """<!doctype html><html lang="en"><head><title>Another clinic</title>
<style>* {{ color: red !important; font-size: 7px; text-transform: uppercase }}
unhurried-chat {{ display: none !important }} button {{ visibility: hidden }}</style>
<script src="/broken.js"></script></head>
<body><h1>Another clinic</h1><input id="search" aria-label="Search">
<script src="{clinic}/widget.js" data-country="NZ" defer></script></body></html>"""
BROKEN = """
Array.prototype.extra = function () { throw new Error("called by mistake"); };
Object.prototype.oddity = "inherited";
window.name = "[object Object]"; window.status = "busy"; window.h = 1; window.WORDS = 2;
document.addEventListener("keydown", (event) => {
    if (event.key === "s") { event.preventDefault(); document.querySelector("#search").focus(); }
});
setInterval(() => { throw new Error("a script of the page fails"); }, 50);
undefinedFunction();
"""
POLICY = (
    "default-src 'none'; script-src {clinic} 'self'; connect-src {clinic}; style-src"
    " 'unsafe-inline'; require-trusted-types-for 'script'; trusted-types 'none'"
)


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A clinic's web server that knows one other website, and that website: their addresses.

    No coach runs behind it: what the widget does without one belongs to the test.
    """
    var = tmp_path_factory.mktemp("clinic")
    port = free_port()
    clinic = f"http://localhost:{port}"
    other = ThreadingHTTPServer(("127.0.0.1", 0), _other_site(clinic))
    origin = f"http://localhost:{other.server_port}"
    settings = Settings.from_env({"UNHURRIED_VAR": str(var)})
    thread = threading.Thread(target=other.serve_forever)
    thread.start()
    with serving(replace(settings, origins=(origin,)), port):
        yield clinic, origin
    other.shutdown()
    other.server_close()
    thread.join()


def _other_site(clinic: str) -> type[BaseHTTPRequestHandler]:
    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            script = self.path.endswith(".js")
            self.send_response(200)
            self.send_header("Content-Type", "text/javascript" if script else "text/html")
            self.send_header("Content-Security-Policy", POLICY.format(clinic=clinic))
            self.end_headers()
            self.wfile.write((BROKEN if script else PAGE.format(clinic=clinic)).encode())

        def log_message(self, *_: object) -> None:
            """The test's output stays readable."""

    return Site


def test_one_tag_is_enough_on_a_broken_page_with_a_strict_policy(
    sites: tuple[str, str], page: Page
) -> None:
    refused: list[str] = []
    page.on(
        "console",
        lambda message: refused.append(message.text) if "Policy" in message.text else None,
    )
    page.goto(sites[1])
    chat = Chat(page)
    launcher = chat.element.get_by_role("button", name="Talk it over, unhurried")
    expect(launcher).to_be_visible()
    launcher.click()
    chat.opened()
    expect(chat.crisis.get_by_role("link", name="111", exact=True).first).to_be_visible()
    style = chat.heard.first.evaluate(
        "node => { const s = getComputedStyle(node); return [s.fontSize, s.textTransform]; }"
    )
    assert style == ["16px", "none"]

    chat.box.press_sequentially("sleeping pills, some years")
    expect(chat.box).to_have_value("sleeping pills, some years")
    chat.box.press("Enter")
    expect(chat.said.last).to_contain_text("sleeping pills, some years")
    expect(chat.element.get_by_role("alert").get_by_role("button")).to_have_text("Try again")

    page.reload()
    launcher.click()
    expect(chat.said.last).to_contain_text("sleeping pills, some years")
    chat.menu("Delete the conversation")
    chat.element.get_by_role("button", name="Yes, delete it").click()
    expect(chat.element.get_by_role("heading", name="It is deleted")).to_be_visible()
    assert refused == []


def test_a_website_that_the_clinic_does_not_know_gets_no_conversation(
    sites: tuple[str, str], page: Page
) -> None:
    page.goto(sites[1].replace("localhost", "127.0.0.1"))
    chat = Chat(page)
    chat.element.get_by_role("button", name="Talk it over, unhurried").click()
    expect(chat.element.get_by_text("The conversation could not be opened.")).to_be_visible()
    expect(chat.crisis).to_contain_text("Call your local emergency number")
