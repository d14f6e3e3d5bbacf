"""The step from articles to stories: sketch, join, verify word by word, group, write.

What the tables say is a function of the articles that are there, whatever the order in which days
are given. A touched day rebuilds what it can touch: the pairs of the days around it (the guard
against boilerplate looks so far), and every story connected with such a pair, before or after.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from itertools import pairwise

from sqlalchemy import Connection, Engine

from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.join import WINDOW_DAYS, candidates
from wirewatch.adapters.warehouse.load import record_load
from wirewatch.adapters.warehouse.rows import Changes
from wirewatch.adapters.warehouse.sketches import (
    days_of,
    forget_sketches,
    missing_sketches,
    save_sketches,
    texts_of,
)
from wirewatch.adapters.warehouse.stories import (
    copies_of,
    grounds,
    let_nobody_group,
    replace_stories,
    vanished,
)
from wirewatch.model import Copy, Relation, Sketch, Story, Text
from wirewatch.stories.by_sketch import relate_kept
from wirewatch.stories.group import group as group_texts
from wirewatch.stories.group import typed
from wirewatch.stories.sketch import make_sketch
from wirewatch.stories.translation import WITHIN_DAYS, suspected_translations
from wirewatch.text import words

_TRIES = 3  # without keeping others waiting
_Pair = tuple[str, str]  # ids, the smaller first
_REACH = timedelta(WINDOW_DAYS)
_BEFORE = timedelta(WITHIN_DAYS)
_DEFERRED = {Relation.DIGEST, Relation.SUSPECTED_TRANSLATION}  # said by more than the two texts


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCounts:
    """What one run of the step did."""

    n_texts: int  # articles whose stories were looked at
    n_sketched: int
    n_candidates: int
    n_copies: int  # pairs that belong to one story
    n_stories: int
    n_digests: int
    n_translations: int
    n_changed: int  # rows that are not what they were; 0 when there was nothing new


@dataclass(frozen=True, slots=True)
class _Resolved:
    """What the touched neighbourhoods should say."""

    affected: frozenset[str]
    texts: tuple[Text, ...]
    stories: tuple[Story, ...]
    copies: tuple[Copy, ...]
    n_candidates: int
    grounds: str  # a digest of all that this follows from


def group(engine: Engine, days: Sequence[date], *, run: str, now: datetime) -> GroupCounts:
    """Bring copies and stories up to date with the articles of `days`.

    Running it again changes nothing. Two runs at once would both be right about what they read,
    and the later one to write may know less: what was read is looked at again before it is written
    about, and if it has changed, all is resolved anew; at last with the others kept waiting.

    Args:
        engine: The warehouse.
        days: The days on which articles came, changed or went; also the days that moved ones left.
        run: Who asks, for the ledger.
        now: For the ledger.
    """
    spans, touched = _spans(days), frozenset(days)
    n_sketched = 0

    def settle(found: _Resolved, db: Connection) -> GroupCounts:
        changes = replace_stories(db, found.affected, found.texts, found.stories, found.copies)
        forget_sketches(db)
        _record(db, days, changes, run=run, now=now)
        return _counts(found, n_sketched, changes)

    def settle_if_so(resolved: _Resolved, db: Connection) -> GroupCounts | None:
        let_nobody_group(db)
        is_so = resolved.grounds == _grounds(db, spans, resolved.affected)
        return settle(resolved, db) if is_so else None

    def resolve_alone(db: Connection) -> GroupCounts:
        let_nobody_group(db)
        return settle(_resolve(db, spans, touched), db)

    for _ in range(_TRIES):
        n_sketched += _sketch_missing(engine, spans)
        with reading(engine) as db:
            resolved = _resolve(db, spans, touched)
        if counts := write(engine, partial(settle_if_so, resolved)):
            return counts
    return write(engine, resolve_alone)


def _grounds(db: Connection, spans: Iterable[tuple[date, date]], affected: Collection[str]) -> str:
    looked_at = [(first - 3 * _REACH, last + 3 * _REACH) for first, last in spans]
    return grounds(db, looked_at, affected)


def _spans(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return first and last days: days whose reaches meet are one span."""
    ordered = sorted(set(days))
    if not ordered:
        return []
    breaks = [(one, two) for one, two in pairwise(ordered) if two - one > 2 * _REACH]
    firsts = [ordered[0], *(two for _, two in breaks)]
    lasts = [*(one for one, _ in breaks), ordered[-1]]
    return list(zip(firsts, lasts, strict=True))


def _sketch_missing(engine: Engine, spans: Iterable[tuple[date, date]]) -> int:
    """Write the sketches of all texts that the join will look at."""
    n_sketched = 0
    for first, last in spans:
        with reading(engine) as db:
            missing = missing_sketches(db, first - 3 * _REACH, last + 3 * _REACH)
        if not missing:  # the archives of a blog are 300 spans; each lock is waited for
            continue
        made = {text.text_hash: make_sketch(_words(text.title, text.body)) for text in missing}
        n_sketched += write(engine, partial(_save_sketches, made))
    return n_sketched


