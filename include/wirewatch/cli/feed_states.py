"""Commands over what is known of the feeds: how they are, and why they are asked when they are."""

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from wirewatch.adapters.warehouse import feeds as rows
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.cli.desk import at_the_desk
from wirewatch.cli.voice import print_row
from wirewatch.errors import BadInput
from wirewatch.feeds.health import Condition, Health, condition
from wirewatch.feeds.state import FeedState
from wirewatch.text import clean

_STYLES = {Health.GONE: "red", Health.FAILING: "red", Health.SILENT: "yellow", Health.NEW: "dim"}
_TOLD = 10  # events shown below the table

Feeds = Sequence[tuple[FeedState, Condition]]


def list_feeds(asked: argparse.Namespace) -> int:
    """Print how each feed is, when it is polled next, and why then."""
    with at_the_desk() as desk:
        with reading(desk.engine) as db:
            known = {state.feed_id: state for state in rows.all_feeds(db)}
            told = rows.latest_events(db, limit=_TOLD)
        chosen = {feed.feed_id: feed for feed in desk.settings.feeds}
        now = desk.now()
    missing = [
        FeedState(
            feed_id=feed.feed_id,
            url=feed.url,
            next_due_at=now,
            due_why="it is new in the desk file",
        )
        for feed in chosen.values()
        if feed.feed_id not in known
    ]
    feeds = [(state, condition(state)) for state in [*known.values(), *missing]]
    if asked.json:
        for state, found in feeds:
            print_row(_row(state, found, is_chosen=state.feed_id in chosen))
        return 0
    _show(feeds, told, chosen.keys())
    return 0


def reset_feed(asked: argparse.Namespace) -> int:
    """Forget where and how a feed is asked, as far as that was learned; it is due at once."""
    with at_the_desk() as desk, writing(desk.engine) as db:
        is_known = rows.reset_feed(db, asked.feed_id, desk.now(), "it was reset by hand")
    if not is_known:
        raise BadInput(asked.feed_id, "is no feed we know; `wirewatch feeds list` shows their ids")
    _console().print(f"{asked.feed_id} is asked anew with the next harvest", markup=False)
    return 0


def _show(feeds: Feeds, told: Sequence[rows.Told], chosen: Any) -> None:
    console = _console()
    if not feeds:
        console.print("no feeds yet; `wirewatch feeds add URL` adds one")
        return
    console.print(_table(feeds))
    for state, found in feeds:
        gone = () if state.feed_id in chosen else ("not in the desk file any more: not polled",)
        for note in (*gone, *found.notes):
            console.print(Text(f"  {state.feed_id}: {clean(note)}"))
    if told:
        console.print("\n[bold]What happened last[/bold]")
    for one in told:
        line = f"  {one.at:%Y-%m-%d %H:%M}Z  {one.feed_id}  {one.kind}: {clean(one.detail)}"
        console.print(Text(line))
    console.print(Text(f"\n{_summary(feeds)}"))


def _summary(feeds: Feeds) -> str:
    counts = Counter(found.health for _, found in feeds)
    parts = ", ".join(f"{counts[health]} {health}" for health in Health if counts[health])
    polled = max((s.last_polled_at for s, _ in feeds if s.last_polled_at), default=None)
    return f"{len(feeds)} feeds: {parts}. Last poll: {_shown(polled)}."


def _table(feeds: Feeds) -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True)
    table.add_column("feed", ratio=2, overflow="fold")
    table.add_column("is", no_wrap=True)
    table.add_column("because", ratio=4, overflow="fold")
    table.add_column("asked next", no_wrap=True)
    table.add_column("because", ratio=4, overflow="fold")
    for state, found in feeds:
        table.add_row(
            Text(state.feed_id),
            Text(found.health, style=_STYLES.get(found.health, "green")),
            Text(clean(found.why)),
            Text(f"{state.next_due_at:%m-%d %H:%M}Z"),
            Text(clean(state.due_why)),
        )
    return table


def _row(state: FeedState, found: Condition, *, is_chosen: bool) -> dict[str, Any]:
    kept = state.validators
    return {
        "feed": state.feed_id,
        "url": state.url,
        "asked_url": state.address,
        "is_in_desk_file": is_chosen,
        "health": found.health,
        "why": found.why,
        "notes": found.notes,
        "next_due_at": state.next_due_at.isoformat(),
        "due_why": state.due_why,
        "last_polled_at": _iso(state.last_polled_at),
        "last_good_at": _iso(state.last_good_at),
        "last_new_at": _iso(state.last_new_at),
        "seen_entries": state.seen_entries,
        "trust": kept.trust,
        "trust_why": kept.why,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _shown(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}Z" if at else "never"


def _console() -> Console:
    return Console(highlight=False)
