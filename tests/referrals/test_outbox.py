"""Notices reach a real mail server and a real webhook, and nothing is lost while they are down."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from sqlalchemy import select, update

from bot.ports import free_port
from bot.records.models import now
from bot.records.referrals import Notice, Referral
from bot.records.session import Records
from bot.referrals.opening import record_flag
from bot.referrals.outbox import Outbox, backlog
from bot.referrals.routes import Told, routes
from bot.settings import Settings, SettingsError

Begin = Callable[[str], str]
GRAVE = {"tier": "emergency", "category": "overdose", "rule": "overdose.now", "span": "secret"}


class Inbox:
    """Keeps what a mail server is given; `answer` is what it says to each message."""

    def __init__(self) -> None:
        self.got: list[Envelope] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if self.answer.startswith("250"):
            self.got.append(envelope)
        return self.answer


@contextmanager
def mail_server(port: int) -> Iterator[Inbox]:
    """A mail server on loopback."""
    inbox = Inbox()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield inbox
    finally:
        server.stop()


@contextmanager
def hook(status: int = 204) -> Iterator[tuple[str, list[tuple[bytes, str | None]]]]:
    """A webhook on loopback that answers with `status`."""
    got: list[tuple[bytes, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            got.append((body, self.headers["X-Unhurried-Signature"]))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_values: Any) -> None:
            """Nothing in the tests' output."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/in?key=hidden", got
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def settings() -> Settings:
    """A clinic that wants mail."""
    return Settings(
        referral_emails=("duty@clinic.example", "lead@clinic.example"),
        smtp_url=f"smtp://127.0.0.1:{free_port()}",
        mail_from="unhurried@clinic.example",
        public_url="https://chat.clinic.example",
        clinic="the clinic",
    )


def outbox(records: Records, settings: Settings) -> Outbox:
    """What is tested."""
    return Outbox(records, settings, routes(settings))


def flag(records: Records, begin: Begin, settings: Settings, name: str = "one") -> None:
    """Open a referral."""
    begin(name)
    with records.session() as session:
        record_flag(session, name, 1, GRAVE, settings.channels)


def make_due(records: Records) -> None:
    """Let the time until the next try pass."""
    with records.session() as session:
        session.execute(update(Notice).values(next_at=now()))


def test_a_mail_names_the_tier_and_no_word_of_the_patient(
    records: Records, begin: Begin, settings: Settings
) -> None:
    with mail_server(int(str(settings.smtp_url).rpartition(":")[2])) as inbox:
        flag(records, begin, settings)
        assert outbox(records, settings).send_due() == 1
        assert outbox(records, settings).send_due() == 0
    [envelope] = inbox.got
    message = message_from_bytes(envelope.content, policy=default)
    text = message.get_content()
    assert envelope.rcpt_tos == ["duty@clinic.example", "lead@clinic.example"]
    assert message["Subject"] == "Emergency: now, referral 1"
    assert message["Message-ID"] == "<unhurried-notice-1@clinic.example>"
    assert "https://chat.clinic.example/referrals/1" in text and "Too much taken" in text
    assert "secret" not in text and "one" not in text.split()


def test_a_mail_server_that_is_down_loses_nothing(
    records: Records, begin: Begin, settings: Settings
) -> None:
    flag(records, begin, settings)
    box = outbox(records, settings)
    assert box.send_due() == 0
    with records.session() as session:
        notice = session.scalar(select(Notice))
        assert (notice.attempts, notice.sent_at, notice.last_error) == (
            1,
            None,
            "ConnectionRefusedError",
        )
        assert notice.next_at > now() + timedelta(seconds=5)
        assert backlog(session).count == 1
    assert box.send_due() == 0, "it waits before it tries again"
    with mail_server(int(str(settings.smtp_url).rpartition(":")[2])) as inbox:
        make_due(records)
        assert box.send_due() == 1
    assert len(inbox.got) == 1
    with records.session() as session:
        assert backlog(session).count == 0


def test_a_server_that_refuses_is_tried_ever_more_slowly(
    records: Records, begin: Begin, settings: Settings
) -> None:
    waits = []
    with mail_server(int(str(settings.smtp_url).rpartition(":")[2])) as inbox:
        inbox.answer = "451 try later"
        flag(records, begin, settings)
        for _ in range(9):
            make_due(records)
            outbox(records, settings).send_due()
            with records.session() as session:
                notice = session.scalar(select(Notice))
                waits.append((notice.next_at - now()).total_seconds())
                assert notice.last_error == "the mail server answered 451"
    assert (
        [round(w) for w in waits] == sorted(round(w) for w in waits)
        and waits[0] < 16
        and 800 < waits[-1] <= 900
    )


