"""Commands for past dates: what would be asked, asking, and what came of it."""

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from wirewatch.adapters.warehouse.archived import asked_days, coverage
from wirewatch.adapters.warehouse.desk_coverage import kept_matches
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.bootstrap import Desk
from wirewatch.cli.desk import RUN, at_the_desk, console, counted
from wirewatch.cli.voice import tracked
from wirewatch.errors import BadInput
from wirewatch.pipeline import archive as archives
from wirewatch.pipeline import archive_files, archive_plan, archive_urls
from wirewatch.pipeline.archives import is_on
from wirewatch.pipeline.outcomes import Outcome

_OF_FILES = {
    "landing": "files of our own; nobody is asked",
    "warc": "files of a folder; nobody is asked",
    "cc-news": "lists of files first; then 130 requests for each file of 1 GB",
}
_NO_ARCHIVE = "no archive to ask; name one below [archives] in the desk file"


def archive(asked: argparse.Namespace) -> int:
    """Land what the archives, a folder of WARC files or a list of addresses have."""
    if sum(each is not None for each in (asked.what, asked.warc, asked.urls)) > 1:
        asked.refuse("a date, plan, coverage or matches, --warc and --urls do not go together")
    with at_the_desk() as desk:
        if asked.warc:
            _take_folder(desk, asked.warc)
        elif asked.urls:
            counted(str(asked.urls), archive_urls.land_urls(desk, _lines(asked.urls), run=RUN))
        elif asked.what == "coverage":
            _show_coverage(desk, asked)
        elif asked.what == "matches":
            _show_matches(desk, _days(asked))
        elif asked.what == "plan":
            _show_plan(desk, _days(asked))
        else:
            _ask(desk, [asked.what] if asked.what else _days(asked))
    return 0


def _days(asked: argparse.Namespace) -> list[date]:
    if asked.first is None or asked.last is None:
        asked.refuse("name a date, or the first and the last one with --from and --to")
    if asked.last < asked.first:
        asked.refuse(f"--to {asked.last} lies before --from {asked.first}")
    return archive_plan.days_between(asked.first, asked.last)


def _ask(desk: Desk, days: Sequence[date]) -> None:
    if not any(is_on(desk, name) for name in desk.settings.archives):
        console().print(_NO_ARCHIVE)
        return
    total = _shown("landing zone", archive_files.replay_landing(desk, days, run=RUN).outcomes)
    work = [(day, sites) for day in days for sites in archives.site_chunks(desk)]
    for day, sites in tracked(work, len(work), f"asking for {days[0]} to {days[-1]}"):
        total += _shown(str(day), archives.archive(desk, [day], sites, run=RUN))
    files = archive_files.files_to_read(desk, days)
    for name in tracked(files, len(files), "reading files"):
        total += _shown(name, archive_files.take_file(desk, name, run=RUN).outcomes)
    console().print(f"{total.total():,} pages found, {total[Outcome.LANDED]:,} new")


def _shown(what: str, outcomes: Mapping[str, int]) -> Counter[str]:
    counted(what, outcomes)
    return Counter(outcomes)


def _take_folder(desk: Desk, folder: Path) -> None:
    files = archive_files.local_files(folder)
    if not files:
        raise BadInput(str(folder), "has no file that ends in .warc, .warc.gz or .warc.zst")
    for path in tracked(files, len(files), "reading"):
        counted(path.name, archive_files.take_local_file(desk, path, run=RUN).outcomes)


def _lines(path: Path) -> Iterator[tuple[str, date | None]]:
    """Give the addresses of a file, a line each, with the date that may follow behind a space."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(path), f"cannot be read: {error}") from error
    for number, line in enumerate(text.splitlines(), start=1):
        url, _, told = line.strip().partition(" ")
        if not url or url.startswith("#"):
            continue
        if not url.startswith(("http://", "https://")):
            raise BadInput(f"{path}, line {number}", f"{url!r} is no address; write https://…")
        yield url, _date(told.strip(), f"{path}, line {number}")


def _date(told: str, where: str) -> date | None:
    try:
        return date.fromisoformat(told) if told else None
    except ValueError as error:
        raise BadInput(where, f"{told!r} is no date such as 2026-03-05") from error


# ── tables ──────────────────────────────────────────────────────────────────────────────────────


def _show_plan(desk: Desk, days: Sequence[date]) -> None:
    lines = archive_plan.plan(desk, days)
    table = _table("archive", "hosts", "requests, at least", "at most", "time, at least", "at most")
    for line in lines:
        spans = (_span(line.least_s), _span(line.most_s))
        numbers = (line.n_hosts, line.n_at_least, line.n_at_most)
        table.add_row(line.archive, *(f"{each:,}" for each in numbers), *spans)
    console().print(table if lines else "no archive has an index to ask")
    for name, told in _OF_FILES.items():
        if is_on(desk, name):
            console().print(f"{name}: {told}")
    console().print(f"{len(days)} days. Each page that is found is one request more.")


def _show_coverage(desk: Desk, asked: argparse.Namespace) -> None:
    with reading(desk.engine) as db:
        known = asked_days(db)
        first, last = known or (date.max, date.max)
        found = coverage(db, asked.first or first, asked.last or last)
    table = _table("day", "archive", "found", "had", "captured", "read", "missing, and why")
    for line in found:
        why = ", ".join(f"{name} {n}" for name, n in sorted(line.missing.items()))
        numbers = (line.n_found, line.n_known, line.n_captured, line.n_read)
        table.add_row(str(line.day), line.source, *(f"{each:,}" for each in numbers), why)
    console().print(table if found else "no archive was asked for these days")


def _show_matches(desk: Desk, days: Sequence[date]) -> None:
    with reading(desk.engine) as db:
        kept = kept_matches(db, days[0], days[-1])
    table = _table("day", "watch", "story")
    for match in kept:
        table.add_row(str(match.event_date), escape(match.watch), escape(match.headline or ""))
    console().print(table if kept else "no watch met a story of these days in an archive")
    console().print(f"{len(kept)} matches, recorded and sent to nobody")


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in columns:
        is_number = name not in {"archive", "day", "missing, and why", "watch", "story"}
        table.add_column(name, justify="right" if is_number else "left", no_wrap=True)
    return table


def _span(seconds: float) -> str:
    """Return a length of time as people say it.

    >>> _span(5400.0)
    '1 h 30 min'
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours:,} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
