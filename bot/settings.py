"""The one place that reads the environment."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parent.parent
# To listen on these is to listen on every address that the machine has.
EVERY_ADDRESS = ("0.0.0.0", "::")


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it and says what to do."""


@dataclass(frozen=True)
class Settings:
    """How one installation runs. Every field can be set by an environment variable.

    `days` is how long a conversation is kept after its last turn. `country` is an ISO code (None:
    the patient is asked). `origins` are the other websites that may show the widget.
    `reply_timeout` is in seconds, `messages_per_minute` counts per conversation and
    `conversations_per_hour` per network address. `seed` fixes which wordings are chosen, for tests;
    without it each conversation has its own. `referral_emails` and `webhook_url` are told of
    referrals, with links that begin with `public_url`; where both are empty nobody is told, and
    patients read so. `contact_check_days` is how old the check of a phone number may be before
    the page says so.
    """

    root: Path = ROOT
    var: Path = ROOT / "var"
    host: str = "127.0.0.1"
    port: int = 8000
    rasa_port: int = 5005
    actions_port: int = 5055
    database_url: str = ""
    tracker_url: str = ""
    redis_url: str | None = None
    country: str | None = None
    clinic: str = "the people who run this service"
    days: int = 30
    secret: str = ""
    origins: tuple[str, ...] = ()
    https: bool = False
    reply_timeout: float = 15.0
    messages_per_minute: int = 40
    conversations_per_hour: int = 60
    proxies: tuple[str, ...] = field(default=())
    seed: str | None = None
    referral_emails: tuple[str, ...] = ()
    smtp_url: str | None = None
    mail_from: str | None = None
    webhook_url: str | None = None
    webhook_secret: str | None = None
    public_url: str = ""
    contact_check_days: int = 365

    @property
    def local_url(self) -> str:
        """The address to open in a browser on this machine."""
        return local_url(self.host, self.port)

    @property
    def channels(self) -> tuple[str, ...]:
        """The ways by which the clinic is told of a referral; none where nobody is."""
        ways = (("email", self.referral_emails), ("webhook", self.webhook_url))
        return tuple(name for name, target in ways if target)

    @property
    def content(self) -> Path:
        """The folder that clinicians edit."""
        return self.root / "content"

    @property
    def rasa_url(self) -> str:
        """Where the coach answers, on loopback."""
        return f"http://127.0.0.1:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        """Where the action server answers, on loopback."""
        return f"http://127.0.0.1:{self.actions_port}"

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read the settings; a value that cannot be used raises `SettingsError`."""
        env = os.environ if environ is None else environ
        var = Path(env.get("UNHURRIED_VAR") or ROOT / "var").resolve()
        host = env.get("UNHURRIED_HOST") or cls.host
        port = _number(env, "UNHURRIED_PORT", cls.port, 65535)
        return cls(
            var=var,
            host=host,
            port=port,
            rasa_port=_number(env, "UNHURRIED_RASA_PORT", cls.rasa_port, 65535),
            actions_port=_number(env, "UNHURRIED_ACTIONS_PORT", cls.actions_port, 65535),
            database_url=_database(env.get("UNHURRIED_DATABASE_URL"), var / "unhurried.db"),
            tracker_url=_database(env.get("UNHURRIED_TRACKER_URL"), var / "tracker.db"),
            redis_url=env.get("UNHURRIED_REDIS_URL") or None,
            country=_country(env.get("UNHURRIED_COUNTRY")),
            clinic=env.get("UNHURRIED_CLINIC") or cls.clinic,
            days=_number(env, "UNHURRIED_DAYS", cls.days, 3650),
            secret=env.get("UNHURRIED_SECRET") or _kept_secret(var),
            origins=_origins(env.get("UNHURRIED_ORIGINS")),
            https=_switch(env, "UNHURRIED_HTTPS"),
            reply_timeout=float(
                _number(env, "UNHURRIED_REPLY_TIMEOUT", int(cls.reply_timeout), 600)
            ),
            messages_per_minute=_number(
                env, "UNHURRIED_MESSAGES_PER_MINUTE", cls.messages_per_minute, 100_000
            ),
            conversations_per_hour=_number(
                env, "UNHURRIED_CONVERSATIONS_PER_HOUR", cls.conversations_per_hour, 1_000_000
            ),
            proxies=_list(env.get("UNHURRIED_PROXIES")),
            seed=env.get("UNHURRIED_SEED") or None,
            referral_emails=_emails(env),
            smtp_url=env.get("UNHURRIED_SMTP_URL") or None,
            mail_from=env.get("UNHURRIED_MAIL_FROM") or None,
            webhook_url=env.get("UNHURRIED_WEBHOOK_URL") or None,
            webhook_secret=env.get("UNHURRIED_WEBHOOK_SECRET") or None,
            public_url=_public_url(env.get("UNHURRIED_PUBLIC_URL"), local_url(host, port)),
            contact_check_days=_number(
                env, "UNHURRIED_CONTACT_CHECK_DAYS", cls.contact_check_days, 36500
            ),
        )


