"""How many stories a watch found in which hour, and the words that stand in the archive."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import Connection, func, or_, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.rows import IS_CURRENT
from wirewatch.model import Reason

_alert = schema.alert
_BY_HAND = "silenced by %"  # such a story counts: it was news, only nobody was to hear of it


def began_at(db: Connection) -> datetime | None:
    """Return when this desk first asked a feed."""
    return db.execute(select(func.min(schema.poll.c.polled_at))).scalar()


def hours_of(db: Connection, watch: str, *, since: datetime) -> Counter[datetime]:
    """Return how many stories were news to `watch` in each hour, by its beginning."""
    is_news = or_(_alert.c.suppressed.is_(None), _alert.c.suppressed.like(_BY_HAND))
    query = select(_alert.c.created_at).where(
        _alert.c.watch == watch,
        _alert.c.reason == Reason.NEW,
        _alert.c.created_at >= since,
        is_news,
    )
    found = db.execute(query).scalars()
    return Counter(at.replace(minute=0, second=0, microsecond=0) for at in found)


def newest_of(db: Connection, watch: str) -> tuple[str, str] | None:
    """Return story and article of the last first alert of `watch`."""
    query = (
        select(_alert.c.story_id, _alert.c.article_id)
        .where(_alert.c.watch == watch, _alert.c.reason == Reason.NEW)
        .order_by(_alert.c.created_at.desc(), _alert.c.alert_id)
        .limit(1)
    )
    row = db.execute(query).first()
    return (row.story_id, row.article_id) if row else None


def texts_between(db: Connection, first: date, last: date) -> Iterator[str]:
    """Give headline and body of the current version of each article of these days."""
    text = schema.article_text
    query = (
        select(schema.article_version.c.headline, text.c.body)
        .join(schema.article, IS_CURRENT)
        .join(text, text.c.text_hash == schema.article_version.c.text_hash)
        .where(schema.article.c.event_date.between(first, last))
    )
    for row in db.execution_options(yield_per=500).execute(query):
        yield f"{row.headline}\n{row.body}"
