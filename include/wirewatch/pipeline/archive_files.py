"""WARC files, of the news crawl or in a folder → pages in the landing zone, by their day.

One file is one task. How far it was read is written down with what came of it, so that a task that
was killed goes on where it stopped, and a file is read once for the same sites.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import BinaryIO

import structlog
from sqlalchemy import Connection

from wirewatch.adapters.archives.base import is_of
from wirewatch.adapters.archives.cc_news import LAG, CcNews
from wirewatch.adapters.archives.warc_files import Found, read_warc
from wirewatch.adapters.landing import Place
from wirewatch.adapters.warc import form_of
from wirewatch.adapters.warehouse.archived import Cursor, add_day, cursor_of, days_of, move_cursor
from wirewatch.adapters.warehouse.captures import add_captures, capture_row, known_articles
from wirewatch.adapters.warehouse.engine import reading, write
from wirewatch.adapters.warehouse.load import Row
from wirewatch.adapters.warehouse.tombstones import forgotten
from wirewatch.bootstrap import Desk
from wirewatch.errors import BadInput, WirewatchError
from wirewatch.model import Capture, digest
from wirewatch.path_dates import path_date
from wirewatch.pipeline.archives import crawl_of, folder_of, is_on, sites_of
from wirewatch.pipeline.outcomes import Outcome
from wirewatch.urls import article_id

log = structlog.get_logger()

_PAGES = 100  # 33 MB at the mean of 330 kB that real pages have
_SECTION_BYTES = 50_000_000  # a twentieth of a file of the crawl, so that little is read twice
_OLDEST = timedelta(days=30)  # an address with an older date was crawled again, for its day's page


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCounts:
    """What one file gave: every page of our sites in it is counted once."""

    outcomes: dict[str, int]
    days: list[str]  # ISO dates that have new pages


def files_to_read(desk: Desk, days: Sequence[date]) -> list[str]:
    """Return the files that are still to be read for some days.

    Those of the operator's folder, whatever their days, and those of the news crawl.
    """
    crawl, folder = crawl_of(desk), folder_of(desk)
    paths = [str(path) for path in local_files(folder)] if folder else []
    urls = sorted({url for day in days for url in crawl.files_of(day)}) if crawl else []
    sites = sites_of(desk)
    with reading(desk.engine) as db:
        return [name for name in (*paths, *urls) if not cursor_of(db, name, sites).is_done]


def take_file(desk: Desk, name: str, *, run: str) -> FileCounts:
    """Land the pages of our sites that one of the files to read has, from where it was left.

    Its days are those of all its pages, those of an earlier try among them: a task that is killed
    hands no day on.

    Raises:
        BadInput: A file of the folder cannot be opened any more.
        TransientError: The crawl does not answer, or a file is damaged; what has landed stays.
    """
    sites = sites_of(desk)
    with reading(desk.engine) as db:
        start = cursor_of(db, name, sites).next_offset
    with _opened(desk, name, start) as file:
        found = read_warc(file, name, lambda page: _is_ours(page, sites), start=start)
        counts = _take(desk, name, found, sites, run=run)
    done, now = Cursor(is_done=True), desk.now()

    def finish(db: Connection) -> list[date]:
        move_cursor(db, name, sites, done, now=now)
        return days_of(db, CcNews.name, Path(name).name)

    days = write(desk.engine, finish)
    return replace(counts, days=[day.isoformat() for day in days])


def replay_landing(desk: Desk, days: Sequence[date], *, run: str) -> FileCounts:
    """Write down what our landing zone holds of some days and no table knows; asks nobody.

    A page lands on its day or soon behind, so that the files of the days behind are read, too.

    Raises:
        Unreachable: The store does not serve us, or a file is damaged; what came before is known.
    """
    outcomes: Counter[str] = Counter()
    touched: set[str] = set()
    for warc in _landed_files(desk, days) if is_on(desk, "landing") else ():
        with desk.landing.open(warc) as file:
            counts = _index(desk, warc, read_warc(file, warc, lambda _: True), run=run)
        outcomes += Counter(counts.outcomes)
        touched |= set(counts.days)
        done, now = Cursor(is_done=True), desk.now()
        write(desk.engine, partial(move_cursor, url=_cursor(warc), sites=(), cursor=done, now=now))
    return FileCounts(outcomes=dict(outcomes), days=sorted(touched))


def take_local_file(desk: Desk, path: Path, *, run: str) -> FileCounts:
    """Land all pages of a WARC file; those of our own landing zone are taken where they lie.

    Raises:
        BadInput: It cannot be opened.
        Unreachable: It is damaged; what came before has landed.
    """
    try:
        with path.open("rb") as file:
            found = read_warc(file, str(path), lambda _: True)
            inside = _in_landing(desk, path)
            if inside:
                return _index(desk, inside, found, run=run)
            return _take(desk, path.name, found, (), run=run)
    except OSError as error:
        raise BadInput(str(path), f"cannot be read: {error.strerror}") from error


def local_files(folder: Path) -> list[Path]:
    """Return the WARC files of a folder and of those below it, by name."""
    return sorted(path for path in folder.rglob("*.warc*") if _is_warc(path))


def day_of(capture: Capture) -> date:
    """Return the day whose run reads a page: that in its address, or that of its capture."""
    captured_on = capture.captured_at.date()
    named = path_date(capture.final_url)
    if named and named.first == named.last and named.first >= captured_on - _OLDEST:
        return min(named.first, captured_on)
    return captured_on


# ── pages of others ─────────────────────────────────────────────────────────────────────────────


def _take(
    desk: Desk, url: str, found: Iterator[Found], sites: Sequence[str], *, run: str
) -> FileCounts:
    outcomes: Counter[str] = Counter()
    days: set[str] = set()
    for some in _pieces(found):
        landed, n_refused = _land(desk, url, some, sites, run)
        outcomes[Outcome.LANDED] += len(landed)
        if n_refused:
            outcomes[Outcome.QUARANTINED] += n_refused
        outcomes[Outcome.KNOWN] += len(some) - len(landed) - n_refused
        days |= {row["event_date"].isoformat() for row in landed}
    log.info("read a file", run=run, file=url, **outcomes)
    return FileCounts(outcomes=dict(outcomes), days=sorted(days))


def _pieces(found: Iterator[Found]) -> Iterator[list[Found]]:
    """Give the pages of a file in pieces small enough to hold, and to read again.

    Of a file that breaks off, what came before is given before its error is raised.
    """
    some: list[Found] = []
    try:
        for one in found:
            if some and (len(some) == _PAGES or one.offset - some[0].offset > _SECTION_BYTES):
                yield some
                some = []
            some.append(one)
    except WirewatchError:
        if some:
            yield some
        raise
    if some:
        yield some


def _land(
    desk: Desk, url: str, some: Sequence[Found], sites: Sequence[str], run: str
) -> tuple[list[Row], int]:
    """Land those of some pages that we do not have; their rows and the cursor at once.

    Returns:
        The rows of captures that landed, and how many no store takes.
    """
    first = {article_id(one.capture.final_url): one.capture for one in reversed(some)}
    with reading(desk.engine) as db:
        gone = forgotten(db, {key: capture.final_url for key, capture in first.items()})
        known = known_articles(db, list(first)) | gone
    fresh = [(key, capture) for key, capture in sorted(first.items()) if key not in known]
    now = desk.now()
    which = digest("batch", *(key for key, _ in fresh))[:8]
    name = f"{some[0].capture.captured_at:%Y/%m/%d}/{CcNews.name}--{Path(url).name}-{which}"
    rows = []
    if fresh:
        with desk.landing.batch(name) as batch:
            rows = [_row(desk, capture, batch.add(capture)) for _, capture in fresh]

    def record(db: Connection) -> list[Row]:
        refused = add_captures(db, rows, run=run, now=now).refused
        landed = [row for row in rows if row["capture_id"] not in refused]
        for day, n_landed in sorted(Counter(row["event_date"] for row in landed).items()):
            add_day(db, day, CcNews.name, Path(url).name, n_landed=n_landed, now=now)
        if sites:
            move_cursor(db, url, sites, Cursor(next_offset=some[-1].offset), now=now)
        return landed

    landed = write(desk.engine, record)
    return landed, len(rows) - len(landed)


def _opened(desk: Desk, name: str, offset: int) -> BinaryIO:
    if name.startswith(("http://", "https://")):
        crawl = crawl_of(desk)
        if crawl is None:
            raise BadInput("[archives.cc-news]", "is not in the desk file, or not switched on")
        return crawl.open(name, offset=offset)
    try:
        file = Path(name).open("rb")  # noqa: SIM115 - the caller closes it
    except OSError as error:
        raise BadInput(name, f"cannot be read: {error.strerror}") from error
    file.seek(offset)
    return file


def _row(desk: Desk, capture: Capture, place: Place) -> Row:
    return capture_row(
        capture,
        place,
        article_id=article_id(capture.final_url),
        event_date=day_of(capture),
        feed_id=None,
        now=desk.now(),
    )


# ── our own pages ───────────────────────────────────────────────────────────────────────────────


def _index(desk: Desk, warc: str, found: Iterator[Found], *, run: str) -> FileCounts:
    """Write down the captures of a file of the landing zone: no page is copied."""
    outcomes: Counter[str] = Counter()
    days: set[str] = set()
    for some in _pieces(found):
        rows = [_row(desk, one.capture, Place(warc=warc, offset=one.offset)) for one in some]
        record = partial(add_captures, rows=rows, run=run, now=desk.now())
        added = write(desk.engine, record)
        outcomes[Outcome.LANDED] += added.n_new
        if added.refused:
            outcomes[Outcome.QUARANTINED] += len(added.refused)
        outcomes[Outcome.KNOWN] += len(some) - added.n_new - len(added.refused)
        days |= {row["event_date"].isoformat() for row in rows} if added.n_new else set()
    log.info("indexed a file", run=run, file=warc, **outcomes)
    return FileCounts(outcomes=dict(outcomes), days=sorted(days))


def _landed_files(desk: Desk, days: Sequence[date]) -> list[str]:
    """Return the files of the landing zone in which pages of some days may lie, not read yet."""
    folders = sorted({day + timedelta(days=n) for day in days for n in range(LAG.days + 1)})
    files = [warc for on in folders for warc in desk.landing.files(f"{on:%Y/%m/%d}")]
    with reading(desk.engine) as db:
        return [warc for warc in files if not cursor_of(db, _cursor(warc), ()).is_done]


def _cursor(warc: str) -> str:
    return f"landing:{warc}"


def _in_landing(desk: Desk, path: Path) -> str | None:
    """Return the name that a file has in the landing zone, when it lies there."""
    if desk.settings.landing.get("url"):
        return None
    root, real = (desk.settings.home / "landing").resolve(), path.resolve()
    inside = real.is_relative_to(root) and form_of(real.name)
    return real.relative_to(root).as_posix() if inside else None


def _is_ours(url: str, sites: Sequence[str]) -> bool:
    return any(is_of(url, site) for site in sites)


def _is_warc(path: Path) -> bool:
    return path.is_file() and path.name.endswith((".warc", ".warc.gz", ".warc.zst"))
