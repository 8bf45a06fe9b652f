"""The migrations make exactly the tables that the code expects, from nothing and again."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select

from bot.records import guidance, referrals
from bot.records.base import Base
from bot.records.migrate import alembic_config, has_a_model, upgrade
from bot.records.models import Conversation
from bot.records.session import Records, make_engine


def test_from_nothing_to_the_newest_equals_the_models(database_url: str) -> None:
    assert referrals and guidance, "imported so that their tables are known"
    upgrade(database_url)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_name": has_a_model}
        )
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


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
