"""Watches that shall not be heard for a while: who said so, until when, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, select, update

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import insert_absent
from wirewatch.model import digest

EVERY_WATCH = "*"
_silence = schema.silence


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """What was asked of one watch, or of all ("*")."""

    watch: str
    until: datetime
    author: str
    because: str

    @property
    def silence_id(self) -> str:
        """Asked twice, it is asked once."""
        return digest("silence", self.watch, self.until.isoformat(), self.author)

    @property
    def said(self) -> str:
        """How an alert says that it was not sent."""
        return f"silenced by {self.author} until {self.until:%Y-%m-%d %H:%M}Z: {self.because}"


def save_silence(db: Connection, silence: Silence, *, now: datetime) -> bool:
    """Keep `silence`; return whether it was new."""
    row = {
        "silence_id": silence.silence_id,
        "watch": silence.watch,
        "until": silence.until,
        "author": silence.author,
        "because": silence.because,
        "created_at": now,
    }
    return bool(insert_absent(db, _silence, [row]))


def end_silences(db: Connection, watch: str, *, now: datetime) -> int:
    """Take back what silences `watch` now; return how many there were."""
    is_it = and_(_is_on(now), _silence.c.watch == watch)
    return db.execute(update(_silence).where(is_it).values(ended_at=now)).rowcount


def silences(db: Connection, *, now: datetime) -> list[Silence]:
    """Return what is silenced now, the soonest to end first."""
    query = select(_silence).where(_is_on(now)).order_by(_silence.c.until, _silence.c.silence_id)
    return [
        Silence(watch=row.watch, until=row.until, author=row.author, because=row.because)
        for row in db.execute(query)
    ]


def silenced_watches(db: Connection, watches: Iterable[str], *, now: datetime) -> dict[str, str]:
    """Return the words of the silence that lasts longest, by watch that has one."""
    found: dict[str, str] = {}
    for silence in silences(db, now=now):
        names = watches if silence.watch == EVERY_WATCH else (silence.watch,)
        found |= dict.fromkeys(names, silence.said)
    return found


def _is_on(now: datetime) -> ColumnElement[bool]:
    return and_(_silence.c.until > now, _silence.c.ended_at.is_(None))
