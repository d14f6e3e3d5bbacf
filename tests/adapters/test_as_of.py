"""What we knew at a time can be asked later, with the query of the decision on the warehouse."""

import re
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, bindparam, select, text

import story_rows
from story_texts import NOON
from wirewatch.adapters import schema
from wirewatch.adapters.schema import UTCTime
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.rows import IS_CURRENT

DECISION = Path(__file__).parents[2] / "docs" / "decisions" / "0004-warehouse.md"
DAY = timedelta(days=1)


def as_of(engine: Engine, at: datetime) -> list[tuple[str, str]]:
    """Return articles and versions, as the query of the documents gives them."""
    (query,) = re.findall(r"```sql\n(.*?)```", DECISION.read_text(encoding="utf-8"), re.DOTALL)
    asked = text(query).bindparams(bindparam("at", type_=UTCTime()))
    with reading(engine) as db:
        return [(row.article_id, row.content_hash) for row in db.execute(asked, {"at": at})]


def current(engine: Engine) -> list[tuple[str, str]]:
    version = schema.article_version
    query = select(version.c.article_id, version.c.content_hash).join(schema.article, IS_CURRENT)
    with reading(engine) as db:
        return [tuple(row) for row in db.execute(query.order_by(version.c.article_id))]


def test_what_we_knew_on_a_day_is_what_the_tables_said_then(engine: Engine):
    """An edit, a return to the old text, a new page, and an older capture that an archive had."""
    told = [
        story_rows.capture("a.example/1", "The ferry was late.", captured=2),
        story_rows.capture("a.example/1", "The ferry came.", captured=4),
        story_rows.capture("b.example/1", "Rain over Vesk.", captured=4),
        story_rows.capture("a.example/1", "The ferry was late.", captured=6),
        story_rows.capture("a.example/1", "The ferry left.", captured=1),
    ]
    said = []
    for day, capture in enumerate(told):
        story_rows.load(engine, [capture], now=NOON + day * DAY)
        said.append(current(engine))
    assert [as_of(engine, NOON + day * DAY) for day in range(len(told))] == said
    assert as_of(engine, NOON - DAY) == []
