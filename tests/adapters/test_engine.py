"""Transactions that write: whole or not at all, and again when another writer came between."""

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random

import pytest
from sqlalchemy import Connection, Engine, Table, event, func, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import open_warehouse, reading, write
from wirewatch.adapters.warehouse.load import Row, insert_absent, record_load, upsert

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
TEXT, HOST, LOAD = schema.article_text, schema.host, schema.load


def address(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def text_row(key: str) -> Row:
    return {"text_hash": key, "body": f"words of {key}", "n_words": 3}


def host_row(key: str) -> Row:
    return {"host": key, "next_allowed_at": NOW, "interval_s": 1.0}


def count(engine: Engine, table: Table) -> int:
    with reading(engine) as db:
        return db.execute(select(func.count()).select_from(table)).scalar_one()


# ── time-outs ───────────────────────────────────────────────────────────────────────────────────


def setting(engine: Engine, name: str) -> str:
    with reading(engine) as db:
        return str(db.execute(text(f"SHOW {name}")).scalar_one())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("lock_timeout", "30s"),
        ("statement_timeout", "10min"),
        ("idle_in_transaction_session_timeout", "10min"),
    ],
)
def test_every_connection_to_postgresql_gives_up_some_day(postgresql, name, value):
    """A session forgotten half-way blocked everybody for ten minutes before there were any."""
    engine = open_warehouse(postgresql.database())
    assert setting(engine, name) == value
    engine.dispose()


def test_the_operator_may_name_other_time_outs_in_the_address(postgresql):
    engine = open_warehouse(f"{postgresql.database()}&options=-c%20lock_timeout=5s")
    assert setting(engine, "lock_timeout") == "5s"
    assert setting(engine, "statement_timeout") == "10min"
    engine.dispose()


# ── again ───────────────────────────────────────────────────────────────────────────────────────


def test_two_that_wait_for_each_other_both_land(engine):
    """PostgreSQL ends one of them with a deadlock error; nobody above hears of it."""
    write(engine, lambda db: upsert(db, HOST, [host_row("a"), host_row("b")]))
    has_rows_locked = engine.dialect.name == "postgresql"  # SQLite lets one in after the other
    both_hold_one = threading.Barrier(2)
    calls: list[str] = []

    def raise_both(order: str) -> None:
        def work(db: Connection) -> None:
            calls.append(order)
            for host in order:
                more = HOST.c.interval_s + 1
                db.execute(update(HOST).where(HOST.c.host == host).values(interval_s=more))
                if has_rows_locked and host == order[0] and calls.count(order) == 1:
                    both_hold_one.wait(20)

        write(engine, work)

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(raise_both, ["ab", "ba"]))
    with reading(engine) as db:
        assert db.execute(select(HOST.c.interval_s)).scalars().all() == [3.0, 3.0]
    assert len(calls) == (3 if has_rows_locked else 2)


@pytest.fixture
def impatient(engine: Engine) -> Iterator[Engine]:
    """The same warehouse for somebody who waits for a lock no longer than 50 ms."""
    url = engine.url
    if url.get_backend_name() == "postgresql":
        url = url.update_query_dict({"options": "-c lock_timeout=50"})
    other = open_warehouse(url.render_as_string(hide_password=False))
    if url.get_backend_name() == "sqlite":
        event.listen(other, "connect", lambda it, _: it.execute("PRAGMA busy_timeout=50"))
    yield other
    other.dispose()


