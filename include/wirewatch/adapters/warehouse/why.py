"""All that the warehouse knows of one address, in the order in which it came to know it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, Select, Table, or_, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.alerts import as_pending, credits_by_version, feed_zone, n_copies
from wirewatch.adapters.warehouse.rows import IS_CURRENT
from wirewatch.adapters.warehouse.site_lines import body_of, repeats_of, without_repeats
from wirewatch.alerts.decide import Pending
from wirewatch.urls import article_id

Line = tuple[str, str]  # what step speaks, what it says


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An article as the matcher sees it, whether it has done so or not."""

    copy: Pending
    match_state: str
    story_id: str | None  # None: not grouped yet


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """An alert, and what became of it."""

    article_id: str
    url: str  # of the copy that raised it
    query: str  # as the watch asked at the time
    created_at: datetime
    deliveries: tuple[Line, ...]


def what_we_know(db: Connection, url: str) -> Iterator[Line]:
    """Give one line for each thing known of `url`, from the feed to the alert."""
    announced = article_id(url)
    yield from _entries(db, announced)
    captures = _captures(db, url, announced)
    if not captures:
        yield "capture", "none: the page has not been fetched"
        return
    for capture in captures:
        yield from _capture(db, capture)
    yield from _article(db, captures)


def seen_article(db: Connection, url: str) -> Seen | None:
    """Return the article at `url` as the matcher sees it; None when there is none."""
    announced = article_id(url)
    captures = _captures(db, url, announced)
    row = _current(db, captures[-1]["article_id"] if captures else announced)
    if row is None:
        return None
    credits_of = credits_by_version(db, [dict(row)])
    (read,) = without_repeats(db, [dict(row)])
    return Seen(
        copy=as_pending({**read, "story_id": row["story_id"] or ""}, credits_of),
        match_state=row["match_state"],
        story_id=row["story_id"],
    )


def raised_alert(db: Connection, alert_id: str) -> Raised:
    """Return the alert called `alert_id`, which is there."""
    alert = db.execute(select(schema.alert).where(schema.alert.c.alert_id == alert_id)).one()
    by = _current(db, alert.article_id)
    return Raised(
        article_id=alert.article_id,
        url=by["url"] if by else f"article {alert.article_id}",
        query=alert.query,
        created_at=alert.created_at,
        deliveries=tuple(_deliveries(db, alert_id)),
    )


def _entries(db: Connection, announced: str) -> Iterator[Line]:
    found = False
    for row in _rows(db, schema.entry, schema.entry.c.article_id == announced):
        found = True
        detail = f" ({row['outcome_detail']})" if row["outcome_detail"] else ""
        yield (
            "feed",
            (
                f"{row['feed_id']} announced “{row['title']}”, dated "
                f"{_said(row['published_raw'])}, first seen {row['first_seen_at']:%Y-%m-%d %H:%M}Z;"
                f" its page: {row['outcome']}{detail}"
            ),
        )
    if not found:
        yield "feed", "no feed of ours announced this address"


def _captures(db: Connection, url: str, announced: str) -> list[RowMapping]:
    capture = schema.capture.c
    of_url = or_(capture.article_id == announced, capture.url == url)
    query = select(schema.capture).where(of_url).order_by(capture.captured_at)
    return list(db.execute(query).mappings())


def _capture(db: Connection, capture: RowMapping) -> Iterator[Line]:
    yield (
        "capture",
        (
            f"{capture['captured_at']:%Y-%m-%d %H:%M}Z, {capture['via']}, HTTP "
            f"{capture['http_status']}, {capture['body_bytes']:,} bytes"
            f"{', cut short' if capture['truncated'] else ''}, kept in {capture['warc']} at "
            f"{capture['warc_offset']}"
        ),
    )
    if rights := "; ".join(_rights(capture)):
        yield "rights", rights
    readings = _rows(db, schema.reading, schema.reading.c.capture_id == capture["capture_id"])
    for reading in readings:
        yield "reading", f"{reading['extractor']}: {reading['outcome']} ({reading['detail']})"


def _rights(capture: RowMapping) -> Iterator[str]:
    """Give what was said of the use of a page, and where; nothing where nothing was said."""
    if capture["robots"]:
        yield f"{capture['robots']} by robots.txt"
    if capture["x_robots_tag"]:
        yield f"X-Robots-Tag: {capture['x_robots_tag']}"
    if capture["tdm_reserved"] is not None:
        is_reserved = "reserved" if capture["tdm_reserved"] else "not reserved"
        policy = f", licence at {capture['tdm_policy']}" if capture["tdm_policy"] else ""
        yield f"text and data mining {is_reserved} in its {capture['tdm_why']}{policy}"


