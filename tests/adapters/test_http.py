"""The door lets in what we asked for, bounded, and nothing else."""

import gzip
import pickle
import resource
import threading
import time
import zlib
from datetime import UTC, datetime

import pytest

from adapters.servers import AGENT, answer, door_to, dribble, raw, serving, zipped
from wirewatch.adapters.http import Door
from wirewatch.errors import Gone, Refused, Throttled, TooLarge, Unreachable

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
URL = "https://tidewater.example/story"


def get(reply, url=URL, **how):
    with door_to({"/story": reply}) as (door, _):
        return door.get(url, **how)


# ── what comes through ──────────────────────────────────────────────────────────────────────────


def test_an_answer_is_what_the_server_said():
    got = get(answer(b"<p>Rain</p>", Content_Type="text/html", ETag='"7"'))
    assert (got.url, got.final_url, got.status) == (URL, URL, 200)
    assert got.body == b"<p>Rain</p>"
    assert got.header("content-type") == "text/html"
    assert not got.truncated


def test_we_say_who_we_are_and_ask_for_gzip_only():
    with door_to({"/story": answer(b"x")}) as (door, server):
        door.get(URL + "?a=1#part", headers={"If-None-Match": '"7"'})
    (request,) = server.requests
    assert request.host == "tidewater.example"
    assert request.target == "/story?a=1"
    assert request.headers["user-agent"] == AGENT
    assert request.headers["accept-encoding"] == "gzip"
    assert request.headers["if-none-match"] == '"7"'
    assert "cookie" not in request.headers


def test_cookies_of_one_answer_do_not_change_the_next():
    with door_to({"/story": answer(b"x", Set_Cookie="seen=1; Path=/")}) as (door, server):
        door.get(URL)
        door.get(URL)
    assert "cookie" not in server.requests[1].headers


def test_a_connection_is_used_again():
    with door_to({"/story": answer(b"x")}) as (door, server):
        for _ in range(3):
            door.get(URL)
    assert server.connections == 1


def test_gzip_is_unzipped():
    assert get(zipped(b"rain " * 1000)).body == b"rain " * 1000


def test_gzip_of_several_members_is_read_to_its_end():
    body = gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0\0"
    assert get(answer(body, Content_Encoding="x-gzip")).body == b"one two"


def test_not_modified_is_an_answer():
    got = get(answer(status=304, ETag='"7"', Content_Encoding="gzip"))
    assert (got.status, got.body, got.truncated) == (304, b"", False)


def test_many_threads_share_one_door():
    with door_to({"/story": answer(b"x" * 10_000)}) as (door, _):
        sizes = []
        threads = [
            threading.Thread(target=lambda: sizes.append(len(door.get(URL).body)))
            for _ in range(16)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sizes == [10_000] * 16


# ── bodies that are not whole ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(zipped(b"rain " * 9000, cut=20), id="gzip ends early, the length agrees"),
        pytest.param(zipped(b"rain " * 9000, cut=8), id="only the checksum of the gzip is missing"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nrain"), id="shorter than its length"
        ),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nrain\r\n"),
            id="the last chunk is missing",
        ),
    ],
)
def test_a_body_that_was_cut_short_is_flagged(reply):
    """Both requests and httpx hand out a cut gzip as if it were whole."""
    got = get(reply)
    assert got.truncated
    assert got.body.startswith(b"rain")


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"), Unreachable, id="no byte of it"
        ),
        pytest.param(answer(b"plain", Content_Encoding="gzip"), Unreachable, id="not gzip at all"),
        pytest.param(answer(b"x", Content_Encoding="br"), Refused, id="brotli, not asked for"),
        pytest.param(answer(b"x", Content_Encoding="zstd"), Refused, id="zstd, not asked for"),
        pytest.param(
            answer(zlib.compress(b"x"), Content_Encoding="deflate"), Refused, id="deflate"
        ),
        pytest.param(answer(b"x", Content_Encoding="gzip, gzip"), Refused, id="gzip twice"),
        pytest.param(raw(), Unreachable, id="hangs up at once"),
        pytest.param(raw(b"220 smtp.example ESMTP\r\n"), Unreachable, id="speaks another protocol"),
        pytest.param(raw(b"HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\n"), Unreachable, id="upgrades"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx"),
            Unreachable,
            id="two lengths",
        ),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nxx"),
            Unreachable,
            id="length below 0",
        ),
    ],
)
def test_a_broken_answer_becomes_our_error(reply, error):
    with pytest.raises(error, match=r"tidewater\.example"):
        get(reply)


# ── bounds ──────────────────────────────────────────────────────────────────────────────────────


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_a_gzip_bomb_is_stopped_at_the_limit():
    """One megabyte that unzips to a gigabyte took requests and httpx 2 GB of memory."""
    bomb = gzip.compress(bytes(64 << 20)) * 16
    before, began = peak_mb(), time.monotonic()
    with pytest.raises(TooLarge):
        get(answer(bomb, Content_Encoding="gzip"), max_bytes=10_000_000)
    assert peak_mb() - before < 64
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(
            dribble(bytes(65_536), 0, b"HTTP/1.1 200 OK\r\n\r\n"), id="endless, without a length"
        ),
        pytest.param(
            dribble(b"1;" + b"x" * 9000 + b"\r\nx\r\n", 0, b"HTTP/1.1 200 OK\r\n"
                    b"Transfer-Encoding: chunked\r\n\r\n"), id="endless heads of tiny chunks",
        ),
        pytest.param(dribble(b"HTTP/1.1 100 Continue\r\n\r\n", 0), id="endless interim answers"),
        pytest.param(answer(bytes(1_000_001)), id="one byte too many"),
    ],
)  # fmt: skip
def test_more_than_the_limit_is_too_large(reply):
    with pytest.raises(TooLarge):
        get(reply, max_bytes=1_000_000, deadline_s=20)


