"""Feeds in a small warehouse, one call each: polled, failing, gone, silent, told of."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from desk_rows import NOON, put
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import writing
from wirewatch.adapters.warehouse.feeds import Poll, ensure_feeds, feed_states, save_poll
from wirewatch.feeds.polling.events import FeedEvent, FeedEventKind
from wirewatch.feeds.polling.moves import Streak
from wirewatch.feeds.polling.rhythm import learn_rhythm
from wirewatch.newsroom.desk_file import feed_tables
from wirewatch.settings import FeedSetting, Settings, load_settings

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURLY = learn_rhythm([NOON - n * HOUR for n in range(400)])

# What a feed of each health has in its row; a new one has no poll yet.
OF_EACH_HEALTH: Mapping[str, Mapping[str, Any]] = {
    "gone": {"gone": Streak(what="HTTP 410", count=4, since=NOON - 3 * DAY)},
    "failing": {"failing_since": NOON - 2 * DAY, "last_detail": "HTTP 503", "fail_score": 4.0},
    "silent": {"silent_since": NOON, "rhythm": replace(HOURLY, newest_at=NOON - 9 * DAY)},
    "well": {"rhythm": HOURLY, "seen_entries": 400},
}


def feed_setting(feed_id: str, **more: Any) -> FeedSetting:
    """Return a feed as the desk file names it."""
    setting = FeedSetting(
        feed_id=feed_id,
        url="https://saxon.example/rss",
        title=f"Title of {feed_id}",
        site="saxon.example",
        zone="UTC",
        language="en",
    )
    return replace(setting, **more)


def settings_in(folder: Path, feed_ids: Sequence[str] = (), now: datetime = NOON) -> Settings:
    """Return the settings of a desk that has these feeds, at a time that stands still."""
    desk = folder / "desk.toml"
    tables = feed_tables((feed_id, "https://saxon.example/rss") for feed_id in feed_ids)
    desk.write_text(tables, encoding="utf-8")
    return load_settings({"WIREWATCH_DESK": str(desk), "WIREWATCH_CLOCK": now.isoformat()})


def put_unpolled(engine: Engine, feed_id: str, **more: Any) -> None:
    """Put a feed as it is before its first poll."""
    with writing(engine) as db:
        ensure_feeds(db, [feed_setting(feed_id, **more)], NOON)


def put_polled(
    engine: Engine,
    feed_id: str,
    *,
    at: datetime = NOON,
    poll: Mapping[str, Any] | None = None,
    told: Sequence[tuple[FeedEventKind, str]] = (),
    **changes: Any,
) -> None:
    """Put a feed that is there as a poll leaves it.

    Args:
        engine: The warehouse.
        feed_id: Of a feed; one that is not there is put first.
        at: The time of the poll.
        poll: Its columns, where they are other than those of a harmless one.
        told: What it tells.
        changes: To the state of the feed.
    """
    with writing(engine) as db:
        if not feed_states(db, [feed_id]):
            ensure_feeds(db, [feed_setting(feed_id)], at)
        (state,) = feed_states(db, [feed_id])
        usual = {"next_due_at": at + HOUR, "due_why": "nothing was new", "last_polled_at": at}
        row = {"outcome": "polled", "asked": "conditional", **(poll or {})}
        save_poll(
            db,
            Poll(feed_id=feed_id, polled_at=at, **row),
            replace(state, **{**usual, **changes}),
            [FeedEvent(kind=kind, detail=detail) for kind, detail in told],
        )


def put_one_of_each_health(engine: Engine) -> None:
    """Put a feed of each health, called so."""
    put_unpolled(engine, "new")
    for name, state in OF_EACH_HEALTH.items():
        put_polled(engine, name, **state)


def put_host(engine: Engine, host: str = "saxon.example", **more: Any) -> None:
    """Put what is known of a host."""
    put(engine, schema.host, host=host, **{"next_allowed_at": NOON, "interval_s": 0.0, **more})
