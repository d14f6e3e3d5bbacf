"""The stories of a day, and the way to the days around it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.desk import DayLine, DayPage

_DAYS_BESIDE = 4
_STORY = schema.story.c


def newest_day(db: Connection) -> date | None:
    """Return the last publication date that has stories, or None when none has."""
    return db.execute(select(func.max(_STORY.event_date))).scalar()


def day_page(db: Connection, day: date, *, limit: int = 500) -> DayPage:
    """Return the stories of a publication date, at most `limit`, those with most copies first."""
    article = schema.article.c
    return DayPage(
        day=day,
        newer=_days(db, day, is_newer=True),
        older=_days(db, day, is_newer=False),
        n_articles=db.execute(select(func.count()).where(article.event_date == day)).scalar_one(),
        n_stories=db.execute(select(func.count()).where(_STORY.event_date == day)).scalar_one(),
        stories=_stories(db, day, limit),
    )


def _days(db: Connection, day: date, *, is_newer: bool) -> tuple[date, ...]:
    side = _STORY.event_date > day if is_newer else _STORY.event_date < day
    nearest = _STORY.event_date.asc() if is_newer else _STORY.event_date.desc()
    query = select(_STORY.event_date).distinct().where(side).order_by(nearest)
    return tuple(db.execute(query.limit(_DAYS_BESIDE)).scalars())


def _stories(db: Connection, day: date, limit: int) -> tuple[DayLine, ...]:
    names = DayLine.__dataclass_fields__.keys() - {"watches"}
    query = (
        select(*(_STORY[name] for name in names))
        .where(_STORY.event_date == day)
        .order_by(_STORY.n_copies.desc(), _STORY.first_published_at, _STORY.story_id)
        .limit(limit)
    )
    watches = _watches(db, day)
    return tuple(
        DayLine(**row, watches=watches.get(row["story_id"], ()))
        for row in db.execute(query).mappings()
    )


def _watches(db: Connection, day: date) -> Mapping[str, tuple[str, ...]]:
    alert = schema.alert.c
    query = (
        select(alert.story_id, alert.watch)
        .distinct()
        .join(schema.story, _STORY.story_id == alert.story_id)
        .where(_STORY.event_date == day)
        .order_by(alert.story_id, alert.watch)
    )
    found: dict[str, tuple[str, ...]] = {}
    for story_id, watch in db.execute(query):
        found[story_id] = (*found.get(story_id, ()), watch)
    return found
