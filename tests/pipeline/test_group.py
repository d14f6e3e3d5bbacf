"""The step that makes stories: the tables follow from the articles, and from nothing else."""

import random
from collections.abc import Collection
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, exists, func, select

from story_rows import STORY_TABLES, capture, dump, empty_warehouse, key, load
from story_texts import NOON, part, prose, text
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.articles import ReadCapture
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.model import Relation
from wirewatch.pipeline.group import GroupCounts, group
from wirewatch.pipeline.group_texts import memory_stories

WIRE, SECOND, THIRD, LOCAL, FOOTER = (
    prose(seed, size) for seed, size in ((0, 220), (1, 200), (2, 200), (3, 120), (4, 60))
)
ROUNDUP = " ".join(part(body, 0, 85) for body in (WIRE, SECOND, THIRD))
DAY = 24.0
ALL_DAYS = [NOON.date() + timedelta(step) for step in range(-40, 41)]
NAMES = "Velmont Tarnholm Skarvik Brandoval Thelin 4711 318 274 58200"


def run(engine: Engine, days: list[date]) -> GroupCounts:
    return group(engine, days, run="test", now=NOON)


Tables = dict[str, list[tuple[object, ...]]]


def rebuilt(captures: list[ReadCapture]) -> Tables:
    """Return what the tables say when everything is loaded and grouped at once."""
    engine = empty_warehouse()
    load(engine, captures)
    run(engine, ALL_DAYS)
    return dump(engine)


# Each trap of order is among these: a chain over many days, a round-up, a text that moves to
# another day, one that is rewritten, an undated one, a translation, and a site whose footer, on 8
# pages and more, is boilerplate only once all of them are there.
POOL = [
    capture("agency.example/a", WIRE, hours=1, is_agency_site=True),
    capture("one.example/a", part(WIRE, 0, 130), hours=3),
    capture("two.example/a", f"{WIRE} {LOCAL}", hours=2 * DAY),
    capture("three.example/a", f"{part(WIRE, 0, 120)} {LOCAL}", hours=4 * DAY),
    capture("four.example/a", f"{LOCAL} {prose(9, 70)}", hours=6 * DAY),
    capture("one.example/b", SECOND, hours=-DAY),
    capture("two.example/b", SECOND, hours=DAY),
    capture("two.example/b", SECOND, hours=9 * DAY, captured=1),
    capture("three.example/b", part(SECOND, 20, 150), hours=2 * DAY),
    capture("three.example/b", part(THIRD, 20, 150), hours=2 * DAY, captured=5),
    capture("five.example/a", WIRE, hours=2),
    capture("one.example/c", THIRD, hours=DAY),
    capture("five.example/undated", THIRD, hours=None),
    capture("digest.example/all", ROUNDUP, hours=2 * DAY),
    capture("six.example/en", f"{part(LOCAL, 0, 60)} and {NAMES}", hours=5 * DAY),
    capture("six.example/fr", f"{part(SECOND, 0, 9)} et {NAMES}", hours=6 * DAY, language="fr"),
    *(
        capture(f"boiler.example/{n}", f"{prose(100 + n, 40)} {FOOTER}", hours=(n % 5) * DAY)
        for n in range(9)
    ),
    capture("seven.example/quotes-footer", FOOTER, hours=3 * DAY),
]
REBUILT = rebuilt(POOL)


def after_a_history(seed: int, taken_down: Collection[str] = ()) -> Tables:
    """Return the tables after late news, split batches, days out of order, repeats.

    The articles `taken_down` are erased somewhere on the way, once all have come.
    """
    dice = random.Random(seed)  # noqa: S311
    engine = empty_warehouse()
    arriving = [*POOL, *dice.sample(POOL, 5)]
    dice.shuffle(arriving)
    waiting: set[date] = set()
    while arriving:
        size = dice.randint(1, 9)
        waiting |= set(load(engine, arriving[:size]))
        del arriving[:size]
        if not arriving:
            waiting |= erase(engine, taken_down)
        ready = [day for day in sorted(waiting) if dice.random() < 0.5]
        run(engine, ready)
        waiting -= set(ready)
    days = sorted(waiting)
    dice.shuffle(days)
    for day in days:
        run(engine, [day])
    return tables_of(engine)


def erase(engine: Engine, article_ids: Collection[str]) -> set[date]:
    """Take articles down, with their versions and texts; return the days they were of."""
    article, version, text_of = schema.article, schema.article_version, schema.article_text
    with writing(engine) as db:
        going = article.c.article_id.in_(article_ids)
        days = set(db.scalars(select(article.c.event_date).where(going)))
        db.execute(delete(version).where(version.c.article_id.in_(article_ids)))
        db.execute(delete(article).where(going))
        is_kept = exists().where(version.c.text_hash == text_of.c.text_hash)
        db.execute(delete(text_of).where(~is_kept))
    return days


def tables_of(engine: Engine) -> Tables:
    """Return the tables of stories, and the keys of texts and sketches."""
    tables = dump(engine)
    with reading(engine) as db:
        for table in (schema.article_text, schema.sketch):
            keys = select(*table.primary_key.columns)
            tables[table.name] = [tuple(row) for row in db.execute(keys)]
    return tables


