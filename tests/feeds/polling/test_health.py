"""How a feed is, in words that a person can act on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.health import Health, condition
from wirewatch.feeds.polling.moves import Streak
from wirewatch.feeds.polling.rhythm import learn_rhythm
from wirewatch.feeds.polling.state import FeedState
from wirewatch.feeds.polling.validators import Trust, Validators

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
HOURLY = learn_rhythm([NOW - n * HOUR for n in range(400)])
FEED = FeedState(
    feed_id="saxon",
    url="https://saxon.example/rss",
    next_due_at=NOW,
    due_why="nothing was new",
    last_polled_at=NOW,
    seen_entries=3,
)
QUIET = replace(FEED, rhythm=HOURLY, silent_since=NOW, last_polled_at=NOW + 9 * DAY)

CASES = {
    "new": (replace(FEED, last_polled_at=None), Health.NEW, "not polled yet"),
    "hardly known": (FEED, Health.WELL, "3 entries seen, too few to tell a rhythm"),
    "well": (
        replace(FEED, rhythm=HOURLY),
        Health.WELL,
        "an entry every 60 minutes; silence is odd after 24 hours",
    ),
    "silent": (
        QUIET,
        Health.SILENT,
        "nothing new for 9 days; usually every 60 minutes, at most 60 minutes apart",
    ),
    "failing": (
        replace(QUIET, failing_since=NOW + 7 * DAY, last_detail="HTTP 503"),
        Health.FAILING,
        "for 2 days: HTTP 503",
    ),
    "failing just now": (
        replace(FEED, failing_since=NOW, last_detail="HTTP 503"),
        Health.FAILING,
        "since its last poll: HTTP 503",
    ),
    "gone": (
        replace(FEED, gone=Streak(what="HTTP 410", count=4, since=NOW - 3 * DAY)),
        Health.GONE,
        "4 answers “410 Gone” in a row since 2026-11-20",
    ),
    "410 once": (
        replace(
            FEED,
            gone=Streak(what="HTTP 410", count=1, since=NOW),
            failing_since=NOW - HOUR,
            last_detail="HTTP 410",
        ),
        Health.FAILING,
        "for 60 minutes: HTTP 410",
    ),
}


@pytest.mark.parametrize(("state", "health", "why"), CASES.values(), ids=CASES)
def test_a_feed_is_said_to_be_as_it_is(state, health, why):
    found = condition(state)
    assert (found.health, found.why, found.notes) == (health, why, ())


def test_what_else_is_known_of_a_feed_is_said_beside_it():
    state = replace(
        FEED,
        asked_url="https://new.example/rss",
        move=Streak(what="https://newer.example/rss", count=2, since=NOW),
        validators=Validators(trust=Trust.LYING, why="its entries were others"),
        identity=Identity.ADDRESS,
        identity_why="3 of 4 addresses came back under another guid",
    )
    assert condition(state).notes == (
        "moved: asked at https://new.example/rss",
        "redirects for good to https://newer.example/rss (2 times; believed after 5 over 2 days)",
        "its “not modified” is lying: its entries were others",
        "entries go by their addresses: 3 of 4 addresses came back under another guid",
    )
