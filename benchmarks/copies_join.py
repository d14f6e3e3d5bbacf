"""The join of one day with its window, in the warehouse: seconds, and how they grow.

    make bench-copies        (or .venv/bin/python benchmarks/copies_join.py [--large])

Sketches are drawn, not read: 130 fingerprints a text, a quarter of the texts share 80 of them with
one before. All are of one day, so the whole set is joined with itself. `--large` adds 100,000
texts, which takes some minutes to fill in.
"""

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from stores import postgresql_server
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading, writing
from wirewatch.adapters.warehouse.join import candidates
from wirewatch.model import digest
from wirewatch.stories.shared import packed
from wirewatch.stories.sketch import VERSION

_DAY = date(2026, 11, 20)
_AT = datetime(2026, 11, 20, tzinfo=UTC)
SIZES = (2_500, 5_000, 10_000)
N_SITES = 500
N_PRINTS = 130  # of a text of 600 words
N_SHARED = 80


def drawn(n_texts: int) -> Iterator[set[int]]:
    """Yield the fingerprints of invented texts."""
    dice = random.Random(n_texts)  # noqa: S311
    kept: list[list[int]] = []
    for place in range(n_texts):
        prints = [dice.getrandbits(64) - (1 << 63) for _ in range(N_PRINTS)]
        if place % 4 == 3:
            prints[:N_SHARED] = dice.choice(kept[-200:])[:N_SHARED]
        kept.append(prints)
        yield set(prints)


def fill(engine: Engine, n_texts: int) -> None:
    """Put articles with their sketches into an empty warehouse."""
    keys = [digest(str(place)) for place in range(n_texts)]
    with writing(engine) as db:
        db.execute(
            schema.article.insert(), [_article(place, key) for place, key in enumerate(keys)]
        )
        prints = zip(keys, drawn(n_texts), strict=True)
        db.execute(schema.sketch.insert(), [_sketch(key, found) for key, found in prints])


def _article(place: int, key: str) -> dict[str, object]:
    return {
        "article_id": key,
        "content_hash": key,
        "text_hash": key,
        "source": f"site{place % N_SITES}.example",
        "event_date": _DAY,
        "captured_at": _AT,
        "via": "landing",
        "match_state": "done",
    }


def _sketch(key: str, prints: set[int]) -> dict[str, object]:
    return {
        "text_hash": key,
        "version": VERSION,
        "exact_hash": key,
        "n_words": 600,
        "n_fingerprints": len(prints),
        "prints": packed(sorted(prints)),
    }


def measure(name: str, url: str, n_texts: int) -> None:
    """Print the seconds of one join."""
    engine = open_warehouse(url)
    migrate(engine)
    fill(engine, n_texts)
    if name == "PostgreSQL":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql("ANALYZE")  # its own autovacuum does so within a minute
    with reading(engine) as db:
        start, used = time.perf_counter(), time.process_time()
        found = candidates(db, _DAY, _DAY)
        spent, used = time.perf_counter() - start, time.process_time() - used
    engine.dispose()
    print(f"{name:11} {n_texts:>8,} texts {spent:7.2f} s (ours {used:.2f}), {len(found):,} pairs")


def main() -> None:
    """Print the table."""
    sizes = (*SIZES, 100_000) if "--large" in sys.argv else SIZES
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        for n_texts in sizes:
            measure("SQLite", f"sqlite:///{folder}/{n_texts}.db", n_texts)
        try:
            server = stack.enter_context(postgresql_server())
        except ImportError:
            print("without PostgreSQL: its embedded server is not installed")
            return
        for n_texts in sizes:
            measure("PostgreSQL", server.database(), n_texts)


if __name__ == "__main__":
    main()
