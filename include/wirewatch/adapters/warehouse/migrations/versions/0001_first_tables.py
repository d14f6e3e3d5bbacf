"""First tables.

Expand only: a new nullable column, a new table, a new index. Never rename, never retype: that is
the subset that works alike on SQLite and PostgreSQL, and that old tasks survive.
"""

import sqlalchemy as sa
from alembic import op

from wirewatch.adapters import schema

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "alert",
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("watch", sa.String(length=200), nullable=False),
        sa.Column("story_id", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("hits", schema.JSONText(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("suppressed", sa.Text(), nullable=True),
        sa.Column("created_at", schema.UTCTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("alert_id"),
    )
    op.create_index("ix_alert_story", "alert", ["story_id"], unique=False)
    op.create_index("ix_alert_watch", "alert", ["watch", "created_at"], unique=False)
    op.create_table(
        "article",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("text_hash", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("captured_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("match_state", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("ix_article_date", "article", ["event_date", "source"], unique=False)
    op.create_index("ix_article_match", "article", ["match_state"], unique=False)
    op.create_index("ix_article_text", "article", ["text_hash"], unique=False)
    op.create_table(
        "article_text",
        sa.Column("text_hash", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("n_words", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash"),
    )
    op.create_table(
        "article_version",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("text_hash", sa.String(length=32), nullable=False),
        sa.Column("capture_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=True),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("verdict_why", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("headline_reader", sa.String(length=32), nullable=True),
        sa.Column("byline", sa.Text(), nullable=True),
        sa.Column("authors", schema.JSONText(), nullable=False),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("located", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("published_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("published_precision", sa.String(length=16), nullable=False),
        sa.Column("published_raw", sa.Text(), nullable=False),
        sa.Column("published_reader", sa.String(length=32), nullable=False),
        sa.Column("published_agrees", sa.Boolean(), nullable=True),
        sa.Column("modified_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("modified_precision", sa.String(length=16), nullable=False),
        sa.Column("captured_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("tags", schema.JSONText(), nullable=False),
        sa.Column("blocks", schema.JSONText(), nullable=False),
        sa.Column("warnings", schema.JSONText(), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=True),
        sa.Column("agency_role", sa.String(length=16), nullable=True),
        sa.Column("is_agency_site", sa.Boolean(), nullable=False),
        sa.Column("declared_source", sa.String(length=32), nullable=True),
        sa.Column("extractor", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("article_id", "content_hash"),
    )
    op.create_index("ix_version_date", "article_version", ["event_date", "source"], unique=False)
    op.create_index("ix_version_text", "article_version", ["text_hash"], unique=False)
    op.create_table(
        "attempt",
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("ended_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("delivery_id", "number"),
    )
    op.create_table(
        "capture",
        sa.Column("capture_id", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("final_url", sa.Text(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=False),
        sa.Column("captured_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("body_hash", sa.String(length=32), nullable=False),
        sa.Column("body_bytes", sa.Integer(), nullable=False),
        sa.Column("truncated", sa.Boolean(), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("feed_id", sa.String(length=200), nullable=True),
        sa.Column("warc", sa.Text(), nullable=False),
        sa.Column("warc_offset", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", schema.UTCTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("capture_id"),
    )
    op.create_index("ix_capture_article", "capture", ["article_id", "captured_at"], unique=False)
    op.create_index("ix_capture_date", "capture", ["event_date"], unique=False)
    op.create_table(
        "copy",
        sa.Column("a", sa.String(length=32), nullable=False),
        sa.Column("b", sa.String(length=32), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("coverage_a", sa.Float(), nullable=False),
        sa.Column("coverage_b", sa.Float(), nullable=False),
        sa.Column("matched_words", sa.Integer(), nullable=False),
        sa.Column("longest_run", sa.Integer(), nullable=False),
        sa.Column("spans", schema.JSONText(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("a", "b"),
    )
    op.create_index("ix_copy_b", "copy", ["b"], unique=False)
    op.create_table(
        "credit",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=16), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("people", schema.JSONText(), nullable=False),
        sa.Column("located", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("article_id", "content_hash", "position"),
    )
    op.create_index("ix_credit_agency", "credit", ["agency", "role"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("delivery_id", sa.String(length=32), nullable=False),
        sa.Column("alert_id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("leased_until", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("sent_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("created_at", schema.UTCTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("delivery_id"),
    )
    op.create_index("ix_delivery_alert", "delivery", ["alert_id"], unique=False)
    op.create_index("ix_delivery_due", "delivery", ["state", "next_try_at"], unique=False)
    op.create_table(
        "entry",
        sa.Column("feed_id", sa.String(length=200), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("guid", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("content_html", sa.Text(), nullable=True),
        sa.Column("authors", schema.JSONText(), nullable=False),
        sa.Column("published_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("published_precision", sa.String(length=16), nullable=False),
        sa.Column("published_raw", sa.Text(), nullable=False),
        sa.Column("first_seen_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("outcome_detail", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", schema.UTCTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("feed_id", "entry_id"),
    )
    op.create_index("ix_entry_article", "entry", ["article_id"], unique=False)
    op.create_index("ix_entry_outcome", "entry", ["outcome", "next_try_at"], unique=False)
    op.create_table(
        "feed",
        sa.Column("feed_id", sa.String(length=200), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("site", sa.String(length=200), nullable=True),
        sa.Column("zone", sa.String(length=200), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("next_due_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("due_why", sa.Text(), nullable=False),
        sa.Column("fail_score", sa.Float(), nullable=False),
        sa.Column("last_outcome", sa.String(length=32), nullable=True),
        sa.Column("last_polled_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("last_new_at", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("seen_entries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("feed_id"),
    )
    op.create_index("ix_feed_due", "feed", ["next_due_at"], unique=False)
    op.create_table(
        "fingerprint",
        sa.Column("fp", sa.BigInteger(), nullable=False),
        sa.Column("text_hash", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.PrimaryKeyConstraint("fp", "text_hash", "version"),
    )
    op.create_index("ix_fingerprint_text", "fingerprint", ["text_hash"], unique=False)
    op.create_table(
        "host",
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("next_allowed_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("interval_s", sa.Float(), nullable=False),
        sa.Column("down_until", schema.UTCTime(timezone=True), nullable=True),
        sa.Column("why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("host"),
    )
    op.create_table(
        "load",
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("run", sa.String(length=200), nullable=False),
        sa.Column("n_in", sa.Integer(), nullable=False),
        sa.Column("n_new", sa.Integer(), nullable=False),
        sa.Column("n_same", sa.Integer(), nullable=False),
        sa.Column("n_quarantined", sa.Integer(), nullable=False),
        sa.Column("code_version", sa.String(length=32), nullable=False),
        sa.Column("committed_at", schema.UTCTime(timezone=True), nullable=False),
        sa.CheckConstraint("n_in = n_new + n_same + n_quarantined", name="ck_load_adds_up"),
        sa.PrimaryKeyConstraint("load_id"),
    )
    op.create_table(
        "poll",
        sa.Column("poll_id", sa.String(length=32), nullable=False),
        sa.Column("feed_id", sa.String(length=200), nullable=False),
        sa.Column("polled_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("body_hash", sa.String(length=32), nullable=True),
        sa.Column("parser", sa.String(length=32), nullable=True),
        sa.Column("n_entries", sa.Integer(), nullable=False),
        sa.Column("n_new", sa.Integer(), nullable=False),
        sa.Column("problems", schema.JSONText(), nullable=True),
        sa.PrimaryKeyConstraint("poll_id"),
    )
    op.create_index("ix_poll_feed", "poll", ["feed_id", "polled_at"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("item_id", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("first_seen_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("load_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("item_id"),
    )
    op.create_table(
        "reading",
        sa.Column("capture_id", sa.String(length=32), nullable=False),
        sa.Column("extractor", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=True),
        sa.Column("recorded_at", schema.UTCTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("capture_id", "extractor"),
    )
    op.create_table(
        "sketch",
        sa.Column("text_hash", sa.String(length=32), nullable=False),
        sa.Column("version", sa.String(length=16), nullable=False),
        sa.Column("exact_hash", sa.String(length=32), nullable=False),
        sa.Column("n_words", sa.Integer(), nullable=False),
        sa.Column("n_fingerprints", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "version"),
    )
    op.create_index("ix_sketch_exact", "sketch", ["exact_hash"], unique=False)
    op.create_table(
        "story",
        sa.Column("story_id", sa.String(length=32), nullable=False),
        sa.Column("canonical_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("first_published_at", schema.UTCTime(timezone=True), nullable=False),
        sa.Column("event_date", sa.Date(), nullable=False),
        sa.Column("n_copies", sa.Integer(), nullable=False),
        sa.Column("n_sources", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(length=32), nullable=True),
        sa.Column("agency_role", sa.String(length=16), nullable=True),
        sa.Column("agency_why", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("story_id"),
    )
    op.create_index("ix_story_date", "story", ["event_date"], unique=False)
    op.create_table(
        "story_alias",
        sa.Column("old_id", sa.String(length=32), nullable=False),
        sa.Column("story_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("old_id"),
    )
    op.create_table(
        "story_member",
        sa.Column("article_id", sa.String(length=32), nullable=False),
        sa.Column("story_id", sa.String(length=32), nullable=False),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.Column("coverage", sa.Float(), nullable=False),
        sa.Column("is_canonical", sa.Boolean(), nullable=False),
        sa.Column("is_digest", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_index("ix_member_story", "story_member", ["story_id"], unique=False)