def stories_in(tables: Tables) -> Tables:
    """Return the tables that `rebuilt` gives, too."""
    return {table.name: tables[table.name] for table in STORY_TABLES}


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_any_history_ends_in_the_same_tables(seed: int) -> None:
    assert stories_in(after_a_history(seed)) == REBUILT


@pytest.mark.slow
@settings(deadline=None, max_examples=1_000)
@given(seed=st.integers(0, 2**32))
def test_a_thousand_histories_end_in_the_same_tables(seed: int) -> None:
    assert stories_in(after_a_history(seed)) == REBUILT


taken_down = st.sets(st.integers(0, len(POOL) - 1), max_size=6)


@settings(deadline=None, max_examples=8)
@given(seed=st.integers(0, 2**32), places=taken_down)
def test_what_is_taken_down_leaves_no_trace(seed: int, places: set[int]) -> None:
    assert_no_trace(seed, places)


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(seed=st.integers(0, 2**32), places=taken_down)
def test_what_is_taken_down_in_many_histories_leaves_no_trace(seed: int, places: set[int]) -> None:
    assert_no_trace(seed, places)


def assert_no_trace(seed: int, places: Collection[int]) -> None:
    gone = {POOL[place].record.article.article_id for place in places}
    kept = [one for one in POOL if one.record.article.article_id not in gone]
    tables = after_a_history(seed, gone)
    assert stories_in(tables) == rebuilt(kept)
    texts = set(tables["article_text"])
    assert {row[:1] for row in tables["sketch"]} <= texts


def test_the_pool_holds_what_it_is_meant_to_try() -> None:
    relations = {row[2] for row in REBUILT["copy"]}
    assert {"digest", "suspected_translation", "identical", "cut", "extended"} <= relations
    pairs = {frozenset(row[:2]) for row in REBUILT["copy"]}
    boiler = {key(f"boiler.example/{n}") for n in range(9)}
    assert not any(pair <= boiler for pair in pairs)
    assert any(row[5] for row in REBUILT["story_member"])  # is_digest
    assert REBUILT["story_alias"]


def test_a_second_run_changes_nothing_and_says_so() -> None:
    engine = empty_warehouse()
    days = load(engine, POOL)
    first, tables = run(engine, days), dump(engine)
    second = run(engine, days)
    assert first.n_changed == sum(map(len, tables.values()))
    assert (second.n_changed, second.n_sketched) == (0, 0)
    assert dump(engine) == tables
    assert (second.n_copies, second.n_stories) == (first.n_copies, first.n_stories)


def test_the_ledger_row_adds_up_and_stands_once() -> None:
    engine = empty_warehouse()
    days = load(engine, POOL)
    run(engine, days)
    run(engine, days)
    with reading(engine) as db:
        (row,) = db.execute(select(schema.load).where(schema.load.c.step == "group")).mappings()
    assert row["n_in"] == row["n_new"] == sum(map(len, REBUILT.values()))


@pytest.mark.parametrize("days", [[], [date(2001, 1, 1)]], ids=["no day", "a day without news"])
def test_nothing_to_do_is_done(days: list[date]) -> None:
    counts = run(empty_warehouse(), days)
    assert (counts.n_texts, counts.n_changed) == (0, 0)


def test_the_same_text_twice_is_sketched_once() -> None:
    engine = empty_warehouse()
    days = load(
        engine, [capture("one.example/a", WIRE), capture("one.example/a", WIRE, captured=1)]
    )
    assert run(engine, days).n_sketched == 1
    with reading(engine) as db:
        assert db.scalar(select(func.count()).select_from(schema.sketch)) == 1


# ── without a warehouse ─────────────────────────────────────────────────────────────────────────

TEXTS = [
    text("a", WIRE),
    text("b", part(WIRE, 0, 120), hours=30),
    text("c", SECOND),
    text("late", WIRE, hours=10 * DAY),
]


def members_of(texts: list[object], **more: object) -> set[frozenset[str]]:
    stories, _ = memory_stories(texts, **more)  # type: ignore[arg-type]
    return {frozenset(member.text_id for member in story.members) for story in stories}


@settings(deadline=None, max_examples=10)
@given(st.permutations(TEXTS))
def test_texts_from_a_file_are_grouped_in_any_order(texts: list[object]) -> None:
    assert members_of(texts) == {frozenset("ab"), frozenset("c"), frozenset({"late"})}
    assert members_of(texts, window_days=None) == {frozenset({"a", "b", "late"}), frozenset("c")}


def test_pairs_come_with_the_stories() -> None:
    _, (pair,) = memory_stories(TEXTS)
    assert (pair.a, pair.b, pair.relation) == ("b", "a", Relation.CUT)


def test_one_text_without_a_date_and_all_are_compared_with_all() -> None:
    undated = text("undated", SECOND, hours=-60 * 365 * DAY)
    assert members_of([*TEXTS, undated]) == {
        frozenset({"a", "b", "late"}),
        frozenset({"c", "undated"}),
    }


def test_no_texts_no_stories() -> None:
    assert memory_stories([]) == ((), ())
