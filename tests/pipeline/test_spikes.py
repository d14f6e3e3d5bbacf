"""A wave is told once an hour, where it is asked for and there is a past to compare with."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk_rows import put
from pipeline.newsdesk import NOW, add_article, desk_at, rows
from wirewatch.adapters import schema
from wirewatch.model import Watch, digest
from wirewatch.pipeline.spikes import raise_spikes

ROUTES = {"default": ("atom",)}


@pytest.fixture
def desk(tmp_path: Path) -> Engine:
    return desk_at(tmp_path)


def begun(desk: Engine, weeks: int) -> None:
    put(
        desk, schema.poll, poll_id=digest("p"), feed_id="f", outcome="ok", n_entries=1, n_new=1,
        polled_at=NOW - timedelta(weeks=weeks, days=1),
    )  # fmt: skip


def found(desk: Engine, number: int, *, suppressed: str | None = None) -> None:
    """Let the watch have found so many stories within this hour."""
    article_id = add_article(desk, "sea")
    for place in range(number):
        put(
            desk, schema.alert, alert_id=digest(str(place)), watch="w", story_id=digest(str(place)),
            article_id=article_id, reason="new", hits=[], query="", suppressed=suppressed,
            created_at=NOW,
        )  # fmt: skip


def run(desk: Engine, *also: str, minutes: int = 20) -> int:
    watch = Watch(name="w", query="drone", also=also or ("spike",))
    now = NOW + timedelta(minutes=minutes)
    return raise_spikes(desk, [watch], routes=ROUTES, now=now)


def test_a_wave_is_told_once_with_what_is_usual(desk: Engine) -> None:
    begun(desk, 5)
    found(desk, 9)
    assert [run(desk), run(desk, minutes=30)] == [1, 0]
    (spike,) = [row for row in rows(desk, schema.alert) if row["reason"] != "new"]
    assert spike["reason"] == "spike:2026-03-12T18"
    ((_, words),) = spike["difference"]
    assert "9 stories since 18:00 UTC; at such an hour 0.1 are usual" in words
    assert [row["alert_id"] for row in rows(desk, schema.delivery)] == [spike["alert_id"]]


QUIET = {
    "not asked for": (5, 9, None, ("correction",)),
    "no past": (2, 9, None, ("spike",)),
    "two stories": (5, 2, None, ("spike",)),
    "an archive's": (5, 9, "backfill", ("spike",)),
}


@pytest.mark.parametrize(("weeks", "number", "silent", "also"), QUIET.values(), ids=QUIET)
def test_what_is_no_wave_is_not_told(desk: Engine, weeks, number, silent, also) -> None:
    begun(desk, weeks)
    found(desk, number, suppressed=silent)
    assert run(desk, *also) == 0
