"""A folder of feed files, taken through all steps that lead to stories; without Airflow."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.launch import replay_environment
from wirewatch.newsroom import replay
from wirewatch.pipeline import harvest, read, tasks
from wirewatch.pipeline.group import GroupCounts


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What one pass over the feed files counted, and where its rows are."""

    engine: Engine
    polls: Counter[str]
    pages: Counter[str]
    readings: Counter[str]
    grouped: GroupCounts


def replay_steps(folder: Path, home: Path) -> Replayed:
    """Harvest, read and group the feed files of `folder`, with the warehouse in `home`."""
    with replay.serve(folder) as room, open_desk(replay_environment(room, home)) as desk:
        migrate(desk.engine)
        chunks = harvest.due_chunks(desk)
        harvests = [harvest.harvest(desk, chunk, run="test") for chunk in chunks]
        return Replayed(
            engine=desk.engine,
            polls=sum((Counter(each.polls) for each in harvests), Counter()),
            pages=sum((Counter(each.pages) for each in harvests), Counter()),
            **_published(desk),
        )


def _published(desk: Desk) -> dict[str, Any]:
    days = set(read.days_to_publish(desk))
    readings: Counter[str] = Counter()
    for chunk in read.unread_chunks(desk, sorted(days)):
        counts = read.read(desk, chunk, run="test")
        readings.update(counts.outcomes)
        days.update(map(date.fromisoformat, counts.days))
    return {
        "readings": readings,
        "grouped": tasks.group_days(desk, sorted(days), run="test"),
    }


def count(engine: Engine, table: str) -> int:
    """Return how many rows a table of the warehouse has."""
    with reading(engine) as db:
        query = select(func.count()).select_from(schema.metadata.tables[table])
        return db.execute(query).scalar_one()


def text_agencies(engine: Engine) -> dict[str, frozenset[str]]:
    """Return url of the entry → agencies that wrote its article, alone or with the desk."""
    entry, article, credit = schema.entry.c, schema.article.c, schema.credit.c
    query = (
        select(entry.url, credit.agency)
        .join_from(schema.entry, schema.article, article.article_id == entry.article_id)
        .outerjoin(
            schema.credit,
            (credit.article_id == article.article_id)
            & (credit.content_hash == article.content_hash)
            & credit.role.in_(["text", "joint"]),
        )
    )
    found: dict[str, set[str]] = {}
    with reading(engine) as db:
        for url, agency in db.execute(query):
            found.setdefault(url, set()).update({agency} if agency else ())
    return {url: frozenset(agencies) for url, agencies in found.items()}
