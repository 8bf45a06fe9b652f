"""The people who work with referrals and dialogues, and how they prove who they are."""

from __future__ import annotations

import hashlib
import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Boolean, Column, DateTime, Integer, String, Text, select
from sqlalchemy.orm import Session

from bot.records.base import Base
from bot.records.models import now

ROLES = ("clinician", "trainer", "admin")
NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,63}")
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1000

_hasher = PasswordHasher()
# Checked where there is no such person, so that the time taken does not tell who exists.
_NOBODY = _hasher.hash("nobody has this password")


class StaffError(ValueError):
    """An account that cannot be made or changed; the message says what to do."""


class Staff(Base):
    """One account. `password` is an argon2 hash; the plain password is kept nowhere."""

    __tablename__ = "staff"

    id = Column(Integer, primary_key=True)
    name = Column(String(64), nullable=False, unique=True)
    role = Column(String(16), nullable=False)
    password = Column(Text, nullable=False)
    active = Column(Boolean, nullable=False, default=True)
    made_at = Column(DateTime, nullable=False, default=now)
    signed_in_at = Column(DateTime)

    @property
    def stamp(self) -> str:
        """Changes with the password, so that a changed password ends every session."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:16]


def add_staff(session: Session, name: str, role: str, password: str) -> Staff:
    """Make an account; what cannot be used raises `StaffError`."""
    name = name.strip().lower()
    if not NAME.fullmatch(name):
        raise StaffError(
            f"{name!r} cannot be a name: use 2 to 64 small letters, digits, dots, dashes or @."
        )
    if role not in ROLES:
        raise StaffError(f"{role!r} is no role: choose one of {', '.join(ROLES)}.")
    if session.scalar(select(Staff.id).where(Staff.name == name)) is not None:
        raise StaffError(f"There is an account {name} already: choose another name.")
    made = Staff(name=name, role=role, password=hashed(password))
    session.add(made)
    session.flush()
    return made


def set_password(session: Session, name: str, password: str) -> None:
    """Change a password, which ends the sessions of that account."""
    _find(session, name).password = hashed(password)


def set_active(session: Session, name: str, active: bool) -> None:
    """Close an account, or open it again; its trail stays."""
    _find(session, name).active = active


def hashed(password: str) -> str:
    """The argon2 hash of a password that is long enough, else a `StaffError`."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise StaffError(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters: "
            "three or four words that you can remember do well."
        )
    return _hasher.hash(password)


def sign_in(session: Session, name: str, password: str) -> Staff | None:
    """The account, if name and password are right and it is open."""
    found = session.scalar(select(Staff).where(Staff.name == name.strip().lower()))
    try:
        _hasher.verify(found.password if found else _NOBODY, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return None
    if found is None or not found.active:
        return None
    if _hasher.check_needs_rehash(found.password):
        found.password = _hasher.hash(password)
    found.signed_in_at = now()
    return found


def _find(session: Session, name: str) -> Staff:
    found = session.scalar(select(Staff).where(Staff.name == name.strip().lower()))
    if found is None:
        raise StaffError(f"There is no account {name}: unhurried user list shows them.")
    return found
