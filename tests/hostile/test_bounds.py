"""Whatever a server sends, it costs us bounded memory and bounded time."""

import threading
import time

import pytest

from adapters.servers import answer, dribble, get, serving
from hostile.bombs import bombs, harm
from wirewatch.errors import TooLarge, Unreachable

# ── memory ──────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def bombs_of_200_mb():
    return bombs(200)


@pytest.mark.parametrize(
    ("name", "ended"),
    [
        ("gzip", "TooLarge"),
        ("gzip in members", "TooLarge"),
        ("gzip in gzip", "Refused"),
        ("gzip in gzip, said once", "answer"),  # unzipped once, as said
        ("empty members", "answer"),
        ("deflate", "Refused"),
        ("brotli", "Refused"),
        ("zstd", "Refused"),
        ("endless", "TooLarge"),
    ],
)
def test_a_bomb_costs_less_than_100_mb(bombs_of_200_mb, name, ended):
    """An 809-byte brotli body took httpx 3.1 GB; 1 MB of gzip took requests and httpx 2 GB."""
    with serving({"/small": answer(b"x"), "/bomb": bombs_of_200_mb[name]}) as server:
        done = harm("wirewatch", server.port, "/bomb")
    assert done.ended == ended
    assert done.added_mb < 100


def test_the_bombs_are_bombs(bombs_of_200_mb):
    with serving({"/small": answer(b"x"), "/bomb": bombs_of_200_mb["gzip"]}) as server:
        assert harm("httpx", server.port, "/bomb").added_mb > 200


# ── time and size ───────────────────────────────────────────────────────────────────────────────


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
    assert any(_took_s(reply, deadline_s=0.5) < 1.5 for _ in range(3))  # a busy machine may be late


def _took_s(reply, deadline_s):
    began = time.monotonic()
    with pytest.raises(Unreachable, match=f"within {deadline_s:g} s"):
        get(reply, deadline_s=deadline_s)
    return time.monotonic() - began


def test_one_deadline_covers_all_redirects():
    def slow_redirect(request, client):
        threading.Event().wait(0.3)
        answer(status=302, Location="/story?again")(request, client)

    with pytest.raises(Unreachable, match=r"within 0\.5 s"):
        get(slow_redirect, deadline_s=0.5)


def test_headers_without_end_are_refused():
    with pytest.raises(Unreachable):
        get(dribble(b"X-A: " + b"b" * 8000 + b"\r\n", 0, b"HTTP/1.1 200 OK\r\n"), deadline_s=10)
