"""How feeds fare, what hosts ask of robots, which rights pages reserve."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters import schema

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS: dict[str, tuple[tuple[str, Any], ...]] = {
    "feed": (
        ("asked_url", sa.Text()),
        ("moved_to", sa.Text()),
        ("moved_count", sa.Integer()),
        ("moved_since", schema.UTCTime(timezone=True)),
        ("gone_count", sa.Integer()),
        ("gone_since", schema.UTCTime(timezone=True)),
        ("failing_since", schema.UTCTime(timezone=True)),
        ("last_good_at", schema.UTCTime(timezone=True)),
        ("last_detail", sa.Text()),
        ("entries_hash", sa.String(length=32)),
        ("trust", sa.String(length=16)),
        ("trust_why", sa.Text()),
        ("trust_at", schema.UTCTime(timezone=True)),
        ("audited_at", schema.UTCTime(timezone=True)),
        ("n_unaudited", sa.Integer()),
        ("wishes", schema.JSONText()),
        ("n_entries", sa.Integer()),
        ("window_s", sa.Float()),
        ("rhythm", schema.JSONText()),
        ("silent_since", schema.UTCTime(timezone=True)),
        ("identity", sa.String(length=16)),
        ("identity_why", sa.Text()),
    ),
    "host": (("silences", sa.Integer()),),
    "poll": (
        ("asked", sa.String(length=16)),
        ("final_url", sa.Text()),
        ("next_due_at", schema.UTCTime(timezone=True)),
        ("due_why", sa.Text()),
    ),
    "capture": (
        ("robots", sa.String(length=16)),
        ("x_robots_tag", sa.Text()),
        ("tdm_reserved", sa.Boolean()),
        ("tdm_policy", sa.Text()),
        ("tdm_why", sa.Text()),
    ),
}


def upgrade() -> None:
    """Apply."""
    for table, columns in _COLUMNS.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    op.create_table(
        "feed_event",
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("feed_id", sa.String(length=200), nullable=False),
        sa.Column("at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("ix_feed_event_feed", "feed_event", ["feed_id", "at"], unique=False)
    op.create_index("ix_feed_event_at", "feed_event", ["at"], unique=False)
    op.create_table(
        "well_known",
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("read_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("asked_at", schema.UTCTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", "path"),
    )
