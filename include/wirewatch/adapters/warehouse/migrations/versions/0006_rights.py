"""How much of a text is kept, which pages were erased, and what must not come back."""

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters import schema

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("article_text", sa.Column("store", sa.String(length=16), nullable=True))
    op.add_column("capture", sa.Column("erased_at", schema.UTCTime(timezone=True), nullable=True))
    op.create_table(
        "tombstone",
        sa.Column("scope", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", schema.UTCTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("scope", "key"),
    )
