"""Compress the long texts with lz4, on a PostgreSQL that was built with it."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LONG = {"article_text": "body", "article_version": "blocks", "entry": "content_html"}


def upgrade() -> None:
    """Apply; what is there stays as it was compressed, and is read as before."""
    db = op.get_bind()
    if db.dialect.name != "postgresql":
        return
    known = "SELECT 1 FROM pg_settings WHERE name = 'default_toast_compression'"
    if db.exec_driver_sql(f"{known} AND 'lz4' = ANY(enumvals)").first():
        for table, column in _LONG.items():
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4")
