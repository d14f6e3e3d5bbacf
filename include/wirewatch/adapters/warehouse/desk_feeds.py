"""The feeds as the desk shows them: all of them, worst first; one with its polls and its host."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, select

from wirewatch.adapters import schema
from wirewatch.adapters.hosts import host_of
from wirewatch.adapters.warehouse.feeds import FeedChoice, Told, all_feeds, latest_events
from wirewatch.errors import Refused
from wirewatch.feeds.polling.events import FeedEventKind
from wirewatch.feeds.polling.health import Condition, Health, condition
from wirewatch.feeds.polling.state import FeedState

LATE = timedelta(hours=1)  # four runs of wirewatch_harvest: what is still due then, nobody asks for
MAX_TOLD = 10
MAX_POLLS = 20

_WORST_FIRST = {health: place for place, health in enumerate(Health)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A feed in a list."""

    state: FeedState
    condition: Condition
    is_chosen: bool  # the desk file names it; else it is not polled any more
    is_late: bool  # it was due and is not polled


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsPage:
    """All feeds, and what was told last of any."""

    feeds: tuple[FeedLine, ...]  # those of the desk file, worst first; then the others
    told: tuple[Told, ...]  # newest first

    @property
    def by_health(self) -> Mapping[Health, Sequence[FeedLine]]:
        """The feeds of the desk file by how they are, the worst first; no group is empty."""
        chosen = (feed for feed in self.feeds if feed.is_chosen)
        return {health: [*same] for health, same in groupby(chosen, lambda f: f.condition.health)}

    @property
    def dropped(self) -> tuple[FeedLine, ...]:
        """Those that the desk file does not name any more."""
        return tuple(feed for feed in self.feeds if not feed.is_chosen)

    @property
    def late(self) -> tuple[FeedLine, ...]:
        """Those that were due and are not polled."""
        return tuple(feed for feed in self.feeds if feed.is_late)

    @property
    def last_polled_at(self) -> datetime | None:
        """When any feed was last polled."""
        polled = (feed.state.last_polled_at for feed in self.feeds)
        return max((at for at in polled if at), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollLine:
    """A poll of a feed, and when it was decided to ask again."""

    polled_at: datetime
    asked: str | None  # None: nobody was asked
    outcome: str
    detail: str | None
    final_url: str | None
    n_entries: int
    n_new: int
    problems: tuple[str, ...]
    next_due_at: datetime | None
    due_why: str | None

    @property
    def kind(self) -> str:
        """What it brought: "new" entries, the "same" as before, "unmodified", or it "failed"."""
        if self.outcome == "polled":
            return "new" if self.n_new else "same"
        return "unmodified" if self.outcome == "not_modified" else "failed"

    @property
    def share_new(self) -> float:
        """How much of what it showed was new."""
        return self.n_new / self.n_entries if self.n_entries else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HostLine:
    """The host that is asked, and how long it is left alone."""

    host: str
    interval_s: float  # the pause it asks for itself; 0: none
    silences: int  # requests in a row that it did not answer
    down_until: datetime | None
    why: str | None
    is_paused: bool  # until then, as of now


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """All that is shown of one feed."""

    feed: FeedLine
    told: tuple[Told, ...]  # newest first
    polls: tuple[PollLine, ...]  # newest first
    host: HostLine | None  # None: nothing is known of it


def feeds_page(db: Connection, chosen: Sequence[FeedChoice], now: datetime) -> FeedsPage:
    """Return all feeds, and what was told last of any.

    Args:
        db: The warehouse.
        chosen: The feeds of the desk file; those that no harvest has seen yet are new.
        now: The time by which they are late.
    """
    return FeedsPage(feeds=_lines(db, chosen, now), told=latest_events(db, limit=MAX_TOLD))


def feed_page(
    db: Connection, feed_id: str, chosen: Sequence[FeedChoice], now: datetime
) -> FeedPage | None:
    """Return the page of a feed; None when there is none of this id. Arguments as above."""
    for feed in _lines(db, chosen, now):
        if feed.state.feed_id == feed_id:
            return FeedPage(
                feed=feed,
                told=_told(db, feed_id),
                polls=_polls(db, feed_id),
                host=_host(db, feed.state.address, now),
            )
    return None


def _lines(db: Connection, chosen: Sequence[FeedChoice], now: datetime) -> tuple[FeedLine, ...]:
    known = all_feeds(db)
    seen, ids = {state.feed_id for state in known}, {feed.feed_id for feed in chosen}
    unseen = (_unseen(feed, now) for feed in chosen if feed.feed_id not in seen)
    lines = (_line(state, is_chosen=state.feed_id in ids, now=now) for state in (*known, *unseen))
    return tuple(sorted(lines, key=_place))


def _unseen(feed: FeedChoice, now: datetime) -> FeedState:
    return FeedState(
        feed_id=feed.feed_id,
        url=feed.url,
        title=feed.title,
        site=feed.site,
        zone=feed.zone,
        language=feed.language,
        next_due_at=now,
        due_why="it is new in the desk file",
    )


def _line(state: FeedState, *, is_chosen: bool, now: datetime) -> FeedLine:
    return FeedLine(
        state=state,
        condition=condition(state),
        is_chosen=is_chosen,
        is_late=is_chosen and now - state.next_due_at > LATE,
    )


def _place(feed: FeedLine) -> tuple[bool, int, str]:
    return (not feed.is_chosen, _WORST_FIRST[feed.condition.health], feed.state.feed_id)


def _told(db: Connection, feed_id: str) -> tuple[Told, ...]:
    event = schema.feed_event.c
    query = select(event.feed_id, event.at, event.kind, event.detail).where(
        event.feed_id == feed_id
    )
    newest = query.order_by(event.at.desc(), event.kind).limit(MAX_TOLD)
    return tuple(
        Told(**{**row, "kind": FeedEventKind(row["kind"])}) for row in db.execute(newest).mappings()
    )


def _polls(db: Connection, feed_id: str) -> tuple[PollLine, ...]:
    poll = schema.poll.c
    columns = [poll[name] for name in PollLine.__dataclass_fields__]
    query = select(*columns).where(poll.feed_id == feed_id)
    newest = query.order_by(poll.polled_at.desc(), poll.poll_id).limit(MAX_POLLS)
    return tuple(
        PollLine(**{**row, "problems": tuple(row["problems"] or ())})
        for row in db.execute(newest).mappings()
    )


def _host(db: Connection, address: str, now: datetime) -> HostLine | None:
    try:
        name = host_of(address)
    except Refused:  # the desk file only makes sure that it begins with http
        return None
    query = select(schema.host).where(schema.host.c.host == name)
    row = db.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return HostLine(
        host=name,
        interval_s=row["interval_s"],
        silences=row["silences"] or 0,
        down_until=row["down_until"],
        why=row["why"],
        is_paused=row["down_until"] is not None and row["down_until"] > now,
    )
