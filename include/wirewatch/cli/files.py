"""Commands over pages and feeds in files: no warehouse, no Airflow."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from wirewatch.adapters.reader import Reader
from wirewatch.cli.given import capture_of, captured
from wirewatch.cli.lines import Row, read_bytes, read_rows
from wirewatch.cli.reading import read_page
from wirewatch.cli.records import entry_json, record_json
from wirewatch.cli.voice import print_row, say, tracked
from wirewatch.errors import NotAFeed, WirewatchError
from wirewatch.feeds.parse import MAX_BODY_BYTES as MAX_FEED_BYTES
from wirewatch.feeds.parse import parse_feed
from wirewatch.model import Capture


def article(asked: argparse.Namespace) -> int:
    """Print the record of one page."""
    if asked.page.startswith(("http://", "https://")):
        if asked.url or asked.captured_at:
            asked.refuse("--url and --captured-at go with a file: an address is captured now")
        capture = _fetched(asked.page)
    else:
        body = read_bytes(Path(asked.page))
        capture = captured(body, url=asked.url, captured_at=asked.captured_at or _now())
    with closing(Reader()) as reader:
        record = reader.call(asked.page, read_page, capture, zone=asked.zone)
    print_row(record_json(record), indent=2)
    return 0


def articles(asked: argparse.Namespace) -> int:
    """Print the record of each page of a list, in its order.

    A page that cannot be read has a line {"id","error"} in its place; the others go on.
    """
    rows = read_rows(asked.input)
    n_failed = 0
    with _readings(rows, asked.workers) as found:
        for record in tracked(found, len(rows), "reading"):
            print_row(record)
            n_failed += "error" in record
    if n_failed:
        say(f'wirewatch: {n_failed} of {len(rows)} pages could not be read; see "error" in the out')
    return 1 if n_failed else 0


def entries(asked: argparse.Namespace) -> int:
    """Print the entries of one feed file."""
    try:
        feed = parse_feed(
            read_bytes(asked.path, max_bytes=MAX_FEED_BYTES),
            feed_id=asked.path.name,
            url=asked.url,
            captured_at=asked.captured_at or _now(),
        )
    except NotAFeed as error:
        raise NotAFeed(str(asked.path), error.detail) from error
    for problem in feed.problems:
        say(f"{asked.path}: {problem}")
    for entry in feed.entries:
        print_row(entry_json(entry))
    return 0


@contextmanager
def _readings(rows: Sequence[Row], workers: int) -> Iterator[Iterator[Mapping[str, Any]]]:
    """Give the readings of `rows` in their order, by as many worker processes."""
    idle: SimpleQueue[Reader] = SimpleQueue()
    with ExitStack() as readers, ThreadPoolExecutor(workers) as threads:
        for _ in range(workers):
            idle.put(readers.enter_context(closing(Reader())))
        try:
            yield threads.map(partial(_read_row, idle, _now()), rows)
        except BaseException:  # Ctrl-C, or nobody reads on: what waits need not be done
            threads.shutdown(wait=False, cancel_futures=True)
            raise


def _read_row(idle: "SimpleQueue[Reader]", now: datetime, row: Row) -> Mapping[str, Any]:
    page = str(row.values.get("page"))
    reader = idle.get()
    try:
        record = reader.call(page, read_page, capture_of(row, now=now))
    except WirewatchError as error:
        return {"id": row.given_id, "error": str(error)}
    finally:
        idle.put(reader)
    return {"id": row.given_id, **record_json(record)}


def _fetched(url: str) -> Capture:
    from wirewatch.cli.desk import at_the_desk

    with at_the_desk() as desk:
        return desk.pages.fetch(url)


def _now() -> datetime:
    return datetime.now(UTC)
