"""Feeds a CPU-second and entries found: ours beside the parsers it is made of, in one process.

    .venv/bin/python benchmarks/feeds.py [--repeats 5]

All parsers read the same real files in turn, as often as `--repeats` says; the median counts, and
the ratio is to feedparser as it comes, taken within each round, as other work on the machine slows
all alike. "Whole" is what Wirewatch does with a file: decode, parse, tell entries apart, plain
texts, dates, addresses. The others only parse. Says so and ends well when the data are absent.
"""

import argparse
import gzip
import io
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser

# Wirewatch makes feedparser quicker where it drives it; what it is measured beside is another copy.
for name in [name for name in sys.modules if name.partition(".")[0] == "feedparser"]:
    del sys.modules[name]

from wirewatch.feeds.parse import parse_feed  # noqa: E402

DATA = Path(__file__).parents[2] / "shared" / "data" / "feeds"
CAPTURED_AT = datetime(2026, 2, 18, 12, tzinfo=UTC)
GOAL = 40  # feeds a CPU-second


def ours(body: bytes) -> int:
    """Return how many entries Wirewatch makes of a file."""
    url = "https://saxon.example/feed"
    return len(parse_feed(body, feed_id="saxon", url=url, captured_at=CAPTURED_AT).entries)


def as_it_comes(body: bytes) -> int:
    """Return how many entries feedparser finds."""
    return _n_distinct(feedparser.parse(io.BytesIO(body)).entries)


def without_markup(body: bytes) -> int:
    """Return how many entries feedparser finds when it leaves markup alone."""
    found = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    return _n_distinct(found.entries)


def fast(body: bytes) -> int:
    """Return how many entries fastfeedparser finds, none where it raises."""
    try:
        return _n_distinct(fastfeedparser.parse(body)["entries"])
    except (ValueError, AttributeError):
        return 0


def _n_distinct(entries: list[Any]) -> int:
    told = ([one.get(name) for name in ("id", "link", "title", "published")] for one in entries)
    return len({tuple(texts) for texts in told if any(texts)})


READERS: dict[str, Callable[[bytes], int]] = {
    "feedparser": as_it_comes,
    "feedparser, bare": without_markup,
    "fastfeedparser": fast,
    "wirewatch, whole": ours,
}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    if not DATA.is_dir():
        print(f"{DATA} is not here: nothing to measure")
        return 0
    bodies = [gzip.decompress(path.read_bytes()) for path in sorted(DATA.glob("*.gz"))]
    counts = {name: [read(body) for body in bodies] for name, read in READERS.items()}
    rounds = [_round(bodies, number, repeats) for number in range(1, repeats + 1)]
    print(f"{len(bodies)} real feed files, {sum(map(len, bodies)) / 1e6:.1f} MB")
    print(f"{'':17} {'feeds/s':>8} {'ratio':>6} {'entries':>8} {'files short':>12}")
    for name in READERS:
        speed = statistics.median(len(bodies) / spent[name] for spent in rounds)
        ratio = statistics.median(spent["feedparser"] / spent[name] for spent in rounds)
        short = sum(
            n < max(found) for n, *found in zip(counts[name], *counts.values(), strict=True)
        )
        print(f"{name:17} {speed:8.1f} {ratio:6.1f} {sum(counts[name]):8,} {short:12}")
    print(f"goal: {GOAL} feeds a CPU-second, and no file short")
    return 0


def _round(bodies: list[bytes], number: int, repeats: int) -> dict[str, float]:
    """Return the CPU-seconds each reader takes for all of `bodies`."""
    if sys.stderr.isatty():
        print(f"\rround {number} of {repeats}", end="\n" * (number == repeats), file=sys.stderr)
    return {name: _spent(read, bodies) for name, read in READERS.items()}


def _spent(read: Callable[[bytes], int], bodies: list[bytes]) -> float:
    began = time.process_time()
    for body in bodies:
        read(body)
    return time.process_time() - began


if __name__ == "__main__":
    raise SystemExit(main())
