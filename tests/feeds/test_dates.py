"""The dates of a feed: read in the publisher's zone, and told where they are none."""

from datetime import UTC, datetime

import pytest

from feed_files import only, parse, rss
from wirewatch.feeds.dates import MAX_IN_VAIN
from wirewatch.model import Precision


def dated(*dates: str, head: str = "") -> str:
    items = [
        f"<link>https://saxon.example/{n}</link><pubDate>{date}</pubDate>"
        for n, date in enumerate(dates)
    ]
    return rss(*items, head=head)


GOOD = "Tue, 29 Oct 2024 16:41:00 GMT"


def test_a_clock_without_a_zone_is_the_publishers() -> None:
    paris = only(dated("29 October 2024 16:41"), zone="Europe/Paris").published
    assert paris.at == datetime(2024, 10, 29, 15, 41, tzinfo=UTC)
    assert paris.raw == "29 October 2024 16:41"


def test_a_month_is_read_in_the_feeds_language() -> None:
    feed = dated("út, 29 říj 2024 16:41:00 +0100", head="<language>cs-CZ</language>")
    assert only(feed).published.at == datetime(2024, 10, 29, 15, 41, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw", ["0000-00-00", "Mon, 01 Jan 0001 00:00:00 +0000", "24:00:00", "soon"]
)
def test_a_date_that_cannot_be_read_is_none_and_never_now(raw: str) -> None:
    feed = parse(dated(raw, GOOD))
    published = feed.entries[0].published
    assert (published.at, published.precision, published.raw) == (None, Precision.NONE, raw)
    assert feed.problems == (f"dates that could not be read: 1 (first: “{raw}”)",)


def test_a_date_in_the_future_is_none_and_told() -> None:
    """An entry dated next year would stand at the top of every list until then."""
    ahead = "Wed, 29 Oct 2025 16:41:00 GMT"
    feed = parse(dated(GOOD, ahead, ahead, "soon"))
    assert [entry.published.at is None for entry in feed.entries] == [False, True, True, True]
    assert feed.problems == (
        f"dates in the future: 2 (first: “{ahead}”)",
        "dates that could not be read: 1 (first: “soon”)",
    )


def test_an_entry_without_a_date_is_no_problem() -> None:
    assert parse(dated("")).problems == ()


def test_what_is_told_of_a_date_is_short() -> None:
    (problem,) = parse(dated("x" * 5_000)).problems
    assert len(problem) < 120


def test_a_feed_that_writes_no_dates_is_not_puzzled_over_for_ever() -> None:
    """5,000 dates in a strange script took minutes; our own readers are quick, and go on."""
    strange = [f"29 ตุลาคมx 2024 {n}" for n in range(MAX_IN_VAIN)]
    thai = "29 ตุลาคม 2024"
    *_, puzzle, good = parse(dated(*strange, thai, GOOD)).entries
    assert (puzzle.published.at, good.published.at is not None) == (None, True)
    *_, puzzle, _ = parse(dated(*strange[1:], thai, GOOD)).entries
    assert puzzle.published.at == datetime(2024, 10, 29, tzinfo=UTC)
