"""Records out: a file a day. Run again, it writes what has changed since."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine

from wirewatch.adapters.export_files import ExportFolder
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.exported import (
    days_with_articles,
    fingerprint_of_day,
    records_of_day,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayExport:
    """What became of a day."""

    day: date
    n_records: int
    is_same: bool  # nothing had changed, nothing was written


def days_to_export(engine: Engine, folder: ExportFolder, first: date, last: date) -> list[date]:
    """Return the days that have articles; files of days that have none any more are deleted."""
    with reading(engine) as db:
        days = days_with_articles(db, first, last)
    folder.drop_others(first, last, days)
    return days


def export_day(engine: Engine, folder: ExportFolder, day: date) -> DayExport:
    """Write the file of a day, unless it is there and nothing has changed."""
    with reading(engine) as db:
        state = fingerprint_of_day(db, day)
        if folder.has(day, state):
            return DayExport(day=day, n_records=0, is_same=True)
        records = records_of_day(db, day)
    folder.write(day, records, state)
    return DayExport(day=day, n_records=len(records), is_same=False)
