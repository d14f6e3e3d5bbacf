"""A small warehouse for what people look at: rows as the pipeline leaves them, one call a thing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import open_warehouse, writing
from wirewatch.adapters.warehouse.load import upsert
from wirewatch.model import digest

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
TODAY = NOON.date()


def warehouse_in(folder: Path) -> Engine:
    """Return an engine for a warehouse in a file, with all tables and no rows."""
    engine = open_warehouse(f"sqlite:///{folder / 'warehouse.db'}")
    schema.metadata.create_all(engine)
    return engine


def story_key(name: str) -> str:
    """Return the id of the story called `name` here."""
    return digest("story", name)


def article_key(site: str) -> str:
    """Return the id of the article on `site`; each site has one here."""
    return digest("article", site)


def put(engine: Engine, table: Table, **row: Any) -> None:
    """Put one row; a row with the same key is overwritten."""
    with writing(engine) as db:
        upsert(db, table, [row])


def put_story(
    engine: Engine, name: str, sites: Sequence[str], *, on: date = TODAY, **more: Any
) -> str:
    """Put a story whose canonical copy is on the first of `sites`; return its id."""
    row = {
        "story_id": story_key(name),
        "canonical_id": article_key(sites[0]),
        "reason": f"the earliest of {len(sites)} copies",
        "headline": f"Headline of {name}",
        "language": "en",
        "first_published_at": datetime(on.year, on.month, on.day, 8, tzinfo=UTC),
        "event_date": on,
        "n_copies": len(sites),
        "n_sources": len(sites),
        "agency": None,
        "agency_role": None,
        "agency_why": None,
    }
    put(engine, schema.story, **{**row, **more})
    for place, site in enumerate(sites):
        put_copy(engine, name, site, place, on=on)
    return story_key(name)


def put_copy(
    engine: Engine, story: str, site: str, place: int = 0, *, on: date = TODAY, **more: Any
) -> str:
    """Put an article and its place in a story (0: the canonical one); return the article's id."""
    version = {**_version(site, on), "published_at": NOON + timedelta(hours=place), **more}
    member = {key: version.pop(key) for key in [*version] if key in _MEMBER_COLUMNS}
    put(engine, schema.article_text, text_hash=digest(site), body=f"Text of {site}.", n_words=3)
    put(engine, schema.article_version, **version)
    put(
        engine,
        schema.article,
        match_state="done",
        **{key: version[key] for key in _ARTICLE_COLUMNS},
    )
    standing = {"relation": "cut" if place else "identical", "coverage": 1.0, "is_digest": False}
    whose = {"article_id": article_key(site), "story_id": story_key(story)}
    put(engine, schema.story_member, **whose, **{**standing, "is_canonical": not place, **member})
    return article_key(site)


def put_capture(engine: Engine, site: str, **more: Any) -> None:
    """Put the capture that the article of `site` was read from."""
    url = f"https://{site}/story"
    row = {
        "capture_id": digest("capture", site),
        "article_id": article_key(site),
        "url": url,
        "final_url": url,
        "http_status": 200,
        "captured_at": NOON,
        "via": "live",
        "body_hash": digest(site),
        "body_bytes": 1,
        "truncated": False,
        "event_date": TODAY,
        "feed_id": None,
        "warc": "x.warc.gz",
        "warc_offset": 0,
        "recorded_at": NOON,
    }
    put(engine, schema.capture, **{**row, **more})


def put_credit(
    engine: Engine, site: str, agency: str, role: str, evidence: str, **more: Any
) -> None:
    """Put a credit on the article of `site`, at `position` 0 if nothing else is said."""
    row = {
        "article_id": article_key(site),
        "content_hash": digest(site, "1"),
        "position": 0,
        "agency": agency,
        "role": role,
        "place": {"photo": "caption", "source": "body"}.get(role, "byline"),
        "evidence": evidence,
        "people": [],
        "located": None,
    }
    put(engine, schema.credit, **{**row, **more})


def put_pair(engine: Engine, a: str, b: str, relation: str, evidence: str, **more: Any) -> None:
    """Put how the article of site `a` relates to that of site `b`."""
    row = {
        "a": article_key(a),
        "b": article_key(b),
        "relation": relation,
        "coverage_a": 1.0,
        "coverage_b": 0.5,
        "matched_words": 100,
        "longest_run": 50,
        "spans": [],
        "evidence": evidence,
    }
    put(engine, schema.copy, **{**row, **more})


def put_alert(engine: Engine, watch: str, story: str, words: Sequence[str], **more: Any) -> str:
    """Put an alert that `words` in the body raised; return its id."""
    row = {
        "alert_id": digest("alert", watch, story),
        "watch": watch,
        "story_id": story_key(story),
        "article_id": digest("none"),
        "reason": "new",
        "hits": [["body", 0, len(word), word] for word in words],
        "query": "",
        "suppressed": None,
        "created_at": NOON,
    }
    put(engine, schema.alert, **{**row, **more})
    return str(row["alert_id"])


def put_delivery(engine: Engine, alert_id: str, channel: str, state: str) -> None:
    """Put what the outbox holds of an alert."""
    put(
        engine,
        schema.delivery,
        delivery_id=digest(alert_id, channel),
        alert_id=alert_id,
        channel=channel,
        state=state,
        tries=1,
        next_try_at=None,
        leased_until=None,
        sent_at=NOON if state == "sent" else None,
        created_at=NOON,
    )


_MEMBER_COLUMNS = frozenset({"relation", "coverage", "is_canonical", "is_digest"})
_ARTICLE_COLUMNS = (
    "article_id", "content_hash", "text_hash", "source", "event_date", "captured_at", "via",
)  # fmt: skip


def _version(site: str, on: date) -> dict[str, Any]:
    return {
        "article_id": article_key(site),
        "content_hash": digest(site, "1"),
        "text_hash": digest(site),
        "capture_id": digest("capture", site),
        "source": site,
        "url": f"https://{site}/story",
        "canonical_url": None,
        "verdict": "article",
        "verdict_why": "",
        "headline": f"Headline on {site}",
        "headline_reader": "dom",
        "byline": None,
        "authors": [],
        "dateline": None,
        "located": None,
        "language": "en",
        "published_precision": "second",
        "published_raw": "12 March 2026, noon",
        "published_reader": "dom",
        "published_agrees": None,
        "modified_at": None,
        "modified_precision": "none",
        "captured_at": NOON + timedelta(hours=6),
        "via": "live",
        "event_date": on,
        "section": None,
        "tags": [],
        "facts": [],
        "blocks": [],
        "warnings": [],
        "agency": None,
        "agency_role": None,
        "is_agency_site": False,
        "declared_source": None,
        "extractor": "test@1",
        "recorded_at": NOON,
        "load_id": digest("load"),
    }
