"""Rows that no store takes are set aside with the reason; the rest of their batch lands.

One such row fails the whole statement, and with it the batch: measured, a NUL in a text, a lone
surrogate or a text too long for its column does so on PostgreSQL. SQLite would take the first and
the last. What one store refuses both refuse here, else two that were told the same would differ.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, String, Table, delete
from sqlalchemy.exc import DataError

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import (
    Row,
    in_pieces,
    insert_absent,
    key_of,
    load_key,
    record_load,
    upsert,
)
from wirewatch.errors import Unstorable
from wirewatch.model import digest

T = TypeVar("T")
R = TypeVar("R")

MAX_TEXT_CHARS = 5_000_000  # the largest of 1,930 real pages has 2.2 MB, markup and all
_YEARS = range(1600, 9999)  # a year nearer to 1 or 9999 overflows where a zone is applied
_LONE = "half of a surrogate pair, which no encoding can write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What became of the rows of one batch."""

    n_new: int
    refused: Mapping[tuple[Any, ...], Unstorable]  # primary key → why


def load_absent(
    db: Connection, table: Table, rows: Sequence[Row], *, step: str, run: str, now: datetime
) -> Loaded:
    """Insert those of `rows` that are not there, and their row in the ledger.

    Args:
        db: A writing transaction.
        table: Has a primary key, and an address `url`.
        rows: As for `insert_absent`; those that no store takes are set aside. Without any, there
            is no ledger row either.
        step: Who loads them, for the ledger and the quarantine.
        run: For the ledger.
        now: For the ledger.
    """
    row_of = {key_of(table, row): row for row in rows}
    if not row_of:
        return Loaded(n_new=0, refused={})
    parts, bad = load_what_fits(db, list(row_of.values()), partial(_insert_storable, db, table))
    refused = {key_of(table, row): why for row, why in bad}
    name_of = {key: " ".join(map(str, key)) for key in row_of}
    load_id = load_key(step, run, list(name_of.values()))
    aside = {name_of[key]: (str(row_of[key]["url"]), why) for key, why in refused.items()}
    set_aside(db, step, aside, load_id=load_id, now=now)
    record_load(
        db,
        step=step,
        run=run,
        batch=list(name_of.values()),
        n_in=len(row_of),
        n_new=sum(parts),
        n_same=len(row_of) - sum(parts) - len(refused),
        n_quarantined=len(refused),
        now=now,
    )
    return Loaded(n_new=sum(parts), refused=refused)


def _insert_storable(db: Connection, table: Table, rows: Sequence[Row]) -> int:
    return insert_absent(db, table, storable(table, rows))


def load_what_fits(
    db: Connection, items: Sequence[T], load: Callable[[Sequence[T]], R]
) -> tuple[list[R], list[tuple[T, Unstorable]]]:
    """Load `items`, without those that no store takes; those are found by halving.

    Args:
        db: A writing transaction; what fails is undone up to a savepoint.
        items: What to load.
        load: Loads any part of `items`; loading in parts is loading at once.

    Returns:
        What `load` returned for each part that landed; the items that did not, each with the why.
    """
    try:
        with db.begin_nested():
            return [load(items)], []
    except (Unstorable, DataError, UnicodeEncodeError, OverflowError) as error:
        if len(items) == 1:
            return [], [(items[0], _as_ours(error))]
    middle = len(items) // 2
    landed, refused = load_what_fits(db, items[:middle], load)
    more_landed, more_refused = load_what_fits(db, items[middle:], load)
    return landed + more_landed, refused + more_refused


def storable(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    """Return `rows` as they are.

    Raises:
        Unstorable: one of them has a value that only some of the stores take.
    """
    for row in rows:
        for name, value in row.items():
            if fault := _fault(table.c[name], value):
                raise Unstorable(f"{table.name}.{name}", fault)
    return rows


def is_storable(text: str) -> bool:
    """Whether every store can hold `text`, and be asked for it, were it not for its length."""
    try:
        return b"\0" not in text.encode()
    except UnicodeEncodeError:
        return False


def set_aside(
    db: Connection,
    step: str,
    refused: Mapping[str, tuple[str, Unstorable]],
    *,
    load_id: str,
    now: datetime,
) -> None:
    """Keep what could not be loaded: key → its address, and why. When it was first seen stays."""
    rows = [
        {
            "item_id": digest("quarantine", step, key),
            "step": step,
            "reason": str(why),
            "payload": json.dumps({"key": key, "url": url}),  # ASCII: any store takes it
            "first_seen_at": now,
            "load_id": load_id,
        }
        for key, (url, why) in refused.items()
    ]
    upsert(db, schema.quarantine, rows, keep=("first_seen_at", "load_id"))


def release(db: Connection, step: str, keys: Collection[str]) -> None:
    """Take out of quarantine what has landed: newer rules may read from a page what fits."""
    item_id = schema.quarantine.c.item_id
    for some in in_pieces(sorted(digest("quarantine", step, key) for key in keys)):
        db.execute(delete(schema.quarantine).where(item_id.in_(some)))


def _fault(column: Column[Any], value: object) -> str | None:
    """Return what is wrong with a value for its column on any of the stores."""
    if isinstance(value, datetime):
        return None if value.year in _YEARS else f"the year {value.year}"
    if not isinstance(value, str):
        return None
    if "\0" in value:
        return f"a NUL at character {value.index(chr(0))}"
    if not is_storable(value):
        return _LONE
    limit = (column.type.length if isinstance(column.type, String) else None) or MAX_TEXT_CHARS
    return f"{len(value):,} characters, more than {limit:,}" if len(value) > limit else None


def _as_ours(error: Exception) -> Unstorable:
    if isinstance(error, Unstorable):
        return error
    if isinstance(error, UnicodeEncodeError):
        return Unstorable("text", _LONE)
    said = str(error.orig if isinstance(error, DataError) else error).partition("\n")[0]
    return Unstorable("row", said.encode("ascii", "backslashreplace").decode())
