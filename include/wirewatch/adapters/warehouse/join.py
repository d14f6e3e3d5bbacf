"""Which articles may be copies of each other: a join over fingerprints, done by the store.

The guard is no optimisation: words that a site prints on every page (cookie notices, footers) made
2.03 million pairs of which 102,000 were true, on 100,000 texts. A fingerprint, or a whole text,
that stands in 8 articles of one site within three days of each other does not count for that site.
Every rule looks at articles within some days only, so what a new article can change is bounded.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
)

from wirewatch.adapters import schema
from wirewatch.stories.sketch import VERSION

WINDOW_DAYS = 3  # copies appear within hours; weekly papers and Mondays need the three days
MIN_SHARED = 2
MIN_CONTAINMENT_PERCENT = 15  # of the fingerprints of the text that has fewer
BOILERPLATE_TEXTS = 8  # of one site within WINDOW_DAYS of each other

_scratch = MetaData()
_doc = Table(  # numbers instead of keys: the join moves 130 rows a text
    "join_doc",
    _scratch,
    Column("no", Integer, primary_key=True, autoincrement=False),
    Column("text_hash", String(32), nullable=False),
    Column("source_no", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("n_fp", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)
_print = Table(  # all fingerprints; nine of ten stand in one text only
    "join_print",
    _scratch,
    Column("fp", BigInteger, nullable=False),
    Column("no", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)
_posting = Table(  # those that stand in two: the rest need no index, and no look at their site
    "join_posting",
    _scratch,
    Column("fp", BigInteger, nullable=False),
    Column("no", Integer, nullable=False),
    Column("source_no", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Index("ix_join_posting", "fp", "day", "no"),
    prefixes=["TEMPORARY"],
)
_heavy = Table(  # how often a fingerprint that is frequent on a site stands there on each day
    "join_heavy",
    _scratch,
    Column("source_no", Integer, primary_key=True, autoincrement=False),
    Column("fp", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)


class Candidate(NamedTuple):
    """Two articles that share fingerprints; `a` is the smaller id."""

    a: str
    b: str
    shared: int  # fingerprints; 0 when only the hash of the whole text tells


@dataclass(frozen=True, slots=True)
class _Doc:
    """An article, numbered."""

    no: int
    article_id: str
    text_hash: str
    exact_hash: str
    source: str
    day: int
    n_words: int
    n_fp: int


def candidates(
    db: Connection, first_day: date, last_day: date, *, window_days: int = WINDOW_DAYS
) -> tuple[Candidate, ...]:
    """Return the pairs that may be copies, sorted.

    One article at least is of `first_day` … `last_day`, the other of at most `window_days` earlier
    or later. They share 2 fingerprints that are nobody's boilerplate, and 15 % of the fewer; or
    all their words are equal. Articles without a sketch are left out.
    """
    docs = _docs(db, first_day - timedelta(2 * window_days), last_day + timedelta(2 * window_days))
    if len(docs) < 2:  # as on most days of a blog's past: 300 spans spent 2 s on scratch tables
        return ()
    core = range(first_day.toordinal(), last_day.toordinal() + 1)
    shared = dict.fromkeys(_same_text(docs, core, window_days), 0)
    with _scratch_tables(db):
        _fill(db, docs)
        _drop_boilerplate(db, window_days)
        shared |= _joined(db, core, window_days)
    return tuple(sorted(_candidate(docs, pair, count) for pair, count in shared.items()))


def _candidate(docs: Sequence[_Doc], pair: tuple[int, int], shared: int) -> Candidate:
    a, b = sorted((docs[pair[0]].article_id, docs[pair[1]].article_id))
    return Candidate(a, b, shared)


def _docs(db: Connection, first_day: date, last_day: date) -> list[_Doc]:
    article, sketch = schema.article, schema.sketch
    query = (
        select(
            article.c.article_id,
            article.c.text_hash,
            sketch.c.exact_hash,
            article.c.source,
            article.c.event_date,
            sketch.c.n_words,
            sketch.c.n_fingerprints,
        )
        .join(sketch, and_(sketch.c.text_hash == article.c.text_hash, sketch.c.version == VERSION))
        .where(article.c.event_date.between(first_day, last_day))
        .order_by(article.c.article_id)
    )
    return [
        _Doc(no, key, text_hash, exact_hash, source, day.toordinal(), n_words, n_fp)
        for no, (key, text_hash, exact_hash, source, day, n_words, n_fp) in enumerate(
            db.execute(query)
        )
    ]


def _same_text(docs: Sequence[_Doc], core: range, window_days: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs whose words are all equal; not what a site says on page after page."""
    alike: Mapping[str, list[_Doc]] = defaultdict(list)
    for doc in docs:
        if doc.n_words:
            alike[doc.exact_hash].append(doc)
    for group in alike.values():
        for one, two in combinations(_not_said_again(group, window_days), 2):
            near = abs(one.day - two.day) <= window_days
            if near and (one.day in core or two.day in core):
                yield one.no, two.no


