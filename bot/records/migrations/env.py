"""Alembic's entry: `bot.records.migrate` hands it the connection."""

from alembic import context

import bot.records.guidance
import bot.records.referrals  # noqa: F401  registers the tables, with those that it needs
from bot.records.base import Base
from bot.records.migrate import has_a_model

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
    include_name=has_a_model,
)
with context.begin_transaction():
    context.run_migrations()
