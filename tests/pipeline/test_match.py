"""One alert a story, once, whatever comes in which order; and old news stays silent."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.newsdesk import (
    NOW,
    TODAY,
    add_article,
    add_credit,
    column,
    desk_at,
    forget_aliases,
    move_story,
    rows,
)
from wirewatch.adapters import schema
from wirewatch.errors import BadInput
from wirewatch.model import Watch, digest
from wirewatch.pipeline.match import MatchCounts, match

DRONES = Watch(name="Drones", query="drone*")
ROUTES = {"default": ("atom",), "night": ("mail", "hook"), "all": ("atom", "mail")}


@pytest.fixture
def desk(tmp_path: Path) -> Engine:
    return desk_at(tmp_path)


def run(desk: Engine, *watches: Watch, days: int = 1, run: str = "r") -> MatchCounts:
    dates = [TODAY - timedelta(days=back) for back in range(days)]
    return match(desk, watches or (DRONES,), dates, routes=ROUTES, run=run, now=NOW)


def states(desk: Engine) -> list[str]:
    return column(desk, schema.article, "match_state")


def test_a_story_that_matches_raises_an_alert_with_its_reasons(desk: Engine) -> None:
    article_id = add_article(desk, "sea")
    counts = run(desk)
    (alert,) = rows(desk, schema.alert)
    assert alert["alert_id"] == digest("alert", "Drones", digest("raid"), "new")
    assert (alert["article_id"], alert["query"]) == (article_id, "drone*")
    assert alert["hits"] == [["lede", 2, 7, "drone"]]
    assert alert["suppressed"] is None
    assert states(desk) == ["done"]
    assert (counts.n_articles, counts.n_matched, counts.n_alerts, counts.n_deliveries) == (
        1,
        1,
        1,
        1,
    )


def test_the_outbox_gets_one_delivery_a_channel(desk: Engine) -> None:
    """Two routes that share a channel tell it once."""
    add_article(desk, "sea")
    run(desk, Watch(name="w", query="drone", routes=("night", "all")))
    found = rows(desk, schema.delivery)
    assert sorted(delivery["channel"] for delivery in found) == ["atom", "hook", "mail"]
    assert {delivery["state"] for delivery in found} == {"pending"}
    alert_id = rows(desk, schema.alert)[0]["alert_id"]
    assert {d["delivery_id"] for d in found} == {
        digest("delivery", alert_id, channel) for channel in ("atom", "hook", "mail")
    }


def test_a_second_run_changes_nothing(desk: Engine) -> None:
    add_article(desk, "sea")
    run(desk)
    assert run(desk, run="r2") == MatchCounts()
    assert len(rows(desk, schema.alert)) == len(rows(desk, schema.load)) == 1


def test_copies_of_one_story_raise_one_alert(desk: Engine) -> None:
    for name in ("sea", "dune", "fell"):
        add_article(desk, name)
    counts = run(desk)
    assert (counts.n_matched, counts.n_alerts, counts.n_joined) == (3, 1, 0)
    assert len(rows(desk, schema.alert)) == len(rows(desk, schema.delivery)) == 1


def test_a_late_copy_joins_the_alert_that_is_there(desk: Engine) -> None:
    add_article(desk, "sea")
    run(desk)
    before = rows(desk, schema.alert)
    add_article(desk, "dune")
    counts = run(desk)
    assert (counts.n_alerts, counts.n_joined) == (0, 1)
    assert rows(desk, schema.alert) == before


def test_an_edited_page_does_not_alert_again(desk: Engine) -> None:
    add_article(desk, "sea")
    run(desk)
    add_article(desk, "sea", version="2", body="Two drones fell on Vesk.")
    assert run(desk).n_alerts == 0


@pytest.mark.parametrize("aliases", [True, False], ids=["by alias", "by the copy that raised it"])
def test_a_story_that_got_another_name_was_alerted_already(desk: Engine, *, aliases: bool) -> None:
    add_article(desk, "sea", story="raid")
    run(desk)
    move_story(desk, "raid", "earlier")
    if not aliases:
        forget_aliases(desk)
    add_article(desk, "dune", story="earlier", age=timedelta(hours=9))
    assert run(desk).n_alerts == 0


def test_the_first_copy_published_is_the_one_alerted_on(desk: Engine) -> None:
    add_article(desk, "sea", age=timedelta(hours=1))
    first = add_article(desk, "dune", age=timedelta(hours=5))
    run(desk)
    assert column(desk, schema.alert, "article_id") == [first]


COPIES = (
    ("sea", {"age": timedelta(hours=2)}),
    ("dune", {"via": "wayback", "age": timedelta(hours=3)}),
    ("fell", {"body": "Nothing of it."}),
)


def test_neither_the_order_of_arrival_nor_the_number_of_runs_changes_who_is_told(
    tmp_path: Path,
) -> None:
    outcomes = set()
    for number, order in enumerate(permutations(COPIES)):
        for one_by_one in (True, False):
            (tmp_path / f"{number}{one_by_one}").mkdir()
            desk = desk_at(tmp_path / f"{number}{one_by_one}")
            for name, more in order:
                add_article(desk, name, **more)  # type: ignore[arg-type]
                if one_by_one:
                    run(desk)
            run(desk)
            alerts = [(a["alert_id"], a["suppressed"]) for a in rows(desk, schema.alert)]
            outcomes.add((tuple(alerts), *column(desk, schema.delivery, "delivery_id")))
    assert len(outcomes) == 1


SILENT = {
    "from an archive": ({"via": "wayback"}, "backfill"),
    "from our own past": ({"via": "landing"}, "backfill"),
    "published long before": ({"age": timedelta(hours=49)}, "old"),
    "just in time": ({"age": timedelta(hours=48)}, None),
    "text of the feed": ({"via": "feed"}, None),
    "time unknown": ({"published_at": None}, None),
}


@pytest.mark.parametrize(("article", "suppressed"), SILENT.values(), ids=SILENT.keys())
def test_old_news_is_kept_and_not_sent(
    desk: Engine, article: dict[str, timedelta], suppressed: str | None
) -> None:
    add_article(desk, "sea", **article)  # type: ignore[arg-type]
    counts = run(desk)
    assert column(desk, schema.alert, "suppressed") == [suppressed]
    assert counts.n_suppressed == (suppressed is not None)
    assert len(rows(desk, schema.delivery)) == (suppressed is None)


@pytest.mark.parametrize("together", [True, False], ids=["in one run", "in two"])
def test_a_fresh_live_copy_lifts_the_silence_once(desk: Engine, *, together: bool) -> None:
    add_article(desk, "dune", via="wayback", age=timedelta(hours=3))
    if not together:
        run(desk)
    add_article(desk, "sea")
    counts = run(desk)
    assert counts.n_lifted == (not together)
    assert column(desk, schema.alert, "suppressed") == [None]
    add_article(desk, "fell")
    assert run(desk).n_lifted == 0
    assert len(rows(desk, schema.delivery)) == 1


def test_another_old_copy_lifts_nothing(desk: Engine) -> None:
    add_article(desk, "dune", via="wayback")
    run(desk)
    add_article(desk, "sea", age=timedelta(hours=72))
    run(desk)
    assert column(desk, schema.alert, "suppressed") == ["backfill"]
    assert rows(desk, schema.delivery) == []


def test_an_article_without_story_waits_for_one(desk: Engine) -> None:
    add_article(desk, "sea", story=None)
    assert run(desk) == MatchCounts()
    assert states(desk) == ["pending"]


def test_only_the_days_asked_for_are_matched(desk: Engine) -> None:
    add_article(desk, "sea", event_date=TODAY - timedelta(days=1))
    assert run(desk).n_articles == 0
    assert run(desk, days=2).n_articles == 1


def test_what_matches_nothing_is_done_too(desk: Engine) -> None:
    add_article(desk, "sea", body="Calm.")
    counts = run(desk)
    assert (counts.n_unmatched, counts.n_alerts, states(desk)) == (1, 0, ["done"])


def test_a_watch_added_later_does_not_flood(desk: Engine) -> None:
    add_article(desk, "sea")
    run(desk)
    assert run(desk, DRONES, Watch(name="Vesk", query="vesk")).n_alerts == 0


def test_adverts_raise_nothing(desk: Engine) -> None:
    add_article(desk, "sea")
    assert run(desk, Watch(name="w", query="glider")).n_matched == 0


def test_fields_are_those_of_the_article_and_its_credits(desk: Engine) -> None:
    add_credit(desk, add_article(desk, "sea"))
    add_article(desk, "dune", story="other")
    run(desk, Watch(name="w", query="agency:AFP AND role:text AND lang:en AND source:sea.example"))
    assert column(desk, schema.alert, "story_id") == [digest("raid")]


def test_copies_are_counted_when_a_copy_is_matched(desk: Engine) -> None:
    """The third copy passes the mark, although the first two had been looked at before."""
    watch = Watch(name="w", query="drone AND copies>2")
    add_article(desk, "sea")
    add_article(desk, "dune")
    assert run(desk, watch).n_matched == 0
    add_article(desk, "fell")
    assert run(desk, watch).n_alerts == 1


def test_many_stories_are_matched_in_batches_and_the_counts_add_up(desk: Engine) -> None:
    for number in range(450):
        add_article(
            desk, f"p{number}", story=f"s{number // 2}", body=("Calm.", "Drone.")[number % 2]
        )
    counts = run(desk)
    assert (counts.n_articles, counts.n_matched, counts.n_unmatched) == (450, 225, 225)
    assert counts.n_alerts == counts.n_deliveries == 225
    ledger = rows(desk, schema.load)
    assert sum(row["n_in"] for row in ledger) == 225
    assert len(ledger) == 3


REFUSED: dict[str, Sequence[Watch]] = {
    "malformed": [Watch(name="w", query="raid AND")],
    "two of a name": [DRONES, DRONES],
    "unknown route": [Watch(name="w", query="drone", routes=("nowhere",))],
}


@pytest.mark.parametrize("watches", REFUSED.values(), ids=REFUSED.keys())
def test_a_wrong_watch_stops_the_run_before_it_changes_anything(
    desk: Engine, watches: Sequence[Watch]
) -> None:
    add_article(desk, "sea")
    with pytest.raises(BadInput):
        run(desk, *watches)
    assert states(desk) == ["pending"]
