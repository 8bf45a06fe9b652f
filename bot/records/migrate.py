"""Bring a database to the present shape."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot.records.session import make_engine, take_as_long_as_needed

FOLDER = Path(__file__).parent / "migrations"
# The full-text index is made by each database's own means and has no model.
SEARCH_TABLE = "guidance_search"


def alembic_config(url: str) -> Config:
    """Alembic's configuration for the database at `url`, with no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["url"] = url
    return config


def has_a_model(name: str | None, kind: str, _parents: object) -> bool:
    """Alembic's `include_name`: what it compares with the models."""
    return kind != "table" or not str(name).startswith(SEARCH_TABLE)


def upgrade(url: str) -> None:
    """Apply every migration that the database at `url` lacks: all of them, or on an error none."""
    config = alembic_config(url)
    engine = make_engine(url)
    if engine.dialect.name == "sqlite":
        _begin_by_hand(engine)
    with engine.begin() as connection:
        take_as_long_as_needed(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()


def _begin_by_hand(engine: Engine) -> None:
    """Python's driver begins no transaction for a CREATE TABLE, and half of one would stay."""

    @event.listens_for(engine, "connect")
    def begin_nothing(connection, _record) -> None:  # type: ignore[no-untyped-def]
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection) -> None:  # type: ignore[no-untyped-def]
        connection.exec_driver_sql("BEGIN IMMEDIATE")
