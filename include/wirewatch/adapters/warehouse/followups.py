"""What is known of stories beside their copies: outlets, translations, what was corrected.

And which articles a feed brought that has only just been added.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row
from wirewatch.adapters.warehouse.rows import by_ids
from wirewatch.alerts.changes import Change, correction
from wirewatch.alerts.decide import Pending, StoryFacts
from wirewatch.model import (
    UNKNOWN,
    Article,
    Block,
    BlockKind,
    Fact,
    Notice,
    NoticeKind,
    PageVerdict,
    Reason,
    Relation,
    digest,
)
from wirewatch.text import words
from wirewatch.wire.notices import find_notices

SETTLING_IN = timedelta(hours=24)  # after its first poll a desk has no past that could flood it

_REASON_OF_NOTICE = {NoticeKind.KILL: Reason.WITHDRAWN, NoticeKind.CORRECTION: Reason.CORRECTION}
_version, _article, _member = schema.article_version, schema.article, schema.story_member


def story_facts(db: Connection, story_ids: Collection[str]) -> dict[str, StoryFacts]:
    """Return what the copies of each of these stories say together."""
    story = schema.story
    said = {row["story_id"]: row for row in by_ids(db, select(story), story.c.story_id, story_ids)}
    sources = select(_member.c.story_id, func.count(_article.c.source.distinct()).label("n"))
    sources = sources.join_from(_member, _article, _member.c.article_id == _article.c.article_id)
    counted = by_ids(db, sources.group_by(_member.c.story_id), _member.c.story_id, story_ids)
    kin = _kin(db, story_ids)
    return {
        row["story_id"]: StoryFacts(
            n_sources=row["n"],
            language=said[row["story_id"]]["language"] if row["story_id"] in said else None,
            kin=tuple(sorted(kin.get(row["story_id"], ()))),
        )
        for row in counted
    }


def _kin(db: Connection, story_ids: Collection[str]) -> dict[str, set[str]]:
    """Return the stories in other languages that may be the same, by story."""
    pair, other = schema.copy, _member.alias("other")
    found: dict[str, set[str]] = {}
    for ours, theirs in ((pair.c.a, pair.c.b), (pair.c.b, pair.c.a)):
        query = (
            select(_member.c.story_id, other.c.story_id.label("kin"))
            .join_from(_member, pair, ours == _member.c.article_id)
            .join(other, other.c.article_id == theirs)
            .where(pair.c.relation == Relation.SUSPECTED_TRANSLATION.value)
        )
        for row in by_ids(db, query, _member.c.story_id, story_ids):
            found.setdefault(row["story_id"], set()).add(row["kin"])
    return found


def changes_of(db: Connection, copies: Sequence[Pending]) -> dict[str, Change]:
    """Return what these copies say otherwise than before, or of themselves, by article."""
    versions: dict[str, list[Row]] = {}
    query = select(_version, schema.article_text.c.body).join(
        schema.article_text, schema.article_text.c.text_hash == _version.c.text_hash
    )
    for row in by_ids(db, query, _version.c.article_id, {copy.article_id for copy in copies}):
        versions.setdefault(row["article_id"], []).append(row)
    found = {copy.article_id: _change(copy, versions.get(copy.article_id, ())) for copy in copies}
    return {article_id: change for article_id, change in found.items() if change}


def _change(copy: Pending, versions: Iterable[Row]) -> Change | None:
    by_hash = {row["content_hash"]: row for row in versions}
    now = by_hash.get(copy.content_hash)
    if now is None:
        return None
    earlier = [row for row in by_hash.values() if row["captured_at"] < now["captured_at"]]
    before = max(earlier, key=lambda row: (row["captured_at"], row["content_hash"]), default=None)
    said = {notice.evidence for notice in _notices(before)} if before else set()
    news = (notice for notice in _notices(now) if notice.evidence not in said)
    mended = correction(_text(before), _text(now)) if before else None
    return next((_as_change(n, mended) for n in news if n.kind in _REASON_OF_NOTICE), mended)


def _as_change(notice: Notice, mended: Change | None) -> Change:
    """Return a notice as a change. One text is withdrawn once; corrections differ by their words.

    The figures that were mended tell a correction better than the sentence that announces it.
    """
    kind = _REASON_OF_NOTICE[notice.kind]
    if kind is Reason.CORRECTION and mended:
        return mended
    mark = "" if kind is Reason.WITHDRAWN else digest(*words(notice.evidence))[:12]
    return Change(kind=kind, mark=mark, difference=(("", notice.evidence),))


def _text(version: Row) -> str:
    return f"{version['headline']}\n{version['body']}"


def _notices(version: Row) -> tuple[Notice, ...]:
    """Return what a version says of itself, to editors or readers."""
    return find_notices(_as_article(version))


def _as_article(version: Row) -> Article:
    return Article(
        article_id=version["article_id"],
        url=version["url"],
        url_key="",
        canonical_url=None,
        captured_at=version["captured_at"],
        verdict=PageVerdict(version["verdict"]),
        verdict_why="",
        headline=Fact(value=version["headline"], reader=""),
        blocks=tuple(Block(kind=BlockKind(k), text=text) for k, text, _ in version["blocks"]),
        declared=(),
        byline=None,
        authors=(),
        dateline=None,
        language=version["language"],
        published=UNKNOWN,
        modified=UNKNOWN,
        section=None,
        tags=(),
        site_name=None,
        image_url=None,
        extractor=version["extractor"],
    )


def of_new_feeds(db: Connection, article_ids: Collection[str]) -> set[str]:
    """Return those of these articles that only the first answer of a newly added feed has.

    The first answer of a feed holds what its publisher wrote in days. On a desk that has run for
    more than SETTLING_IN this is no news; on a new desk it is all there is.
    """
    entry, poll = schema.entry, schema.poll
    began_at = db.execute(select(func.min(poll.c.polled_at))).scalar()
    if began_at is None:
        return set()
    seen = select(entry.c.article_id, entry.c.feed_id, entry.c.first_seen_at)
    entries = list(by_ids(db, seen, entry.c.article_id, article_ids))
    firsts = _first_polls(db, {row["feed_id"] for row in entries})
    is_first: dict[str, bool] = {}
    for row in entries:
        first_at = firsts.get(row["feed_id"])
        is_new = first_at is not None and first_at > began_at + SETTLING_IN
        is_of_it = is_new and first_at is not None and row["first_seen_at"] <= first_at
        is_first[row["article_id"]] = is_first.get(row["article_id"], True) and is_of_it
    return {article_id for article_id, is_it in is_first.items() if is_it}


def _first_polls(db: Connection, feed_ids: Collection[str]) -> Mapping[str, datetime]:
    """Return when each feed first had something to say."""
    poll = schema.poll
    query = select(poll.c.feed_id, func.min(poll.c.polled_at).label("at"))
    query = query.where(poll.c.n_entries > 0).group_by(poll.c.feed_id)
    return {row["feed_id"]: row["at"] for row in by_ids(db, query, poll.c.feed_id, feed_ids)}
