"""The full-text index, and in it what is there already: see adapters/warehouse/search.py."""

from alembic import op

from wirewatch.adapters.warehouse.search import TABLE, index_all

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    db = op.get_bind()
    if db.dialect.name == "sqlite":
        columns = "article_id UNINDEXED, words, tokenize='ascii'"
        op.execute(f"CREATE VIRTUAL TABLE {TABLE} USING fts5({columns})")
    else:
        op.execute(f"CREATE TABLE {TABLE} (article_id VARCHAR(32) PRIMARY KEY, words TSVECTOR)")
        op.execute(f"CREATE INDEX ix_{TABLE} ON {TABLE} USING gin (words)")
    index_all(db)