def _not_said_again(group: Sequence[_Doc], window_days: int) -> list[_Doc]:
    days: Mapping[str, list[int]] = defaultdict(list)
    for doc in sorted(group, key=lambda doc: doc.day):
        days[doc.source].append(doc.day)
    return [
        doc for doc in group if _around(days[doc.source], doc.day, window_days) < BOILERPLATE_TEXTS
    ]


def _around(days: Sequence[int], day: int, window_days: int) -> int:
    return bisect_right(days, day + window_days) - bisect_left(days, day - window_days)


@contextmanager
def _scratch_tables(db: Connection) -> Iterator[None]:
    _scratch.create_all(db, checkfirst=False)
    try:
        yield
    finally:
        _scratch.drop_all(db, checkfirst=False)


def _fill(db: Connection, docs: Sequence[_Doc]) -> None:
    numbers: dict[str, int] = {}
    rows = [
        {
            "no": doc.no,
            "text_hash": doc.text_hash,
            "source_no": numbers.setdefault(doc.source, len(numbers)),
            "day": doc.day,
            "n_fp": doc.n_fp,
        }
        for doc in docs
    ]
    if rows:
        db.execute(_doc.insert(), rows)
    found = schema.fingerprint.c
    prints = (
        select(found.fp, _doc.c.no)
        .join_from(_doc, schema.fingerprint, found.text_hash == _doc.c.text_hash)
        .where(found.version == VERSION)
    )
    db.execute(_print.insert().from_select(["fp", "no"], prints))
    repeated = select(_print.c.fp).group_by(_print.c.fp).having(func.count() > 1)
    postings = (
        select(_print.c.fp, _print.c.no, _doc.c.source_no, _doc.c.day)
        .join_from(_print, _doc, _doc.c.no == _print.c.no)
        .where(_print.c.fp.in_(repeated))
    )
    db.execute(_posting.insert().from_select(["fp", "no", "source_no", "day"], postings))


def _drop_boilerplate(db: Connection, window_days: int) -> None:
    """Delete the postings of what a site repeats around their day."""
    p = _posting.c
    often = (
        select(p.source_no, p.fp)
        .group_by(p.source_no, p.fp)
        .having(func.count() >= BOILERPLATE_TEXTS)
        .subquery()
    )
    daily = (
        select(p.source_no, p.fp, p.day, func.count())
        .join_from(often, _posting, and_(p.fp == often.c.fp, p.source_no == often.c.source_no))
        .group_by(p.source_no, p.fp, p.day)
    )
    db.execute(_heavy.insert().from_select(["source_no", "fp", "day", "n"], daily))
    near = _heavy.alias("near")
    count_around = (
        select(func.sum(near.c.n))
        .where(
            near.c.source_no == p.source_no,
            near.c.fp == p.fp,
            near.c.day.between(p.day - window_days, p.day + window_days),
        )
        .correlate(_posting)
        .scalar_subquery()
    )
    is_heavy = exists().where(_heavy.c.fp == p.fp, _heavy.c.source_no == p.source_no)
    db.execute(delete(_posting).where(is_heavy, count_around >= BOILERPLATE_TEXTS))


def _joined(db: Connection, core: range, window_days: int) -> dict[tuple[int, int], int]:
    one, two = _posting.alias("one"), _posting.alias("two")
    in_core = or_(
        one.c.day.between(core.start, core.stop - 1), two.c.day.between(core.start, core.stop - 1)
    )
    pairs = (
        select(one.c.no.label("one_no"), two.c.no.label("two_no"), func.count().label("shared"))
        .join_from(one, two, and_(one.c.fp == two.c.fp, one.c.no < two.c.no))
        .where(two.c.day.between(one.c.day - window_days, one.c.day + window_days), in_core)
        .group_by(one.c.no, two.c.no)
        .having(func.count() >= MIN_SHARED)
        .subquery()
    )
    doc_one, doc_two = _doc.alias("doc_one"), _doc.alias("doc_two")
    enough = pairs.c.shared * 100
    query = (
        select(pairs)
        .join(doc_one, doc_one.c.no == pairs.c.one_no)
        .join(doc_two, doc_two.c.no == pairs.c.two_no)
        .where(
            or_(
                enough >= doc_one.c.n_fp * MIN_CONTAINMENT_PERCENT,
                enough >= doc_two.c.n_fp * MIN_CONTAINMENT_PERCENT,
            )
        )
    )
    return {(row.one_no, row.two_no): row.shared for row in db.execute(query)}
