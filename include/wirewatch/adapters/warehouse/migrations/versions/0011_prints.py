"""The fingerprints of a text beside its sketch, in one value: a twelfth of the room."""

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

from wirewatch.stories.shared import packed

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ROWS = 50_000
_sketch = sa.table("sketch", sa.column("text_hash"), sa.column("version"), sa.column("prints"))
_fingerprint = sa.table(
    "fingerprint", sa.column("text_hash"), sa.column("version"), sa.column("fp", sa.BigInteger)
)


def upgrade() -> None:
    """Apply. The old rows stay, for tasks that run now."""
    op.add_column("sketch", sa.Column("prints", sa.LargeBinary(), nullable=True))
    db = op.get_bind()
    db.execute(_sketch.update().values(prints=b""))
    key = (_sketch.c.text_hash == sa.bindparam("text"), _sketch.c.version == sa.bindparam("made"))
    fill = _sketch.update().where(*key).values(prints=sa.bindparam("packed"))
    last = ("", "")
    while rows := list(_texts_after(db, last)):
        db.execute(fill, rows)
        last = (rows[-1]["text"], rows[-1]["made"])


def _texts_after(db: sa.Connection, last: tuple[str, str]) -> Iterator[dict[str, Any]]:
    """Give the fingerprints of some texts; those of the last one may be cut off, and come again."""
    columns = _fingerprint.c
    order = (columns.text_hash, columns.version, columns.fp)
    after = sa.tuple_(columns.text_hash, columns.version) > sa.tuple_(*map(sa.literal, last))
    rows = db.execute(sa.select(*order).where(after).order_by(*order).limit(_ROWS)).all()
    texts = [(key, list(some)) for key, some in groupby(rows, key=itemgetter(0, 1))]
    whole = texts[:-1] if len(rows) == _ROWS else texts
    for (text, made), some in whole:
        yield {"text": text, "made": made, "packed": packed([fp for *_, fp in some])}
