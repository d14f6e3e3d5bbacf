"""Loading rows of 5 kB into the warehouse, beside plain `executemany` and dlt, on both stores.

    .venv/bin/python benchmarks/warehouse.py [--rows 20000] [--batch 1000] [--no-dlt]

Ours looks for what is there, checks every value of the rest, inserts it in the order of its key,
and writes the row of the ledger, in one transaction. Plain is the driver's own `executemany` of one
INSERT … ON CONFLICT DO NOTHING, a transaction a batch. Both take turns, a batch each, into
warehouses of their own, so that what else the machine does slows both. First all rows are
new, then all of them are there. dlt loads the same rows by the same key, out of an environment that
is made for it; when that cannot be had, it is left out.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import Engine, make_url

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from stores import postgresql_server
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, write
from wirewatch.adapters.warehouse.load import Row
from wirewatch.adapters.warehouse.quarantine import load_absent
from wirewatch.model import digest

GOALS = {"sqlite": (20_000, 60_000), "postgresql": (15_000, 30_000)}  # rows/s: new, there already
RATIO = 0.8
TEXT = schema.article_text
_AT = datetime(2026, 3, 12, 18, tzinfo=UTC)
_PLAIN = (
    "INSERT INTO article_text (text_hash, body, n_words) VALUES ({0}, {0}, {0})"
    " ON CONFLICT DO NOTHING"
)
_MARK = {"sqlite": "?", "postgresql": "%s"}
_DLT = "dlt[postgres,sqlalchemy]==1.31.0"

Load = Callable[[Sequence[Row]], None]


@dataclass
class Side:
    """One way to load, and the seconds that it took: for new rows, for those that are there."""

    name: str
    load: Load
    seconds: list[float] = field(default_factory=lambda: [0.0, 0.0])


def made_rows(n_rows: int) -> list[Row]:
    """Return rows with a body of 5 kB each, of words as common as words are."""
    random = Random(7)  # noqa: S311
    vocabulary = [
        "".join(random.choices("aeinrstlodéçu", k=random.randint(2, 11))) for _ in range(9_000)
    ]
    weights = [1 / rank for rank in range(1, len(vocabulary) + 1)]
    rows = []
    for number in range(n_rows):
        body = " ".join(random.choices(vocabulary, weights, k=780))[:5_000]
        rows.append({"text_hash": digest("text", str(number)), "body": body, "n_words": 780})
    return rows


def ours(engine: Engine) -> Load:
    """Return our way: as the steps of the pipeline load."""
    numbers = count(1)

    def load(rows: Sequence[Row]) -> None:
        run = str(next(numbers))  # a run of its own: each load has its row in the ledger
        write(engine, lambda db: load_absent(db, TEXT, rows, step="bench", run=run, now=_AT))

    return load


def plain(engine: Engine) -> Load:
    """Return the driver's way."""
    connection = engine.raw_connection()
    statement = _PLAIN.format(_MARK[engine.dialect.name])

    def load(rows: Sequence[Row]) -> None:
        cursor = connection.cursor()
        if engine.dialect.name == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
        cursor.executemany(
            statement, [(row["text_hash"], row["body"], row["n_words"]) for row in rows]
        )
        connection.commit()

    return load


def take_turns(sides: Sequence[Side], rows: Sequence[Row], batch: int) -> None:
    """Load all rows twice, the sides in turn; who begins changes with every batch."""
    for again in (0, 1):
        for number, start in enumerate(range(0, len(rows), batch)):
            for side in sides[:: 1 if number % 2 else -1]:
                begun = time.perf_counter()
                side.load(rows[start : start + batch])
                side.seconds[again] += time.perf_counter() - begun


@contextmanager
def warehouses(n: int) -> Iterator[dict[str, list[str]]]:
    """Give the addresses of so many warehouses on each store."""
    with tempfile.TemporaryDirectory() as folder, postgresql_server() as server:
        yield {
            "sqlite": [f"sqlite:///{folder}/{number}.db" for number in range(n)],
            "postgresql": [server.database() for _ in range(n)],
        }


