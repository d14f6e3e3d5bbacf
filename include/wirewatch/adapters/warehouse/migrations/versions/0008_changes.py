"""When a feed says that an entry was changed last."""

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters import schema

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.add_column("entry", sa.Column("updated_at", schema.UTCTime(timezone=True), nullable=True))
