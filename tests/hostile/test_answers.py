"""What is no answer is an error of ours, and what was cut short says so."""

import zlib

import pytest

from adapters.servers import URL, answer, door_to, get, raw, zipped
from wirewatch.errors import Refused, Unreachable

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


# ── cut short or broken ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(zipped(b"rain " * 9000, cut=20), id="gzip ends early, the length agrees"),
        pytest.param(zipped(b"rain " * 9000, cut=8), id="only the checksum of the gzip is missing"),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nrain"), id="shorter than its length"
        ),
        pytest.param(
            raw(CHUNKED + b"4\r\nrain\r\n"),
            id="the last chunk is missing",
        ),
        pytest.param(
            raw(CHUNKED + b"FFFFFFFFFFFFFFFF\r\nrain"),
            id="a chunk of 18 exabytes",
        ),
        pytest.param(
            raw(CHUNKED + b"4\r\nrain\r\n0\r\n" + b"a: b\r\n" * 200_000), id="endless trailers"
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
        pytest.param(raw(b"<html>Rain</html>\r\n"), Unreachable, id="HTTP/0.9"),
        pytest.param(raw(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), Unreachable, id="HTTP/2"),
        pytest.param(raw(b"\r\n\r\n"), Unreachable, id="no status"),
        pytest.param(raw(b"HTTP/1.1 000 OK\r\n\r\nx"), Unreachable, id="status 0"),
        pytest.param(raw(b"HTTP/1.1 1000 OK\r\n\r\nx"), Unreachable, id="status 1000"),
        pytest.param(raw(b"HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\nx"), Unreachable, id="a NUL"),
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
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 30 + b"\r\n\r\nxx"),
            Unreachable,
            id="length of 30 digits",
        ),
        pytest.param(
            raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"),
            Unreachable,
            id="gzip below the chunks",
        ),
        *[
            pytest.param(raw(CHUNKED + size + b"\r\nxx\r\n"), Unreachable, id=f"chunk of {size!r}")
            for size in (b"", b"-1", b"0x2", b"two", b"f" * 21)
        ],
    ],
)
def test_a_broken_answer_becomes_our_error(reply, error):
    with pytest.raises(error, match=r"tidewater\.example"):
        get(reply)


@pytest.mark.parametrize(
    "flood",
    [
        pytest.param(b"A: " + b"b" * 2_000_000, id="a header of 2 MB"),
        pytest.param(b"A: b\r\n" * 200_000, id="200,000 headers"),
    ],
)
def test_a_flood_of_headers_is_refused(flood):
    with pytest.raises(Unreachable):
        get(raw(b"HTTP/1.1 200 OK\r\n" + flood + b"\r\n\r\nx"))


def test_a_status_line_without_end_is_refused():
    with pytest.raises(Unreachable):
        get(raw(b"HTTP/1.1 200 " + b"x" * 2_000_000))


# ── what is left on a connection ────────────────────────────────────────────────────────────────

EVIL = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"


def saying(words: bytes):
    """Say these bytes and keep the connection."""

    def reply(request, client):
        client.sendall(words)

    return reply


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok" + EVIL, id="an answer"),
        pytest.param(CHUNKED + b"2\r\nok\r\n0\r\n\r\n" + EVIL, id="an answer behind chunks"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more", id="more than its length"
        ),
        pytest.param(b"HTTP/1.1 204 None\r\n\r\n" + EVIL, id="a body where there is none"),
        pytest.param(
            b"HTTP/1.1 304 Not Modified\r\nContent-Length: 41\r\n\r\n" + EVIL,
            id="a body behind “not modified”",
        ),
    ],
)
def test_what_is_behind_an_answer_is_not_the_next_answer(first):
    """Httpx gives it out as what it asked for next: one page's text under another's address."""
    routes = {"/story": saying(first), "/next": answer(b"good")}
    with door_to(routes) as (door, server):
        door.get(URL)
        assert door.get("https://tidewater.example/next").body == b"good"
    assert server.connections == 2


def test_what_is_behind_a_redirect_is_not_its_target():
    moved = b"HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n"
    routes = {"/story": saying(moved + EVIL), "/next": answer(b"good")}
    with door_to(routes) as (door, _):
        assert door.get(URL).body == b"good"


def test_a_connection_at_its_end_is_made_anew_once():
    """Servers close what they keep when they like; a page is not lost by that."""
    routes = {"/story": answer(b"first"), "/next": raw()}
    with door_to(routes) as (door, server):
        door.get(URL)
        with pytest.raises(Unreachable):
            door.get("https://tidewater.example/next")
    assert [request.target for request in server.requests] == ["/story", "/next", "/next"]


def test_who_hangs_up_on_a_new_connection_is_asked_once():
    with door_to({"/story": raw()}) as (door, server), pytest.raises(Unreachable):
        door.get(URL)
    assert len(server.requests) == 1
