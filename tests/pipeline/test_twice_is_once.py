"""Twice is once, for the whole way: again, in another order, side by side, killed at any line."""

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

import whole_way as way
from wirewatch.adapters import schema
from wirewatch.adapters.landing import Landing
from wirewatch.adapters.warehouse.digest import TableSum, digest_of, table_sums
from wirewatch.adapters.warehouse.engine import open_warehouse, reading
from wirewatch.adapters.warehouse.grants import grant
from wirewatch.bootstrap import open_desk
from wirewatch.launch import sample_environment
from wirewatch.newsroom.server import Newsroom, serve
from wirewatch.pipeline import archive, harvest, read, tasks
from wirewatch.urls import article_id

OF_THE_CAPTURE = {
    "content_hash", "blocks", "published_raw", "published_precision", "published_reader",
    "modified_at", "modified_precision", "url", "canonical_url",
}  # fmt: skip


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with serve(silence_s=0.2) as newsroom:
        yield newsroom


@pytest.fixture(scope="module")
def once(room: Newsroom, tmp_path_factory) -> Path:
    """A home after the whole way, once."""
    home = tmp_path_factory.mktemp("once")
    with open_desk(sample_environment(room.address, home)) as desk:
        way.whole_way(desk)
    return home


@pytest.fixture(scope="module")
def landed(room: Newsroom, tmp_path_factory) -> Path:
    """A home in which everything has landed and nothing is read."""
    home = tmp_path_factory.mktemp("landed")
    with open_desk(sample_environment(room.address, home)) as desk:
        way.land_live(desk)
        way.land_archive(desk, way.PAST_WEEK)
    return home


def sums(home: Path, *, facts: bool = False) -> dict[str, TableSum]:
    """Return what each table holds: of two that differ, pytest names the tables."""
    engine = open_warehouse(f"sqlite:///{home / 'warehouse.db'}")
    with reading(engine) as db:
        return {each.name: each for each in table_sums(db, facts=facts)}


def rows(home: Path, query: Any) -> list[dict[str, Any]]:
    with reading(open_warehouse(f"sqlite:///{home / 'warehouse.db'}")) as db:
        return [dict(row) for row in db.execute(query).mappings()]


def assert_the_books_add_up(home: Path) -> None:
    """Every entry has an end, every capture can be read, and every load's counts add up."""
    entries = rows(home, select(schema.entry))
    assert "pending" not in {entry["outcome"] for entry in entries}
    polled = rows(home, select(func.sum(schema.feed.c.seen_entries).label("n")))
    assert len(entries) == polled[0]["n"]
    landing = Landing(home / "landing")
    captures = rows(home, select(schema.capture))
    for capture in captures:
        found = landing.read(capture["warc"], capture["warc_offset"])
        assert found.body_hash == capture["body_hash"]
    read_ids = [row["capture_id"] for row in rows(home, select(schema.reading))]
    assert sorted(read_ids) == sorted(capture["capture_id"] for capture in captures)
    for load in rows(home, select(schema.load)):
        assert load["n_in"] == load["n_new"] + load["n_same"] + load["n_quarantined"]


# ── again ───────────────────────────────────────────────────────────────────────────────────────


def test_the_whole_way_twice_is_once_and_the_second_finds_nothing_new(room, once, tmp_path):
    home = shutil.copytree(once, tmp_path / "twice")
    before = sums(home)
    with open_desk(sample_environment(room.address, home)) as desk:
        assert harvest.due_chunks(desk) == []
        outcomes = Counter[str]()
        for sites in archive.site_chunks(desk):
            outcomes += Counter(archive.archive(desk, way.PAST_WEEK, sites, run="again"))
        assert set(outcomes) == {"known"}
        assert read.days_to_publish(desk) == ()
        assert tasks.group_days(desk, way.PAST_WEEK, run="again").n_changed == 0
        assert tasks.match_days(desk, way.PAST_WEEK, run="again").n_articles == 0
    assert sums(home) == before
    assert_the_books_add_up(home)


def test_on_postgresql_it_ends_where_it_ends_on_sqlite(room, once, postgresql, tmp_path):
    owners = postgresql.database()
    tasks_url = postgresql.as_role(owners, "tasks")  # all but migrating is done with few rights
    grant(open_warehouse(owners), "tasks")
    where = {"WIREWATCH_WAREHOUSE": tasks_url}
    with open_desk({**sample_environment(room.address, tmp_path), **where}) as desk:
        way.whole_way(desk)
        with reading(desk.engine) as db:
            found = {each.name: each for each in table_sums(db)}
        assert read.days_to_publish(desk) == ()
        assert tasks.group_days(desk, way.PAST_WEEK, run="again").n_changed == 0
    assert found == sums(once)


def test_what_was_sent_is_not_sent_again(room, once, tmp_path):
    home = shutil.copytree(once, tmp_path / "sent")
    with open_desk(sample_environment(room.address, home)) as desk:
        tasks.deliver_due(desk, run="once")
        inbox, before = list(room.inbox), sums(home)
        assert tasks.deliver_due(desk, run="twice")["n_tried"] == 0
    assert room.inbox == inbox
    assert sums(home) == before


