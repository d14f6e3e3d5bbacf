"""Rows that no store takes are set aside with the reason; the rest of their batch lands.

One such row fails the whole statement, and with it the batch: measured, a NUL in a text, a lone
surrogate or a text too long for its column does so on PostgreSQL. SQLite would take the first and
the last. What one store refuses both refuse here, else two that were told the same would differ.
"""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, String, Table, delete
from sqlalchemy.exc import DataError

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import (
    Row,
    absent,
    in_pieces,
    insert_fresh,
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
        table: Has a primary key of texts; the address `url` of a row, if any, is set aside with it.
        rows: As for `insert_absent`; those that no store takes are set aside. Without any, there
            is no ledger row either.
        step: Who loads them, for the ledger and the quarantine.
        run: For the ledger.
        now: For the ledger.
    """
    batch = list({_name_of(table, row): None for row in rows})
    if not batch:
        return Loaded(n_new=0, refused={})
    parts, bad = load_what_fits(
        db, absent(db, table, rows), lambda some: insert_fresh(db, table, storable(table, some))
    )
    load_id = load_key(step, run, batch)
    aside = {_name_of(table, row): (str(row.get("url", "")), why) for row, why in bad}
    set_aside(db, step, aside, load_id=load_id, now=now)
    record_load(
        db,
        step=step,
        run=run,
        batch=batch,
        n_in=len(batch),
        n_new=sum(parts),
        n_same=len(batch) - sum(parts) - len(bad),
        n_quarantined=len(bad),
        now=now,
    )
    return Loaded(n_new=sum(parts), refused={key_of(table, row): why for row, why in bad})


def _name_of(table: Table, row: Row) -> str:
    return " ".join(key_of(table, row))


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
    limits = _limits(table)
    for row in rows:
        for name, value in row.items():
            if fault := _fault(limits[name], value):
                raise Unstorable(f"{table.name}.{name}", fault)
    return rows


@cache
def _limits(table: Table) -> Mapping[str, int]:
    """Return how many characters each column of a table holds."""
    lengths = {c.name: c.type.length for c in table.columns if isinstance(c.type, String)}
    return {c.name: lengths.get(c.name) or MAX_TEXT_CHARS for c in table.columns}


def is_storable(text: str) -> bool:
    """Whether every store can hold `text`, and be asked for it, were it not for its length."""
    try:
        return "\0" not in text and (text.isascii() or bool(text.encode()))
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


def _fault(limit: int, value: object) -> str | None:
    """Return what is wrong on any store with a value for a column of so many characters."""
    if isinstance(value, str):
        if "\0" in value:
            return f"a NUL at character {value.index(chr(0))}"
        if not is_storable(value):
            return _LONE
        return f"{len(value):,} characters, more than {limit:,}" if len(value) > limit else None
    if isinstance(value, datetime) and value.year not in _YEARS:
        return f"the year {value.year}"
    return None


def _as_ours(error: Exception) -> Unstorable:
    if isinstance(error, Unstorable):
        return error
    if isinstance(error, UnicodeEncodeError):
        return Unstorable("text", _LONE)
    said = str(error.orig if isinstance(error, DataError) else error).partition("\n")[0]
    return Unstorable("row", said.encode("ascii", "backslashreplace").decode())
