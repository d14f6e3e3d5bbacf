"""WARC files of others and our own: chosen pages, at their true time, from any record on."""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from socket import socket

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from adapters.clocks import Clock
from adapters.servers import Reply, Request, Server, answer, door_to
from wirewatch.adapters.archives import cc_news
from wirewatch.adapters.archives.cc_news import CcNews
from wirewatch.adapters.archives.warc_files import Found, read_warc
from wirewatch.adapters.hosts import HostLeases
from wirewatch.adapters.landing import Landing
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse
from wirewatch.errors import Unreachable
from wirewatch.model import Capture, Via

BASE = "https://crawl.example"
AT = datetime(2026, 3, 12, 9, 30, 1, tzinfo=UTC)


def warc_of(
    *urls: str, status: str = "200 OK", kind: str = "text/html", body: bytes = b"x"
) -> bytes:
    """Return a file as warcio writes it."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.0")
    for url in urls:
        head = StatusAndHeaders(
            status, [("Content-Type", kind), ("X-Odd", "1")], protocol="HTTP/1.1"
        )
        told = {"WARC-Date": "2026-03-12T09:30:01Z"}
        payload = BytesIO(body)
        writer.write_record(
            writer.create_warc_record(
                url, "response", payload=payload, http_headers=head, warc_headers_dict=told
            )
        )
        writer.write_record(writer.create_warc_record(url, "request", payload=BytesIO(b"GET /")))
    return out.getvalue()


def read(raw: bytes, *, site: str = "", start: int = 0) -> list[Found]:
    return list(read_warc(BytesIO(raw[start:]), "x.warc.gz", lambda url: site in url, start=start))


# ── records ─────────────────────────────────────────────────────────────────────────────────────


def test_a_page_has_the_time_its_crawler_wrote_down() -> None:
    (found,) = read(warc_of("https://a.example/x", body=b"<p>Rain</p>"))
    got = found.capture
    assert (got.url, got.status, got.captured_at) == ("https://a.example/x", 200, AT)
    assert (got.via, got.body, got.truncated) == (Via.CC_NEWS, b"<p>Rain</p>", False)
    assert got.headers == (("content-type", "text/html"),)


def test_only_pages_of_wanted_sites_are_given() -> None:
    raw = warc_of("https://a.example/1", "https://b.example/2", "https://a.example/3")
    urls = [each.capture.url for each in read(raw, site="//a.example")]
    assert urls == ["https://a.example/1", "https://a.example/3"]


def test_reading_goes_on_at_any_record() -> None:
    raw = warc_of(*(f"https://a.example/{n}" for n in range(5)))
    whole = read(raw)
    for n, one in enumerate(whole):
        assert read(raw, start=one.offset) == whole[n:]


@pytest.mark.parametrize(
    ("url", "how"),
    [
        ("https://a.example/x", {"status": "301 Moved"}),
        ("https://a.example/x", {"status": "404 Not Found"}),
        ("https://a.example/x.jpg", {"kind": "image/jpeg"}),
        ("dns:a.example", {}),
    ],
)
def test_what_is_no_page_is_left_out(url: str, how: dict[str, str]) -> None:
    assert read(warc_of(url, **how)) == []


@pytest.mark.parametrize("left", [500, 2_000, 5_000])
def test_a_file_that_is_cut_gives_what_is_whole_and_says_so(left: int) -> None:
    """FastWARC gives the half of a page that is there, and says nothing."""
    body = random.Random(0).randbytes(6_000)  # noqa: S311 - a page that cannot be packed
    raw = warc_of("https://a.example/1", "https://a.example/2", body=body)
    end = read(raw)[1].offset + left
    records = read_warc(BytesIO(raw[:end]), "x.warc.gz", lambda _: True)
    assert next(records).capture.body == body
    with pytest.raises(Unreachable, match="before a record does"):
        list(records)


def test_our_own_files_give_back_what_landed(tmp_path: Path) -> None:
    """Time, way and rights too: a replay of the landing zone is as having been there."""
    captures = [
        Capture(url=f"https://a.example/{n}?x", final_url=f"https://a.example/{n}", status=200,
                headers=(("etag", "7"),), body=b"x" * n, captured_at=AT, via=Via.LIVE)
        for n in range(3)
    ]  # fmt: skip
    with Landing(tmp_path).batch("b") as batch:
        places = [batch.add(capture) for capture in captures]
    found = read((tmp_path / "b.warc.gz").read_bytes())
    assert [one.capture for one in found] == captures
    assert [one.offset for one in found] == [place.offset for place in places]


# ── the crawl ───────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def crawl(tmp_path: Path) -> Iterator[tuple[CcNews, Server]]:
    engine = open_warehouse(f"sqlite:///{tmp_path}/warehouse.db")
    migrate(engine)
    clock = Clock()
    with door_to({}) as (door, server):
        hosts = HostLeases(engine, interval_s=0, now=clock.now, sleep=clock.sleep)
        yield CcNews(PoliteDoor(door, hosts, clock.now), base=BASE), server


def list_months(server: Server, *stamps: str) -> None:
    months: dict[str, list[str]] = {}
    for stamp in stamps:
        folder = f"crawl-data/CC-NEWS/{stamp[:4]}/{stamp[4:6]}"
        months.setdefault(folder, []).append(f"{folder}/CC-NEWS-{stamp}-00001.warc.gz")
    for folder, paths in months.items():
        server.routes[f"/{folder}/warc.paths.gz"] = answer(gzip.compress("\n".join(paths).encode()))


def stamps(urls: list[str]) -> list[str]:
    return [url.rpartition("CC-NEWS-")[2][:10] for url in urls]


@pytest.mark.parametrize(
    ("day", "listed", "expected"),
    [
        (date(2026, 3, 12), ["2026031123", "2026031201", "2026031423", "2026031500"],
         ["2026031123", "2026031201", "2026031423"]),
        (date(2026, 1, 31), ["2026013100", "2026020200", "2026020300"],
         ["2026013100", "2026020200"]),
        (date(2024, 2, 29), ["2024022900", "2024030223", "2024030300"],
         ["2024022900", "2024030223"]),
        (date(2025, 12, 31), ["2025123023", "2025123112", "2026010200", "2026010300"],
         ["2025123023", "2025123112", "2026010200"]),
        (date(2026, 3, 1), ["2026022823", "2026030100"], ["2026022823", "2026030100"]),
        (date(2016, 8, 1), ["2016080100"], ["2016080100"]),
    ],
)  # fmt: skip
def test_a_day_is_in_its_files_and_those_of_two_days_behind(
    crawl: tuple[CcNews, Server], day: date, listed: list[str], expected: list[str]
) -> None:
    """And in the one that was begun before; over the turn of months, of years, and 29 February."""
    archive, server = crawl
    list_months(server, *(f"{stamp}0000" for stamp in listed))
    assert stamps(archive.files_of(day)) == expected


def test_months_that_are_not_there_have_no_files(crawl: tuple[CcNews, Server]) -> None:
    assert crawl[0].files_of(date(2026, 3, 12)) == []


def serving_parts(raw: bytes) -> Reply:
    """Answer as a file server that knows ranges does."""

    def reply(request: Request, client: socket) -> None:
        first, _, last = request.headers["range"].removeprefix("bytes=").partition("-")
        part = raw[int(first) : int(last) + 1]
        told = f"bytes {first}-{int(first) + len(part) - 1}/{len(raw)}"
        answer(part, status=206, Content_Range=told)(request, client)

    return reply


@pytest.mark.parametrize("size", [100, 1_000, 10**9])
def test_a_file_of_the_crawl_is_read_in_parts(
    crawl: tuple[CcNews, Server], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive, server = crawl
    raw = warc_of(*(f"https://a.example/{n}" for n in range(20)))
    server.routes["/f.warc.gz"] = serving_parts(raw)
    monkeypatch.setattr(cc_news, "PIECE_BYTES", size)
    whole = read(raw)
    for start in (0, whole[7].offset):
        with archive.open(f"{BASE}/f.warc.gz", offset=start) as file:
            got = list(read_warc(file, "f", lambda _: True, start=start))
        assert got == [one for one in whole if one.offset >= start]


@pytest.mark.parametrize(
    "reply", [answer(b"whole"), answer(b"x", status=206), answer(b"", status=206)],
    ids=["no ranges", "no total", "nothing"],
)  # fmt: skip
def test_a_server_that_gives_no_parts_is_told_of(
    crawl: tuple[CcNews, Server], reply: Reply
) -> None:
    archive, server = crawl
    server.routes["/f.warc.gz"] = reply
    with archive.open(f"{BASE}/f.warc.gz") as file, pytest.raises(Unreachable):
        file.read()