def hold_and_ask(engine: Engine, impatient: Engine, *, asks: float) -> list[float]:
    """Hold a row (SQLite: all) until another has asked for it so often; its pauses."""
    write(engine, lambda db: upsert(db, HOST, [host_row("a")]))
    pauses: list[float] = []
    with engine.connect().execution_options(wirewatch_writes=True) as db:
        db.execute(update(HOST).values(why="held"))

        def let_go(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == asks:
                db.rollback()

        write(impatient, lambda it: it.execute(update(HOST).values(why="had")), sleep=let_go)
    return pauses


def test_a_lock_that_is_not_had_in_time_is_asked_for_again(engine, impatient):
    """With longer pauses each time: what holds it may need a while."""
    pauses = hold_and_ask(engine, impatient, asks=4)
    assert len(pauses) == 4
    assert pauses == sorted(pauses)
    with reading(engine) as db:
        assert db.execute(select(HOST.c.why)).scalars().all() == ["had"]


def test_a_lock_that_nobody_lets_go_is_told_of_in_the_end(engine, impatient):
    with pytest.raises(OperationalError):
        hold_and_ask(engine, impatient, asks=float("inf"))


def test_what_is_wrong_with_the_rows_is_not_tried_again(engine):
    calls = []

    def work(db: Connection) -> None:
        calls.append(1)
        record_load(db, step="test", run="r", batch=["a"], n_in=2, n_new=1, n_same=0, now=NOW)

    with pytest.raises(IntegrityError, match="ck_load_adds_up"):
        write(engine, work)
    assert calls == [1]


# ── whole, or not at all ────────────────────────────────────────────────────────────────────────


def load_batch(db: Connection, keys: list[str], *, batch: str) -> int:
    """Load rows and the row of the ledger, as every step does."""
    n_new = insert_absent(db, TEXT, [text_row(key) for key in keys])
    upsert(db, HOST, [host_row(key) for key in keys])
    n_in = len(set(keys))
    record_load(
        db, step="test", run=batch, batch=keys, n_in=n_in, n_new=n_new, n_same=n_in - n_new, now=NOW
    )
    return n_new


def test_a_load_whose_connection_is_cut_lands_whole(postgresql):
    engine = open_warehouse(postgresql.database())
    other = open_warehouse(address(engine))
    pids: list[int] = []

    def work(db: Connection) -> int:
        pids.append(db.execute(text("SELECT pg_backend_pid()")).scalar_one())
        insert_absent(db, TEXT, [text_row("a")])
        if len(pids) == 1:
            with reading(other) as its:
                its.execute(text(f"SELECT pg_terminate_backend({pids[0]}, 5000)"))
        return load_batch(db, list("abc"), batch="one")

    assert write(engine, work, sleep=lambda _: None) == 2
    assert len(set(pids)) == 2
    assert (count(engine, TEXT), count(engine, HOST), count(engine, LOAD)) == (3, 3, 1)
    for each in (engine, other):
        each.dispose()


def test_of_a_load_whose_process_is_killed_nothing_stays(engine):
    def work(db: Connection) -> None:
        load_batch(db, list("abc"), batch="one")
        os.kill(os.getpid(), signal.SIGKILL)

    url = address(engine)
    engine.dispose()
    child = os.fork()
    if not child:
        write(open_warehouse(url), work)
        os._exit(0)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert (count(engine, TEXT), count(engine, HOST), count(engine, LOAD)) == (0, 0, 0)
    assert write(engine, lambda db: load_batch(db, list("abc"), batch="one")) == 3


# ── side by side ────────────────────────────────────────────────────────────────────────────────

_WRITERS, _BATCHES = 8, 2


def load_many(url: str, seed: int) -> list[int]:
    """Load batches of overlapping keys, two parts each in an order of its own; what was new."""
    engine, order = open_warehouse(url), Random(seed)  # noqa: S311
    new = []
    for number in range(_BATCHES):
        keys = [f"{key:03}" for key in order.sample(range(150), 100)]

        def work(db: Connection, keys: list[str] = keys, number: int = number) -> int:
            name = f"{seed}-{number}"  # in two parts: their keys together are in no order
            return load_batch(db, keys[:50], batch=name) + load_batch(db, keys[50:], batch=name)

        new.append(write(engine, work))
    engine.dispose()
    return new


def test_every_batch_of_eight_writers_lands_once_and_no_error_reaches_them(engine):
    engine.dispose()  # the children must not share its connections
    url = address(engine)
    if engine.dialect.name == "postgresql":  # as quickly as it can tell a deadlock
        url += "&options=-c%20deadlock_timeout=50"
    with ProcessPoolExecutor(_WRITERS) as pool:
        new = [n for some in pool.map(load_many, [url] * _WRITERS, range(_WRITERS)) for n in some]
    assert sum(new) == count(engine, TEXT) == 150
    assert count(engine, LOAD) == 2 * _WRITERS * _BATCHES
    with reading(engine) as db:
        n_new = db.execute(select(func.sum(LOAD.c.n_new))).scalar_one()
    assert n_new == 150
