"""Commands over what is known of the feeds: how they are, and why they are asked when they are."""

import argparse
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirewatch.adapters.warehouse.desk_feeds import FeedLine, FeedsPage, feeds_page
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.feeds import reset_feed as forget
from wirewatch.cli.desk import at_the_desk
from wirewatch.cli.voice import print_row
from wirewatch.errors import BadInput
from wirewatch.feeds.polling.health import Health
from wirewatch.text import clean

_STYLES = {Health.GONE: "red", Health.FAILING: "red", Health.SILENT: "yellow", Health.NEW: "dim"}
_TABLE_WIDTH = 60  # on a narrower terminal the columns would fold each word
_ID_WIDTH = 16  # a longer id may be folded


def list_feeds(asked: argparse.Namespace) -> int:
    """Print how each feed is, the worst first, when it is polled next, and why then."""
    with at_the_desk() as desk, reading(desk.engine) as db:
        page = feeds_page(db, desk.settings.feeds, desk.now())
    if asked.json:
        for feed in page.feeds:
            print_row(_row(feed))
        return 0
    _show(page)
    return 0


def reset_feed(asked: argparse.Namespace) -> int:
    """Forget where and how a feed is asked, as far as that was learned; it is due at once."""
    with at_the_desk() as desk, writing(desk.engine) as db:
        is_known = forget(db, asked.feed_id, desk.now(), "it was reset by hand")
    if not is_known:
        detail = "is no feed we know; `wirewatch feeds list` shows their ids"
        raise BadInput(_plain(asked.feed_id), detail)
    _console().print(Text(f"{_plain(asked.feed_id)} is asked anew with the next harvest"))
    return 0


def _show(page: FeedsPage) -> None:
    console = _console()
    if not page.feeds:
        console.print("no feeds yet; `wirewatch feeds add URL` adds one")
        return
    for shown in _blocks(page) if console.width < _TABLE_WIDTH else [_table(page)]:
        console.print(shown)
    for line in _lines(page):
        console.print(Text(line))


def _table(page: FeedsPage) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True)
    longest = max(len(feed.state.feed_id) for feed in page.feeds)
    table.add_column("feed", ratio=3, overflow="fold", min_width=min(longest, _ID_WIDTH))
    table.add_column("is", no_wrap=True)
    table.add_column("because", ratio=4, overflow="fold")
    table.add_column("asked next", no_wrap=True)
    table.add_column("because", ratio=4, overflow="fold")
    for feed in page.feeds:
        table.add_row(*_cells(feed))
    return table


def _blocks(page: FeedsPage) -> Iterator[Text]:
    for feed in page.feeds:
        name, health, why, at, due_why = _cells(feed)
        yield Text.assemble(name, "  ", health, "\n", why, "\nnext ", at, ": ", due_why, "\n")


def _cells(feed: FeedLine) -> Iterator[Text]:
    state, found = feed.state, feed.condition
    yield Text(_plain(state.feed_id))
    yield Text(found.health, style=_STYLES.get(found.health, "green"))
    yield Text(_plain(found.why))
    yield Text(f"{state.next_due_at:%m-%d %H:%M}Z" if feed.is_chosen else "not at all")
    yield Text(_plain(state.due_why) if feed.is_chosen else "it is not in the desk file any more")


def _lines(page: FeedsPage) -> Iterator[str]:
    """Give what stands below the feeds."""
    for feed in page.feeds:
        for note in feed.condition.notes:
            yield f"  {_plain(feed.state.feed_id)}: {_plain(note)}"
    if page.told:
        yield "\nTold lately"
    for one in page.told:
        happened = f"{_plain(one.feed_id)}  {one.kind.replace('_', ' ')}: {_plain(one.detail)}"
        yield f"  {one.at:%Y-%m-%d %H:%M}Z  {happened}"
    counts = Counter(feed.condition.health for feed in page.feeds)
    parts = ", ".join(f"{counts[health]} {health}" for health in Health if counts[health])
    polled = page.last_polled_at
    last = f"{polled:%Y-%m-%d %H:%M}Z" if polled else "never"
    yield f"\n{len(page.feeds)} feeds: {parts}. Last poll: {last}."


def _row(feed: FeedLine) -> dict[str, Any]:
    state, found = feed.state, feed.condition
    return {
        "feed": state.feed_id,
        "url": state.url,
        "asked_url": state.address,
        "is_in_desk_file": feed.is_chosen,
        "health": found.health,
        "why": found.why,
        "notes": found.notes,
        "next_due_at": state.next_due_at.isoformat(),
        "due_why": state.due_why,
        "last_polled_at": _iso(state.last_polled_at),
        "last_good_at": _iso(state.last_good_at),
        "last_new_at": _iso(state.last_new_at),
        "seen_entries": state.seen_entries,
        "trust": state.validators.trust,
        "trust_why": state.validators.why,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _plain(words: str) -> str:
    """Return words on one line and without what a terminal obeys: controls, C1 too, bidi marks."""
    return "".join(filter(str.isprintable, clean(words)))


def _console() -> Console:
    return Console(highlight=False)
