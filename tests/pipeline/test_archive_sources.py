"""Files as a source of the DAG: our own landing zone, a folder of WARC files, the news crawl."""

import gzip
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from adapters.test_landing import page
from pipeline.test_archive_files import write_warc
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.digest import TableSum, table_sums
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.errors import Unreachable
from wirewatch.model import Capture
from wirewatch.newsroom.server import LoopbackServer
from wirewatch.newsroom.site import NOT_FOUND, Answer, Request
from wirewatch.pipeline.archive_files import files_to_read, replay_landing, take_file

AT = datetime(2026, 3, 12, 9, tzinfo=UTC)
DAY = AT.date()
FEED = '[[feed]]\nid = "a"\nurl = "https://a.example/feed"\n'
CRAWL = '[archives.cc-news]\nbase = "http://crawl.example"\n'
NAMES = [f"crawl-data/CC-NEWS/2026/03/CC-NEWS-202603{day}080000-00001.warc.gz" for day in (12, 20)]


class Crawl:
    """A crawl of two files; gives parts of them, and breaks down when told."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self.breaks_at: int | None = None  # the first byte that is not given any more
        self.parts: list[int] = []  # where those that were asked for begin

    def answer(self, request: Request) -> Answer:
        """Return the list of the month, or a part of a file."""
        if request.target.endswith("/2026/03/warc.paths.gz"):
            return Answer(body=gzip.compress("\n".join(NAMES).encode()))
        if not request.target.endswith(".warc.gz"):
            return NOT_FOUND
        first, _, last = request.headers["range"].removeprefix("bytes=").partition("-")
        self.parts.append(int(first))
        if self.breaks_at is not None and int(first) >= self.breaks_at:
            return Answer(status=503)
        part = self.raw[int(first) : int(last) + 1]
        told = f"bytes {first}-{int(first) + len(part) - 1}/{len(self.raw)}"
        return Answer(status=206, headers=(("Content-Range", told),), body=part)


@contextmanager
def desk_in(home: Path, text: str, *, port: int = 9) -> Iterator[Desk]:
    home.mkdir(exist_ok=True)
    (home / "desk.toml").write_text(text)
    environ = {
        "WIREWATCH_DESK": str(home / "desk.toml"),
        "WIREWATCH_HOME": str(home),
        "WIREWATCH_CLOCK": "2026-11-25T12:00:00Z",
        "WIREWATCH_RESOLVE": f"*.example=127.0.0.1:{port}",
    }
    with open_desk(environ) as desk:
        migrate(desk.engine)
        yield desk


@contextmanager
def crawling(home: Path, pages: list[tuple[str, datetime, bytes]]) -> Iterator[tuple[Desk, Crawl]]:
    write_warc(home / "made.warc.gz", pages)
    crawl = Crawl((home / "made.warc.gz").read_bytes())
    server = LoopbackServer(crawl)
    server.start()
    try:
        with desk_in(home / "desk", FEED + CRAWL, port=server.address[1]) as desk:
            yield desk, crawl
    finally:
        server.stop()


def pages(n: int, *, n_bytes: int = 10) -> list[tuple[str, datetime, bytes]]:
    """Pages of two sites in turn, of bytes that cannot be packed."""
    dice = random.Random(n)  # noqa: S311 - no secret
    return [
        (f"https://{'ab'[each % 2]}.example/{each}", AT, b"<p>" + dice.randbytes(n_bytes))
        for each in range(n)
    ]


def sums(desk: Desk) -> dict[str, TableSum]:
    with reading(desk.engine) as db:
        return {each.name: each for each in table_sums(db)}


def urls(desk: Desk) -> list[str]:
    with reading(desk.engine) as db:
        return sorted(db.execute(select(schema.capture.c.url)).scalars())


# ── the news crawl ──────────────────────────────────────────────────────────────────────────────


def test_a_day_of_the_crawl_is_a_task_a_file_and_read_once(tmp_path):
    with crawling(tmp_path, pages(6)) as (desk, _):
        (name,) = files_to_read(desk, [DAY])
        assert name == f"http://crawl.example/{NAMES[0]}"
        counts = take_file(desk, name, run="test")
        assert (counts.outcomes, counts.days) == ({"landed": 3, "known": 0}, ["2026-03-12"])
        assert urls(desk) == [f"https://a.example/{n}" for n in (0, 2, 4)]
        assert files_to_read(desk, [DAY]) == []


def test_a_file_that_breaks_off_goes_on_from_where_it_was_left(tmp_path):
    """A worker that is killed leaves the same: what has landed, and the cursor beside it."""
    made = pages(280, n_bytes=60_000)
    next_day = [(url, AT + timedelta(days=1), body) for url, _, body in made[120:]]
    with crawling(tmp_path, made[:120] + next_day) as (desk, crawl):
        (name,) = files_to_read(desk, [DAY])
        crawl.breaks_at = 8_000_000
        with pytest.raises(Unreachable):
            take_file(desk, name, run="test")
        n_before, crawl.breaks_at = len(urls(desk)), None
        assert 50 < n_before < 80
        crawl.parts.clear()
        assert files_to_read(desk, [DAY]) == [name]
        counts = take_file(desk, name, run="test")
        assert counts.outcomes["landed"] == 140 - n_before
        assert counts.days == ["2026-03-12", "2026-03-13"]  # those of the broken try, too
        assert crawl.parts[0] > 7_000_000
        assert len(urls(desk)) == 140


# ── a folder ────────────────────────────────────────────────────────────────────────────────────


def test_a_folder_is_a_task_a_file_and_gives_the_pages_of_our_sites(tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    for n in range(2):
        write_warc(folder / f"{n}.warc.gz", pages(4))
    text = f'{FEED}[archives.warc]\nfolder = "{folder}"\n'
    with desk_in(tmp_path, text) as desk:
        names = files_to_read(desk, [date(2024, 2, 29)])  # of whatever day: their names tell none
        assert [Path(name).name for name in names] == ["0.warc.gz", "1.warc.gz"]
        ended = [take_file(desk, name, run="test").outcomes for name in names]
        assert ended == [{"landed": 2, "known": 0}, {"landed": 0, "known": 2}]
        assert urls(desk) == ["https://a.example/0", "https://a.example/2"]
        assert files_to_read(desk, [DAY]) == []


def test_what_came_before_the_damage_of_a_file_lands(tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    write_warc(folder / "x.warc.gz", pages(5, n_bytes=10_000))
    whole = (folder / "x.warc.gz").read_bytes()
    (folder / "x.warc.gz").write_bytes(whole[:-5_000])
    text = f'{FEED}[archives.warc]\nfolder = "{folder}"\n'
    with desk_in(tmp_path, text) as desk:
        (name,) = files_to_read(desk, [DAY])
        with pytest.raises(Unreachable):
            take_file(desk, name, run="test")
        assert len(urls(desk)) == 2


# ── our own landing zone ────────────────────────────────────────────────────────────────────────


def test_a_warehouse_that_was_lost_is_told_by_the_landing_zone_day_by_day(tmp_path):
    """Nobody is asked, nothing is copied, and a page keeps the time and way of its capture."""
    capture = Capture(
        url="https://a.example/1", final_url="https://a.example/1", status=200, headers=(),
        body=b"<p>Rain</p>", captured_at=AT,
    )  # fmt: skip
    landed = {date(2026, 3, 14): "late", date(2026, 3, 15): "too late"}
    with desk_in(tmp_path, FEED + "[archives.landing]\n") as desk:
        for day, name in landed.items():
            with desk.landing.batch(f"{day:%Y/%m/%d}/{name}") as batch:
                batch.add(replace(capture, body=name.encode()))
        assert replay_landing(desk, [DAY], run="test").outcomes == {"landed": 1}
        before = sums(desk)
        assert replay_landing(desk, [DAY], run="again").outcomes == {}
        assert sums(desk) == before
        with reading(desk.engine) as db:
            (row,) = db.execute(select(schema.capture)).all()
        assert (row.captured_at, row.via, row.warc) == (AT, "live", "2026/03/14/late.warc.gz")


@pytest.mark.parametrize("text", ["", "[archives.landing]\nenabled = false\n"])
def test_it_is_not_read_when_nobody_asked_for_that(tmp_path, text):
    with desk_in(tmp_path, FEED + text) as desk:
        with desk.landing.batch("2026/03/12/x") as batch:
            batch.add(
                Capture(url="https://a.example/", final_url="https://a.example/", status=200,
                        headers=(), body=b"x", captured_at=AT)
            )  # fmt: skip
        assert replay_landing(desk, [DAY], run="test").outcomes == {}


@pytest.mark.parametrize("where", [Path.as_uri, lambda _: f"memory://{uuid4()}"])
def test_a_landing_zone_in_a_store_is_read_by_day_as_one_in_a_folder_is(tmp_path, where):
    text = f'{FEED}[landing]\nurl = "{where(tmp_path / "zone")}"\n[archives.landing]\n'
    with desk_in(tmp_path, text) as desk:
        for day in ("12", "18"):
            with desk.landing.batch(f"2026/03/{day}/x") as batch:
                batch.add(page(day.encode(), captured_at=AT))
                batch.add(page(b"2", captured_at=AT, final_url="https://a.example/2"))
        assert replay_landing(desk, [DAY], run="test").outcomes == {"landed": 2}
        assert replay_landing(desk, [DAY], run="again").outcomes == {}
