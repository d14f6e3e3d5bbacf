"""Who has seen an alert."""

from datetime import datetime

from sqlalchemy import Connection, select, update

from wirewatch.adapters import schema
from wirewatch.errors import BadInput

_alert = schema.alert


def acknowledge(db: Connection, begins: str, *, by: str, now: datetime) -> str:
    """Write that `by` has the alert whose id begins so; return the id. The first to say so counts.

    Raises:
        BadInput: no alert begins so, or several do.
    """
    query = select(_alert.c.alert_id).where(_alert.c.alert_id.startswith(begins, autoescape=True))
    found = list(db.execute(query.limit(2)).scalars())
    if len(found) != 1:
        raise BadInput(f"alert {begins!r}", "is more than one" if found else "is not there")
    is_free = (_alert.c.alert_id == found[0]) & _alert.c.acked_at.is_(None)
    db.execute(update(_alert).where(is_free).values(acked_at=now, acked_by=by))
    return str(found[0])
