"""The command that gives records out."""

import argparse

from wirewatch.adapters.export_files import ExportFolder
from wirewatch.cli.desk import at_the_desk
from wirewatch.cli.voice import say, tracked
from wirewatch.errors import BadInput
from wirewatch.pipeline.export import days_to_export, export_day


def export(asked: argparse.Namespace) -> int:
    """Write a file a day; what has not changed since the last time is left as it is."""
    if asked.last < asked.first:
        raise BadInput(f"--from {asked.first} --to {asked.last}", "ends before it begins")
    with at_the_desk() as desk:
        folder = ExportFolder(asked.folder, asked.format)
        days = days_to_export(desk.engine, folder, asked.first, asked.last)
        done = [export_day(desk.engine, folder, day) for day in tracked(days, len(days), "writing")]
    n_same = sum(each.is_same for each in done)
    n_records = sum(each.n_records for each in done)
    say(f"{n_records:,} records of {len(done) - n_same} days written; {n_same} days as they were")
    return 0
