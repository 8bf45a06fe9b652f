"""The summary as JSON, as a page and on paper; read, edited, shared or not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_person import Person

from bot.coaching.state import CoachState, Note
from bot.coaching.store import find_conversation, save_state
from bot.web.pdf import summary_pdf
from bot.web.site import Site

MARKUP = '<b onclick="x()">bold</b> & {{ 7*7 }} <script>alert(1)</script>'


@pytest.fixture
def talked(person: Person, site: Site) -> Person:
    """Someone who has told something."""
    state = CoachState(
        phase="summary",
        consented=True,
        notes=[Note("ideas", "it is my nerves"), Note("dreams", MARKUP)],
        rulers={"importance": 7},
    )
    with site.records.session() as session:
        save_state(session, find_conversation(session, person.id), state, 0)
    return person


def lines(summary: dict[str, Any]) -> dict[str, list[str]]:
    """The lines of a summary by section."""
    return {section["key"]: section["lines"] for section in summary["sections"]}


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html"),
        ("application/pdf", "application/pdf"),
    ],
)
def test_the_form_is_chosen_by_what_is_accepted(accept: str, kind: str, talked: Person) -> None:
    answer = talked.ask("GET", "/summary", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == kind
    assert answer.headers["cache-control"] == "no-store" and answer.headers["vary"]


def test_the_page_holds_the_words_as_words(talked: Person) -> None:
    page = talked.ask("GET", "/summary", headers={"Accept": "text/html"}).text
    assert "it is my nerves" in page and "{{ 7*7 }}" in page
    assert "<script>alert" not in page and "<b onclick" not in page


def text_of(pdf: bytes) -> str:
    """The words of a PDF, its glyphs read with the letters of each of its fonts."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S)
    fonts = [
        dict(re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,8})>", stream))
        for stream in found
        if b"begincmap" in stream
    ]
    pages = [zlib.decompressobj().decompress(s) for s in found if s[:1] == b"\x78"]
    shown = [t for page in pages for t in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", page, re.S)]
    return "\n".join(_letters(glyphs, font) for font in fonts for glyphs in shown)


def _letters(escaped: bytes, font: dict[bytes, bytes]) -> str:
    raw = re.sub(rb"\\(.)", lambda m: m[1].replace(b"r", b"\r"), escaped, flags=re.S)
    glyphs = [raw[i : i + 2].hex().upper().encode() for i in range(0, len(raw), 2)]
    return b"".join(bytes.fromhex(font.get(g, b"003F").decode()) for g in glyphs).decode(
        "utf-16-be", "replace"
    )


def test_the_paper_holds_the_words(talked: Person) -> None:
    answer = talked.ask("GET", "/summary", headers={"Accept": "application/pdf"})
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-disposition"].startswith("attachment")
    words = text_of(answer.content)
    for part in ("it is my nerves", "onclick", "{{ 7*7 }}"):
        assert part in words


@pytest.mark.parametrize(
    "line",
    [
        "😀 😭 👨‍👩‍👧 🇦🇺",
        "日本語 العربية עברית हिन्दी",
        "x" * 2000,
        "word " * 400,
        "\x00\x07 a\u2028b\ttab\nnew line",
        "[link](x) **bold** _it_ --",
        "\U0010ffff \ufffe",
        "",
    ],
    ids=lambda line: repr(line)[:20],
)
def test_no_words_stop_the_printer(line: str) -> None:
    section = {"key": "ideas", "heading": "Ideas", "lines": [line, "after it"]}
    made = summary_pdf({"sections": [section], "footer": "The end."}, "My summary")
    assert made.startswith(b"%PDF") and made.rstrip().endswith(b"%%EOF")
    assert "after it" in text_of(made)


def test_an_edited_summary_is_the_summary(talked: Person) -> None:
    edited = talked.ask(
        "PUT",
        "/summary",
        json={"sections": [{"key": "ideas", "lines": ["my own words 😀", ""]}], "share": True},
    ).json()
    read = talked.ask("GET", "/summary").json()
    assert edited == read and read["shared"] is True and read["kept_at"]
    assert lines(read)["ideas"] == ["my own words 😀"]
    assert lines(read)["dreams"] == [MARKUP.replace('"', "'")]
    talked.ask("PUT", "/summary", json={"sections": []})
    assert talked.ask("GET", "/summary").json()["shared"] is True
    talked.ask("PUT", "/summary", json={"sections": [], "share": False})
    assert talked.ask("GET", "/summary").json()["shared"] is False


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "bad_sections"),
        ({"sections": {}}, "bad_sections"),
        ({"sections": ["ideas"]}, "bad_sections"),
        ({"sections": [{"key": "ideas"}]}, "bad_sections"),
        ({"sections": [{"key": "ideas", "lines": "a"}]}, "bad_sections"),
        ({"sections": [{"key": "secrets", "lines": []}]}, "bad_sections"),
        ({"sections": [{"key": ["ideas"], "lines": []}]}, "bad_sections"),
        ({"sections": [], "share": "yes"}, "bad_share"),
        ({"sections": [], "share": []}, "bad_share"),
        ({"sections": [], "share": 1}, "bad_share"),
    ],
)
def test_an_edit_that_cannot_be_taken_is_refused(
    body: dict[str, Any], code: str, talked: Person
) -> None:
    answer = talked.ask("PUT", "/summary", json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, code)
    assert talked.ask("GET", "/summary").json()["kept_at"] is None


@pytest.mark.parametrize(
    ("much", "told"),
    [
        (["x" * 2001], "more than 2,000 characters in one line. Start a new line"),
        (["x"] * 61, "more than 60 lines. Join some or take some out"),
    ],
)
def test_too_much_is_refused_with_what_to_do_and_never_cut(
    much: list[str], told: str, talked: Person
) -> None:
    before = talked.ask("GET", "/summary").json()
    section = {"key": "ideas", "lines": much}
    answer = talked.ask("PUT", "/summary", json={"sections": [section], "share": True})
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (422, "too_much")
    heading = next(s["heading"] for s in before["sections"] if s["key"] == "ideas")
    assert heading in error["message"] and told in error["message"]
    assert talked.ask("GET", "/summary").json() == before


def test_the_most_that_may_be_kept_is_kept_whole(talked: Person) -> None:
    most = [f"{n:02}" + "x" * 1998 for n in range(60)]
    section = {"key": "ideas", "lines": [*most, "", ""]}
    assert talked.ask("PUT", "/summary", json={"sections": [section]}).status_code == 200
    assert lines(talked.ask("GET", "/summary").json())["ideas"] == most


def test_each_person_reads_their_own(
    talked: Person, begin: Callable[..., Person], client: TestClient
) -> None:
    other = begin()
    assert lines(other.ask("GET", "/summary").json())["ideas"] == []
    assert client.get(talked.url + "/summary").status_code == 401
