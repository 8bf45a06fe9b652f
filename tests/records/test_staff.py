"""Accounts: who can be made, and who gets in."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.records.session import Records
from bot.records.staff import Staff, StaffError, add_staff, set_active, set_password, sign_in

GOOD = "four quiet words here"


@pytest.fixture
def ana(records: Records) -> Staff:
    """A clinician."""
    with records.session() as session:
        return add_staff(session, "Ana ", "clinician", GOOD)


def test_only_a_hash_is_kept(ana: Staff) -> None:
    assert ana.name == "ana" and ana.password.startswith("$argon2id$") and GOOD not in ana.password


@pytest.mark.parametrize(
    ("name", "role", "password", "words"),
    [
        ("ana", "clinician", GOOD, "There is an account ana already"),
        ("b", "clinician", GOOD, "cannot be a name"),
        ("<b>", "clinician", GOOD, "cannot be a name"),
        ("ben", "doctor", GOOD, "choose one of clinician, trainer, admin"),
        ("ben", "clinician", "short", "12 to 1000 characters"),
        pytest.param("ben", "clinician", "x" * 1001, "12 to 1000 characters", id="endless"),
    ],
)
def test_what_cannot_be_an_account_says_why(
    name: str, role: str, password: str, words: str, records: Records, ana: Staff
) -> None:
    with pytest.raises(StaffError, match=words), records.session() as session:
        add_staff(session, name, role, password)


@pytest.mark.parametrize(
    ("name", "password", "enters"),
    [
        ("ana", GOOD, True),
        (" ANA ", GOOD, True),
        ("ana", GOOD + " ", False),
        ("ana", "", False),
        ("nobody", GOOD, False),
        ("", "", False),
        pytest.param("ana", "x" * 100_000, False, id="endless"),
    ],
)
def test_who_gets_in(name: str, password: str, enters: bool, records: Records, ana: Staff) -> None:
    with records.session() as session:
        assert (sign_in(session, name, password) is not None) is enters
    with records.session() as session:
        assert (session.scalar(select(Staff)).signed_in_at is not None) is enters


def test_a_closed_account_does_not_get_in_until_it_is_opened(records: Records, ana: Staff) -> None:
    for active in (False, True):
        with records.session() as session:
            set_active(session, "ana", active)
            assert (sign_in(session, "ana", GOOD) is not None) is active


def test_a_new_password_changes_the_stamp(records: Records, ana: Staff) -> None:
    with records.session() as session:
        set_password(session, "ana", "another four words here")
        assert session.scalar(select(Staff)).stamp != ana.stamp
        assert sign_in(session, "ana", GOOD) is None
        assert sign_in(session, "ana", "another four words here")


def test_a_name_that_is_not_there_is_said(records: Records) -> None:
    with pytest.raises(StaffError, match="no account zoe"), records.session() as session:
        set_active(session, "zoe", False)