def test_a_webhook_is_signed_and_holds_no_word_of_the_patient(
    records: Records, begin: Begin
) -> None:
    with hook() as (url, got):
        settings = Settings(
            webhook_url=url, webhook_secret="shared", public_url="https://c.example"
        )
        flag(records, begin, settings)
        assert outbox(records, settings).send_due() == 1
    [(body, signature)] = got
    assert signature == "sha256=" + hmac.new(b"shared", body, hashlib.sha256).hexdigest()
    told = json.loads(body)
    assert (told["referral"], told["tier"], told["category"]) == (1, "emergency", "overdose")
    assert told["link"] == "https://c.example/referrals/1" and b"secret" not in body


def test_a_webhook_that_errs_is_tried_again_and_its_address_kept_out_of_sight(
    records: Records, begin: Begin
) -> None:
    with hook(500) as (url, got):
        settings = Settings(webhook_url=url)
        flag(records, begin, settings)
        assert outbox(records, settings).send_due() == 0
    assert len(got) == 1
    with records.session() as session:
        error = session.scalar(select(Notice)).last_error
    assert error == "the webhook answered 500" and "hidden" not in error


def test_two_servers_send_a_notice_once(records: Records, begin: Begin) -> None:
    with hook() as (url, got):
        settings = Settings(webhook_url=url)
        flag(records, begin, settings)
        ready = threading.Barrier(3)

        def work() -> None:
            ready.wait()
            outbox(records, settings).send_due()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(got) == 1


def test_a_server_that_died_while_sending_is_stood_in_for(records: Records, begin: Begin) -> None:
    with hook() as (url, got):
        settings = Settings(webhook_url=url)
        flag(records, begin, settings)
        with records.session() as session:
            session.execute(update(Notice).values(leased_until=now() + timedelta(seconds=60)))
        assert outbox(records, settings).send_due() == 0
        with records.session() as session:
            session.execute(update(Notice).values(leased_until=now() - timedelta(seconds=1)))
        assert outbox(records, settings).send_due() == 1
    assert len(got) == 1


@pytest.mark.parametrize("failure", [UnicodeEncodeError("ascii", "é", 0, 1, "x"), KeyError("x")])
def test_whatever_fails_is_kept_and_shown(
    failure: Exception, records: Records, begin: Begin, settings: Settings
) -> None:
    def fail(_told: Told) -> None:
        raise failure

    flag(records, begin, settings)
    assert Outbox(records, settings, {"email": fail}).send_due() == 0
    with records.session() as session:
        notice = session.scalar(select(Notice))
        assert (notice.attempts, notice.leased_until) == (1, None)
        assert backlog(session).last_error == type(failure).__name__


def test_a_notice_that_cannot_be_worded_is_kept_and_shown(
    records: Records, begin: Begin, settings: Settings
) -> None:
    flag(records, begin, settings)
    with records.session() as session:
        session.execute(update(Referral).values(category="of another time"))
    assert outbox(records, settings).send_due() == 0
    with records.session() as session:
        assert backlog(session).last_error == "KeyError"


def test_a_new_emergency_goes_before_what_failed_before(
    records: Records, begin: Begin, settings: Settings
) -> None:
    told: list[int] = []

    def send(notice: Told) -> None:
        told.append(notice.number)
        if len(told) == 1:
            flag(records, begin, settings, "meanwhile")
        raise OSError

    for name in ("old", "older", "new"):
        flag(records, begin, settings, name)
    with records.session() as session:
        old = update(Notice).where(Notice.referral_id < 3)
        session.execute(old.values(attempts=4, next_at=now() - timedelta(hours=1)))
    Outbox(records, settings, {"email": send}).send_due()
    assert told[:2] == [3, 4] and sorted(told[2:]) == [1, 2]


