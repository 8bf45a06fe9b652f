"""first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.Column("consented_at", sa.DateTime(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversations_last_at"), ["last_at"], unique=False)

    op.create_table(
        "guidance_labels",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guidance_labels")),
    )
    op.create_table(
        "guidance_passages",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=16), nullable=False),
        sa.Column("text", sa.JSON(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("why_they_differ", sa.Text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.String(length=16), nullable=False),
        sa.Column("reviewed_by", sa.String(length=200), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("next_review", sa.Date(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guidance_passages")),
    )
    with op.batch_alter_table("guidance_passages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guidance_passages_topic"), ["topic"], unique=False)

    op.create_table(
        "guidance_sources",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("seen", sa.String(length=1), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_guidance_sources")),
    )
    op.create_table(
        "elicited",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("phase", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("talk", sa.String(length=8), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_elicited_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elicited")),
    )
    with op.batch_alter_table("elicited", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_elicited_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "guidance_citations",
        sa.Column("passage_id", sa.String(length=64), nullable=False),
        sa.Column("source_key", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["guidance_passages.id"],
            name=op.f("fk_guidance_citations_passage_id_guidance_passages"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_key"],
            ["guidance_sources.key"],
            name=op.f("fk_guidance_citations_source_key_guidance_sources"),
        ),
        sa.PrimaryKeyConstraint("passage_id", "source_key", name=op.f("pk_guidance_citations")),
    )
    op.create_table(
        "guidance_countries",
        sa.Column("passage_id", sa.String(length=64), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["guidance_passages.id"],
            name=op.f("fk_guidance_countries_passage_id_guidance_passages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("passage_id", "country", name=op.f("pk_guidance_countries")),
    )
    op.create_table(
        "guidance_medicines",
        sa.Column("passage_id", sa.String(length=64), nullable=False),
        sa.Column("medicine", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["guidance_passages.id"],
            name=op.f("fk_guidance_medicines_passage_id_guidance_passages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("passage_id", "medicine", name=op.f("pk_guidance_medicines")),
    )
    op.create_table(
        "guidance_positions",
        sa.Column("passage_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source_key", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["passage_id"],
            ["guidance_passages.id"],
            name=op.f("fk_guidance_positions_passage_id_guidance_passages"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["source_key"],
            ["guidance_sources.key"],
            name=op.f("fk_guidance_positions_source_key_guidance_sources"),
        ),
        sa.PrimaryKeyConstraint("passage_id", "number", name=op.f("pk_guidance_positions")),
    )
    op.create_table(
        "risk_flags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=80), nullable=False),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_risk_flags_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_flags")),
        sa.UniqueConstraint(
            "conversation_id", "turn", name=op.f("uq_risk_flags_conversation_id_turn")
        ),
    )
    with op.batch_alter_table("risk_flags", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_risk_flags_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "rulers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=16), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_rulers_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulers")),
        sa.UniqueConstraint("conversation_id", "name", name=op.f("uq_rulers_conversation_id_name")),
    )
    with op.batch_alter_table("rulers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_rulers_conversation_id"), ["conversation_id"], unique=False
        )

    op.create_table(
        "summaries",
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_summaries_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_summaries")),
    )
    op.create_table(
        "turns",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=True),
        sa.Column("delivered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversations.id"],
            name=op.f("fk_turns_conversation_id_conversations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
        sa.UniqueConstraint("conversation_id", "key", name=op.f("uq_turns_conversation_id_key")),
        sa.UniqueConstraint(
            "conversation_id", "number", name=op.f("uq_turns_conversation_id_number")
        ),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_turns_conversation_id"), ["conversation_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turns_conversation_id"))

    op.drop_table("turns")
    op.drop_table("summaries")
    with op.batch_alter_table("rulers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rulers_conversation_id"))

    op.drop_table("rulers")
    with op.batch_alter_table("risk_flags", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_flags_conversation_id"))

    op.drop_table("risk_flags")
    op.drop_table("guidance_positions")
    op.drop_table("guidance_medicines")
    op.drop_table("guidance_countries")
    op.drop_table("guidance_citations")
    with op.batch_alter_table("elicited", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_elicited_conversation_id"))

    op.drop_table("elicited")
    op.drop_table("guidance_sources")
    with op.batch_alter_table("guidance_passages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guidance_passages_topic"))

    op.drop_table("guidance_passages")
    op.drop_table("guidance_labels")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_last_at"))

    op.drop_table("conversations")
