"""One story: its copies with their credits, the stories beside it, and whom it alerted.

However many copies there are, a page costs a fixed number of queries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.desk import (
    AlertLine,
    CopyLine,
    CreditLine,
    OtherStory,
    Overlap,
    StateLine,
    StoryPage,
)
from wirewatch.adapters.warehouse.rows import IS_CURRENT
from wirewatch.adapters.warehouse.site_lines import repeats_of
from wirewatch.adapters.warehouse.sketches import texts_of
from wirewatch.model import Relation, Rights
from wirewatch.stories.versions import MAX_TEXTS, versions

MAX_COPIES = 300  # a page of more is no page; the count above them tells of the rest
_MAX_PAIRS = 2_000  # between two stories; a round-up of wire texts pairs with every copy of each
_MAX_OTHERS = 40
_MAX_WORDS_OF_ALERT = 8

_PAIR, _MEMBER = schema.copy.c, schema.story_member.c
_RIGHTS = tuple(Rights.__dataclass_fields__)


def find_story(db: Connection, story_id: str) -> str | None:
    """Return the id of the story that `story_id` names now: its own, or the one it went into."""
    story, alias = schema.story.c, schema.story_alias.c
    if db.execute(select(story.story_id).where(story.story_id == story_id)).scalar():
        return story_id
    moved = select(story.story_id).join(schema.story_alias, alias.story_id == story.story_id)
    return db.execute(moved.where(alias.old_id == story_id)).scalar()


def story_page(db: Connection, story_id: str) -> StoryPage | None:
    """Return the page of a story; None when there is none of this id."""
    query = select(schema.story).where(schema.story.c.story_id == story_id)
    row = db.execute(query).mappings().one_or_none()
    if row is None:
        return None
    copies = _copies(db, story_id, row["canonical_id"])
    body = _body(db, row["canonical_id"])
    (repeats,) = repeats_of(db, [body])
    own = StoryPage.__dataclass_fields__.keys() & row.keys()
    return StoryPage(
        **{name: row[name] for name in own},
        body=body,
        repeats=repeats,
        copies=copies,
        states=_states(db, copies),
        others=_others(db, story_id),
        alerts=_alerts(db, story_id),
    )


def _body(db: Connection, article_id: str) -> str:
    article, text = schema.article.c, schema.article_text.c
    query = select(text.body).join(schema.article, article.text_hash == text.text_hash)
    return db.execute(query.where(article.article_id == article_id)).scalar() or ""


# ── copies ──────────────────────────────────────────────────────────────────────────────────────


def _copies(db: Connection, story_id: str, canonical_id: str) -> tuple[CopyLine, ...]:
    version, text, capture = schema.article_version.c, schema.article_text.c, schema.capture.c
    query = (
        _of_members(
            select(schema.article_version, text.n_words)
            .add_columns(_MEMBER.relation, _MEMBER.coverage)
            .add_columns(_MEMBER.is_canonical, _MEMBER.is_digest)
            .add_columns(*(capture[name] for name in _RIGHTS)),
            story_id,
        )
        .join(schema.article_text, text.text_hash == version.text_hash)
        .join(schema.capture, capture.capture_id == version.capture_id, isouter=True)
    )
    order = (_MEMBER.is_canonical.desc(), version.published_at, version.article_id)
    credits = _credits(db, story_id)
    overlaps = _overlaps(db, story_id, canonical_id)
    rows = db.execute(query.order_by(*order).limit(MAX_COPIES)).mappings()
    return tuple(_copy(row, credits, overlaps) for row in rows)


def _of_members(query: Select[Any], story_id: str) -> Select[Any]:
    """Return `query` over the current versions of a story's copies."""
    article = schema.article.c
    return (
        query.join_from(
            schema.story_member, schema.article, article.article_id == _MEMBER.article_id
        )
        .join(schema.article_version, IS_CURRENT)
        .where(_MEMBER.story_id == story_id)
    )


def _copy(
    row: RowMapping,
    credits: Mapping[str, Sequence[CreditLine]],
    overlaps: Mapping[str, Overlap],
) -> CopyLine:
    named = CopyLine.__dataclass_fields__.keys() & row.keys() - {"authors", "warnings"}
    return CopyLine(
        **{name: row[name] for name in named},
        authors=tuple(row["authors"]),
        warnings=tuple(row["warnings"]),
        credits=tuple(credits.get(row["article_id"], ())),
        overlap=overlaps.get(row["article_id"]),
        rights=Rights(**{name: row[name] for name in _RIGHTS}),
    )


def _credits(db: Connection, story_id: str) -> Mapping[str, Sequence[CreditLine]]:
    credit, version = schema.credit.c, schema.article_version.c
    named = CreditLine.__dataclass_fields__.keys() - {"people"}
    is_its = and_(
        credit.article_id == version.article_id, credit.content_hash == version.content_hash
    )
    columns = [credit[name] for name in sorted(named)]
    query = _of_members(select(credit.article_id, credit.people, *columns), story_id)
    found: dict[str, list[CreditLine]] = defaultdict(list)
    rows = db.execute(query.join(schema.credit, is_its).order_by(credit.position)).mappings()
    for row in rows:
        own = {name: row[name] for name in named}
        found[row["article_id"]].append(CreditLine(**own, people=tuple(row["people"])))
    return found


