"""A small warehouse for the tests of stories, filled through the same door as the real one."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select

from story_texts import NOON
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.articles import ReadCapture, load_records
from wirewatch.adapters.warehouse.captures import add_captures
from wirewatch.adapters.warehouse.engine import open_warehouse, reading, writing
from wirewatch.adapters.warehouse.load import Row
from wirewatch.model import (
    UNKNOWN,
    Article,
    Block,
    BlockKind,
    Credit,
    Fact,
    Moment,
    PageVerdict,
    Precision,
    Record,
    Via,
    digest,
)
from wirewatch.urls import article_id

STORY_TABLES = (schema.copy, schema.story, schema.story_member, schema.story_alias)


def empty_warehouse() -> Engine:
    """Return a warehouse in memory with all tables and no rows."""
    engine = open_warehouse("sqlite://")
    schema.metadata.create_all(engine)
    return engine


def capture(
    page: str,
    body: str,
    *,
    hours: float | None = 0,
    captured: float = 0,
    credits: Sequence[Credit] = (),
    **more: object,
) -> ReadCapture:
    """Return what was read of https://<page>, published and captured so many hours after noon."""
    url = f"https://{page}"
    at = None if hours is None else NOON + timedelta(hours=hours)
    article = Article(
        article_id=article_id(url),
        url=url,
        url_key=page,
        canonical_url=more.get("canonical_url"),  # type: ignore[arg-type]
        captured_at=NOON + timedelta(days=20, hours=captured),
        verdict=PageVerdict.ARTICLE,
        verdict_why="",
        headline=Fact(value=f"Headline of {page}", reader="dom"),
        blocks=(Block(kind=BlockKind.BODY, text=body),),
        declared=(),
        byline=None,
        authors=(),
        dateline=None,
        language=more.get("language", "en"),  # type: ignore[arg-type]
        published=UNKNOWN
        if at is None
        else Moment(
            at=at,
            precision=more.get("precision", Precision.SECOND),  # type: ignore[arg-type]
            raw=at.isoformat(),
        ),
        modified=UNKNOWN,
        section=None,
        tags=(),
        site_name=None,
        image_url=None,
        extractor="wirewatch@test",
        facts=more.get("facts", ()),  # type: ignore[arg-type]
    )
    return ReadCapture(
        capture_id=digest("capture", page, str(captured), body),
        via=Via.LIVE,
        record=Record(article=article, credits=tuple(credits)),
        text_credit=credits[0] if credits else None,
        is_agency_site=bool(more.get("is_agency_site")),
    )


def load(engine: Engine, captures: Iterable[ReadCapture], *, now: datetime = NOON) -> list[date]:
    """Load captures; return the days they touched."""
    found = list(captures)
    land(engine, found, now=now)
    with writing(engine) as db:
        return list(load_records(db, found, now=now, load_id="test").days)


def land(engine: Engine, captures: Iterable[ReadCapture], *, now: datetime = NOON) -> None:
    """Record captures whose pages were read already."""
    with writing(engine) as db:
        add_captures(db, [capture_row(each, now) for each in captures], run="test", now=now)


def capture_row(read: ReadCapture, now: datetime) -> Row:
    article = read.record.article
    return {
        "capture_id": read.capture_id,
        "article_id": article.article_id,
        "url": article.url,
        "final_url": article.url,
        "http_status": 200,
        "captured_at": article.captured_at,
        "via": read.via.value,
        "body_hash": digest(article.body),
        "body_bytes": len(article.body),
        "truncated": False,
        "event_date": article.event_date,
        "feed_id": None,
        "warc": "test.warc.gz",
        "warc_offset": 0,
        "recorded_at": now,
    }


def dump(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Return all that the story tables say, sorted."""
    with reading(engine) as db:
        return {
            table.name: sorted((tuple(row) for row in db.execute(select(table))), key=repr)
            for table in STORY_TABLES
        }


def key(page: str) -> str:
    """Return the id of the article at https://<page>."""
    return article_id(f"https://{page}")
