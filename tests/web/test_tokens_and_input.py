"""Who may ask, and what may be sent."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient
from web_person import Person

from bot.settings import Settings
from bot.web.app import create_app

ROUTES = [
    ("GET", ""),
    ("DELETE", ""),
    ("POST", "/messages"),
    ("PUT", "/country"),
    ("GET", "/summary"),
    ("PUT", "/summary"),
]


def error_of(answer: Any) -> str:
    """The code of an error, whose message can be shown."""
    error = answer.json()["error"]
    assert set(error) == {"code", "message"} and error["message"]
    return str(error["code"])


@pytest.mark.parametrize(("method", "path"), ROUTES)
@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Bearer nonsense", "Bearer a.b.c", "Basic {token}", "{token}"],
)
def test_without_its_token_a_conversation_stays_closed(
    method: str, path: str, header: str | None, person: Person, client: TestClient
) -> None:
    headers = {} if header is None else {"Authorization": header.format(token=person.token)}
    answer = client.request(method, person.url + path, headers=headers)
    assert answer.status_code == 401 and error_of(answer) == "unauthorised"
    assert answer.headers["www-authenticate"] == "Bearer"
    assert person.said() == [None]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_another_persons_token_opens_nothing(
    method: str, path: str, person: Person, begin: Callable[..., Person]
) -> None:
    other = begin()
    other.id = person.id
    answer = other.ask(method, path, json={"text": "hello", "country": "GB", "sections": []})
    assert answer.status_code == 404 and error_of(answer) == "not_found"
    assert person.said() == [None]


def test_a_token_of_another_installation_opens_nothing(person: Person, settings: Settings) -> None:
    other = TestClient(create_app(replace(settings, secret="another")))
    answer = other.get(person.url, headers={"Authorization": f"Bearer {person.token}"})
    assert answer.status_code == 401


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_after_it_is_deleted_there_is_nothing(method: str, path: str, person: Person) -> None:
    assert person.ask("DELETE").status_code == 204
    answer = person.ask(method, path, json={"text": "hello", "country": "GB", "sections": []})
    assert answer.status_code == 404 and error_of(answer) == "not_found"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "no_text"),
        (b"   ", 422, "no_text"),
        (b"{", 400, "not_json"),
        (b"[]", 400, "not_json"),
        (b'"text"', 400, "not_json"),
        (b"\xff\xfe\x00", 400, "not_json"),
        (b"[" * 100_000, 400, "not_json"),
        (b'{"text": null}', 422, "no_text"),
        (b'{"text": 7}', 422, "no_text"),
        (b'{"text": ["a"]}', 422, "no_text"),
        (b'{"words": "a"}', 422, "no_text"),
        (b'{"text": ""}', 422, "empty"),
        (b'{"text": " \\n\\t "}', 422, "empty"),
        (b'{"text": "\\u200b\\u202e\\u0000"}', 422, "empty"),
        (b'{"text": "///"}', 422, "empty"),
        (b'{"text": "a", "key": ""}', 422, "bad_key"),
        (b'{"text": "a", "key": 1}', 422, "bad_key"),
        (b'{"text": "a", "key": "%s"}' % (b"k" * 65), 422, "bad_key"),
        (b'{"text": "a", "title": 1}', 422, "bad_title"),
        (b'{"text": "%s"}' % (b"a" * 200_000), 413, "too_large"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_cannot_be_taken_is_refused_and_said_so(
    body: bytes, status: int, code: str, person: Person
) -> None:
    answer = person.ask("POST", "/messages", content=body)
    assert (answer.status_code, error_of(answer)) == (status, code)
    assert person.said() == [None]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("😀😀", "😀😀"),
        ("😀" * 9, "😀" * 3),
        ("a\x00b\x07c", "a b c"),
        ("a\u202eb\u200bc", "abc"),
        ("\ud800 lone half", "lone half"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("'; DROP TABLE turns; --", "'; DROP TABLE turns; --"),
        ("%s %(x)s {clinic} {0} {{", "%s %(x)s {clinic} {0} {{"),
        ("/restart", "restart"),
        ("/erase_everything", "erase_everything"),
        ("/delete_all and more", "delete_all and more"),
        ('/ask_guidance{"topic": "../../etc"}', 'ask_guidance{"topic": "../../etc"}'),
        ("日本語 עברית العربية", "日本語 עברית العربية"),
        ("word " * 4000, ("word " * 4000).strip()),
        ("x" * 20_000, "xxx"),
        ("7", "7"),
    ],
    ids=lambda value: repr(value)[:24],
)
def test_anything_a_person_can_type_is_kept(text: str, kept: str, person: Person) -> None:
    # The coach is down: kept, and not answered.
    answer = person.ask(
        "POST",
        "/messages",
        content=json.dumps({"text": text}).encode(),
    )
    assert answer.status_code == 503
    assert person.said() == [None, kept]


@pytest.mark.parametrize(
    ("payload", "title", "shown"),
    [
        ("/skip", "Skip this one", "Skip this one"),
        ("/skip", None, "/skip"),
        ("/skip", "t" * 500, "t" * 200),
        ('/ask_guidance{"topic": "sleep"}', "Sleep", "Sleep"),
        ("my words", "A button", "my words"),
    ],
)
def test_a_button_is_shown_by_its_title(
    payload: str, title: str | None, shown: str, person: Person
) -> None:
    assert person.say(payload, title=title).status_code == 503
    assert person.said() == [None, shown]


def test_the_same_key_with_other_words_is_the_first_message(person: Person) -> None:
    person.say("first", key="k")
    person.say("second", key="k")
    assert person.said() == [None, "first"]


def test_a_key_belongs_to_one_conversation(person: Person, begin: Callable[..., Person]) -> None:
    other = begin()
    person.say("mine", key="k")
    other.say("hers", key="k")
    assert person.said() == [None, "mine"] and other.said() == [None, "hers"]


@pytest.mark.parametrize("country", ["XX", "ZZ", "Australia", 7, ["AU"], {"a": 1}])
def test_a_country_without_contacts_is_refused(
    country: object, client: TestClient, person: Person
) -> None:
    for answer in (
        client.post("/api/conversations", json={"country": country}),
        person.ask("PUT", "/country", json={"country": country}),
    ):
        assert answer.status_code == 422 and error_of(answer) == "unknown_country"


@pytest.mark.parametrize(
    ("chosen", "country"),
    [("GB", "GB"), ("us", "US"), ("uk", "GB"), ("DE", "EU"), (None, "AU"), ("", "AU")],
)
def test_a_country_can_be_chosen_at_any_time(
    chosen: str | None, country: str, person: Person, client: TestClient
) -> None:
    assert person.ask("GET").json()["country"] == "AU"
    assert person.ask("PUT", "/country", json={"country": chosen}).json() == {"country": country}
    assert person.ask("GET").json()["country"] == country
    shown = client.get("/api/settings", params={"country": chosen or ""}).json()
    assert shown["country"] == country and shown["contacts_line"] and shown["contacts"]
