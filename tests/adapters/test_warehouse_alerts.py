"""The rows behind alerts: what waits, what was said already, and what a document is made of."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from pipeline.newsdesk import NOW, TODAY, add_article, add_credit, column, desk_at, move_story
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.alerts import (
    Known,
    known_alerts,
    lift_suppression,
    load_pending,
    mark_matched,
    pending_ids,
    save_alerts,
    save_deliveries,
    still_pending,
)
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.model import Alert, Hit, Reason, Via, Zone, digest


@pytest.fixture
def desk(tmp_path: Path) -> Engine:
    return desk_at(tmp_path)


def alert(story: str, *, suppressed: str | None = None, article: str = "") -> Alert:
    return Alert(
        alert_id=digest(story, str(suppressed)),
        watch="w",
        story_id=digest(story),
        article_id=article,
        reason=Reason.NEW,
        hits=(Hit(zone=Zone.BODY, start=0, end=4, text="raid"),),
        suppressed=suppressed,
    )


def save(desk: Engine, *alerts: Alert) -> int:
    with writing(desk) as db:
        return save_alerts(db, alerts, {"w": "raid"}, now=NOW)


def known(desk: Engine, story: str) -> Known | None:
    with reading(desk) as db:
        return known_alerts(db, {digest(story)}).get(("w", digest(story)))


def test_what_waits_comes_by_story_and_within_it_by_publication(desk: Engine) -> None:
    late = add_article(desk, "sea", age=timedelta(hours=1))
    early = add_article(desk, "dune", age=timedelta(hours=2))
    other = add_article(desk, "fell", story="other")
    undated = add_article(desk, "moor", published_at=None)
    with reading(desk) as db:
        waiting = pending_ids(db, [TODAY])
        found = load_pending(db, {article_id for _, article_id in waiting})
    assert waiting == sorted(waiting)
    raid = [pending.article_id for pending in found if pending.story_id == digest("raid")]
    assert raid == [early, late, undated]  # unknown: as late as its capture
    assert {p.article_id for p in found} == {early, late, undated, other}


def test_a_pending_article_brings_zones_fields_and_how_it_came(desk: Engine) -> None:
    add_credit(desk, add_article(desk, "sea", byline="Ana Löwe", via="feed", section="World"))
    with reading(desk) as db:
        (pending,) = load_pending(db, [digest("article", "sea")])
    assert pending.via is Via.FEED
    assert [zone for zone, _ in pending.document.zones] == ["headline", "lede", "byline", "credit"]
    assert pending.document.fields == (
        ("source", "sea.example"),
        ("lang", "en"),
        ("section", "World"),
        ("copies", "1"),
        ("agency", "AFP"),
        ("role", "text"),
    )


def test_what_changed_since_it_was_read_is_left_for_the_next_run(desk: Engine) -> None:
    same, *_ = [add_article(desk, name, story=name) for name in ("sea", "dune", "fell", "moor")]
    with reading(desk) as db:
        found = load_pending(db, [article_id for _, article_id in pending_ids(db, [TODAY])])
    add_article(desk, "dune", story="dune", version="2")
    move_story(desk, "fell", "elsewhere")
    with writing(desk) as db:
        mark_matched(db, [digest("article", "moor")])
        assert [pending.article_id for pending in still_pending(db, found)] == [same]


def test_an_alert_is_known_by_the_story_by_its_old_name_and_by_the_copy(desk: Engine) -> None:
    article_id = add_article(desk, "sea", story="raid")
    assert known(desk, "raid") is None
    save(desk, alert("raid"))
    assert known(desk, "raid") == Known(alert_id=digest("raid", "None"), suppressed=None)
    move_story(desk, "raid", "earlier")
    assert known(desk, "earlier") == known(desk, "raid")
    save(desk, alert("gone", article=article_id))
    assert known(desk, "earlier") is not None


def test_of_two_alerts_of_one_story_the_one_that_was_sent_counts(desk: Engine) -> None:
    """Two stories that become one may have both been alerted, one of them in silence."""
    save(desk, alert("raid", suppressed="old"), alert("earlier"))
    move_story(desk, "raid", "earlier")
    found = known(desk, "earlier")
    assert found is not None
    assert found.suppressed is None


def test_saving_twice_is_saving_once(desk: Engine) -> None:
    assert (save(desk, alert("raid")), save(desk, alert("raid"))) == (1, 0)
    with writing(desk) as db:
        pairs = [("a", "mail"), ("a", "mail"), ("a", "hook")]
        assert save_deliveries(db, pairs, now=NOW) == 2
        assert save_deliveries(db, pairs, now=NOW) == 0


def test_a_delivery_on_its_way_is_not_reset(desk: Engine) -> None:
    with writing(desk) as db:
        save_deliveries(db, [("a", "mail")], now=NOW)
        db.execute(update(schema.delivery).values(state="sent", tries=3))
        save_deliveries(db, [("a", "mail")], now=NOW)
    assert column(desk, schema.delivery, "tries") == [3]


def test_suppression_is_lifted_from_the_named_ones_only(desk: Engine) -> None:
    save(desk, alert("raid", suppressed="old"), alert("other", suppressed="old"))
    with writing(desk) as db:
        lift_suppression(db, [digest("raid", "old")])
    assert sorted(column(desk, schema.alert, "suppressed"), key=str) == [None, "old"]
