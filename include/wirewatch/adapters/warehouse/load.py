"""Loading rows so that twice is once. The caller owns the transaction."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    String,
    Table,
    Text,
    and_,
    any_,
    cast,
    func,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects import postgresql, sqlite

from wirewatch.adapters import schema
from wirewatch.model import digest

Row = Mapping[str, Any]

_INSERT_OF: Mapping[str, Callable[[Table], Any]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}
K = TypeVar("K")

_KEYS_PER_QUERY = 400  # SQLite takes 32,766 bound values; short statements are compiled once
CODE_VERSION = "0.1.0"


def key_of(table: Table, row: Row) -> tuple[Any, ...]:
    """Return the primary key of `row`, in the table's order."""
    return _key_getter(table)(row)


def insert_absent(db: Connection, table: Table, rows: Sequence[Row]) -> int:
    """Insert those of `rows` whose primary key is not there yet; leave the others as they are.

    Rows are sorted by key: unsorted batches deadlock PostgreSQL (72 % of batches landed, measured).

    Args:
        db: An open connection to PostgreSQL or SQLite.
        table: Has a primary key.
        rows: All with the same columns, among them the whole primary key.

    Returns:
        How many rows are new.
    """
    return insert_fresh(db, table, absent(db, table, rows))


def absent(db: Connection, table: Table, rows: Sequence[Row]) -> list[Row]:
    """Return those of `rows` whose primary key is not there, once, sorted by it."""
    ready = _by_key(table, rows)
    known = present(db, table, list(ready))
    return [row for key, row in ready.items() if key not in known]


def insert_fresh(db: Connection, table: Table, fresh: Sequence[Row]) -> int:
    """Insert what `absent` gave; return how many rows are new."""
    if not fresh:
        return 0
    statement = _INSERT_OF[db.dialect.name](table).on_conflict_do_nothing()
    # On PostgreSQL another writer may have landed some of them since we looked.
    landed = db.execute(statement, fresh, execution_options={"preserve_rowcount": True})
    return landed.rowcount


def upsert(
    db: Connection, table: Table, rows: Sequence[Row], *, keep: Collection[str] = ()
) -> None:
    """Insert `rows`; where the key exists, overwrite the other columns but those in `keep`."""
    ready = _by_key(table, rows)
    if not ready:
        return
    insert = _INSERT_OF[db.dialect.name](table)
    key = [column.name for column in table.primary_key]
    first = next(iter(ready.values()))
    changed = {name: insert.excluded[name] for name in first if name not in {*key, *keep}}
    statement = insert.on_conflict_do_update(index_elements=key, set_=changed)
    db.execute(statement, list(ready.values()))


def present(db: Connection, table: Table, keys: Sequence[tuple[Any, ...]]) -> set[tuple[Any, ...]]:
    """Return those of `keys` (whole primary keys, in the table's order) that have a row."""
    columns = list(table.primary_key)
    if len(columns) == 1 and isinstance(columns[0].type, String):
        return {(key,) for key in _present_texts(db, columns[0], [key for (key,) in keys])}
    found: set[tuple[Any, ...]] = set()
    for some in in_pieces(keys):
        condition: ColumnElement[bool]
        if db.dialect.name == "postgresql":
            condition = tuple_(*columns).in_(some)
        else:  # SQLite uses no index for row values in IN
            condition = or_(
                *(and_(*(c == v for c, v in zip(columns, key, strict=True))) for key in some)
            )
        found.update(tuple(row) for row in db.execute(select(*columns).where(condition)))
    return found


def _present_texts(db: Connection, column: Column[Any], keys: Sequence[str]) -> Sequence[str]:
    """Return those of `keys` that `column` has: one bound value, however many they are.

    A bound value for each took half the time of a load in which nothing was new.
    """
    one_of: ColumnElement[bool]
    if db.dialect.name == "postgresql":
        one_of = column == any_(cast(list(keys), postgresql.ARRAY(Text)))
    else:
        one_of = column.in_(select(func.json_each(json.dumps(keys)).table_valued("value").c.value))
    return db.execute(select(column).where(one_of)).scalars().all()


def in_pieces(keys: Sequence[K]) -> Iterator[Sequence[K]]:
    """Give `keys` few at a time, for queries that name them."""
    for start in range(0, len(keys), _KEYS_PER_QUERY):
        yield keys[start : start + _KEYS_PER_QUERY]


def record_load(
    db: Connection,
    *,
    step: str,
    run: str,
    batch: Sequence[str],
    n_in: int,
    n_new: int,
    n_same: int,
    n_quarantined: int = 0,
    now: datetime,
) -> str:
    """Write the ledger row of one batch into the transaction of its rows; return its load_id.

    The same batch of the same step and run keeps the row of its first landing: what was new then.
    """
    load_id = load_key(step, run, batch)
    row = {
        "load_id": load_id,
        "step": step,
        "run": run,
        "n_in": n_in,
        "n_new": n_new,
        "n_same": n_same,
        "n_quarantined": n_quarantined,
        "code_version": CODE_VERSION,
        "committed_at": now,
    }
    insert_absent(db, schema.load, [row])
    return load_id


def load_key(step: str, run: str, batch: Sequence[str]) -> str:
    """Return the key of a batch: the same keys in any order give the same batch."""
    return digest("load", step, run, *sorted(batch))


@cache
def _key_getter(table: Table) -> Callable[[Row], tuple[Any, ...]]:
    names = [column.name for column in table.primary_key]
    get = itemgetter(*names)
    return (lambda row: (get(row),)) if len(names) == 1 else get


def _by_key(table: Table, rows: Sequence[Row]) -> dict[tuple[Any, ...], Row]:
    keyed = dict(zip(map(_key_getter(table), rows), rows, strict=True))
    return {key: keyed[key] for key in sorted(keyed)}