def test_the_limit_itself_is_not_too_large():
    assert len(get(answer(bytes(1_000_000)), max_bytes=1_000_000).body) == 1_000_000


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(dribble(b"X-A: b\r\n", 0.05, b"HTTP/1.1 200 OK\r\n"), id="headers"),
        pytest.param(dribble(b"x", 0.05, b"HTTP/1.1 200 OK\r\n\r\n"), id="body"),
        pytest.param(dribble(b"H", 9), id="status line"),
        pytest.param(dribble(b"", 9), id="nothing"),
    ],
)
def test_a_server_that_dribbles_is_left_at_the_deadline(reply):
    """With a time-out for each read, httpx listened to dribbled headers for 159 s."""
    began = time.monotonic()
    with pytest.raises(Unreachable, match=r"within 0\.5 s"):
        get(reply, deadline_s=0.5)
    assert time.monotonic() - began < 10


def test_one_deadline_covers_all_redirects():
    def slow_redirect(request, client):
        threading.Event().wait(0.3)
        answer(status=302, Location="/story?again")(request, client)

    with pytest.raises(Unreachable, match=r"within 0\.5 s"):
        get(slow_redirect, deadline_s=0.5)


def test_headers_without_end_are_refused():
    with pytest.raises(Unreachable):
        get(dribble(b"X-A: " + b"b" * 8000 + b"\r\n", 0, b"HTTP/1.1 200 OK\r\n"), deadline_s=10)


# ── redirects ───────────────────────────────────────────────────────────────────────────────────


def test_redirects_are_followed_to_the_end():
    routes = {
        "tidewater.example/story": answer(status=301, Location="//www.tidewater.example/a b"),
        "www.tidewater.example/a%20b": answer(status=307, Location="../new?x=1#top"),
        "www.tidewater.example/new": answer(b"there"),
    }
    with door_to(routes) as (door, _):
        got = door.get(URL)
    assert got.body == b"there"
    assert (got.url, got.final_url) == (URL, "https://www.tidewater.example/new?x=1")


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "gopher://tidewater.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "http://",
        "http://a.example:99999/",
    ],
)
def test_redirects_out_of_the_web_are_refused(location):
    with door_to({"/secret": answer(b"secret")}) as (door, server):
        there = location.format(port=server.port)
        server.routes["/story"] = answer(status=302, Location=there)
        with pytest.raises(Refused):
            door.get(URL)
    assert [request.target for request in server.requests] == ["/story"]


def test_a_redirect_loop_ends_after_five_redirects():
    routes = {"/story": answer(status=302, Location="/story")}
    with door_to(routes) as (door, server), pytest.raises(Refused, match="5 redirects"):
        door.get(URL)
    assert len(server.requests) == 6


def test_a_caller_may_ask_to_stay_on_the_host():
    with pytest.raises(Refused, match="another host"):
        get(answer(status=302, Location="https://other.example/"), stay_on_host=True)


# ── what a status means ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("status", "error"),
    [
        *[(status, Gone) for status in (404, 410)],
        *[(status, Refused) for status in (300, 302, 400, 401, 402, 403, 418, 451)],
        *[(status, Unreachable) for status in (408, 421, 425, 500, 502, 503, 504, 599)],
        (429, Throttled),
    ],
)
def test_each_status_has_its_error(status, error):
    reply = raw(b"HTTP/1.1 %d Word\r\nContent-Length: 0\r\n\r\n" % status)
    with pytest.raises(error, match=f"HTTP {status}") as caught:
        get(reply)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({"Retry_After": "120"}, 120, id="seconds"),
        pytest.param({"Retry_After": "Thu, 12 Mar 2026 18:05:00 GMT"}, 300, id="date, our clock"),
        pytest.param(
            {"Retry_After": "Thu, 12 Mar 2026 18:05:00 GMT",
             "Date": "Thu, 12 Mar 2026 18:04:30 GMT"}, 30, id="date, the server's clock",
        ),
        pytest.param({"Retry_After": "Thu, 12 Mar 2026 17:00:00 GMT"}, 0, id="a date gone by"),
        pytest.param({"Retry_After": "9" * 5000}, 7 * 86_400, id="for ever"),
        pytest.param({"Retry_After": "soon"}, None, id="words"),
        pytest.param({"Retry_After": "-5"}, None, id="below zero"),
        pytest.param({}, None, id="nothing"),
    ],
)  # fmt: skip
def test_a_throttled_answer_says_for_how_long(headers, seconds):
    with serving({"/story": answer(status=429, **headers)}) as server:
        mapped = {"*.example": ("127.0.0.1", server.port)}
        door = Door(user_agent=AGENT, overrides=mapped, now=lambda: NOW)
        with door, pytest.raises(Throttled) as caught:
            door.get(URL)
    assert caught.value.retry_after_s == seconds


@pytest.mark.parametrize("status", [403, 503])
def test_a_refusal_that_names_a_time_is_a_request_to_slow_down(status):
    with pytest.raises(Throttled):
        get(answer(status=status, Retry_After="5"))
