"""Polling a feed of a real server, over days: what lands, what is asked, what is told."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from sqlalchemy import select

from adapters.servers import Server, answer, raw, serving
from adapters.test_landing import page
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, reading, write
from wirewatch.adapters.warehouse.feeds import feed_states, latest_events
from wirewatch.adapters.warehouse.quarantine import MAX_TEXT_CHARS
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.feeds.polling.state import FeedState
from wirewatch.pipeline import harvest, tasks
from wirewatch.pipeline.land import Fetched, Wanted, index, land
from wirewatch.pipeline.outcomes import Outcome

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DESK = """
[[feed]]
id = "saxon"
url = "https://saxon.example/rss"

[routes]
operator = ["atom"]

[channel.atom]
kind = "atom"
path = "feeds.atom"
"""
PAGE = b"<html><body><p>Rain fell on Vesk.</p></body></html>"


def rss(*names: str, guid: str = "{}", extra: str = "") -> bytes:
    """Return a feed whose entries are called so, each a minute older than the one before."""
    items = "".join(
        f"<item><title>Rain over {name}</title><link>https://saxon.example/{name}</link>"
        f"<guid isPermaLink='false'>{guid.format(name)}</guid></item>"
        for name in names
    )
    return f"<rss version='2.0'><channel><title>S</title>{extra}{items}</channel></rss>".encode()


class Poller:
    """A desk with one feed, over a server and through the days."""

    def __init__(self, server: Server, home: Path) -> None:
        self.server = server
        self.at = NOW
        (home / "desk.toml").write_text(DESK)
        self._environ = {
            "WIREWATCH_DESK": str(home / "desk.toml"),
            "WIREWATCH_HOME": str(home),
            "WIREWATCH_RESOLVE": f"*.example=127.0.0.1:{server.port}",
        }
        with open_desk(self._environ) as desk:
            migrate(desk.engine)

    def poll(self, body: Any = None, *, after: timedelta = timedelta()) -> dict[str, int]:
        """Serve `body`, let time pass, and harvest; how the polls ended."""
        if body is not None:
            self.server.routes["/rss"] = answer(body) if isinstance(body, bytes) else body
        self.at += after
        with self.desk() as desk:
            chunks = harvest.due_chunks(desk)
            return dict(harvest.harvest(desk, chunks[0], run="test").polls) if chunks else {}

    def desk(self) -> AbstractContextManager[Desk]:
        return open_desk({**self._environ, "WIREWATCH_CLOCK": self.at.isoformat()})

    @property
    def state(self) -> FeedState:
        with open_desk(self._environ) as desk, reading(desk.engine) as db:
            return feed_states(db, ["saxon"])[0]

    def told(self) -> list[str]:
        with open_desk(self._environ) as desk, reading(desk.engine) as db:
            return [one.kind.value for one in reversed(latest_events(db, limit=99))]

    def column(self, column: Any) -> list[Any]:
        with open_desk(self._environ) as desk, reading(desk.engine) as db:
            order = column.table.primary_key
            return list(db.execute(select(column).order_by(*order)).scalars())

    def asked(self) -> list[dict[str, str]]:
        """What each request for the feed said of conditions."""
        names = ("if-none-match", "if-modified-since")
        return [
            {name: request.headers[name] for name in names if name in request.headers}
            for request in self.server.requests
            if request.target == "/rss"
        ]


@pytest.fixture
def poller(tmp_path: Path) -> Iterator[Poller]:
    with serving({name: answer(PAGE) for name in ("/a", "/b", "/c", "/d", "/e")}) as server:
        yield Poller(server, tmp_path)


def test_both_validators_are_sent_and_kept_through_not_modified(poller):
    poller.poll(answer(rss("a"), ETag='"1"', Last_Modified="Thu, 12 Mar 2026 17:00:00 GMT"))
    for _ in range(2):
        assert poller.poll(answer(status=304), after=HOUR) == {"not_modified": 1}
    both = {"if-none-match": '"1"', "if-modified-since": "Thu, 12 Mar 2026 17:00:00 GMT"}
    assert poller.asked() == [{}, both, both]
    assert poller.column(schema.poll.c.asked).count("conditional") == 2


def test_a_stuck_feed_is_audited_found_out_and_told_of(poller):
    """Its server says "not modified" for ever, and has something new every hour."""
    poller.poll(answer(rss("a"), ETag='"1"'))

    def stuck(request, client):
        is_asked = "if-none-match" in request.headers
        answer(status=304)(request, client) if is_asked else answer(
            rss("b", "a") if len(poller.asked()) < 60 else rss("c", "b", "a"), ETag='"1"'
        )(request, client)

    for _ in range(40):
        poller.poll(stuck, after=HOUR)
    assert poller.state.validators.trust == "lying"
    assert poller.told() == ["distrusted"]
    assert len(poller.column(schema.entry.c.entry_id)) == 2


def test_a_feed_cut_short_gives_its_entries_and_not_its_validators(poller):
    """Else "not modified" would be said of entries that were never seen."""
    whole = rss("a", "b")
    cut = raw(
        b"HTTP/1.1 200 OK\r\nETag: \"2\"\r\nContent-Length: %d\r\n\r\n" % len(whole), whole[:170]
    )  # fmt: skip
    assert poller.poll(cut) == {"later": 1}
    assert poller.column(schema.entry.c.guid) == ["a"]
    assert poller.state.validators.etag is None
    poller.poll(answer(whole, ETag='"2"'), after=HOUR)
    assert poller.asked()[-1] == {}
    assert sorted(poller.column(schema.entry.c.guid)) == ["a", "b"]


def test_a_feed_that_moved_for_good_is_asked_at_its_new_address(poller):
    poller.server.routes["new.example/feed"] = answer(rss("a"))
    moved = answer(status=301, Location="https://new.example/feed")
    for _ in range(6):
        poller.poll(moved, after=DAY)
    assert poller.state.address == "https://new.example/feed"
    assert poller.told() == ["moved"]
    n_asked = len(poller.asked())
    poller.poll(after=DAY)
    assert len(poller.asked()) == n_asked


def test_a_feed_that_moves_for_now_stays_where_it_is(poller):
    poller.server.routes["new.example/feed"] = answer(rss("a"))
    for _ in range(9):
        poller.poll(answer(status=302, Location="https://new.example/feed"), after=DAY)
    assert poller.state.address == "https://saxon.example/rss"


def test_the_operator_is_sent_what_happens_to_a_feed_once(poller, tmp_path):
    """Through the outbox, as alerts are: a run that dies in between loses nothing."""
    poller.poll(rss("a"))
    for _ in range(4):
        poller.poll(answer(status=503), after=DAY)
    for _ in range(2):
        with poller.desk() as desk:
            tasks.deliver_due(desk, run="test")
    told = etree.parse(tmp_path / "feeds.atom").getroot()
    titles = [title.text for title in told.iter("{*}title")]
    assert titles == ["Wirewatch: atom", "feeds: saxon: failing"]
    assert "for a day now: HTTP 503" in "".join(told.itertext())


def test_a_feed_that_is_gone_is_asked_once_a_week_and_found_when_it_is_back(poller):
    poller.poll(rss("a"))
    for _ in range(40):
        poller.poll(answer(status=410), after=DAY)
    assert 4 <= len(poller.asked()) <= 12
    assert poller.told() == ["failing", "gone"]
    poller.poll(rss("b"), after=8 * DAY)
    assert poller.state.fail_score == 0
    assert {"back", "recovered"} <= set(poller.told())


def test_a_host_at_rest_is_not_asked_and_nothing_is_held_against_the_feed(poller):
    poller.poll(answer(status=429, Retry_After="7200"))
    assert poller.poll(rss("a"), after=1.9 * HOUR) == {}
    assert poller.poll(rss("a"), after=0.4 * HOUR) == {"polled": 1}
    assert len(poller.asked()) == 2


def test_guids_that_change_at_each_reading_are_seen_through(poller):
    for number, names in enumerate([("a", "b", "c", "d"), ("b", "c", "d", "e"), ("c", "d", "e")]):
        poller.poll(rss(*names, guid=f"session{number}-{{}}"), after=HOUR)
    assert len(poller.column(schema.entry.c.entry_id)) == 5
    assert poller.told() == ["identity"]
    assert "came back under another guid" in (poller.state.identity_why or "")


def test_what_the_feed_wishes_holds_through_not_modified(poller):
    hours = "".join(f"<hour>{hour}</hour>" for hour in (19, 20, 21))
    poller.poll(answer(rss("a", extra=f"<skipHours>{hours}</skipHours>"), ETag='"1"'))
    poller.poll(answer(status=304), after=0.9 * HOUR)
    assert "skipHours" in poller.state.due_why
    assert poller.state.next_due_at.hour == 22


def test_every_poll_says_why_the_next_is_when_it_is(poller):
    poller.poll(answer(rss("a"), Cache_Control="max-age=7200"))
    poller.poll(answer(status=503), after=3 * HOUR)
    assert sorted(poller.column(schema.poll.c.due_why)) == [
        "asked for 2 h by the feed or its Cache-Control",
        "it failed; after 10 min, and longer each time",
    ]


# ── what no store can hold ──────────────────────────────────────────────────────────────────────


def test_an_entry_that_no_store_can_hold_is_set_aside_and_the_others_are_fetched(poller):
    whole = f"<description>{'word ' * (MAX_TEXT_CHARS // 5)} and more</description>"
    items = rss("a", "b").decode().replace("<title>Rain over b</title>", f"{whole}")
    assert poller.poll(items.encode()) == {"polled": 1}
    assert poller.column(schema.entry.c.guid) == ["a"]
    (reason,) = poller.column(schema.quarantine.c.reason)
    assert re.match(r"entry\.\w+: 5,000,\d+ characters, more than 5,000,000", reason)


def test_a_page_whose_row_no_store_can_hold_is_counted_so_and_the_others_land(poller):
    made = [page(name.encode(), url=f"https://saxon.example/{name}") for name in "abc"]
    fetched = [
        Fetched(
            wanted=Wanted(url=one.url, day=NOW.date(), feed_id=None, fetch=partial(replace, one)),
            outcome=Outcome.LANDED,
            detail="",
            capture=one,
        )
        for one in made
    ]
    fetched.insert(1, replace(fetched[0], outcome=Outcome.GONE, capture=None))
    with poller.desk() as desk:
        rows = land(desk.landing, "2026/03/12/b", fetched, NOW)
        rows[1] = {**rows[1], "tdm_policy": "https://saxon.example/\0"}
        ended = write(desk.engine, lambda db: index(db, fetched, rows, run="r", now=NOW))
    assert [one.outcome for one in ended] == ["landed", "gone", "quarantined", "landed"]
    assert len(poller.column(schema.capture.c.capture_id)) == 2
