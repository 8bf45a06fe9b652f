"""Bring a database to the present shape."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

from bot.records.session import make_engine

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
    """Apply every migration that the database at `url` lacks."""
    config = alembic_config(url)
    engine = make_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    engine.dispose()
