"""When a page is fetched again, and when it is left alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.changes import Held, again_at, has_changed, next_look
from wirewatch.model import FeedEntry, Moment, Precision

NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def entry(title: str = "Rain over Vesk", updated_at: datetime | None = None) -> FeedEntry:
    nothing = Moment(at=None, precision=Precision.NONE, raw="")
    told = Moment(at=updated_at, precision=Precision.SECOND, raw="x") if updated_at else nothing
    return FeedEntry(
        feed_id="saxon",
        entry_id="1",
        guid=None,
        url="https://saxon.example/1",
        title=title,
        summary="",
        content_html=None,
        authors=(),
        published=nothing,
        updated=told,
    )


def held(updated_at: datetime | None = None, n_captures: int = 1) -> Held:
    return Held("Rain over Vesk", updated_at, n_captures, captured_at=NOON)


@pytest.mark.parametrize(
    ("before", "now", "changed"),
    [
        (held(), entry(), False),
        (held(), entry("RAIN over Vesk "), False),
        (held(), entry("CORRECTED: Rain over Vesk"), True),
        (held(), entry(updated_at=NOON - MINUTE), False),  # the page we have is younger
        (held(), entry(updated_at=NOON + MINUTE), True),
        (held(NOON - HOUR), entry(updated_at=NOON + MINUTE), True),
        (held(NOON + MINUTE), entry(updated_at=NOON + MINUTE), False),  # seen, and on its way
        (held(NOON + HOUR), entry(updated_at=NOON + MINUTE), False),  # set back
        (held(NOON - HOUR), entry(), False),
    ],
)
def test_a_page_has_changed_when_its_feed_says_so_anew(before, now, changed):
    assert has_changed(before, now) is changed


def test_the_pauses_grow():
    pauses = [again_at(held(n_captures=n)) - NOON for n in range(1, 7)]
    assert pauses == sorted(pauses)
    assert pauses[0] == 10 * MINUTE
    assert pauses[3:] == [24 * HOUR] * 3


def test_a_feed_that_dates_everything_anew_costs_few_requests():
    """In a week, polled every five minutes."""
    page, n_fetched = held(), 0
    for at in (NOON + n * 5 * MINUTE for n in range(7 * 24 * 12)):
        if at >= again_at(page) and has_changed(page, entry(updated_at=at + MINUTE)):
            page = Held(page.title, at + MINUTE, page.n_captures + 1, at)
            n_fetched += 1
    assert n_fetched <= 10


@given(st.lists(st.floats(0, 100), max_size=5), st.floats(0, 200))
def test_the_next_look_is_the_first_that_is_still_to_come(hours, passed):
    now = NOON + timedelta(hours=passed)
    found = next_look(NOON, now, hours)
    to_come = [each for each in hours if NOON + timedelta(hours=each) > now]
    assert found == (NOON + timedelta(hours=min(to_come)) if to_come else None)