# ── in another order ────────────────────────────────────────────────────────────────────────────


def test_live_first_or_archive_first_tells_the_same_of_every_article(room, once, tmp_path):
    """What differs is the capture's own.

    The archive took a page at another time than we: it may say "today at 14:57", and may have been
    corrected in between. Everything else that people select must be the same.
    """
    with open_desk(sample_environment(room.address, tmp_path)) as desk:
        way.land_archive(desk, way.PAST_WEEK)
        way.publish(desk)
        way.land_live(desk)
        way.publish(desk)
    corrected = {article_id(page.url) for page in room.pages if page.correction}
    assert _articles(tmp_path, corrected) == _articles(once, corrected)
    assert _credits(tmp_path) == _credits(once)
    for table in ("story", "story_alias"):
        assert sums(tmp_path)[table] == sums(once)[table]
    assert _members(tmp_path) == _members(once)


def _articles(home: Path, corrected: set[str]) -> dict[str, Mapping[str, Any]]:
    version, article = schema.article_version, schema.article
    is_current = article.c.content_hash == version.c.content_hash
    same = is_current & (article.c.article_id == version.c.article_id)
    left_out = OF_THE_CAPTURE | {"capture_id", "captured_at", "via", "recorded_at", "load_id"}
    columns = [column for column in version.c if column.name not in left_out]
    return {
        row["article_id"]: row | ({"text_hash": "*"} if row["article_id"] in corrected else {})
        for row in rows(home, select(*columns).join(article, same))
    }


def _credits(home: Path) -> list[tuple[Any, ...]]:
    credit, article = schema.credit, schema.article
    is_current = article.c.content_hash == credit.c.content_hash
    same = is_current & (article.c.article_id == credit.c.article_id)
    columns = [column for column in credit.c if column.name != "content_hash"]
    found = rows(home, select(*columns).join(article, same))
    return sorted(tuple(map(str, row.values())) for row in found)


def _members(home: Path) -> dict[str, tuple[str, bool]]:
    return {
        row["article_id"]: (row["story_id"], row["is_canonical"])
        for row in rows(home, select(schema.story_member))
    }


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_the_days_of_the_archive_may_come_in_any_order(room, once, tmp_path, seed):
    """The captures may differ, the facts may not.

    A page without a date in its address, captured twice, is taken as the day asked first has it.
    """
    days = random.Random(seed).sample(way.PAST_WEEK, len(way.PAST_WEEK))  # noqa: S311
    with open_desk(sample_environment(room.address, tmp_path)) as desk:
        way.land_live(desk)
        for day in days:
            way.land_archive(desk, [day])
        way.publish(desk, chunk=random.Random(seed).choice([5, 60]))  # noqa: S311
    assert sums(tmp_path, facts=True) == sums(once, facts=True)


@pytest.mark.parametrize("size", [pytest.param(1, marks=pytest.mark.slow), 11])
def test_pages_may_be_read_in_chunks_of_any_size(room, once, landed, tmp_path, size):
    home = shutil.copytree(landed, tmp_path / "home")
    with open_desk(sample_environment(room.address, home)) as desk:
        way.publish(desk, chunk=size)
    # Alerts went out in one run here and in two there: silent copies count differently.
    told_of = {"alert", "delivery"}
    assert _without(sums(home), told_of) == _without(sums(once), told_of)
    assert_the_books_add_up(home)


def _without(found: Mapping[str, TableSum], names: set[str]) -> dict[str, TableSum]:
    return {name: each for name, each in found.items() if name not in names}


# ── side by side, and killed ────────────────────────────────────────────────────────────────────


def _whole_way(room: Newsroom, home: Path, *kills: float) -> "subprocess.Popen[bytes]":
    environ = os.environ | sample_environment(room.address, home)
    environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    arguments = [sys.executable, way.__file__, *(f"{each:.3f}" for each in kills)]
    return subprocess.Popen(arguments, env=environ, stdout=subprocess.DEVNULL)


def test_two_that_do_the_same_at_the_same_time_do_it_once(room, once, tmp_path):
    with open_desk(sample_environment(room.address, tmp_path)) as desk:
        way.migrate(desk.engine)
    both = [_whole_way(room, tmp_path) for _ in range(2)]
    assert [each.wait(300) for each in both] == [0, 0]
    assert sums(tmp_path) == sums(once)
    assert_the_books_add_up(tmp_path)


@pytest.mark.parametrize("n_kills", [5, pytest.param(40, marks=pytest.mark.slow)])
def test_killed_at_any_moment_and_run_again_it_ends_where_it_should(room, once, tmp_path, n_kills):
    """Files that no row points to may be left behind; rows that point to no file may not."""
    dice = random.Random(20260312)  # noqa: S311
    kills = [dice.uniform(0.05, 2.0) for _ in range(n_kills)]
    with open_desk(sample_environment(room.address, tmp_path)) as desk:
        way.migrate(desk.engine)
    assert _whole_way(room, tmp_path, *kills).wait(300) == 0
    assert sums(tmp_path) == sums(once)
    assert digest_of(sums(tmp_path).values()) == digest_of(sums(once).values())
    assert_the_books_add_up(tmp_path)
