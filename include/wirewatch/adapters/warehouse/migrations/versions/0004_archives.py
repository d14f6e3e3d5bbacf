"""How far asking archives has got: by site and day, and in each WARC file."""

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters import schema

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "archive_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("n_found", sa.Integer(), nullable=False),
        sa.Column("n_known", sa.Integer(), nullable=False),
        sa.Column("n_captured", sa.Integer(), nullable=False),
        sa.Column("missing", schema.JSONText(), nullable=False),
        sa.Column("recorded_at", schema.UTCTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", "source", "site"),
    )
    op.create_table(
        "archive_file",
        sa.Column("file_id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("next_offset", sa.BigInteger(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", schema.UTCTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("file_id"),
    )
