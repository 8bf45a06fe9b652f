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
    if (
        settings.channels
        and settings.host in EVERY_ADDRESS
        and settings.public_url == settings.local_url.rstrip("/")
    ):
        raise SettingsError(
            f"UNHURRIED_HOST is {settings.host}, which says nothing of where staff find the page: "
            "set UNHURRIED_PUBLIC_URL to the address with which the links in notices begin."
        )
    found: dict[str, Send] = {}
    if settings.referral_emails:
        mail = Mail(settings)
        found["email"] = mail.send
    if settings.webhook_url:
        found["webhook"] = Webhook(settings.webhook_url, settings.webhook_secret).send
    return found


class Mail:
    """E-mail by SMTP. `smtp://` takes STARTTLS where it is offered, `smtps://` is TLS throughout.

    `?starttls=require` refuses a server that does not offer it.
    """

    def __init__(self, settings: Settings) -> None:
        self._url = _checked(settings.smtp_url or "", "UNHURRIED_SMTP_URL", ("smtp", "smtps"))
        self._to = settings.referral_emails
        self._from = settings.mail_from or settings.referral_emails[0]

    def send(self, told: Told) -> None:
        """Send one message; a failure raises OSError or smtplib.SMTPException."""
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
        """Post one notice; anything but a 2xx raises `httpx.HTTPError`."""
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
    parts = urlsplit(url)
    if parts.scheme not in schemes or not parts.hostname:
        raise SettingsError(
            f"{name} is {url!r}: set an address that begins with "
            f"{' or '.join(f'{scheme}://' for scheme in schemes)}."
        )
    return parts
