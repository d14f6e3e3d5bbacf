"""The warehouse's tables, and the few column types that mean the same on every store.

Keys are 32 hex digits (`model.digest`): the same on every store, no sequences, no clashes between
writers. Facts are immutable and keyed by their content; only state (feed, delivery …) is updated.
No index over raw URLs: a 9 kB URL breaks a PostgreSQL b-tree.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData()


class UTCTime(TypeDecorator[datetime]):
    """An aware UTC datetime. Naive times are refused: SQLite would drop an offset unconverted."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive time {value!r}: every time in the warehouse is aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class JSONText(TypeDecorator[Any]):
    """JSON kept as text, the same bytes on every store: sorted keys, no spaces, no escapes."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None:
            return None
        return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(value)


Key = String(32)  # model.digest
Name = String(200)


# ── what we poll ────────────────────────────────────────────────────────────────────────────────

feed = Table(  # one row a feed; state of polling it
    "feed",
    metadata,
    Column("feed_id", Name, primary_key=True),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("site", Name),
    Column("zone", Name),  # IANA zone of the publisher, where the operator gave one
    Column("language", String(8)),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("next_due_at", UTCTime, nullable=False),
    Column("due_why", Text, nullable=False),  # why it is polled next when it is
    Column("fail_score", Float, nullable=False, default=0.0),
    Column("last_outcome", String(32)),
    Column("last_polled_at", UTCTime),
    Column("last_new_at", UTCTime),  # when it last had an entry we did not know
    Column("seen_entries", Integer, nullable=False, default=0),
    # Nullable, as all that comes after the first tables: None is a feed we learned nothing of yet.
    Column("asked_url", Text),  # where it is asked since it moved; None: at `url`
    Column("moved_to", Text),  # where permanent redirects lead, not yet believed
    Column("moved_count", Integer),  # how many answers in a row said so
    Column("moved_since", UTCTime),
    Column("gone_count", Integer),  # answers "410 Gone" in a row
    Column("gone_since", UTCTime),
    Column("failing_since", UTCTime),
    Column("last_good_at", UTCTime),  # when it last answered with a feed, or "not modified"
    Column("last_detail", Text),  # why the last poll failed
    Column("entries_hash", Key),  # of what the last whole answer announced
    Column("trust", String(16)),  # whether its "not modified" can be believed
    Column("trust_why", Text),
    Column("trust_at", UTCTime),
    Column("audited_at", UTCTime),  # when it was last asked without condition
    Column("n_unaudited", Integer),  # conditional polls since
    Column("wishes", JSONText),  # ttl, skipHours, skipDays as the feed itself has them
    Column("n_entries", Integer),  # in the last whole answer
    Column("window_s", Float),  # from its oldest to its newest entry
    Column("rhythm", JSONText),  # the usual gap between its entries, the longest, over how long
    Column("silent_since", UTCTime),  # when it was found quiet against its own rhythm
    Column("identity", String(16)),  # what its entries are known by: guid, address
    Column("identity_why", Text),
    Index("ix_feed_due", "next_due_at"),
)

feed_event = Table(  # what the operator should know of a feed; immutable
    "feed_event",
    metadata,
    Column("event_id", Key, primary_key=True),  # feed, kind, time
    Column("feed_id", Name, nullable=False),
    Column("at", UTCTime, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("detail", Text, nullable=False),
    Index("ix_feed_event_feed", "feed_id", "at"),
    Index("ix_feed_event_at", "at"),
)

host = Table(  # politeness, shared by all tasks and DAGs
    "host",
    metadata,
    Column("host", Name, primary_key=True),
    Column("next_allowed_at", UTCTime, nullable=False),
    Column("interval_s", Float, nullable=False),
    Column("down_until", UTCTime),
    Column("why", Text),
    Column("silences", Integer),  # requests in a row that it did not answer
)

well_known = Table(  # small files that a host keeps for robots: robots.txt, tdmrep.json
    "well_known",
    metadata,
    Column("host", Name, primary_key=True),
    Column("path", Name, primary_key=True),
    Column("body", Text),  # of the last good copy; "" when there is no such file
    Column("status", String(32), nullable=False),  # ok, absent, or the name of the error
    Column("read_at", UTCTime),  # of the last good copy
    Column("asked_at", UTCTime, nullable=False),
)

poll = Table(  # one row a poll of a feed; immutable
    "poll",
    metadata,
    Column("poll_id", Key, primary_key=True),  # feed, time
    Column("feed_id", Name, nullable=False),
    Column("polled_at", UTCTime, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("detail", Text),
    Column("http_status", Integer),
    Column("body_hash", Key),
    Column("parser", String(32)),
    Column("n_entries", Integer, nullable=False),
    Column("n_new", Integer, nullable=False),
    Column("problems", JSONText),
    Column("asked", String(16)),  # conditional, first, audit, untrusted
    Column("final_url", Text),
    Column("next_due_at", UTCTime),
    Column("due_why", Text),
    Index("ix_poll_feed", "feed_id", "polled_at"),
)

entry = Table(  # what a feed announced; the page behind it may never be had
    "entry",
    metadata,
    Column("feed_id", Name, primary_key=True),
    Column("entry_id", Key, primary_key=True),
    Column("article_id", Key, nullable=False),  # digest of the url key of its link
    Column("url", Text, nullable=False),
    Column("guid", Text),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("content_html", Text),
    Column("authors", JSONText, nullable=False),
    Column("published_at", UTCTime),
    Column("published_precision", String(16), nullable=False),
    Column("published_raw", Text, nullable=False),
    Column("updated_at", UTCTime),  # as the feed says now
    Column("first_seen_at", UTCTime, nullable=False),
    Column("event_date", Date, nullable=False),
    Column("outcome", String(32), nullable=False),  # pending, landed, later, gone, refused …
    Column("outcome_detail", Text),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_try_at", UTCTime),
    Index("ix_entry_article", "article_id"),
    Index("ix_entry_outcome", "outcome", "next_try_at"),
)

capture = Table(  # where a page as served lies in the landing zone; immutable
    "capture",
    metadata,
    Column("capture_id", Key, primary_key=True),  # article, body, captured_at
    Column("article_id", Key, nullable=False),
    Column("url", Text, nullable=False),
    Column("final_url", Text, nullable=False),
    Column("http_status", Integer, nullable=False),
    Column("captured_at", UTCTime, nullable=False),
    Column("via", String(16), nullable=False),
    Column("body_hash", Key, nullable=False),
    Column("body_bytes", Integer, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("event_date", Date, nullable=False),  # the partition that reads it
    Column("feed_id", Name),
    Column("warc", Text, nullable=False),  # path below the landing zone
    Column("warc_offset", BigInteger, nullable=False),
    Column("recorded_at", UTCTime, nullable=False),
    Column("robots", String(16)),  # what robots.txt said; None: nobody asked it
    Column("x_robots_tag", Text),  # as served, header and meta
    Column("tdm_reserved", Boolean),  # rights of text and data mining; None: nothing was said
    Column("tdm_policy", Text),  # address of the licence, where one is named
    Column("tdm_why", Text),  # who said it: header, meta, tdmrep.json
    Column("erased_at", UTCTime),  # when the page was taken out of the landing zone
    Index("ix_capture_date", "event_date"),
    Index("ix_capture_article", "article_id", "captured_at"),
)

reading = Table(  # what became of reading a capture with one version of the rules
    "reading",
    metadata,
    Column("capture_id", Key, primary_key=True),
    Column("extractor", Name, primary_key=True),
    Column("outcome", String(32), nullable=False),  # loaded, same, or a named reason why not
    Column("detail", Text),
    Column("article_id", Key, nullable=False),
    Column("content_hash", Key),
    Column("recorded_at", UTCTime, nullable=False),
)

archive_day = Table(  # how far asking one archive for one site's day has got; state
    "archive_day",
    metadata,
    Column("day", Date, primary_key=True),
    Column("source", Name, primary_key=True),  # the archive, as desk.toml calls it
    Column("site", Name, primary_key=True),
    Column("n_found", Integer, nullable=False),
    Column("n_known", Integer, nullable=False),  # of those found: had already
    Column("n_captured", Integer, nullable=False),
    Column("missing", JSONText, nullable=False),  # outcome → pages not had
    Column("recorded_at", UTCTime, nullable=False),
)

archive_file = Table(  # how far reading one WARC file for some sites has got; state
    "archive_file",
    metadata,
    Column("file_id", Key, primary_key=True),  # address, sites
    Column("url", Text, nullable=False),
    Column("next_offset", BigInteger, nullable=False),
    Column("is_done", Boolean, nullable=False),
    Column("recorded_at", UTCTime, nullable=False),
)

# ── what we read ────────────────────────────────────────────────────────────────────────────────

article_text = Table(  # a body, once, however many versions carry it; immutable
    "article_text",
    metadata,
    Column("text_hash", Key, primary_key=True),
    Column("body", Text, nullable=False),
    Column("n_words", Integer, nullable=False),
    Column("store", String(16)),  # how much of it is kept: excerpt, hash; None: all of it
)

site_line = Table(  # which texts hold which line: a site's own boxes stand in many
    "site_line",
    metadata,
    Column("line_hash", Key, primary_key=True),
    Column("article_id", Key, primary_key=True),
    Column("source", Name, nullable=False),
    Index("ix_site_line_article", "article_id"),
)

article_version = Table(  # what a site said at one time; immutable
    "article_version",
    metadata,
    Column("article_id", Key, primary_key=True),
    Column("content_hash", Key, primary_key=True),  # of all that the page says
    Column("text_hash", Key, nullable=False),
    Column("capture_id", Key, nullable=False),  # the capture it was first read from
    Column("source", Name, nullable=False),  # the site: host without www
    Column("url", Text, nullable=False),
    Column("canonical_url", Text),
    Column("verdict", String(32), nullable=False),
    Column("verdict_why", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("headline_reader", String(32)),
    Column("byline", Text),
    Column("authors", JSONText, nullable=False),
    Column("dateline", Text),
    Column("located", Text),
    Column("language", String(8)),
    Column("published_at", UTCTime),
    Column("published_precision", String(16), nullable=False),
    Column("published_raw", Text, nullable=False),
    Column("published_reader", String(32), nullable=False),
    Column("published_agrees", Boolean),
    Column("modified_at", UTCTime),
    Column("modified_precision", String(16), nullable=False),
    Column("captured_at", UTCTime, nullable=False),
    Column("via", String(16), nullable=False),
    Column("event_date", Date, nullable=False),
    Column("section", Text),
    Column("tags", JSONText, nullable=False),
    Column("facts", JSONText),  # [{fact, value, reader, agrees}, …]; None: loaded before 0009
    Column("blocks", JSONText, nullable=False),  # [[kind, text, why], …] in reading order
    Column("warnings", JSONText, nullable=False),
    Column("agency", String(32)),  # of the strongest credit for the text
    Column("agency_role", String(16)),
    Column("is_agency_site", Boolean, nullable=False),
    Column("declared_source", Key),  # article_id of the original the page itself names
    Column("extractor", Name, nullable=False),
    Column("recorded_at", UTCTime, nullable=False),
    Column("load_id", Key, nullable=False),
    Index("ix_version_date", "event_date", "source"),
    Index("ix_version_text", "text_hash"),
)

article = Table(  # the current version: what people select from; moves when a newer capture lands
    "article",
    metadata,
    Column("article_id", Key, primary_key=True),
    Column("content_hash", Key, nullable=False),
    Column("text_hash", Key, nullable=False),
    Column("source", Name, nullable=False),
    Column("event_date", Date, nullable=False),
    Column("captured_at", UTCTime, nullable=False),
    Column("via", String(16), nullable=False),
    Column("match_state", String(16), nullable=False),  # pending, done; set with its alerts
    Index("ix_article_date", "event_date", "source"),
    Index("ix_article_text", "text_hash"),
    Index("ix_article_match", "match_state"),
)

credit = Table(  # an agency named in a version, with the words that prove it; immutable
    "credit",
    metadata,
    Column("article_id", Key, primary_key=True),
    Column("content_hash", Key, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("agency", String(32), nullable=False),
    Column("role", String(16), nullable=False),
    Column("place", String(16), nullable=False),
    Column("evidence", Text, nullable=False),
    Column("people", JSONText, nullable=False),
    Column("located", Text),
    Index("ix_credit_agency", "agency", "role"),
)

# ── copies and stories ──────────────────────────────────────────────────────────────────────────

sketch = Table(
    "sketch",
    metadata,
    Column("text_hash", Key, primary_key=True),
    Column("version", String(16), primary_key=True),
    Column("exact_hash", Key, nullable=False),
    Column("n_words", Integer, nullable=False),
    Column("n_fingerprints", Integer, nullable=False),
    Column("prints", LargeBinary),  # the fingerprints: int64, little-endian, sorted
    Index("ix_sketch_exact", "exact_hash"),
)

fingerprint = Table(  # as they were kept before `sketch.prints`; no longer written
    "fingerprint",
    metadata,
    Column("fp", BigInteger, primary_key=True),
    Column("text_hash", Key, primary_key=True),
    Column("version", String(16), primary_key=True),
    Index("ix_fingerprint_text", "text_hash"),
)

copy = Table(  # a directed relation of two articles
    "copy",
    metadata,
    Column("a", Key, primary_key=True),
    Column("b", Key, primary_key=True),
    Column("relation", String(32), nullable=False),
    Column("coverage_a", Float, nullable=False),
    Column("coverage_b", Float, nullable=False),
    Column("matched_words", Integer, nullable=False),
    Column("longest_run", Integer, nullable=False),
    Column("spans", JSONText, nullable=False),
    Column("evidence", Text, nullable=False),
    Index("ix_copy_b", "b"),
)

story = Table(
    "story",
    metadata,
    Column("story_id", Key, primary_key=True),
    Column("canonical_id", Key, nullable=False),
    Column("reason", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("language", String(8)),
    Column("first_published_at", UTCTime, nullable=False),
    Column("event_date", Date, nullable=False),
    Column("n_copies", Integer, nullable=False),
    Column("n_sources", Integer, nullable=False),
    Column("agency", String(32)),
    Column("agency_role", String(16)),
    Column("agency_why", Text),  # the evidence, and whose page it stands on
    Index("ix_story_date", "event_date"),
)

story_member = Table(
    "story_member",
    metadata,
    Column("article_id", Key, primary_key=True),
    Column("story_id", Key, nullable=False),
    Column("relation", String(32), nullable=False),
    Column("coverage", Float, nullable=False),
    Column("is_canonical", Boolean, nullable=False),
    Column("is_digest", Boolean, nullable=False),
    Index("ix_member_story", "story_id"),
)

story_alias = Table(  # old story ids keep working
    "story_alias",
    metadata,
    Column("old_id", Key, primary_key=True),
    Column("story_id", Key, nullable=False),
)

# ── alerts ──────────────────────────────────────────────────────────────────────────────────────

alert = Table(
    "alert",
    metadata,
    Column("alert_id", Key, primary_key=True),  # watch, story, reason
    Column("watch", Name, nullable=False),
    Column("story_id", Key, nullable=False),
    Column("article_id", Key, nullable=False),
    Column("reason", String(32), nullable=False),
    Column("hits", JSONText, nullable=False),  # [[zone, start, end, text], …]
    Column("query", Text, nullable=False),  # the watch as it was then
    Column("suppressed", Text),  # why it is shown but not sent
    Column("created_at", UTCTime, nullable=False),
    Column("difference", JSONText),  # of a correction: [[before, after], …], changes in «…»
    Column("acked_at", UTCTime),  # when somebody said that they have it
    Column("acked_by", Name),
    Index("ix_alert_story", "story_id"),
    Index("ix_alert_watch", "watch", "created_at"),
)

delivery = Table(  # the outbox
    "delivery",
    metadata,
    Column("delivery_id", Key, primary_key=True),  # alert, channel: the idempotency key
    Column("alert_id", Key, nullable=False),
    Column("channel", Name, nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("next_try_at", UTCTime),
    Column("leased_until", UTCTime),
    Column("sent_at", UTCTime),
    Column("created_at", UTCTime, nullable=False),
    Column("digest_id", Key),  # the delivery that tells of this one among others
    Index("ix_delivery_due", "state", "next_try_at"),
    Index("ix_delivery_digest", "digest_id"),
    Index("ix_delivery_alert", "alert_id"),
)

silence = Table(  # a watch that shall not be heard for a while; its alerts are kept
    "silence",
    metadata,
    Column("silence_id", Key, primary_key=True),  # watch, until, author
    Column("watch", Name, nullable=False),  # "*": all of them
    Column("until", UTCTime, nullable=False),
    Column("author", Name, nullable=False),
    Column("because", Text, nullable=False),
    Column("created_at", UTCTime, nullable=False),
    Column("ended_at", UTCTime),  # when it was taken back before its time
)

attempt = Table(  # one row a try, written before it is made
    "attempt",
    metadata,
    Column("delivery_id", Key, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("started_at", UTCTime, nullable=False),
    Column("ended_at", UTCTime),
    Column("outcome", String(32), nullable=False),  # started, sent, failed
    Column("detail", Text),
)

# ── books ───────────────────────────────────────────────────────────────────────────────────────

load = Table(  # one row a batch, in the same transaction as its rows
    "load",
    metadata,
    Column("load_id", Key, primary_key=True),  # step, digest of the batch
    Column("step", String(32), nullable=False),
    Column("run", Name, nullable=False),
    Column("n_in", Integer, nullable=False),
    Column("n_new", Integer, nullable=False),
    Column("n_same", Integer, nullable=False),
    Column("n_quarantined", Integer, nullable=False),
    Column("code_version", String(32), nullable=False),
    Column("committed_at", UTCTime, nullable=False),
    CheckConstraint("n_in = n_new + n_same + n_quarantined", name="ck_load_adds_up"),
)

quarantine = Table(  # rows the warehouse could not take, with the reason
    "quarantine",
    metadata,
    Column("item_id", Key, primary_key=True),
    Column("step", String(32), nullable=False),
    Column("reason", Text, nullable=False),
    Column("payload", Text, nullable=False),
    Column("first_seen_at", UTCTime, nullable=False),
    Column("load_id", Key, nullable=False),
)

tombstone = Table(  # what was forgotten and must not come back; says of nothing what it was
    "tombstone",
    metadata,
    Column("scope", String(16), primary_key=True),  # article, source
    Column("key", Key, primary_key=True),  # article_id, or digest of the host
    Column("reason", Text, nullable=False),  # in the operator's words
    Column("created_at", UTCTime, nullable=False),
)
