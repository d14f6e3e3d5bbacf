"""Alerts that follow the first one, who has seen them, silences, deliveries told together."""

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters import schema

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("alert", sa.Column("difference", schema.JSONText(), nullable=True))
    op.add_column("alert", sa.Column("acked_at", schema.UTCTime(timezone=True), nullable=True))
    op.add_column("alert", sa.Column("acked_by", sa.String(length=200), nullable=True))
    op.add_column("delivery", sa.Column("digest_id", sa.String(length=32), nullable=True))
    op.create_index("ix_delivery_digest", "delivery", ["digest_id"])
    op.create_table(
        "silence",
        sa.Column("silence_id", sa.String(length=32), nullable=False),
        sa.Column("watch", sa.String(length=200), nullable=False),
        sa.Column("until", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("created_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("ended_at", schema.UTCTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("silence_id"),
    )
