"""Which articles may be copies of each other: the warehouse names them, arrays are compared.

The guard is no optimisation: words that a site prints on every page (cookie notices, footers) made
2.03 million pairs of which 102,000 were true, on 100,000 texts. A fingerprint, or a whole text,
that stands in 8 articles of one site within three days of each other does not count for that site.
Every rule looks at articles within some days only, so what a new article can change is bounded.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import ColumnElement, Connection, Row, Select, and_, select

from wirewatch.adapters import schema
from wirewatch.stories.shared import (
    BOILERPLATE_TEXTS,
    Docs,
    Prints,
    one_part,
    prints_of,
    sharing,
)
from wirewatch.stories.sketch import VERSION

WINDOW_DAYS = 3  # copies appear within hours; weekly papers and Mondays need the three days
_PRINTS_AT_ONCE = 20_000_000  # of 150,000 texts; sorting them takes 1 GB
_ROWS = 20_000  # of sketches at once; 1 kB each


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
    around = (
        first_day - timedelta(2 * window_days),
        last_day + timedelta(2 * window_days),
    )
    docs = _docs(db, *around)
    core = range(first_day.toordinal(), last_day.toordinal() + 1)
    shared = dict.fromkeys(_same_text(docs, core, window_days), 0)
    shared |= sharing(_arrays(docs, core), _parts(db, docs, *around), window_days=window_days)
    return tuple(sorted(_candidate(docs, pair, count) for pair, count in shared.items()))


def _candidate(docs: Sequence[_Doc], pair: tuple[int, int], shared: int) -> Candidate:
    a, b = sorted((docs[pair[0]].article_id, docs[pair[1]].article_id))
    return Candidate(a, b, shared)


def _docs(db: Connection, first_day: date, last_day: date) -> list[_Doc]:
    article, sketch = schema.article.c, schema.sketch.c
    columns = (
        article.article_id, sketch.exact_hash, article.source, article.event_date, sketch.n_words,
        sketch.n_fingerprints,
    )  # fmt: skip
    rows = db.execute(_sketched(first_day, last_day, *columns).order_by(article.article_id))
    return [
        _Doc(no, key, exact_hash, source, day.toordinal(), n_words, n_fp)
        for no, (key, exact_hash, source, day, n_words, n_fp) in enumerate(rows)
    ]


def _arrays(docs: Sequence[_Doc], core: range) -> Docs:
    numbers: dict[str, int] = {}
    return Docs(
        day=np.array([doc.day for doc in docs], dtype=np.int64),
        source=np.array([numbers.setdefault(doc.source, len(numbers)) for doc in docs], np.int64),
        n_prints=np.array([doc.n_fp for doc in docs], dtype=np.int64),
        is_core=np.array([doc.day in core for doc in docs], dtype=np.bool_),
    )


def _parts(
    db: Connection, docs: Sequence[_Doc], first_day: date, last_day: date
) -> Iterator[Prints]:
    """Give the fingerprints of `docs`, in as many parts as memory asks for."""
    places = {doc.article_id: doc.no for doc in docs}
    query = _sketched(first_day, last_day, schema.article.c.article_id, schema.sketch.c.prints)
    n_parts = 1 + sum(doc.n_fp for doc in docs) // _PRINTS_AT_ONCE
    for number in range(n_parts):
        rows = db.execution_options(yield_per=_ROWS).execute(query).partitions()
        some = [one_part(_prints(piece, places), number, n_parts) for piece in rows]
        yield Prints(
            fp=np.concatenate([Prints.none().fp, *(each.fp for each in some)]),
            no=np.concatenate([Prints.none().no, *(each.no for each in some)]),
        )


def _prints(rows: Sequence[Row[str, bytes]], places: Mapping[str, int]) -> Prints:
    there = [(places[key], pack) for key, pack in rows if key in places]
    return prints_of([place for place, _ in there], [pack for _, pack in there])


def _sketched(first_day: date, last_day: date, *columns: ColumnElement[Any]) -> Select[Any]:
    article, sketch = schema.article.c, schema.sketch.c
    is_its = and_(sketch.text_hash == article.text_hash, sketch.version == VERSION)
    return (
        select(*columns)
        .join_from(schema.article, schema.sketch, is_its)
        .where(article.event_date.between(first_day, last_day), sketch.prints.is_not(None))
    )


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
