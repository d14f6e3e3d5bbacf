"""WARC files by the steps of the pipeline: every page in its day, twice is once."""

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.archived import coverage
from wirewatch.adapters.warehouse.captures import captures_of
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.model import Capture
from wirewatch.pipeline.archive_files import day_of, local_files, take_local_file

AT = datetime(2026, 3, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    (tmp_path / "desk.toml").write_text("")
    environ = {"WIREWATCH_HOME": str(tmp_path), "WIREWATCH_CLOCK": "2026-11-25T12:00:00Z"}
    with open_desk(environ) as desk:
        migrate(desk.engine)
        yield desk


def write_warc(path: Path, pages: list[tuple[str, datetime, bytes]]) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, at, body in pages:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
            told = {"WARC-Date": f"{at:%Y-%m-%dT%H:%M:%SZ}"}
            record = writer.create_warc_record(
                url, "response", payload=BytesIO(body), http_headers=head, warc_headers_dict=told
            )
            writer.write_record(record)


def days(desk: Desk) -> Counter[date]:
    capture = schema.capture.c
    query = select(capture.event_date, func.count()).group_by(capture.event_date)
    with reading(desk.engine) as db:
        return Counter({row[0]: row[1] for row in db.execute(query)})


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/rain", date(2026, 3, 12)),
        ("/2026/03/11/rain", date(2026, 3, 11)),
        ("/2026/02/28/rain", date(2026, 2, 28)),
        ("/2026/03/13/rain", date(2026, 3, 12)),
        ("/2019/03/11/rain", date(2026, 3, 12)),
        ("/2026/03/rain", date(2026, 3, 12)),
    ],
    ids=["no date", "the day before", "of last month", "ahead", "an old page", "a month"],
)
def test_a_page_belongs_to_the_day_in_its_address_if_that_can_be(path: str, expected: date) -> None:
    url = f"https://tidewater.example{path}"
    capture = Capture(url=url, final_url=url, status=200, headers=(), body=b"", captured_at=AT)
    assert day_of(capture) == expected


def test_a_file_read_again_brings_nothing_new(desk: Desk, tmp_path: Path) -> None:
    pages = [(f"https://a.example/{n}", AT, b"<p>x</p>") for n in range(3)]
    write_warc(tmp_path / "x.warc.gz", [*pages, pages[0]])
    (path,) = local_files(tmp_path)
    first = take_local_file(desk, path, run="test")
    assert (first.outcomes, first.days) == ({"landed": 3, "known": 1}, ["2026-03-12"])
    again = take_local_file(desk, path, run="test")
    assert (again.outcomes, again.days) == ({"landed": 0, "known": 4}, [])
    assert days(desk) == {date(2026, 3, 12): 3}


def test_what_a_file_gave_is_covered_by_its_day(desk: Desk, tmp_path: Path) -> None:
    write_warc(tmp_path / "x.warc.gz", [("https://a.example/1", AT, b"<p>x</p>")])
    take_local_file(desk, tmp_path / "x.warc.gz", run="test")
    with reading(desk.engine) as db:
        (line,) = coverage(db, date(2026, 3, 1), date(2026, 3, 31))
    assert (line.day, line.source) == (date(2026, 3, 12), "cc-news")
    assert (line.n_found, line.n_captured, line.n_read, line.missing) == (1, 1, 0, {})


def test_the_landing_zone_gives_back_the_index_it_is_without(desk: Desk) -> None:
    """A warehouse lost is built again from what landed, with nothing copied and nobody asked."""
    capture = Capture(
        url="https://a.example/1", final_url="https://a.example/1", status=200, headers=(),
        body=b"<p>x</p>", captured_at=AT,
    )  # fmt: skip
    with desk.landing.batch("2026/03/12/b") as batch:
        place = batch.add(capture)
    folder = desk.settings.home / "landing"
    for expected in ({"landed": 1, "known": 0}, {"landed": 0, "known": 1}):
        (path,) = local_files(folder)
        assert take_local_file(desk, path, run="test").outcomes == expected
    with reading(desk.engine) as db:
        (ref,) = captures_of(db, date(2026, 3, 12), None)
    assert ref.place == place
    assert desk.landing.read(ref.place.warc, ref.place.offset) == capture


def test_real_pages_are_each_in_the_day_of_their_capture_or_their_address(
    desk: Desk, tmp_path: Path
) -> None:
    """Every real page, written by warcio with the time at which it was captured."""
    folder = Path(__file__).parents[3] / "shared" / "data" / "news_pages"
    if not folder.is_dir():
        pytest.skip("the real pages are not here")
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    pages = [
        (
            row["url"],
            datetime.fromisoformat(row["captured_at"]).replace(tzinfo=UTC),
            gzip.decompress((folder / row["page"]).read_bytes()),
        )
        for row in rows
    ]
    write_warc(tmp_path / "x.warc.gz", pages)
    counts = take_local_file(desk, tmp_path / "x.warc.gz", run="test")
    assert counts.outcomes == {"landed": len(pages), "known": 0}
    expected = Counter(
        day_of(Capture(url=url, final_url=url, status=200, headers=(), body=b"", captured_at=at))
        for url, at, _ in pages
    )
    assert days(desk) == expected
    assert max(expected) <= max(at for _, at, _ in pages).date()
