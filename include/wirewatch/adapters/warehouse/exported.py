"""Records for an export: the current articles of a day, with bodies and credits."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.rows import IS_CURRENT, IS_ITS_CREDIT, by_ids
from wirewatch.model import digest

_FROM_STORY = ("story_id", "relation", "coverage", "is_canonical", "is_digest")
_CREDIT = ("agency", "role", "place", "evidence", "people", "located")


def days_with_articles(db: Connection, first: date, last: date) -> list[date]:
    """Return the days from `first` to `last`, both included, that have articles."""
    day = schema.article.c.event_date
    query = select(day).distinct().where(day.between(first, last)).order_by(day)
    return list(db.execute(query).scalars())


def fingerprint_of_day(db: Connection, day: date) -> str:
    """Return what changes when a record of the day does: a hash of versions and stories.

    Of two captures that say the same, the earlier one may come later and tell the address and time.
    """
    version, member, story = schema.article_version.c, schema.story_member.c, schema.story.c
    article, text = schema.article.c, schema.article_text.c
    query = (
        select(version.article_id, version.content_hash, version.capture_id)
        .add_columns(*(member[name] for name in _FROM_STORY))
        .add_columns(story.agency, story.agency_role, story.n_copies)
        .add_columns(text.store)  # words may go, too
        .join_from(schema.article, schema.article_text, text.text_hash == article.text_hash)
    )
    return digest("export", *("|".join(map(str, row)) for row in db.execute(_of_day(query, day))))


def records_of_day(db: Connection, day: date) -> list[dict[str, Any]]:
    """Return the records of a day, by article; the columns are `exports.records.COLUMNS`."""
    version, article = schema.article_version, schema.article.c
    member, story, text = schema.story_member.c, schema.story.c, schema.article_text.c
    query = (
        select(*(column for column in version.c if column.name != "event_date"))
        .add_columns(article.event_date, text.body, text.n_words)
        .add_columns(*(member[name] for name in _FROM_STORY), story.n_copies)
        .add_columns(story.agency.label("story_agency"))
        .add_columns(story.agency_role.label("story_agency_role"))
        .join_from(schema.article, schema.article_text, text.text_hash == article.text_hash)
    )
    rows = db.execute(_of_day(query, day)).mappings().all()
    credits = _credits(db, [row["article_id"] for row in rows])
    return [{**row, "credits": credits.get(row["article_id"], [])} for row in rows]


def _of_day(query: Select[Any], day: date) -> Select[Any]:
    """Return `query` over the current versions of a day and their places in stories, by article."""
    article, member, story = schema.article.c, schema.story_member.c, schema.story.c
    return (
        query.join_from(schema.article, schema.article_version, IS_CURRENT)
        .join(schema.story_member, member.article_id == article.article_id, isouter=True)
        .join(schema.story, story.story_id == member.story_id, isouter=True)
        .where(article.event_date == day)
        .order_by(article.article_id)
    )


def _credits(db: Connection, ids: Iterable[str]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    credit = schema.credit.c
    query = (
        select(credit.article_id, credit.position, *(credit[name] for name in _CREDIT))
        .join_from(schema.article, schema.credit, IS_ITS_CREDIT)
        .order_by(credit.article_id, credit.position)
    )
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in by_ids(db, query, credit.article_id, list(ids)):
        found[row["article_id"]].append({name: row[name] for name in _CREDIT})
    return found
