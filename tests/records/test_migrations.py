"""The migrations make exactly the tables that the code expects, from nothing and again."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import DBAPIError

from bot.records import guidance, referrals
from bot.records.base import Base
from bot.records.migrate import alembic_config, has_a_model, upgrade
from bot.records.models import Conversation
from bot.records.session import Records, make_engine


def differences(url: str) -> list[object]:
    """Where the database and the models differ."""
    assert referrals and guidance, "imported so that their tables are known"
    engine = make_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": has_a_model}
        )
        found: list[object] = compare_metadata(context, Base.metadata)
    engine.dispose()
    return found


def do(url: str, *statements: str) -> None:
    """Carry out some SQL."""
    engine = make_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def tables(url: str) -> set[str]:
    """What is there."""
    engine = make_engine(url)
    names = set(inspect(engine).get_table_names())
    engine.dispose()
    return names


def bring_to(url: str, revision: str) -> None:
    """A database as an earlier version of this program left it."""
    config, engine = alembic_config(url), make_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_from_nothing_to_the_newest_equals_the_models(database_url: str) -> None:
    upgrade(database_url)
    assert differences(database_url) == []


@pytest.mark.parametrize("revision", ["0001", "0002"])
def test_an_older_database_is_brought_up_to_date_with_what_it_holds(
    revision: str, database_url: str
) -> None:
    bring_to(database_url, revision)
    at = "'2026-01-02 03:04:05'"
    do(
        database_url,
        "INSERT INTO conversations (id, started_at, last_at, state) "
        f"VALUES ('c', {at}, {at}, '{{}}')",
        "INSERT INTO turns (conversation_id, number, said, at, reply, delivered) "
        f"VALUES ('c', 1, 'help', {at}, 'null', true)",
        "INSERT INTO risk_flags (conversation_id, turn, tier, category, rule, span, at) "
        f"VALUES ('c', 1, 'urgent', 'x', 'r', 'help', {at})",
    )
    upgrade(database_url)
    assert differences(database_url) == []
    records = Records(database_url)
    with records.session() as session:
        assert session.get(Conversation, "c").state == {}
        [flag] = session.scalars(select(referrals.RiskFlag))
        assert (flag.span, flag.referral_id) == ("help", None)
    records.engine.dispose()


@pytest.mark.parametrize("before", [None, "0001"])
def test_migrations_that_are_cut_short_leave_nothing_and_can_be_done_again(
    before: str | None, database_url: str
) -> None:
    if before:
        bring_to(database_url, before)
    # In the way of the second migration, after much of it.
    do(database_url, "CREATE TABLE referral_events (id INTEGER)")
    were = tables(database_url)
    with pytest.raises(DBAPIError, match="referral_events"):
        upgrade(database_url)
    assert tables(database_url) == were
    do(database_url, "DROP TABLE referral_events")
    upgrade(database_url)
    assert differences(database_url) == []


def test_a_second_upgrade_changes_nothing(database_url: str) -> None:
    upgrade(database_url)
    records = Records(database_url)
    with records.session() as session:
        session.add(Conversation(id="one", state={"phase": "ideas"}))
    upgrade(database_url)
    with records.session() as session:
        assert session.scalar(select(func.count()).select_from(Conversation)) == 1
        assert session.get(Conversation, "one").state == {"phase": "ideas"}
    records.engine.dispose()


def test_there_is_one_newest_migration() -> None:
    assert len(ScriptDirectory.from_config(alembic_config("sqlite://")).get_heads()) == 1


@pytest.mark.parametrize("table", ["turns", "elicited", "rulers", "summaries", "risk_flags"])
def test_what_belongs_to_a_conversation_goes_with_it(table: str, records: Records) -> None:
    keys = inspect(records.engine).get_foreign_keys(table)
    assert [
        k["options"].get("ondelete") for k in keys if k["referred_table"] == "conversations"
    ] == ["CASCADE"]