def _save_sketches(made: Mapping[str, Sketch], db: Connection) -> int:
    let_nobody_group(db)
    return save_sketches(db, made)


def _words(title: str, body: str) -> list[str]:
    return words(f"{title}\n{body}")


def _resolve(
    db: Connection, spans: Sequence[tuple[date, date]], touched: frozenset[date]
) -> _Resolved:
    near: dict[str, date] = {}  # the articles whose pairs are judged anew
    candidates_found: set[_Pair] = set()
    for first, last in spans:
        near |= days_of(db, first - _REACH, last + _REACH)
        found = candidates(db, first - _REACH, last + _REACH)
        candidates_found |= {(candidate.a, candidate.b) for candidate in found}
    gone = vanished(db)
    affected, kept = _neighbourhood(db, near.keys() | gone, candidates_found)
    texts = texts_of(db, affected - gone)
    changed = {text_id for text_id, day in near.items() if day in touched}
    copies = _verified(texts, candidates_found, kept, changed=changed, judged=near.keys() | gone)
    return _Resolved(
        affected=affected,
        texts=texts,
        stories=group_texts(texts, copies),
        copies=(
            *typed(texts, copies),
            *_translations(texts, near, kept, spans, changed | gone),
        ),
        n_candidates=len(candidates_found),
        grounds=_grounds(db, spans, affected),
    )


def _neighbourhood(
    db: Connection, seeds: Collection[str], candidates_found: Collection[_Pair]
) -> tuple[frozenset[str], dict[_Pair, Copy]]:
    """Return every article connected with `seeds` by an old pair or a new one, and the old pairs.

    Old pairs that will go count too: the stories they held together fall apart.
    """
    affected: set[str] = set()
    kept: dict[_Pair, Copy] = {}
    frontier = set(seeds) | {text_id for pair in candidates_found for text_id in pair}
    while frontier:
        affected |= frontier
        found = copies_of(db, frontier)
        kept |= {_pair(copy): copy for copy in found}
        linking = (c for c in found if c.relation is not Relation.SUSPECTED_TRANSLATION)
        frontier = {text_id for copy in linking for text_id in (copy.a, copy.b)} - affected
    return frozenset(affected), kept


def _verified(
    texts: Iterable[Text],
    candidates_found: Collection[_Pair],
    kept: Mapping[_Pair, Copy],
    *,
    changed: Collection[str],
    judged: Collection[str],
) -> list[Copy]:
    """Return what the pairs of a neighbourhood are to each other, by their words alone.

    A pair that was judged before, and of which no side changed, is not compared again.
    """
    known = {text.text_id: text for text in texts}
    words_of = cache(lambda text_id: _words(known[text_id].title, known[text_id].body))
    far = {
        pair
        for pair, copy in kept.items()
        if not any(text_id in judged for text_id in pair)
        and copy.relation is not Relation.SUSPECTED_TRANSLATION
    }
    found = []
    for one, two in sorted({*candidates_found, *far}):
        copy = kept.get((one, two))
        if copy is None or copy.relation in _DEFERRED or one in changed or two in changed:
            copy = relate_kept(known[one], known[two], words_of)
        if copy:
            found.append(copy)
    return found


def _translations(
    texts: Iterable[Text],
    near: Mapping[str, date],
    kept: Mapping[_Pair, Copy],
    spans: Sequence[tuple[date, date]],
    stale: Collection[str],
) -> Iterator[Copy]:
    """Yield the suspected translations: those of the touched days anew, the others as they were."""
    days = {day for first, last in spans for day in _days(first - _BEFORE, last)}
    texts_of_day: dict[date, list[Text]] = {}
    for text in texts:
        if text.text_id in near:
            texts_of_day.setdefault(near[text.text_id], []).append(text)
    yield from suspected_translations(texts_of_day, days)
    for (one, two), copy in kept.items():
        if copy.relation is not Relation.SUSPECTED_TRANSLATION or one in stale or two in stale:
            continue
        if one not in near or two not in near or min(near[one], near[two]) not in days:
            yield copy


def _days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(step) for step in range((last - first).days + 1))


def _pair(copy: Copy) -> _Pair:
    return (copy.a, copy.b) if copy.a < copy.b else (copy.b, copy.a)


def _record(
    db: Connection, days: Sequence[date], changes: Changes, *, run: str, now: datetime
) -> None:
    record_load(
        db,
        step="group",
        run=run,
        batch=[day.isoformat() for day in days],
        n_in=changes.n_new + changes.n_same,
        n_new=changes.n_new,
        n_same=changes.n_same,
        now=now,
    )


def _counts(resolved: _Resolved, n_sketched: int, changes: Changes) -> GroupCounts:
    relations = [copy.relation for copy in resolved.copies]
    return GroupCounts(
        n_texts=len(resolved.texts),
        n_sketched=n_sketched,
        n_candidates=resolved.n_candidates,
        n_copies=sum(relation.is_copy for relation in relations),
        n_stories=len(resolved.stories),
        n_digests=sum(member.is_digest for story in resolved.stories for member in story.members),
        n_translations=relations.count(Relation.SUSPECTED_TRANSLATION),
        n_changed=changes.n_changed,
    )
