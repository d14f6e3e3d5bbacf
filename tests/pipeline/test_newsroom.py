"""The whole way over the sample newsroom, step by step and without Airflow, against the truth.

The truth comes from the newsroom's plan, never from reading its pages back. So this is the test
that tells whether all rooms together say what is so: of every page who wrote it, when, and to which
story it belongs.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from against_truth import articles, wrong_facts, wrong_pairs
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.launch import sample_environment
from wirewatch.newsroom.server import Newsroom, serve
from wirewatch.newsroom.truth import TruePage, true_pages
from wirewatch.pipeline import archive, harvest, read, tasks
from wirewatch.urls import article_id

PAST_WEEK = [date(2026, 3, 5) + timedelta(days=n) for n in range(7)]


@dataclass(frozen=True)
class Walked:
    """A warehouse after the whole way."""

    room: Newsroom
    engine: Engine
    truth: tuple[TruePage, ...]
    polls: Counter[str]
    pages: Counter[str]
    unsent: int  # deliveries left by the backfill


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    home: Path = tmp_path_factory.mktemp("newsroom")
    with serve(silence_s=8) as room, open_desk(sample_environment(room.address, home)) as desk:
        migrate(desk.engine)
        polls: Counter[str] = Counter()
        pages: Counter[str] = Counter()
        for feeds in harvest.due_chunks(desk):
            counts = harvest.harvest(desk, feeds, run="test")
            polls.update(counts.polls)
            pages.update(counts.pages)
        publish(desk)
        for sites in archive.site_chunks(desk):
            archive.archive(desk, PAST_WEEK, sites, run="test")
        unsent = publish(desk)
        truth = true_pages(room.pages)
        yield Walked(room, desk.engine, truth, polls, pages, unsent)


def publish(desk: Desk) -> int:
    days = list(read.days_to_publish(desk))
    for captures in read.unread_chunks(desk, days):
        read.read(desk, captures, run="test")
    tasks.group_days(desk, days, run="test")
    tasks.match_days(desk, days, run="test")
    return tasks.deliver_due(desk, run="test")["n_tried"]


def outcomes(engine: Engine, table: str) -> dict[str, int]:
    column = schema.metadata.tables[table].c.outcome
    with reading(engine) as db:
        return {row[0]: row[1] for row in db.execute(select(column, func.count()).group_by(column))}


def test_every_fact_of_every_page_is_what_it_is(walked):
    """Verdict, headline, times, language, authors, body, agency, role and photo agency."""
    with reading(walked.engine) as db:
        assert list(wrong_facts(db, walked.truth)) == []


def test_copies_of_one_text_are_one_story_and_nothing_else_is(walked):
    """Cut, extended and retitled copies join; translations and other hands do not."""
    with reading(walked.engine) as db:
        assert list(wrong_pairs(db, walked.truth)) == []


def test_every_page_that_can_be_read_is_in_the_tables(walked):
    with reading(walked.engine) as db:
        have = articles(db).keys()
    readable = {"article", "paywalled"}
    missing = [
        p.url for p in walked.truth if p.verdict in readable and article_id(p.url) not in have
    ]
    assert missing == []


def test_walls_are_counted_as_walls_and_never_loaded(walked):
    walls = [page for page in walked.truth if page.verdict == "consent_wall"]
    assert outcomes(walked.engine, "reading")["consent_wall"] == len(walls)


def test_bad_feeds_are_counted_by_what_is_wrong_with_them(walked):
    """A feed that is none, two that are gone, one that never answers: the others go on."""
    assert walked.polls == {"polled": 18, "gone": 2, "not_a_feed": 1, "later": 1}
    assert outcomes(walked.engine, "poll") == walked.polls


def test_bad_pages_are_counted_by_what_is_wrong_with_them(walked):
    """A page that is gone, one of 100 MB, one that robots.txt keeps from us."""
    bad = {name: walked.pages[name] for name in ("gone", "too_large", "refused")}
    assert bad == {"gone": 1, "too_large": 1, "refused": 1}


def test_the_counts_of_every_step_add_up(walked):
    with reading(walked.engine) as db:
        entries = db.execute(select(func.count()).select_from(schema.entry)).scalar_one()
        captures = db.execute(select(func.count()).select_from(schema.capture)).scalar_one()
        grouped = db.execute(select(func.count()).select_from(schema.story_member)).scalar_one()
        loaded = db.execute(select(func.count()).select_from(schema.article)).scalar_one()
    assert sum(outcomes(walked.engine, "entry").values()) == entries == walked.pages.total()
    assert sum(outcomes(walked.engine, "reading").values()) == captures
    assert grouped == loaded


def test_a_story_alerts_once_however_many_copies_it_has(walked):
    alert = schema.alert.c
    with reading(walked.engine) as db:
        pairs = db.execute(select(alert.watch, alert.story_id)).all()
        copies = db.execute(
            select(func.max(schema.story.c.n_copies))
            .select_from(schema.story)
            .join(schema.alert, alert.story_id == schema.story.c.story_id)
        ).scalar_one()
    assert len(set(pairs)) == len(pairs) > 0
    assert copies > 1


def test_the_past_week_wakes_nobody(walked):
    assert walked.unsent == 0


def test_every_webhook_arrived_once(walked):
    delivery = schema.delivery.c
    hooks = select(delivery.delivery_id).where(delivery.channel == "hook", delivery.state == "sent")
    with reading(walked.engine) as db:
        sent = set(db.execute(hooks).scalars())
    received = [key for key, _ in walked.room.inbox]
    assert sorted(received) == sorted(sent)
    assert received


def test_evidence_of_a_credit_stands_in_the_page(walked):
    """Nothing that we show as proof is of our making."""
    version, credit = schema.article_version.c, schema.credit.c
    query = select(credit.evidence, credit.place, version.blocks).join(
        schema.article_version,
        (version.article_id == credit.article_id) & (version.content_hash == credit.content_hash),
    )
    with reading(walked.engine) as db:
        rows = db.execute(query).all()
    shown = [row for row in rows if row.place in {"byline", "dateline", "tail", "caption", "body"}]
    assert len(shown) > 200
    assert [
        row.evidence for row in shown if not any(row.evidence in text for _, text, _ in row.blocks)
    ] == []
