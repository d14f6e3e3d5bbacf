"""Commands over the warehouse: the tasks without a scheduler, and what we know of an address."""

import argparse
import os
from collections.abc import Iterable, Mapping
from datetime import date

from rich.console import Console

from wirewatch import report
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse, reading
from wirewatch.adapters.warehouse.why import what_we_know
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.errors import BadInput
from wirewatch.pipeline import archive as archives
from wirewatch.pipeline import harvest as harvests
from wirewatch.pipeline import read, tasks
from wirewatch.settings import load_settings

_RUN = "by-hand"
console = Console(highlight=False, soft_wrap=True)


def why(asked: argparse.Namespace) -> int:
    """Print everything we know of an address."""
    with open_desk() as desk:
        with reading(desk.engine) as db:
            for step, text in what_we_know(db, asked.url):
                console.print(f"{step:>9}  {text}", markup=False)
        if asked.watch:
            for text in tasks.explain(desk, asked.url, asked.watch):
                console.print(f"{'watch':>9}  {text}", markup=False)
    return 0


def harvest(_asked: argparse.Namespace) -> int:
    """Poll the feeds that are due."""
    with open_desk() as desk:
        migrate(desk.engine)
        chunks = harvests.due_chunks(desk)
        for feeds in chunks:
            counts = harvests.harvest(desk, feeds, run=_RUN)
            _counted("polls", counts.polls)
            _counted("pages", counts.pages)
        if not chunks:
            console.print("no feed is due; `wirewatch status` shows what there is")
    return 0


def archive(asked: argparse.Namespace) -> int:
    """Land what the archives have of a day."""
    with open_desk() as desk:
        migrate(desk.engine)
        day = _day(asked.day)
        for sites in archives.site_chunks(desk):
            _counted(str(day), archives.archive(desk, [day], sites, run=_RUN))
    return 0


def publish(asked: argparse.Namespace) -> int:
    """Read, group and match what has landed."""
    with open_desk() as desk:
        migrate(desk.engine)
        before = report.totals(desk.engine)
        days = [_day(text) for text in asked.days] or read.days_to_read(desk)
        touched = _read_all(desk, days)
        tasks.group_days(desk, touched, run=_RUN)
        tasks.match_days(desk, touched, run=_RUN)
        report.show(desk.engine, console, before=before)
    return 0


def _read_all(desk: Desk, days: Iterable[date]) -> list[date]:
    touched = set(days)
    for captures in read.unread_chunks(desk, sorted(touched)):
        counts = read.read(desk, captures, run=_RUN)
        _counted("read", counts.outcomes)
        touched.update(map(date.fromisoformat, counts.days))
    return sorted(touched)


def deliver(_asked: argparse.Namespace) -> int:
    """Send what the outbox holds."""
    with open_desk() as desk:
        _counted("deliveries", tasks.deliver_due(desk, run=_RUN))
    return 0


def status(_asked: argparse.Namespace) -> int:
    """Print what the warehouse holds."""
    with open_desk() as desk:
        migrate(desk.engine)
        report.show(desk.engine, console, before=report.totals(desk.engine))
    return 0


def migrate_warehouse(_asked: argparse.Namespace) -> int:
    """Make or extend the tables."""
    settings = load_settings(os.environ)
    migrate(open_warehouse(settings.warehouse_url))
    return 0


def _counted(what: str, counts: Mapping[str, int]) -> None:
    parts = ", ".join(f"{name} {count}" for name, count in sorted(counts.items()))
    console.print(f"{what}: {parts or 'nothing'}", markup=False)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(text, "is no day such as 2026-03-05") from error
