"""When a channel may speak, on the days when clocks are turned among them."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.alerts.schedule import AT_ONCE, Schedule, due_at, last_slot, read_time
from wirewatch.errors import BadInput

PARIS = "Europe/Paris"  # summer time 2026: 29 March 02:00 → 03:00, 25 October 03:00 → 02:00
MORNING = Schedule(zone=PARIS, digest=(time(8), time(17, 30)))
NIGHT = Schedule(zone=PARIS, quiet=(time(22), time(7)))
NOON = Schedule(zone=PARIS, quiet=(time(12), time(14)))
SKIPPED = Schedule(zone=PARIS, digest=(time(2, 30),))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=UTC)


DUE = {
    "at once": (AT_ONCE, "03-12T03:00", None),
    "the morning's": (MORNING, "03-12T03:00", "03-12T07:00"),
    "the evening's": (MORNING, "03-12T07:00", "03-12T16:30"),
    "tomorrow's": (MORNING, "03-12T16:30", "03-13T07:00"),
    "in summer, an hour earlier": (MORNING, "07-01T05:00", "07-01T06:00"),
    "over the night when summer begins": (MORNING, "03-28T20:00", "03-29T06:00"),
    "over the night when summer ends": (MORNING, "10-24T20:00", "10-25T07:00"),
    "a time that the clock jumps over": (SKIPPED, "03-28T20:00", "03-29T01:30"),
    "a time that comes twice": (SKIPPED, "10-24T20:00", "10-25T00:30"),
    "and the second is no other": (SKIPPED, "10-25T00:30", "10-26T01:30"),
    "by day": (NIGHT, "03-12T12:00", None),
    "late": (NIGHT, "03-12T21:00", "03-13T06:00"),
    "early": (NIGHT, "03-12T05:59", "03-12T06:00"),
    "in time": (NIGHT, "03-12T06:00", None),
    "the short night": (NIGHT, "03-28T21:00", "03-29T05:00"),
    "the long night": (NIGHT, "10-24T20:00", "10-25T06:00"),
    "quiet by day": (NOON, "03-12T11:30", "03-12T13:00"),
    "before quiet by day": (NOON, "03-12T10:59", None),
}


@pytest.mark.parametrize(("schedule", "at", "due"), DUE.values(), ids=DUE)
def test_what_comes_is_told_in_time(schedule: Schedule, at: str, due: str | None) -> None:
    assert due_at(schedule, utc(at)) == (utc(due) if due else None)


@given(
    st.integers(0, 2 * 366 * 24 * 60).map(lambda n: utc("01-01T00:00") + timedelta(minutes=n)),
    st.lists(st.times().map(lambda t: t.replace(second=0, microsecond=0)), min_size=1, max_size=4),
    st.sampled_from(("UTC", PARIS, "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu")),
)
def test_digests_follow_one_another_without_a_gap(
    at: datetime, times: list[time], zone: str
) -> None:
    schedule = Schedule(zone=zone, digest=tuple(times))
    due = due_at(schedule, at)
    assert due is not None
    assert at < due <= at + timedelta(hours=25)
    assert last_slot(schedule, due) == due
    assert last_slot(schedule, due - timedelta(seconds=1)) <= at


@pytest.mark.parametrize("text", ["7:30", "24:00", "07:60", "", "noon"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="07:30"):
        read_time(text)


def test_a_time_is_read() -> None:
    assert read_time("07:30") == time(7, 30)
