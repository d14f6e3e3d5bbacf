"""A past day comes back from an archive, with the time at which it was captured."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.clocks import Clock
from adapters.servers import answer, door_to
from wirewatch.adapters.archives.base import Archive, Candidate
from wirewatch.adapters.archives.wayback import Wayback
from wirewatch.adapters.hosts import HostLeases
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.errors import Gone, Refused, Throttled, Unreachable
from wirewatch.model import Via
from wirewatch.path_dates import path_date

DAY = date(2026, 3, 12)
BASE = "https://wayback.example"
AT = datetime(2026, 3, 12, 9, 30, 1, tzinfo=UTC)
MEMENTO = "Thu, 12 Mar 2026 09:30:01 GMT"
PAGE_URL = "https://tidewater.example/2026/03/12/rain?a=1"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def wayback(engine, clock):
    with door_to({}) as (door, server):
        hosts = HostLeases(engine, interval_s=5, now=clock.now, sleep=clock.sleep)
        archive: Archive = Wayback(PoliteDoor(door, hosts, clock.now), base=BASE)
        yield archive, server


def index(*urls, key=""):
    rows = "".join(f"2026031209300{n} {url}\n" for n, url in enumerate(urls))
    return answer((rows + (f"\n{key}\n" if key else "")).encode(), Content_Type="text/plain")


def discovered(wayback, reply, day=DAY):
    archive, server = wayback
    server.routes["/cdx/search/cdx"] = reply
    return [candidate.url for candidate in archive.discover(day, "tidewater.example")]


# ── the index ───────────────────────────────────────────────────────────────────────────────────


def test_one_query_lists_the_day_of_a_site(wayback):
    assert discovered(wayback, index(PAGE_URL)) == [PAGE_URL]
    (request,) = wayback[1].requests
    assert parse_qs(urlsplit(request.target).query) == {
        "url": ["tidewater.example"], "matchType": ["domain"], "from": ["20260312"],
        "to": ["20260314"], "filter": ["statuscode:200", "mimetype:text/html"],
        "collapse": ["digest"], "fl": ["timestamp,original"], "limit": ["10000"],
        "showResumeKey": ["true"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "until"),
    [
        (date(2026, 1, 31), "20260202"),
        (date(2024, 2, 28), "20240301"),
        (date(2024, 2, 29), "20240302"),
        (date(2026, 2, 28), "20260302"),
        (date(2025, 12, 31), "20260102"),
    ],
)
def test_the_window_crosses_months_and_leap_days(wayback, day, until):
    """Peers skip months that begin on a 31st, or lose 29 February."""
    discovered(wayback, index(), day)
    query = parse_qs(urlsplit(wayback[1].requests[0].target).query)
    assert query["from"] == [day.strftime("%Y%m%d")]
    assert query["to"] == [until]


@pytest.mark.parametrize("key", ["example%2Ctidewater%29%2Frain+20260312093000", "a,b)/c 2026"])
def test_a_long_index_is_followed_to_its_end(wayback, key):
    def reply(request, client):
        query = parse_qs(urlsplit(request.target).query)
        last = "resumeKey" in query
        more = index("https://tidewater.example/b") if last else index(PAGE_URL, key=key)
        more(request, client)

    assert discovered(wayback, reply) == [PAGE_URL, "https://tidewater.example/b"]
    sent = parse_qs(urlsplit(wayback[1].requests[1].target).query)["resumeKey"]
    assert sent in (["example,tidewater)/rain 20260312093000"], ["a,b)/c 2026"])


def test_an_index_that_never_ends_is_left(wayback):
    discovered(wayback, index(PAGE_URL, key="again"))
    assert len(wayback[1].requests) == 20


def test_pages_of_other_days_and_front_pages_are_left_out(wayback):
    site = "https://tidewater.example"
    urls = [
        f"{site}/", f"{site}", f"{site}/2026/03/11/old", f"{site}/2026/03/12/new", f"{site}/about",
        f"{site}/2026/03/slug", f"{site}/2026/02/slug",
    ]  # fmt: skip
    found = discovered(wayback, index(*urls))
    assert found == [f"{site}/2026/03/12/new", f"{site}/about", f"{site}/2026/03/slug"]


@pytest.mark.parametrize(
    "row", ["", "x", "2026 https://a.example/x", "20269999999999 https://a.example/x",
            "20260312093000", "20260312093000 file:///etc/passwd", "２０２６０３１２０９３０００ http://a.example/x"],
)  # fmt: skip
def test_rows_that_are_none_are_left_out(wayback, row):
    assert discovered(wayback, answer(row.encode())) == []


def test_the_port_that_old_captures_carry_is_dropped(wayback):
    assert discovered(wayback, index("http://tidewater.example:80/rain")) == [
        "http://tidewater.example/rain"
    ]


# ── the replay ──────────────────────────────────────────────────────────────────────────────────


def candidate(stamp="20260312093001"):
    return Candidate(url=PAGE_URL, captured_at=AT, where=f"{BASE}/web/{stamp}id_/{PAGE_URL}")


def test_a_capture_has_the_time_at_which_it_was_made(wayback):
    archive, server = wayback
    server.routes[f"/web/20260312093001id_/{PAGE_URL}"] = answer(
        b"<p>Rain</p>", Content_Type="text/html", Memento_Datetime=MEMENTO,
        X_Archive_Orig_ETag='"7"', X_Archive_Orig_Server="x", Link='<x>; rel="memento"',
    )  # fmt: skip
    got = archive.capture(candidate())
    assert (got.url, got.final_url, got.status) == (PAGE_URL, PAGE_URL, 200)
    assert (got.captured_at, got.via) == (AT, Via.WAYBACK)
    assert got.body == b"<p>Rain</p>"
    assert got.headers == (("content-type", "text/html"), ("etag", '"7"'))


def test_the_nearest_capture_is_followed_and_its_own_time_kept(wayback):
    archive, server = wayback
    moved = "https://www.tidewater.example/rain"
    server.routes["wayback.example/web/20260312093001id_/" + PAGE_URL] = answer(
        status=302, Location=f"/web/20260313080000id_/{moved}"
    )
    server.routes[f"/web/20260313080000id_/{moved}"] = answer(b"x")
    got = archive.capture(candidate())
    assert got.captured_at == datetime(2026, 3, 13, 8, tzinfo=UTC)
    assert (got.url, got.final_url) == (PAGE_URL, moved)


@pytest.mark.parametrize(
    "location", [PAGE_URL, "https://web.wayback.example/web/20260312093001id_/https://a.example/",
                 "/account/login", "http://127.0.0.1/web/20260312093001id_/https://a.example/"],
    ids=["the live page", "another host", "no capture", "our own network"],
)  # fmt: skip
def test_a_redirect_out_of_the_archive_is_refused(wayback, location):
    archive, server = wayback
    server.routes[f"/web/20260312093001id_/{PAGE_URL}"] = answer(status=302, Location=location)
    server.routes["/account/login"] = answer(b"log in")
    server.routes[f"tidewater.example{urlsplit(PAGE_URL).path}"] = answer(b"live")
    with pytest.raises(Refused):
        archive.capture(candidate())
    assert {request.host for request in server.requests} == {"wayback.example"}


@pytest.mark.parametrize(("status", "error"), [(404, Gone), (403, Refused), (502, Unreachable)])
def test_what_the_archive_has_not_is_our_error(wayback, status, error):
    archive, server = wayback
    server.routes[f"/web/20260312093001id_/{PAGE_URL}"] = answer(status=status)
    with pytest.raises(error):
        archive.capture(candidate())


def test_an_archive_that_throttles_gets_a_minute(wayback, clock):
    """It sends no Retry-After, and asking on gets one blocked."""
    archive, server = wayback
    server.routes["/cdx/search/cdx"] = answer(status=429)
    for _ in range(2):
        with pytest.raises(Throttled) as caught:
            list(archive.discover(DAY, "tidewater.example"))
        assert caught.value.retry_after_s == 60
    assert len(server.requests) == 1
    clock.go_on(60)
    with pytest.raises(Throttled):
        list(archive.discover(DAY, "tidewater.example"))
    assert len(server.requests) == 2


def test_the_limits_of_index_and_replay_are_kept(wayback, clock):
    archive, server = wayback
    server.routes |= {"/cdx/search/cdx": index(), f"/web/20260312093001id_/{PAGE_URL}": answer()}
    for _ in range(25):
        list(archive.discover(DAY, "tidewater.example"))
    assert sum(clock.slept) == pytest.approx(60)  # 24 a minute
    for _ in range(9):
        archive.capture(candidate())
    assert sum(clock.slept) == pytest.approx(61)  # 8 a second


# ── dates in addresses ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "first", "last"),
    [
        ("/2026/03/12/rain", "2026-03-12", "2026-03-12"),
        ("/news/2026/3/2/rain", "2026-03-02", "2026-03-02"),
        ("/news/2026-03-12-rain.html", "2026-03-12", "2026-03-12"),
        ("/rain-20260312", "2026-03-12", "2026-03-12"),
        ("/world/2026/mar/12/rain", "2026-03-12", "2026-03-12"),
        ("/world/2026/March/12/rain", "2026-03-12", "2026-03-12"),
        ("/2024/02/29/leap", "2024-02-29", "2024-02-29"),
        ("/2026/03/rain", "2026-03-01", "2026-03-31"),
        ("/2024/02/", "2024-02-01", "2024-02-29"),
        ("/2026/02/rain", "2026-02-01", "2026-02-28"),
        ("/2026/12", "2026-12-01", "2026-12-31"),
        ("/2026/02/30/no-such-day", "2026-02-01", "2026-02-28"),
    ],
)
def test_a_date_in_an_address_is_read(path, first, last):
    found = path_date("https://tidewater.example" + path)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "path",
    [
        "/", "/rain", "/article/20260312345", "/article/120260312", "/20261301", "/2026/13/rain",
        "/2026", "/2026-election", "/1800/01/01/x", "/a?on=2026/03/12", "/2025-02-29-x",
    ],
)  # fmt: skip
def test_numbers_that_are_no_date_are_none(path):
    assert path_date("https://tidewater.example" + path) is None


@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)), st.sampled_from(["/%Y/%m/%d/x", "/%Y%m%d"]))
def test_every_day_of_the_calendar_is_read(day, form):
    found = path_date("https://a.example" + day.strftime(form))
    assert found is not None
    assert found.covers(day)
    assert found.first == found.last


@given(st.text(alphabet="0123456789/-", max_size=60))
def test_no_address_breaks_the_reader(path):
    path_date("https://a.example/" + path)


# ── our own landing zone ────────────────────────────────────────────────────────────────────────