def test_what_another_server_is_sending_takes_no_place(
    records: Records, begin: Begin, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []
    monkeypatch.setattr("bot.referrals.outbox.AT_ONCE", 1)
    flag(records, begin, settings, "one")
    with records.session() as session:
        session.execute(update(Notice).values(leased_until=now() + timedelta(seconds=60)))
    flag(records, begin, settings, "two")
    box = Outbox(records, settings, {"email": lambda notice: told.append(notice.number)})
    assert box.send_due() == 1 and told == [2]


def test_a_channel_is_sent_by_itself(records: Records, begin: Begin, settings: Settings) -> None:
    both = replace(settings, webhook_url="https://hook.example")
    told: list[str] = []
    flag(records, begin, both)
    ways = {name: lambda _told, name=name: told.append(name) for name in both.channels}
    box = Outbox(records, both, ways)
    assert box.channels == ("email", "webhook")
    assert box.send_due("webhook") == 1 and told == ["webhook"]
    assert box.send_due() == 1 and told == ["webhook", "email"]


def test_a_closed_referral_is_not_told_of_any_more(records: Records, begin: Begin) -> None:
    with hook() as (url, got):
        settings = Settings(webhook_url=url)
        flag(records, begin, settings)
        with records.session() as session:
            session.execute(update(Referral).values(closed_at=now(), open_for=None))
        assert outbox(records, settings).send_due() == 0
    assert got == []


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"smtp_url": "mail.example"}, "UNHURRIED_SMTP_URL"),
        ({"smtp_url": "http://mail.example"}, "UNHURRIED_SMTP_URL"),
        ({"webhook_url": "ftp://x"}, "UNHURRIED_WEBHOOK_URL"),
        ({"webhook_url": "x"}, "UNHURRIED_WEBHOOK_URL"),
        ({"smtp_url": "smtp://u:pa#ss@mail:587"}, "UNHURRIED_SMTP_URL.*%23, %2F and %3F"),
        ({"smtp_url": "smtp://u:pa/ss@mail:587"}, "UNHURRIED_SMTP_URL.*%23, %2F and %3F"),
        ({"smtp_url": "smtp://u:pa?ss@mail:587"}, "UNHURRIED_SMTP_URL.*%23, %2F and %3F"),
        ({"smtp_url": "smtp://u:12#ss@mail:587"}, "UNHURRIED_SMTP_URL.*%23, %2F and %3F"),
        ({"smtp_url": "smtp://u:12/ss@mail:587"}, "UNHURRIED_SMTP_URL.*%23, %2F and %3F"),
        ({"smtp_url": "smtp://u:12?ss@mail:587"}, "UNHURRIED_SMTP_URL.*%23, %2F and %3F"),
        ({"smtp_url": "smtp://u:passé@mail:587"}, "UNHURRIED_SMTP_URL.*ASCII"),
        ({"smtp_url": "smtp://u:pass%C3%A9@mail:587"}, "UNHURRIED_SMTP_URL.*ASCII"),
        ({"smtp_url": "smtp://mail:587?starttls=always"}, "UNHURRIED_SMTP_URL"),
        ({"smtp_url": "smtp://mail:70000"}, "UNHURRIED_SMTP_URL"),
        ({"smtp_url": "smtp://u:p[ss@mail"}, "UNHURRIED_SMTP_URL"),
        ({"webhook_url": "https://host:abc/"}, "UNHURRIED_WEBHOOK_URL"),
        ({"webhook_url": "https://u:pa#ss@host/"}, "UNHURRIED_WEBHOOK_URL"),
        ({"https": True, "public_url": "http://localhost:8000"}, "UNHURRIED_PUBLIC_URL"),
        ({"proxies": ("10.0.0.1",), "public_url": "http://localhost:8000"}, "UNHURRIED_PUBLIC_URL"),
        ({"host": "0.0.0.0", "public_url": "http://localhost:8000"}, "UNHURRIED_PUBLIC_URL"),
        ({"host": "::", "public_url": "http://localhost:8000"}, "UNHURRIED_PUBLIC_URL"),
    ],
)
def test_a_route_that_cannot_work_is_said_at_the_start(
    change: dict[str, Any], name: str, settings: Settings
) -> None:
    with pytest.raises(SettingsError, match=name) as refused:
        routes(replace(settings, **change))
    assert "u:" not in str(refused.value), "no password is printed"


@pytest.mark.parametrize(
    "change",
    [
        {"smtp_url": "smtp://u%40x:p%23a%2Fs%3Fs:@mail.example:587/?starttls=require"},
        {"smtp_url": "smtps://mail.example"},
        {"webhook_url": "https://hook.example:8443/in?key=a@b"},
        {"https": True, "proxies": ("10.0.0.1",)},
    ],
)
def test_a_route_that_can_work_is_taken(change: dict[str, Any], settings: Settings) -> None:
    assert "email" in routes(replace(settings, **change))


def test_a_server_that_listens_on_every_address_sends_links_that_were_set() -> None:
    everywhere = Settings(host="0.0.0.0", public_url="https://chat.clinic.example")
    assert list(routes(replace(everywhere, webhook_url="https://hook.example"))) == ["webhook"]
    assert routes(replace(everywhere, public_url=everywhere.local_url)) == {}


def test_without_a_route_there_is_nothing_to_send() -> None:
    assert routes(Settings()) == {} and Settings().channels == ()
