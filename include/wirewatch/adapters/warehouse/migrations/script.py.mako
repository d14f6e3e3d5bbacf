"""${message}.

Expand only: a new nullable column, a new table, a new index. Never rename, never retype: that is
the subset that works alike on SQLite and PostgreSQL, and that old tasks survive.
"""

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters import schema

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    ${upgrades if upgrades else "pass"}
