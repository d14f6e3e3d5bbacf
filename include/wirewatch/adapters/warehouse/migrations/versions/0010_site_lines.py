"""The lines by which a site's own boxes are known, and those of the texts that are there."""

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters.warehouse.site_lines import save_all_lines

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "site_line",
        sa.Column("line_hash", sa.String(length=32), primary_key=True),
        sa.Column("article_id", sa.String(length=32), primary_key=True),
        sa.Column("source", sa.String(length=200), nullable=False),
    )
    op.create_index("ix_site_line_article", "site_line", ["article_id"])
    save_all_lines(op.get_bind())
