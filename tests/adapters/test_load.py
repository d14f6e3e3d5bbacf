"""Rows land once, whole, and in any order."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import IntegrityError, StatementError

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading, writing
from wirewatch.adapters.warehouse.load import insert_absent, load_key, record_load, upsert

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)


def text_row(key: str, body: str = "words") -> dict[str, object]:
    return {"text_hash": key, "body": body, "n_words": 1}


def count(engine: Engine) -> int:
    with reading(engine) as db:
        return db.execute(select(func.count()).select_from(schema.article_text)).scalar_one()


def test_the_same_rows_land_once(engine):
    rows = [text_row("b"), text_row("a"), text_row("b")]
    with writing(engine) as db:
        assert insert_absent(db, schema.article_text, rows) == 2
    with writing(engine) as db:
        assert insert_absent(db, schema.article_text, rows) == 0
    assert count(engine) == 2


def test_what_has_landed_is_not_overwritten_by_a_later_batch(engine):
    with writing(engine) as db:
        insert_absent(db, schema.article_text, [text_row("a", "first")])
        insert_absent(db, schema.article_text, [text_row("a", "second")])
        assert db.execute(select(schema.article_text.c.body)).scalars().all() == ["first"]


def test_an_upsert_overwrites_all_but_what_it_is_told_to_keep(engine):
    host = {"host": "a.example", "next_allowed_at": NOW, "interval_s": 1.0, "why": "first"}
    with writing(engine) as db:
        upsert(db, schema.host, [host])
        upsert(db, schema.host, [{**host, "interval_s": 9.0, "why": "second"}], keep={"why"})
        assert tuple(db.execute(select(schema.host.c.interval_s, schema.host.c.why)).one()) == (
            9.0,
            "first",
        )


def test_a_transaction_that_fails_leaves_nothing(engine):
    with pytest.raises(IntegrityError), writing(engine) as db:  # noqa: PT012
        insert_absent(db, schema.article_text, [text_row("a")])
        db.execute(schema.article_text.insert().values(text_row("a")))
    assert count(engine) == 0


def test_the_ledger_refuses_counts_that_do_not_add_up(engine):
    with pytest.raises(IntegrityError), writing(engine) as db:
        record_load(db, step="read", run="r", batch=["a"], n_in=2, n_new=1, n_same=0, now=NOW)


def test_the_ledger_keeps_the_first_landing_of_a_batch(engine):
    with writing(engine) as db:
        first = record_load(
            db, step="read", run="r", batch=["b", "a"], n_in=2, n_new=2, n_same=0, now=NOW
        )
        again = record_load(
            db, step="read", run="r", batch=["a", "b"], n_in=2, n_new=0, n_same=2, now=NOW
        )
        assert first == again
        assert db.execute(select(schema.load.c.n_new)).scalars().all() == [2]


def test_a_naive_time_is_refused(engine):
    host = {"host": "a", "next_allowed_at": datetime(2026, 1, 1), "interval_s": 1.0}  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive"), writing(engine) as db:
        upsert(db, schema.host, [host])


@given(st.timezones(), st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)))  # noqa: DTZ001
def test_times_come_back_as_the_same_instant_in_utc(zone, naive):
    """SQLite drops offsets; analysts must never see local times as UTC."""
    kept = schema.UTCTime()
    at = naive.replace(tzinfo=zone)
    stored = kept.process_bind_param(at, None)
    assert stored.utcoffset() == timedelta(0)
    assert kept.process_result_value(stored.replace(tzinfo=None), None) == at.astimezone(UTC)
    assert (
        kept.process_result_value(stored.astimezone(timezone(timedelta(hours=5))), None) == stored
    )


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from("abcdefgh"), max_size=12).flatmap(lambda a: st.permutations(a)))
def test_any_order_and_split_gives_the_same_rows(tmp_path_factory, keys):
    engine = open_warehouse(f"sqlite:///{tmp_path_factory.mktemp('w')}/w.db")
    migrate(engine)
    new = 0
    for key in keys:
        with writing(engine) as db:
            new += insert_absent(db, schema.article_text, [text_row(key)])
    assert new == count(engine) == len(set(keys))


def test_a_batch_has_one_key_whatever_the_order():
    assert load_key("read", "r", ["a", "b"]) == load_key("read", "r", ["b", "a"])
    assert load_key("read", "r", ["a", "b"]) != load_key("read", "r", ["ab"])