def local_url(host: str, port: int) -> str:
    """Where a browser on this machine finds what listens on `host`, which may be every address."""
    name = "localhost" if host in {"127.0.0.1", "::1", *EVERY_ADDRESS} else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/"


def _number(env: Mapping[str, str], name: str, default: int, highest: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdigit() or not 1 <= int(text) <= highest:
        raise SettingsError(f"{name} is {text!r}: set a whole number from 1 to {highest}.")
    return int(text)


def _switch(env: Mapping[str, str], name: str) -> bool:
    text = env.get(name, "").strip().lower()
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"", "0", "false", "no", "off"}:
        return False
    raise SettingsError(f"{name} is {env[name]!r}: set true or false.")


def _database(text: str | None, default: Path) -> str:
    """An address; the path of a SQLite file is made whole, for each process has its own folder."""
    if not text:
        return f"sqlite:///{default}"
    scheme, slashes, path = text.partition(":///")
    if not scheme.startswith("sqlite") or path.startswith(("/", ":memory:", "file:")) or not path:
        return text
    return f"{scheme}{slashes}{Path(path).resolve()}"


def _web_address(text: str) -> SplitResult | None:
    """The parts of an http:// or https:// address; None for anything else."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable else None


def _public_url(text: str | None, default: str) -> str:
    if text and _web_address(text) is None:
        raise SettingsError(
            f"UNHURRIED_PUBLIC_URL is {text!r}: set an address such as https://chat.example.org."
        )
    return (text or default).rstrip("/")


def _origins(text: str | None) -> tuple[str, ...]:
    # Browsers send theirs in small letters, and it is compared as it is.
    found = _list((text or "").lower())
    for origin in found:
        parts = _web_address(origin)
        if parts is None or origin != f"{parts.scheme}://{parts.netloc}" or parts.username:
            raise SettingsError(
                f"UNHURRIED_ORIGINS has {origin!r}: set each site as https://www.example.org, "
                "without a path, with commas between them."
            )
    return found


def _country(text: str | None) -> str | None:
    if not text:
        return None
    if len(text) != 2 or not text.isalpha():
        raise SettingsError(f"UNHURRIED_COUNTRY is {text!r}: set a two-letter code such as AU.")
    return text.upper()


def _emails(env: Mapping[str, str]) -> tuple[str, ...]:
    found = _list(env.get("UNHURRIED_REFERRAL_EMAILS"))
    wrong = [address for address in found if not re.fullmatch(r"[^@\s]+@[^@\s]+", address)]
    if wrong:
        raise SettingsError(
            f"UNHURRIED_REFERRAL_EMAILS has {wrong[0]!r}: set addresses with commas between them."
        )
    if found and not env.get("UNHURRIED_SMTP_URL"):
        raise SettingsError(
            "UNHURRIED_REFERRAL_EMAILS is set and UNHURRIED_SMTP_URL is not: "
            "set the mail server, such as smtp://user:password@mail.example:587."
        )
    return found


def _list(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip().rstrip("/") for part in (text or "").split(",") if part.strip())


def _kept_secret(var: Path) -> str:
    """The signing key of this installation, made once and readable by its owner alone."""
    path = var / "secret"
    if not path.exists():
        _make_secret(path)
    kept = path.read_text().strip()
    if not kept:
        raise SettingsError(
            f"{path} is empty, as a full disk leaves it: delete it, and the next start makes a new "
            "one."
        )
    return kept


def _make_secret(path: Path) -> None:
    """Whole or not at all; where another process made it in the same moment, that one holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix="secret.")
    try:
        with open(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(part, path)
    finally:
        os.unlink(part)