def _overlaps(db: Connection, story_id: str, canonical_id: str) -> Mapping[str, Overlap]:
    columns = (_PAIR.coverage_a, _PAIR.coverage_b, _PAIR.evidence)
    of_a = _PAIR.a == _MEMBER.article_id
    of_b = _PAIR.b == _MEMBER.article_id
    member = select(_MEMBER.article_id, *columns).where(_MEMBER.story_id == story_id)
    later = member.join(schema.copy, of_a).where(_PAIR.b == canonical_id)
    earlier = member.join(schema.copy, of_b).where(_PAIR.a == canonical_id)
    found = {
        key: Overlap(of_copy=of_a, of_canonical=of_b, evidence=evidence)
        for key, of_a, of_b, evidence in db.execute(later)
    }
    for key, of_canonical, of_copy, evidence in db.execute(earlier):
        found[key] = Overlap(of_copy=of_copy, of_canonical=of_canonical, evidence=evidence)
    return found


# ── states of the text ──────────────────────────────────────────────────────────────────────────


def _states(db: Connection, copies: Sequence[CopyLine]) -> tuple[StateLine, ...]:
    """Return the states that the copies show; none when all say the same."""
    if len(copies) < 2:
        return ()
    ids = [copy.article_id for copy in copies[:MAX_TEXTS]]
    text_of = {text.text_id: text for text in texts_of(db, ids)}
    found = versions(text_of.values())
    if len(found) < 2:
        return ()
    return tuple(
        StateLine(
            article_id=state.text_id,
            source=text_of[state.text_id].source,
            published_at=text_of[state.text_id].published_at,
            name=state.name,
            says=str(state.difference),
        )
        for state in found
    )


# ── the stories beside it ───────────────────────────────────────────────────────────────────────


def _others(db: Connection, story_id: str) -> tuple[OtherStory, ...]:
    """Return the stories that pairs lead to, translations first, then by how much is shared."""
    pairs = [*_pairs(db, story_id, is_ours_first=True), *_pairs(db, story_id, is_ours_first=False)]
    pairs.sort(key=lambda pair: (-_is_translation(pair), -pair["matched_words"], pair["evidence"]))
    counts = Counter(pair["story_id"] for pair in pairs)
    strongest: dict[str, Mapping[str, Any]] = {}
    for pair in pairs:
        strongest.setdefault(pair["story_id"], pair)
    return tuple(
        OtherStory(
            **{name: pair[name] for name in OtherStory.__dataclass_fields__.keys() & pair.keys()},
            n_pairs=counts[key],
        )
        for key, pair in list(strongest.items())[:_MAX_OTHERS]
    )


def _pairs(db: Connection, story_id: str, *, is_ours_first: bool) -> Iterator[Mapping[str, Any]]:
    ours, theirs = (_PAIR.a, _PAIR.b) if is_ours_first else (_PAIR.b, _PAIR.a)
    beside, story = schema.story_member.alias("beside").c, schema.story.c
    columns = (_PAIR.relation, _PAIR.matched_words, _PAIR.evidence)
    query = (
        select(schema.story, *columns)
        .join_from(schema.story_member, schema.copy, ours == _MEMBER.article_id)
        .join(beside.article_id.table, beside.article_id == theirs)
        .join(schema.story, story.story_id == beside.story_id)
        .where(_MEMBER.story_id == story_id, beside.story_id != story_id)
        .order_by(_is(Relation.SUSPECTED_TRANSLATION).desc(), _PAIR.matched_words.desc())
        .order_by(_PAIR.a, _PAIR.b)
        .limit(_MAX_PAIRS)
    )
    for row in db.execute(query).mappings():
        yield {**row, "is_ours_first": is_ours_first}


def _is(relation: Relation) -> ColumnElement[bool]:
    return _PAIR.relation == relation.value


def _is_translation(pair: Mapping[str, Any]) -> bool:
    return bool(pair["relation"] == Relation.SUSPECTED_TRANSLATION)


# ── alerts ──────────────────────────────────────────────────────────────────────────────────────


def _alerts(db: Connection, story_id: str) -> tuple[AlertLine, ...]:
    alert = schema.alert.c
    query = select(schema.alert).where(alert.story_id == story_id)
    sent = _deliveries(db, story_id)
    return tuple(
        AlertLine(
            watch=row["watch"],
            reason=row["reason"],
            suppressed=row["suppressed"],
            words=tuple(dict.fromkeys(hit[3] for hit in row["hits"]))[:_MAX_WORDS_OF_ALERT],
            deliveries=tuple(sent.get(row["alert_id"], ())),
        )
        for row in db.execute(query.order_by(alert.watch, alert.alert_id)).mappings()
    )


def _deliveries(db: Connection, story_id: str) -> Mapping[str, list[tuple[str, str, Any]]]:
    alert, delivery = schema.alert.c, schema.delivery.c
    query = (
        select(delivery.alert_id, delivery.channel, delivery.state, delivery.sent_at)
        .join(schema.alert, alert.alert_id == delivery.alert_id)
        .where(alert.story_id == story_id)
        .order_by(delivery.channel)
    )
    found: dict[str, list[tuple[str, str, Any]]] = defaultdict(list)
    for key, *said in db.execute(query):
        found[key].append((said[0], said[1], said[2]))
    return found
