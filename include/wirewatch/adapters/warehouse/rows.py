"""Rows found by keys, and rows made to say what they should: what is the same is not written."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, delete, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row, in_pieces, key_of, upsert
from wirewatch.model import Credit, Place, Role

# Joins `article_version` to the version that its article stands at now.
IS_CURRENT = and_(
    schema.article_version.c.article_id == schema.article.c.article_id,
    schema.article_version.c.content_hash == schema.article.c.content_hash,
)
# Joins `credit` to the articles whose current version carries it.
IS_ITS_CREDIT = and_(
    schema.credit.c.article_id == schema.article.c.article_id,
    schema.credit.c.content_hash == schema.article.c.content_hash,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What writing changed: rows that are new or other than before, gone, or the same."""

    n_new: int
    n_gone: int
    n_same: int

    @property
    def n_changed(self) -> int:
        """How many rows are not what they were."""
        return self.n_new + self.n_gone

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(
            n_new=self.n_new + other.n_new,
            n_gone=self.n_gone + other.n_gone,
            n_same=self.n_same + other.n_same,
        )


def by_ids(
    db: Connection, query: Select[Any], column: ColumnElement[Any], ids: Collection[str]
) -> Iterator[Row]:
    """Yield the rows of `query` of which `column` is among `ids`, few ids at a time."""
    for some in in_pieces(sorted(set(ids))):
        yield from map(dict, db.execute(query.where(column.in_(some))).mappings())


def credit_of(row: Mapping[str, Any]) -> Credit:
    """Return the credit of a row of `credit`."""
    return Credit(
        agency=row["agency"],
        role=Role(row["role"]),
        place=Place(row["place"]),
        evidence=row["evidence"],
        people=tuple(row["people"]),
        located=row["located"],
    )


def sync(
    db: Connection,
    table: Table,
    owners: Sequence[ColumnElement[Any]],
    ids: Collection[str],
    rows: Sequence[Row],
) -> Changes:
    """Make `rows` the only ones of `table` that belong to `ids`.

    Args:
        db: A writing transaction.
        table: Has a primary key.
        owners: A row belongs to `ids` when one of these columns is among them.
        ids: Whose rows are replaced.
        rows: What shall be there.
    """
    wanted = {key_of(table, row): dict(row) for row in rows}
    found = {
        key_of(table, row): dict(row)
        for column in owners
        for row in by_ids(db, select(table), column, ids)
    }
    gone = sorted(found.keys() - wanted.keys())
    for key in gone:
        is_it = (c == value for c, value in zip(table.primary_key, key, strict=True))
        db.execute(delete(table).where(and_(*is_it)))
    changed = [row for key, row in wanted.items() if found.get(key) != row]
    upsert(db, table, changed)
    return Changes(n_new=len(changed), n_gone=len(gone), n_same=len(wanted) - len(changed))
