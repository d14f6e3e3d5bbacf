"""A warehouse with a few articles in stories, written row by row as earlier steps leave them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, delete, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading, writing
from wirewatch.adapters.warehouse.load import insert_absent, upsert
from wirewatch.adapters.warehouse.search import index_articles
from wirewatch.model import BlockKind, Message, digest

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
TODAY = NOW.date()


class Killed(BaseException):
    """Stands for the end of a process."""


@dataclass
class Pager:
    """A channel that keeps what it gets, or answers with `errors`, one after the other."""

    name: str = "pager"
    guarantee: str = "none"
    errors: list[BaseException] = field(default_factory=list)
    got: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        self.got.append(message)
        if self.errors:
            raise self.errors.pop(0)


def desk_at(path: Path) -> Engine:
    """Return an empty warehouse in a file."""
    engine = open_warehouse(f"sqlite:///{path / 'warehouse.db'}")
    migrate(engine)
    return engine


def add_article(
    engine: Engine,
    name: str,
    *,
    story: str | None = "raid",
    body: str = "A drone fell on Vesk.",
    age: timedelta = timedelta(hours=1),
    version: str = "1",
    **more: Any,
) -> str:
    """Put an article, its current version and its membership; return its id. `story=None`: none."""
    captured_at = more.pop("captured_at", NOW - timedelta(minutes=10))
    row = {**_version_row(name, body, version), "captured_at": captured_at, **more}
    row.setdefault("published_at", captured_at - age)
    article = {key: row[key] for key in _ARTICLE_COLUMNS} | {"match_state": "pending"}
    text = "\n".join(text for kind, text, _ in row["blocks"] if BlockKind(kind).is_text)
    kept = {"text_hash": row["text_hash"], "body": text, "n_words": len(text.split())}
    with writing(engine) as db:
        insert_absent(db, schema.article_text, [kept])
        insert_absent(db, schema.article_version, [row])
        upsert(db, schema.article, [article])
        index_articles(db, [row["article_id"]])
        if story is not None:
            upsert(db, schema.story_member, [_member_row(row["article_id"], digest(story))])
    return str(row["article_id"])


def add_credit(engine: Engine, article_id: str, *, agency: str = "AFP") -> None:
    """Give an article of version "1" a credit for its text."""
    credit = {
        "article_id": article_id,
        "content_hash": digest("1"),
        "position": 0,
        "agency": agency,
        "role": "text",
        "place": "tail",
        "evidence": f"({agency})",
        "people": [],
        "located": None,
    }
    with writing(engine) as db:
        insert_absent(db, schema.credit, [credit])


def move_story(engine: Engine, old: str, new: str) -> None:
    """Give a story another name, as grouping does when an earlier copy is found."""
    member, alias = schema.story_member, schema.story_alias
    with writing(engine) as db:
        is_old = member.c.story_id == digest(old)
        db.execute(update(member).where(is_old).values(story_id=digest(new)))
        insert_absent(db, alias, [{"old_id": digest(old), "story_id": digest(new)}])


def forget_aliases(engine: Engine) -> None:
    """Take all aliases away."""
    with writing(engine) as db:
        db.execute(delete(schema.story_alias))


def rows(engine: Engine, table: Table) -> list[dict[str, Any]]:
    """Return all rows of `table`, by key."""
    with reading(engine) as db:
        found = db.execute(select(table).order_by(*table.primary_key)).mappings()
        return [dict(row) for row in found]


def column(engine: Engine, table: Table, name: str) -> list[Any]:
    """Return one column of all rows of `table`, by key."""
    return [row[name] for row in rows(engine, table)]


_ARTICLE_COLUMNS: Iterable[str] = (
    "article_id", "content_hash", "text_hash", "source", "event_date", "captured_at", "via",
)  # fmt: skip


def _version_row(name: str, body: str, version: str) -> dict[str, Any]:
    return {
        "article_id": digest("article", name),
        "content_hash": digest(version),
        "text_hash": digest(body),
        "capture_id": digest(name, version),
        "source": f"{name}.example",
        "url": f"https://{name}.example/raid",
        "canonical_url": None,
        "verdict": "article",
        "verdict_why": "",
        "headline": "Night over Vesk",
        "headline_reader": "dom",
        "byline": None,
        "authors": [],
        "dateline": None,
        "located": None,
        "language": "en",
        "published_precision": "second",
        "published_raw": "",
        "published_reader": "json-ld",
        "published_agrees": None,
        "modified_at": None,
        "modified_precision": "none",
        "via": "live",
        "event_date": TODAY,
        "section": None,
        "tags": [],
        "facts": [],
        "blocks": [["lede", body, ""], ["advert", "Buy a glider", ""]],
        "warnings": [],
        "agency": None,
        "agency_role": None,
        "is_agency_site": False,
        "declared_source": None,
        "extractor": "test@1",
        "recorded_at": NOW - timedelta(minutes=5),
        "load_id": digest("load"),
    }


def _member_row(article_id: str, story_id: str) -> dict[str, Any]:
    return {
        "article_id": article_id,
        "story_id": story_id,
        "relation": "identical",
        "coverage": 1.0,
        "is_canonical": False,
        "is_digest": False,
    }