def _current(db: Connection, key: str) -> RowMapping | None:
    """Return the version that the article stands at, with its match_state and story."""
    article, member = schema.article.c, schema.story_member.c
    query = (
        select(
            schema.article_version,
            article.match_state,
            member.story_id,
            n_copies().label("copies"),
            feed_zone().label("zone"),
        )
        .join(schema.article, IS_CURRENT)
        .join(schema.story_member, member.article_id == article.article_id, isouter=True)
        .where(article.article_id == key)
    )
    return db.execute(query).mappings().one_or_none()


def _article(db: Connection, captures: Sequence[RowMapping]) -> Iterator[Line]:
    key = captures[-1]["article_id"]
    row = _current(db, key)
    if row is None:
        yield "article", _why_none(db, captures)
        return
    yield (
        "article",
        (
            f"“{row['headline']}” (headline from {row['headline_reader']}), {row['verdict']}: "
            f"{row['verdict_why']}; published {row['published_at']} ({row['published_precision']}, "
            f"from {row['published_reader']}: {_said(row['published_raw'])})"
        ),
    )
    for warning in row["warnings"]:
        yield "warning", warning
    (repeats,) = repeats_of(db, [body_of(dict(row))])
    for line, n in repeats.items():
        yield "block", f"“{line}” stands on {n} other pages of the site: watches pass over it"
    yield from _credits(db, key, row["content_hash"])
    yield from _story(db, key)


def _why_none(db: Connection, captures: Sequence[RowMapping]) -> str:
    """Return why there is no article: of pages that wait to be read nothing is known yet."""
    waiting = {each["capture_id"] for each in captures if each["erased_at"] is None}
    capture_id = schema.reading.c.capture_id
    read = db.execute(select(capture_id).where(capture_id.in_(waiting))).scalars()
    if waiting <= set(read):
        return "none: the page holds no article"
    return "none yet: the page has not been read; `wirewatch publish` does that"


def _credits(db: Connection, key: str, content_hash: str) -> Iterator[Line]:
    credit = schema.credit.c
    query = select(schema.credit).where(
        credit.article_id == key, credit.content_hash == content_hash
    )
    for row in db.execute(query.order_by(credit.position)).mappings():
        people = f", by {', '.join(row['people'])}" if row["people"] else ""
        yield (
            "credit",
            (
                f"{row['agency']} as {row['role']}, in the {row['place']}: "
                f"“{row['evidence']}”{people}"
            ),
        )


def _story(db: Connection, key: str) -> Iterator[Line]:
    member = schema.story_member.c
    query = (
        select(schema.story, member.relation, member.coverage, member.is_canonical)
        .add_columns(member.is_digest, schema.article_version.c.agency.label("signed_by"))
        .join(schema.story_member, member.story_id == schema.story.c.story_id)
        .join(schema.article, schema.article.c.article_id == member.article_id)
        .join(schema.article_version, IS_CURRENT)
        .where(member.article_id == key)
    )
    story = db.execute(query).mappings().one_or_none()
    if story is None:
        yield "story", "not grouped yet"
        return
    is_what = (
        f"the canonical copy ({story['reason']})"
        if story["is_canonical"]
        else f"{story['relation']} ({story['coverage']:.0%} of it in the canonical copy)"
    )
    yield "story", f"{story['story_id']} of {story['n_copies']} copies; this one is {is_what}"
    if story["agency"]:
        yield "story", f"{story['agency']} as {story['agency_role']}: {story['agency_why']}"
        if story["signed_by"] is None and not story["is_digest"]:
            yield "story", f"this copy names nobody: {story['agency']} is inferred from overlap"
    yield from _alerts(db, story["story_id"])


def _alerts(db: Connection, story_id: str) -> Iterator[Line]:
    found = False
    for row in _rows(db, schema.alert, schema.alert.c.story_id == story_id):
        found = True
        words = ", ".join(f"«{hit[3]}» in the {hit[0]}" for hit in row["hits"][:5])
        kept = f"; kept, not sent: {row['suppressed']}" if row["suppressed"] else ""
        because = f" because of {words}" if words else ""
        yield "alert", f"watch “{row['watch']}” ({row['reason']}){because}{kept}"
        for before, after in row["difference"] or ():
            yield "alert", f"before: {before} now: {after}" if before else after
        yield from _deliveries(db, row["alert_id"])
    if not found:
        yield "alert", "no watch matched this story"


def _deliveries(db: Connection, alert_id: str) -> Iterator[Line]:
    for row in _rows(db, schema.delivery, schema.delivery.c.alert_id == alert_id):
        sent = f" at {row['sent_at']:%Y-%m-%d %H:%M}Z" if row["sent_at"] else ""
        yield "delivery", f"{row['channel']}: {row['state']}{sent}, {row['tries']} tries"


def _rows(db: Connection, table: Table, condition: Any) -> list[RowMapping]:
    query: Select[Any] = select(table).where(condition).order_by(*table.primary_key)
    return list(db.execute(query).mappings())


def _said(raw: str) -> str:
    return f"“{raw}”" if raw else "not at all"
