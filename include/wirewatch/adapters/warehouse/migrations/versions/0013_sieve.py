"""The full-text index again: it now marks texts of which it may lack words."""

from alembic import op

from wirewatch.adapters.warehouse.search import index_all

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    index_all(op.get_bind())
