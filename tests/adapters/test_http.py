"""The door gives what was asked for, and says what a refusal means; see also tests/hostile."""

import gzip
import pickle
import threading
from datetime import UTC, datetime

import pytest

from adapters.servers import AGENT, URL, answer, door_to, get, raw, serving, zipped
from wirewatch.adapters.http import Door
from wirewatch.errors import Gone, Refused, Throttled, Unreachable

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)


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
    assert [(step.status, step.url, step.is_permanent) for step in got.redirects] == [
        (301, "https://www.tidewater.example/a%20b", True),
        (307, "https://www.tidewater.example/new?x=1", False),
    ]


def test_an_answer_at_the_first_address_has_no_redirects():
    assert get(answer(b"x")).redirects == ()


def test_leave_is_asked_for_each_address():
    routes = {
        "tidewater.example/story": answer(status=302, Location="//www.tidewater.example/new#top"),
        "www.tidewater.example/new": answer(b"there"),
    }
    asked = []
    with door_to(routes) as (door, _):
        door.get(URL + "#part", before=asked.append)
    assert asked == [URL, "https://www.tidewater.example/new"]


def test_who_gives_no_leave_ends_the_request():
    def refuse(address):
        if address != URL:
            raise Refused(address, "robots.txt")

    routes = {"/story": answer(status=302, Location="/closed"), "/closed": answer(b"secret")}
    with door_to(routes) as (door, server), pytest.raises(Refused, match="robots"):
        door.get(URL, before=refuse)
    assert [request.target for request in server.requests] == ["/story"]


def test_the_wait_for_leave_is_not_counted():
    """The lease on a host may take longer than the request itself."""
    waiting = threading.Event()
    with door_to({"/story": answer(b"x")}) as (door, _):
        got = door.get(URL, deadline_s=1, before=lambda _: waiting.wait(1.2) and None)
    assert got.body == b"x"


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
