"""Commands over the operator's feeds: found at a site, written down, in and out as OPML."""

import argparse
import os
import sys
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirewatch.cli.desk import at_the_desk
from wirewatch.cli.lines import read_bytes
from wirewatch.cli.voice import busy, print_row, say
from wirewatch.errors import BadInput, NotAFeed
from wirewatch.feeds.discovery import web_address
from wirewatch.feeds.opml import MAX_BODY_BYTES, Subscription, read_opml, write_opml
from wirewatch.pipeline.discover import MAX_ASKED, Discovery, FoundFeed
from wirewatch.pipeline.discover import discover as discover_feeds
from wirewatch.pipeline.subscribe import (
    UNTOLD_ZONE,
    add_feeds,
    feed_tables,
    feed_to_add,
    new_feeds,
    refuse_known,
    subscriptions,
)
from wirewatch.settings import load_settings

_TOLD = 20  # feeds and outlines of one kind that are told one by one
_ZONE = (
    f"zone: {UNTOLD_ZONE}, as none was given; dates that name no zone are read in it. If the "
    'publisher is elsewhere, write zone = "Europe/Paris" or the like in the desk file'
)
_NEXT = (
    "next: the harvest polls it, and `wirewatch harvest` does at once; `wirewatch feeds list` "
    "tells how it goes"
)


def discover(asked: argparse.Namespace) -> int:
    """Print the feeds of a site, best first."""
    feeds = _discovered(asked.url, max_feeds=MAX_ASKED).feeds
    if asked.json:
        for feed in feeds:
            print_row(_feed_row(feed))
        return 0
    _console().print(_feeds_table(feeds))
    _print(f"`wirewatch feeds add {feeds[0].url}` adds the first to the desk file")
    return 0


def add(asked: argparse.Namespace) -> int:
    """Find the feed of a site and write it into the desk file."""
    settings = load_settings(os.environ)
    refuse_known(settings, web_address(asked.url) or asked.url)
    best = _discovered(asked.url, max_feeds=1).feeds[0]
    found = Subscription(
        url=best.url,
        title=asked.title or best.title,
        site_url=best.site_url,
        language=asked.language or best.language,
    )
    feed = feed_to_add(settings, found, feed_id=asked.id, zone=asked.zone)
    path = add_feeds(os.environ, [feed])
    _print(f"added to {path}:\n\n{feed_tables([feed])}")
    _print(f"found by {best.why}: {best.n_entries} entries, {best.n_full_texts} with full text")
    _tell(f"{best.url}: {problem}" for problem in best.problems)
    if not asked.zone:
        _print(_ZONE)
    _print(_NEXT)
    return 0


def import_opml(asked: argparse.Namespace) -> int:
    """Add to the desk file those feeds of an OPML file that it does not have."""
    listed = read_opml(read_bytes(asked.file, max_bytes=MAX_BODY_BYTES), name=str(asked.file))
    found = new_feeds(load_settings(os.environ), listed.subscriptions)
    _tell(f"{asked.file}: {problem}" for problem in listed.problems)
    _tell(f"refused: {each.outline}: {each.why}" for each in listed.refusals)
    _tell(f"known: {each.title or each.url}, as {there.feed_id!r}" for each, there in found.known)
    for feed in found.new:
        _print(f"{feed.feed_id}  {feed.url}  {feed.title}")
    counts = {"new": len(found.new), "known": len(found.known), "refused": len(listed.refusals)}
    _print(", ".join(f"{what} {n}" for what, n in counts.items()))
    if not found.new:
        return 0 if found.known else 1
    if asked.dry_run:
        _print("nothing was written, as --dry-run says")
        return 0
    _print(f"added to {add_feeds(os.environ, found.new)}")
    _print(_ZONE)
    return 0


def export_opml(asked: argparse.Namespace) -> int:
    """Print the feeds of the desk file as OPML, or write them into a file."""
    settings = load_settings(os.environ)
    written = write_opml(subscriptions(settings), title="The feeds of Wirewatch")
    if asked.file is None:
        sys.stdout.write(written.decode("utf-8"))
        return 0
    try:
        asked.file.write_bytes(written)
    except OSError as error:
        raise BadInput(str(asked.file), f"cannot be written: {error.strerror}") from error
    _print(f"{len(settings.feeds)} feeds are in {asked.file}")
    return 0


# ── discovery ───────────────────────────────────────────────────────────────────────────────────


def _discovered(url: str, *, max_feeds: int) -> Discovery:
    """Return what was found at a site; what else was asked is told.

    Raises:
        NotAFeed: no feed was.
    """
    with at_the_desk() as desk, busy("looking for feeds"):
        found = discover_feeds(desk, url, max_feeds=max_feeds)
    _tell(f"no feed: {each.url} ({each.why}): {each.detail}" for each in found.others)
    if not found.feeds:
        detail = "no feed was found there; if you know its own address, give that"
        raise NotAFeed(_shown(url), detail)
    return found


def _feeds_table(feeds: Iterable[FoundFeed]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True)
    table.add_column("feed", overflow="fold", ratio=1)
    table.add_column("entries", justify="right", no_wrap=True)
    table.add_column("newest", no_wrap=True)
    for feed in feeds:
        told = (feed.url, feed.title, feed.language, f"by {feed.why}", *feed.problems)
        newest = f"{feed.newest_at:%Y-%m-%d %H:%M}Z" if feed.newest_at else "unknown"
        table.add_row(
            Text("\n".join(_shown(line) for line in told if line)),
            f"{feed.n_entries}\n{feed.n_full_texts} in full",
            f"{newest}\n{_span(feed.span)}",
        )
    return table


def _span(span: timedelta | None) -> str:
    """Return the time that a feed shows: what is asked for more rarely is lost."""
    if span is None:
        return ""
    hours = span.total_seconds() / 3_600
    return f"over {hours:.1f} hours" if hours < 48 else f"over {hours / 24:.1f} days"


def _feed_row(feed: FoundFeed) -> Mapping[str, Any]:
    return {
        "url": feed.url,
        "why": feed.why,
        "title": _shown(feed.title),
        "language": feed.language and _shown(feed.language),
        "site_url": feed.site_url,
        "n_entries": feed.n_entries,
        "n_full_texts": feed.n_full_texts,
        "newest_at": feed.newest_at.isoformat() if feed.newest_at else None,
        "span_s": feed.span.total_seconds() if feed.span is not None else None,
        "problems": list(feed.problems),
    }


# ── voice ───────────────────────────────────────────────────────────────────────────────────────


def _tell(lines: Iterable[str]) -> None:
    """Say the first lines, and how many more there are."""
    every = list(lines)
    for line in every[:_TOLD]:
        say(_shown(line))
    if len(every) > _TOLD:
        say(f"… and {len(every) - _TOLD} more like it")


def _print(text: str) -> None:
    for line in text.split("\n"):
        _console().print(Text(_shown(line)))


def _shown(text: str) -> str:
    """Return foreign words without what a terminal obeys: controls, C1 among them, bidi marks."""
    return "".join(c for c in text if c.isprintable())


def _console() -> Console:
    return Console(highlight=False, soft_wrap=True)
