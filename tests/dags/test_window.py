"""One helper turns any run into the days it is for."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytestmark = pytest.mark.airflow


def run(**known):
    names = ("partition_key", "partition_date", "data_interval_start", "data_interval_end")
    facts = dict.fromkeys((*names, "logical_date")) | {
        "run_after": datetime(2026, 3, 12, tzinfo=UTC)
    }
    return SimpleNamespace(**facts | known)


def days(params=None, **known):
    from wirewatch.orchestration import window

    return [day.isoformat() for day in window({"dag_run": run(**known), "params": params or {}})]


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_hand_made_run_says_its_days_itself(airflow_home):
    assert days({"date": "2026-03-05"}) == ["2026-03-05"]
    assert days({"date": "2026-02-27..2026-03-02"}) == [
        "2026-02-27",
        "2026-02-28",
        "2026-03-01",
        "2026-03-02",
    ]
    assert days({"date": "2026-03-05, 2026-03-01"}) == ["2026-03-01", "2026-03-05"]


def test_a_partition_is_its_key(airflow_home):
    assert days(partition_key="2024-02-29", logical_date=at("2025-01-01")) == ["2024-02-29"]


def test_an_interval_ends_before_its_end(airflow_home):
    known = {"data_interval_start": at("2026-03-05"), "data_interval_end": at("2026-03-07")}
    assert days(**known) == ["2026-03-05", "2026-03-06"]


def test_an_empty_interval_says_nothing(airflow_home):
    """Airflow's cron trigger gives intervals of no length; then the logical date counts."""
    known = {"data_interval_start": at("2026-03-05"), "data_interval_end": at("2026-03-05")}
    assert days(**known, logical_date=at("2026-03-06T23:59")) == ["2026-03-06"]


def test_a_run_that_knows_nothing_is_for_the_day_it_was_due(airflow_home):
    assert days() == ["2026-03-12"]


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30", "2026-03-05..", "2026-03-05..x", ".."])
def test_what_is_no_day_is_refused_with_an_example(airflow_home, text):
    from wirewatch.errors import BadInput

    if text == "2026-03-05..":  # an open end is the day itself
        assert days({"date": text}) == ["2026-03-05"]
        return
    with pytest.raises(BadInput, match="2026-03-05"):
        days({"date": text})


def test_a_window_that_ends_before_it_begins_is_refused(airflow_home):
    from wirewatch.errors import BadInput

    with pytest.raises(BadInput, match="ends before"):
        days({"date": "2026-03-05..2026-03-01"})


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 40))
def test_a_span_has_every_day_once_over_month_and_leap_edges(airflow_home, first, length):
    from datetime import timedelta

    last = first + timedelta(days=length)
    found = days({"date": f"{first}..{last}"})
    assert found == sorted(set(found))
    assert len(found) == length + 1
