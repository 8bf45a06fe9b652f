"""The ways by which a clinic is told of a referral: e-mail and webhook."""

from __future__ import annotations

import hashlib
import hmac
import json
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import httpx

from bot.settings import EVERY_ADDRESS, Settings, SettingsError

TIMEOUT = 20
IN_A_PASSWORD = "In a password #, / and ? are written %23, %2F and %3F."


@dataclass(frozen=True)
class Told:
    """What a notice says: nothing in it comes from the patient's words."""

    number: int
    tier: str
    category: str
    opened_at: str
    link: str
    subject: str
    body: str
    notice: int


Send = Callable[[Told], None]


def routes(settings: Settings) -> dict[str, Send]:
    """How to send by each channel that the clinic has set; empty where nobody is told.

    What could not work raises `SettingsError`.
    """
    if settings.channels and settings.public_url == settings.local_url.rstrip("/"):
        _check_links(settings)
    found: dict[str, Send] = {}
    if settings.referral_emails:
        mail = Mail(settings)
        found["email"] = mail.send
    if settings.webhook_url:
        found["webhook"] = Webhook(settings.webhook_url, settings.webhook_secret).send
    return found


def _check_links(settings: Settings) -> None:
    """Refuse links to this machine's own address where staff find the page by another."""
    if settings.host in EVERY_ADDRESS:
        reason = f"UNHURRIED_HOST is {settings.host}, which says nothing of where staff find it"
    elif settings.https or settings.proxies:
        reason = "UNHURRIED_HTTPS or UNHURRIED_PROXIES says that staff come through a proxy"
    else:
        return
    raise SettingsError(
        f"{reason}: set UNHURRIED_PUBLIC_URL to the address with which the links in notices begin."
    )


class Mail:
    """E-mail by SMTP. `smtp://` takes STARTTLS where it is offered, `smtps://` is TLS throughout.

    `?starttls=require` refuses a server that does not offer it.
    """

    def __init__(self, settings: Settings) -> None:
        self._url = _checked(settings.smtp_url or "", "UNHURRIED_SMTP_URL", ("smtp", "smtps"))
        self._to = settings.referral_emails
        self._from = settings.mail_from or settings.referral_emails[0]
        self._check_address()

    def _check_address(self) -> None:
        """Refuse what a mail server cannot be given, or what a raw character in a password left."""
        url = self._url
        if url.path.strip("/") or parse_qs(url.query, True) not in ({}, {"starttls": ["require"]}):
            raise SettingsError(
                "UNHURRIED_SMTP_URL has more behind the server than ?starttls=require: "
                f"leave it out. {IN_A_PASSWORD}"
            )
        if not unquote(f"{url.username}{url.password}").isascii():
            raise SettingsError(
                "UNHURRIED_SMTP_URL has a user or a password with a letter that is not ASCII, "
                "which mail servers are not sent: give the account another password."
            )

    def send(self, told: Told) -> None:
        """Send one message; a failure raises, mostly OSError or smtplib.SMTPException."""
        message = EmailMessage()
        message["Subject"] = told.subject
        message["From"] = self._from
        message["To"] = ", ".join(self._to)
        message["Date"] = formatdate(localtime=False)
        # The same notice sent twice after a crash has the same id.
        domain = self._from.partition("@")[2].strip(">") or "localhost"
        message["Message-ID"] = f"<unhurried-notice-{told.notice}@{domain}>"
        message["X-Priority"] = "1"
        message.set_content(told.body)
        with self._connection() as smtp:
            if self._url.username:
                smtp.login(unquote(self._url.username), unquote(self._url.password or ""))
            smtp.send_message(message)

    def _connection(self) -> smtplib.SMTP:
        host, port = self._url.hostname or "", self._url.port
        context = ssl.create_default_context()
        if self._url.scheme == "smtps":
            return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT, context=context)
        smtp = smtplib.SMTP(host, port or 25, timeout=TIMEOUT)
        try:
            smtp.ehlo()
            required = parse_qs(self._url.query).get("starttls") == ["require"]
            if smtp.has_extn("starttls") or required:
                smtp.starttls(context=context)
        except BaseException:
            smtp.close()
            raise
        return smtp


class Webhook:
    """A JSON POST; with a secret it is signed: `X-Unhurried-Signature: sha256=HMAC of the body`."""

    def __init__(self, url: str, secret: str | None) -> None:
        self._url = _checked(url, "UNHURRIED_WEBHOOK_URL", ("http", "https")).geturl()
        self._secret = secret

    def send(self, told: Told) -> None:
        """Post one notice; anything but a 2xx raises, mostly `httpx.HTTPError`."""
        body = json.dumps(
            {
                "event": "referral",
                "notice": told.notice,
                "referral": told.number,
                "tier": told.tier,
                "category": told.category,
                "opened_at": told.opened_at,
                "link": told.link,
            }
        ).encode()
        headers = {"Content-Type": "application/json"}
        if self._secret:
            digest = hmac.new(self._secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Unhurried-Signature"] = f"sha256={digest}"
        answer = httpx.post(
            self._url, content=body, headers=headers, timeout=TIMEOUT, trust_env=False
        )
        answer.raise_for_status()


def _checked(url: str, name: str, schemes: tuple[str, ...]) -> SplitResult:
    try:
        parts = urlsplit(url)
        # A port that is no number raises here, and not when a notice is to be sent.
        usable = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.fragment:
        # Without the address, which may hold a password.
        raise SettingsError(
            f"{name} cannot be used: set an address that begins with "
            f"{' or '.join(f'{scheme}://' for scheme in schemes)}, and a port only as a number. "
            f"{IN_A_PASSWORD}"
        )
    return parts
