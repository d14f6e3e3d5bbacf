"""Commands over files: no warehouse, no Airflow."""

import argparse
import gzip
import json
import sys
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from wirewatch.alerts.matcher import Matcher
from wirewatch.alerts.watchfile import check_watches, read_watches
from wirewatch.bootstrap import open_desk
from wirewatch.cli import records
from wirewatch.errors import BadInput
from wirewatch.feeds.parse import parse_feed
from wirewatch.model import Capture, Via
from wirewatch.pipeline.group import memory_stories
from wirewatch.pipeline.read import read_page

_PAGE_WITHOUT_ADDRESS = "https://page.invalid/"


def article(asked: argparse.Namespace) -> int:
    """Print the record of one page."""
    if asked.page.startswith(("http://", "https://")):
        capture = _fetched(asked.page)
    else:
        capture = _captured(Path(asked.page), asked.url, asked.captured_at)
    _print(records.record_json(read_page(capture, zone=asked.zone)), indent=2)
    return 0


def articles(asked: argparse.Namespace) -> int:
    """Print the record of each page of a list, in its order."""
    rows = list(records.read_lines(asked.input))
    read = partial(_read_row, asked.input.parent)
    if asked.workers > 1:
        with ProcessPoolExecutor(asked.workers) as workers:
            _print_all(workers.map(read, rows, chunksize=8), len(rows))
    else:
        _print_all(map(read, rows), len(rows))
    return 0


def entries(asked: argparse.Namespace) -> int:
    """Print the entries of one feed file."""
    feed = parse_feed(
        _bytes(asked.path),
        feed_id=asked.path.name,
        url=asked.url,
        captured_at=_time(asked.captured_at),
    )
    for problem in feed.problems:
        _say(f"{asked.path}: {problem}")
    for entry in feed.entries:
        _print(records.entry_json(entry))
    return 0


def stories(asked: argparse.Namespace) -> int:
    """Print to which story each text belongs."""
    texts = tuple(records.text_of(row) for row in records.read_lines(asked.input))
    found, copies = memory_stories(texts)
    story_of = {member.text_id: story for story in found for member in story.members}
    for text in texts:
        _print(records.story_json(story_of[text.text_id], text.text_id))
    if asked.edges:
        lines = [json.dumps(records.copy_json(copy), ensure_ascii=False) for copy in copies]
        asked.edges.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return 0


def match(asked: argparse.Namespace) -> int:
    """Print which watches find which texts."""
    matcher = Matcher(read_watches(_text(asked.watches)))
    for row in records.read_lines(asked.input):
        document = records.document_of(row)
        for watch, hits in matcher.match(document).items():
            hits_json = [records.hit_json(hit) for hit in hits]
            _print({"watch": watch, "id": row["id"], "hits": hits_json})
    return 0


def check(asked: argparse.Namespace) -> int:
    """Say what is wrong with a file of watches."""
    problems = check_watches(_text(asked.watches))
    for problem in problems:
        _say(f"{asked.watches}: {problem}")
    wrong = [problem for problem in problems if problem.is_error]
    if not wrong:
        _say(f"{asked.watches}: every watch is well")
    return 1 if wrong else 0


def _read_row(folder: Path, row: Mapping[str, Any]) -> dict[str, Any]:
    capture = _captured(folder / row["page"], row.get("url"), row.get("captured_at"))
    return {"id": row.get("id"), **records.record_json(read_page(capture))}


def _captured(path: Path, url: str | None, captured_at: str | None) -> Capture:
    return Capture(
        url=url or _PAGE_WITHOUT_ADDRESS,
        final_url=url or _PAGE_WITHOUT_ADDRESS,
        status=200,
        headers=(),
        body=_bytes(path),
        captured_at=_time(captured_at),
        via=Via.LANDING,
    )


def _fetched(url: str) -> Capture:
    with open_desk() as desk:
        return desk.pages.fetch(url)


def _bytes(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
        return gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
    except (OSError, EOFError) as error:
        raise BadInput(str(path), f"cannot be read: {error}") from error


def _text(path: Path) -> str:
    try:
        return _bytes(path).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadInput(str(path), f"is not UTF-8: {error}") from error


def _time(text: str | None) -> datetime:
    return records.read_time(text) if text else datetime.now(UTC)


def _print_all(rows: Iterable[Mapping[str, Any]], total: int) -> None:
    from rich.progress import track

    shown = sys.stderr.isatty() and not sys.stdout.isatty()
    for row in track(rows, total=total, disable=not shown, description="reading"):
        _print(row)


def _print(row: Mapping[str, Any], indent: int | None = None) -> None:
    print(json.dumps(row, ensure_ascii=False, indent=indent))  # noqa: T201 - the result itself


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201 - a command's own voice
