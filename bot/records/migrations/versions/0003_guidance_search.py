"""guidance for clinicians, and the full-text index"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INDEX = {
    "sqlite": [
        "CREATE VIRTUAL TABLE guidance_search USING fts5("
        "passage_id UNINDEXED, digest UNINDEXED, title, asked, said, "
        "tokenize = 'porter unicode61 remove_diacritics 2')"
    ],
    "postgresql": [
        "CREATE TABLE guidance_search ("
        "passage_id VARCHAR(64) PRIMARY KEY, digest VARCHAR(64) NOT NULL, "
        "title TEXT NOT NULL, asked TEXT NOT NULL, said TEXT NOT NULL, "
        "words TSVECTOR GENERATED ALWAYS AS ("
        "setweight(to_tsvector('english', title), 'A') || "
        "setweight(to_tsvector('english', asked), 'B') || "
        "setweight(to_tsvector('english', said), 'C')) STORED)",
        "CREATE INDEX ix_guidance_search_words ON guidance_search USING gin (words)",
    ],
}


def upgrade() -> None:
    _empty_the_library()
    with op.batch_alter_table("guidance_passages", schema=None) as batch_op:
        batch_op.alter_column("offer", existing_type=sa.Text(), nullable=True)
        batch_op.add_column(sa.Column("register", sa.JSON(), nullable=False))
        batch_op.add_column(sa.Column("staff_only", sa.Boolean(), nullable=False))
    for statement in INDEX[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.execute("DROP TABLE guidance_search")
    _empty_the_library()
    with op.batch_alter_table("guidance_passages", schema=None) as batch_op:
        batch_op.drop_column("staff_only")
        batch_op.drop_column("register")
        batch_op.alter_column("offer", existing_type=sa.Text(), nullable=False)


def _empty_the_library() -> None:
    """All of it stands in content/ and is loaded again after every migration."""
    for table in ("positions", "citations", "countries", "medicines", "passages"):
        op.execute(f"DELETE FROM guidance_{table}")