def compare(store: str, urls: Sequence[str], rows: Sequence[Row], batch: int) -> bool:
    """Print the figures of one store; whether all goals are reached."""
    engines = [open_warehouse(url) for url in urls]
    for engine in engines:
        migrate(engine)
    sides = [Side("plain executemany", plain(engines[0])), Side("Wirewatch", ours(engines[1]))]
    take_turns(sides, rows, batch)
    plain_s, ours_s = sides[0].seconds, sides[1].seconds
    is_good = True
    for again, what in enumerate(("new", "there already")):
        rate, ratio = len(rows) / ours_s[again], plain_s[again] / ours_s[again]
        beside = len(rows) / plain_s[again]
        goal = GOALS[store][again]
        is_good &= ratio >= RATIO
        print(
            f"{store:<12}{what:<15}{rate:>9,.0f} rows/s (goal {goal:>6,})"
            f"{beside:>11,.0f} plain  ratio {ratio:5.2f} (goal {RATIO})"
        )
    for engine in engines:
        engine.dispose()
    return is_good


# ── dlt ─────────────────────────────────────────────────────────────────────────────────────────

_DLT_SCRIPT = """
import json, sys, time
import dlt
url, rows_file, home = sys.argv[1:]
rows = [json.loads(line) for line in open(rows_file, encoding="utf-8")]
is_sqlite = url.startswith("sqlite")
kind = dlt.destinations.sqlalchemy(url) if is_sqlite else dlt.destinations.postgres(url)
pipeline = dlt.pipeline("bench", destination=kind, dataset_name="bench", pipelines_dir=home)
for what in ("new", "there already"):
    begun = time.perf_counter()
    how = {"write_disposition": "merge", "primary_key": "text_hash"}
    pipeline.run(rows, table_name="article_text", **how)
    print(json.dumps([what, time.perf_counter() - begun]))
"""


def beside_dlt(urls: dict[str, list[str]], rows: Sequence[Row]) -> None:
    """Print dlt's figures for the same rows in one load, or why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        python = str(home / "venv" / "bin" / "python")
        try:
            _run(sys.executable, "-m", "venv", str(home / "venv"), cwd=home)
            _run(python, "-m", "pip", "install", "-q", _DLT, cwd=home)
        except (subprocess.SubprocessError, OSError) as error:
            print(f"dlt is left out: it could not be installed ({type(error).__name__})")
            return
        (home / "load.py").write_text(_DLT_SCRIPT, encoding="utf-8")
        (home / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        for store, (url, *_) in urls.items():
            try:
                said = _run(python, "load.py", _for_dlt(url), "rows.jsonl", store, cwd=home)
            except subprocess.SubprocessError as error:
                print(f"dlt fails on {store}: {getattr(error, 'stderr', None) or error}"[-400:])
                continue
            for what, seconds in map(json.loads, said.splitlines()):
                print(f"{store:<12}{what:<15}{len(rows) / seconds:>9,.0f} rows/s with dlt")


def _run(*command: str, cwd: Path) -> str:
    environ = {**os.environ, "RUNTIME__DLTHUB_TELEMETRY": "false", "PYTHONPATH": ""}
    done = subprocess.run(  # noqa: S603 - our own words
        command, cwd=cwd, env=environ, check=True, capture_output=True, text=True, timeout=900
    )
    return done.stdout


def _for_dlt(url: str) -> str:
    """Return an address as dlt takes it."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return url
    return parsed.set(drivername="postgresql").render_as_string(hide_password=False)


def main() -> int:
    """Print all figures; 0 when the ratios are reached."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=1_000)
    parser.add_argument("--no-dlt", action="store_true")
    asked = parser.parse_args()
    rows = made_rows(asked.rows)
    with warehouses(3) as urls:
        good = [compare(store, some[:2], rows, asked.batch) for store, some in urls.items()]
        if not asked.no_dlt:
            beside_dlt({store: some[2:] for store, some in urls.items()}, rows)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
