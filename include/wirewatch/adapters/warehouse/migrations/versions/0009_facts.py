"""What each reader found on a page, and whether a second one agrees."""

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters import schema

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("article_version", sa.Column("facts", schema.JSONText(), nullable=True))
