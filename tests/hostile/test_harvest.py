"""Servers that mean harm hold up no feed but their own, and nothing of theirs passes for news.

What feeds themselves may hold is in tests/feeds/test_hostile.py.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.servers import Reply, Server, answer, dribble, raw, serving, zipped
from hostile.bombs import bombs
from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.engine import migrate, reading
from wirewatch.bootstrap import open_desk
from wirewatch.pipeline.harvest import due_chunks, harvest

PAGE = (
    b"<html><head><title>Rain</title></head><body><p>" + b"It rains. " * 500 + b"</p></body></html>"
)


def feed(*names: str) -> bytes:
    entries = "".join(
        f"<item><title>{name}</title><link>https://good.example/{name}</link></item>"
        for name in names
    )
    return f'<rss version="2.0"><channel><title>Good</title>{entries}</channel></rss>'.encode()


def entity_bomb() -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE rss [<!ENTITY e0 "ha">{levels}]>'
    return head.encode() + feed("bomb").replace(b"<title>bomb", b"<title>&e9;")


def redos() -> bytes:
    author = b"<author>" + b"a" * 300_000 + b"</author>"
    return feed("redos").replace(b"</item>", author + b"</item>")


@dataclass(frozen=True)
class Outcomes:
    """What came of each feed by its host, of each page by its path, and what was asked for."""

    feeds: dict[str, str]
    pages: dict[str, bool]  # whether it is known to be cut
    titles: set[str]
    asked: set[str]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    secret = tmp_path_factory.mktemp("secrets") / "secret.xml"
    secret.write_bytes(feed("secret"))
    routes = {**good(), **hostile(secret)}
    with serving(routes) as server:
        routes["inside.example/feed"] = answer(
            status=302, Location=f"http://127.0.0.1:{server.port}/secret"
        )
        routes["address.example/feed"] = answer(f"http://127.0.0.1:{server.port}/secret".encode())
        server.routes.update(routes)
        return harvested(tmp_path_factory.mktemp("desk"), server)


def good() -> dict[str, Reply]:
    return {
        "good.example/feed": answer(feed("whole", "zipped", "cut", "torn")),
        "good.example/whole": answer(PAGE, Content_Type="text/html"),
        "good.example/zipped": zipped(PAGE),
        "good.example/cut": zipped(PAGE, cut=20),
        "good.example/torn": raw(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n100\r\n" + PAGE[:256] + b"\r\n"
        ),
        "/secret": answer(feed("secret")),
    }


def hostile(secret: Path) -> dict[str, Reply]:
    replies = {
        **{name.replace(" ", "-").replace(",", ""): bomb for name, bomb in bombs(50).items()},
        "dribble": dribble(b"X-A: b\r\n", 0.05, b"HTTP/1.1 200 OK\r\n"),
        "loop": answer(status=301, Location="/feed"),
        "path": answer(str(secret).encode()),
        "entities": answer(entity_bomb()),
        "redos": answer(redos()),
    }
    return {f"{name}.example/feed": reply for name, reply in replies.items()}


def harvested(home: Path, server: Server) -> Outcomes:
    """Harvest once; what came of it."""
    hosts = sorted(
        {name.partition("/")[0] for name in server.routes if name.endswith(".example/feed")}
    )
    feeds = "".join(f'[[feed]]\nid = "{host}"\nurl = "http://{host}/feed"\n' for host in hosts)
    (home / "desk.toml").write_text(f"[desk]\ndeadline_s = 3\n{feeds}")
    environ = {
        "WIREWATCH_DESK": str(home / "desk.toml"),
        "WIREWATCH_HOME": str(home),
        "WIREWATCH_RESOLVE": f"*.example=127.0.0.1:{server.port}",
        "WIREWATCH_CLOCK": "2026-03-12T18:00:00Z",
    }
    with open_desk(environ) as desk:
        migrate(desk.engine)
        for chunk in due_chunks(desk):
            harvest(desk, chunk, run="test")
        with reading(desk.engine) as db:
            feed, capture = schema.feed.c, schema.capture.c
            polled = db.execute(select(feed.feed_id, feed.last_outcome)).all()
            captured = db.execute(select(capture.url, capture.truncated)).all()
            titles = db.execute(select(schema.entry.c.title)).scalars()
            return Outcomes(
                feeds={feed_id.removesuffix(".example"): outcome for feed_id, outcome in polled},
                pages={url.rpartition("/")[2]: truncated for url, truncated in captured},
                titles=set(titles),
                asked={request.target for request in server.requests},
            )


def test_every_feed_ends_as_what_it_is(outcomes):
    assert outcomes.feeds == {
        "good": "polled",
        "address": "not_a_feed",  # not fetched: see below
        "path": "not_a_feed",
        "entities": "polled",  # its entry is kept, its entities are not made
        "redos": "polled",
        "inside": "refused",
        "loop": "refused",
        "dribble": "later",
        "endless": "too_large",
        "gzip": "too_large",
        "gzip-in-members": "too_large",
        "gzip-in-gzip": "refused",
        "gzip-in-gzip-said-once": "not_a_feed",
        "empty-members": "not_a_feed",
        "deflate": "refused",
        "brotli": "refused",
        "zstd": "refused",
    }


def test_what_was_cut_short_is_never_stored_as_whole(outcomes):
    assert outcomes.pages == {"whole": False, "zipped": False, "cut": True, "torn": True}


def test_nothing_of_ours_is_fetched_opened_or_told(outcomes):
    """By a redirect, by a feed that is an address, by a feed that is a path."""
    assert "/secret" not in outcomes.asked
    assert outcomes.titles == {"cut", "torn", "whole", "zipped", "redos", "&e9;"}
