"""The join of the warehouse for texts that are in no warehouse: the same join, in memory."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import open_warehouse, writing
from wirewatch.adapters.warehouse.join import Candidate, candidates
from wirewatch.adapters.warehouse.load import Row
from wirewatch.adapters.warehouse.sketches import save_sketches
from wirewatch.model import Sketch, Via, digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketched:
    """What the join needs to know of a text."""

    text_id: str
    source: str
    day: date
    sketch: Sketch


def join_in_memory(texts: Sequence[Sketched], *, window_days: int) -> tuple[Candidate, ...]:
    """Return the pairs of `texts` that may be copies, sorted; see `join.candidates`."""
    if not texts:
        return ()
    first, last = min(text.day for text in texts), max(text.day for text in texts)
    engine = open_warehouse("sqlite://")
    try:
        with writing(engine) as db:
            schema.metadata.create_all(db, tables=[schema.article, schema.sketch])
            db.execute(schema.article.insert(), [_article_row(text) for text in texts])
            save_sketches(db, {_text_hash(text): text.sketch for text in texts})
            return candidates(db, first, last, window_days=window_days)
    finally:
        engine.dispose()


def _text_hash(text: Sketched) -> str:
    return digest("text", text.text_id)


def _article_row(text: Sketched) -> Row:
    return {
        "article_id": text.text_id,
        "content_hash": _text_hash(text),
        "text_hash": _text_hash(text),
        "source": text.source,
        "event_date": text.day,
        "captured_at": datetime.combine(text.day, time(), UTC),
        "via": Via.LANDING.value,
        "match_state": "done",
    }
