"""From what somebody types to the feeds of a site, over loopback."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from adapters.servers import Reply, answer, raw, serving, zipped
from wirewatch.adapters.warehouse.engine import migrate
from wirewatch.bootstrap import Desk, open_desk
from wirewatch.errors import BadInput, Throttled, Unreachable
from wirewatch.feeds.discovery import Why
from wirewatch.newsroom.publishers import PUBLISHERS
from wirewatch.newsroom.server import serve
from wirewatch.pipeline.discover import MAX_ASKED, Discovery, discover

NOW = datetime(2026, 3, 12, 18, tzinfo=UTC)
LONG = "The army moved a large number of troops to the border on Tuesday. " * 16


def feed(*ages_h: float, title: str = "Saxon World", text: str = "Short.") -> bytes:
    """Return a feed with an entry for each age in hours."""
    entries = "".join(
        f"<item><title>{n}</title><link>/a/{n}</link><description>{text}</description>"
        f"<pubDate>{format_datetime(NOW - timedelta(hours=age))}</pubDate></item>"
        for n, age in enumerate(ages_h)
    )
    head = f"<title>{title}</title><link>https://saxon.example/</link><language>en-GB</language>"
    return f'<rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode()


def page(*links: str) -> Reply:
    return answer(f"<html><body>{''.join(links)}</body></html>".encode(), Content_Type="text/html")


def link(href: str, title: str = "") -> str:
    return f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'


@contextmanager
def desk_before(folder: Path, address: tuple[str, int]) -> Iterator[Desk]:
    """Give a desk for which every "….example" is at this address of loopback."""
    (folder / "desk.toml").write_text("", encoding="utf-8")
    environ = {
        "WIREWATCH_DESK": str(folder / "desk.toml"),
        "WIREWATCH_HOME": str(folder),
        "WIREWATCH_RESOLVE": f"*.example={address[0]}:{address[1]}",
        "WIREWATCH_CLOCK": NOW.isoformat(),
    }
    with open_desk(environ) as desk:
        migrate(desk.engine)
        yield desk


Find = Callable[..., tuple[Discovery, list[str]]]


@pytest.fixture
def find(tmp_path: Path) -> Find:
    """Discover at "http://saxon.example/" or elsewhere; what was found, and what was asked for."""

    def run(routes: dict[str, Reply], address: str = "http://saxon.example/", **more: int):
        with serving(routes) as server, desk_before(tmp_path, ("127.0.0.1", server.port)) as desk:
            found = discover(desk, address, **more)
        return found, [request.host + request.target for request in server.requests]

    return run


# ── what is found ───────────────────────────────────────────────────────────────────────────────


def test_a_feed_is_found_at_its_own_address(find: Find) -> None:
    found, asked = find({"/rss": answer(feed(1, 30, text=LONG))}, "http://saxon.example/rss")
    (one,) = found.feeds
    assert (one.url, one.why, one.title) == ("http://saxon.example/rss", Why.GIVEN, "Saxon World")
    assert (one.language, one.site_url) == ("en-gb", "https://saxon.example/")
    assert (one.n_entries, one.n_full_texts) == (2, 2)
    assert (one.newest_at, one.span) == (NOW - timedelta(hours=1), timedelta(hours=29))
    assert (one.problems, found.others) == ((), ())
    assert asked == ["saxon.example/rss"]


def test_the_page_tells_where_it_is(find: Find) -> None:
    """And nothing is guessed then."""
    routes = {
        "/": page(link("/rss"), link("/sport"), link("/comments/feed"), '<a href="/eco/rss">x</a>'),
        "/rss": answer(feed(1)),
        "/sport": answer(feed(1, 2, title="Sport")),
        "/eco/rss": answer(feed(1)),
    }
    found, asked = find(routes)
    assert [(one.url.partition("example")[2], one.why) for one in found.feeds] == [
        ("/rss", Why.LINK),
        ("/sport", Why.LINK),
        ("/eco/rss", Why.ANCHOR),
    ]
    assert [(one.url, one.detail) for one in found.others] == [
        ("http://saxon.example/", "the body is an HTML page")
    ]
    assert [target.partition("example")[2] for target in asked] == [
        "/",
        "/rss",
        "/sport",
        "/eco/rss",
    ]


def test_a_page_that_lists_feeds_is_looked_at(find: Find) -> None:
    """The "/rss" of many newspapers is a page with their feeds."""
    routes = {
        "/": page('<a href="/rss">RSS</a>'),
        "/rss": page('<a href="/rss/world.xml">World</a>', '<a href="/rss">RSS</a>'),
        "/rss/world.xml": answer(feed(1)),
    }
    found, asked = find(routes)
    assert [one.url for one in found.feeds] == ["http://saxon.example/rss/world.xml"]
    assert len(asked) == 3


def test_where_nothing_is_named_the_usual_places_are_asked(find: Find) -> None:
    routes = {"/world/": page("news"), "/rss.xml": answer(feed(1))}
    found, asked = find(routes, "http://saxon.example/world/")
    assert [(one.url, one.why) for one in found.feeds] == [
        ("http://saxon.example/rss.xml", Why.USUAL)
    ]
    assert "saxon.example/world/feed" in asked
    assert {one.detail for one in found.others if one.why is Why.USUAL} == {"HTTP 404"}


def test_a_front_page_that_is_refused_does_not_hide_the_feed(find: Find) -> None:
    """Sites that send robots a challenge often leave their feed open."""
    found, _ = find({"/": answer(status=403), "/feed": answer(feed(1))})
    assert [one.url for one in found.feeds] == ["http://saxon.example/feed"]
    assert found.others[0].detail == "HTTP 403"


def test_a_feed_of_comments_is_taken_only_when_there_is_no_other(find: Find) -> None:
    named = page(link("/comments/feed"), link("/feed"))
    comments = {"/": named, "/comments/feed": answer(feed(1))}
    found, _ = find(comments)
    assert [one.why for one in found.feeds] == [Why.COMMENTS]
    found, asked = find({**comments, "/feed": answer(feed(1))})
    assert [one.why for one in found.feeds] == [Why.LINK]
    assert "saxon.example/comments/feed" not in asked


def test_an_empty_feed_comes_behind_one_with_entries(find: Find) -> None:
    """WordPress names feeds of kinds of text that a site does not use."""
    routes = {
        "/": page(link("/stories"), link("/feed"), link("/more")),
        "/stories": answer(feed()),
        "/feed": answer(feed(1)),
    }
    found, asked = find(routes, max_feeds=1)
    assert [(one.url.rpartition("/")[2], one.n_entries) for one in found.feeds] == [
        ("feed", 1),
        ("stories", 0),
    ]
    assert len(asked) == 3  # one with entries was wanted, so "/more" was not asked


def test_dates_that_cannot_be_right_tell_nothing(find: Find) -> None:
    found, _ = find({"/rss": answer(feed(-24 * 300, 5))}, "http://saxon.example/rss")
    assert (found.feeds[0].newest_at, found.feeds[0].span) == (NOW - timedelta(hours=5), None)


def test_the_title_is_the_pages_when_the_feed_has_none(find: Find) -> None:
    routes = {"/": page(link("/rss", "Saxon, World")), "/rss": answer(feed(1, title=""))}
    assert find(routes)[0].feeds[0].title == "Saxon, World"


def test_a_file_that_was_cut_short_says_so(find: Find) -> None:
    found, _ = find({"/rss": zipped(feed(*range(50)), cut=9)}, "saxon.example/rss")
    assert found.feeds[0].n_entries > 10
    assert "the file ended before the server said so" in found.feeds[0].problems


def test_every_publisher_of_the_newsroom_is_found_from_its_front_page(tmp_path: Path) -> None:
    with serve(silence_s=0.2) as room, desk_before(tmp_path, room.address) as desk:
        found = {each.key: discover(desk, each.site, max_feeds=1).feeds for each in PUBLISHERS}
    urls = {key: [feed.url for feed in feeds] for key, feeds in found.items()}
    assert urls == {each.key: [each.feed_url] for each in PUBLISHERS}


# ── where it is ─────────────────────────────────────────────────────────────────────────────────


def test_redirects_for_good_change_the_address_and_those_for_now_do_not(find: Find) -> None:
    routes = {
        "/old": answer(status=301, Location="http://www.saxon.example/new"),
        "/new": answer(status=307, Location="http://cdn.example/x?token=1"),
        "/x": answer(feed(1)),
    }
    found, _ = find(routes, "http://saxon.example/old#top")
    assert [one.url for one in found.feeds] == ["http://www.saxon.example/new"]


def test_two_addresses_of_one_feed_are_one(find: Find) -> None:
    routes = {
        "/": page(link("/rss"), link("/feed")),
        "/rss": answer(status=301, Location="/feed"),
        "/feed": answer(feed(1)),
    }
    assert [one.url for one in find(routes)[0].feeds] == ["http://saxon.example/feed"]


def test_relative_links_are_seen_from_where_the_page_really_is(find: Find) -> None:
    routes = {
        "saxon.example/": answer(status=302, Location="http://www.saxon.example/en/"),
        "www.saxon.example/en/": page(link("rss")),
        "www.saxon.example/en/rss": answer(feed(1)),
    }
    assert [one.url for one in find(routes)[0].feeds] == ["http://www.saxon.example/en/rss"]


# ── what ends it ────────────────────────────────────────────────────────────────────────────────


def test_a_site_without_a_feed_says_why_at_each_address(find: Find) -> None:
    routes = {"/": page(link("/broken"), link("javascript:0")), "/broken": answer(b"<rss")}
    found, asked = find(routes)
    assert found.feeds == ()
    assert len(asked) == len(found.others) <= MAX_ASKED
    assert found.others[1].detail == "the body holds no element of RSS, Atom or JSON Feed"


def test_a_page_that_names_endless_feeds_is_asked_for_few(find: Find) -> None:
    found, asked = find({"/": page(*(link(f"/f{n}") for n in range(1_000)))})
    assert len(asked) == len(found.others) == MAX_ASKED


def test_a_site_inside_is_not_asked(find: Find) -> None:
    """Neither as the address, nor when a page names it."""
    found, asked = find({"/": page(link("http://127.0.0.1/feed"))})
    assert "127.0.0.1" in {one.url: one.detail for one in found.others}["http://127.0.0.1/feed"]
    found, asked = find({}, "http://169.254.169.254/latest/meta-data")
    assert (found.feeds, asked) == ((), [])


ENDS = {
    "no address": ("javascript:alert(1)", {}, BadInput),
    "no site": ("http://saxon.example/", {"/": answer(status=503)}, Unreachable),
    "asked to wait": ("http://saxon.example/", {"/": answer(status=429)}, Throttled),
    "not HTTP": ("http://saxon.example/", {"/": raw(b"220 smtp\r\n")}, Unreachable),
    "304": ("http://saxon.example/", {"/": answer(status=304)}, Unreachable),
}


@pytest.mark.parametrize(("address", "routes", "error"), ENDS.values(), ids=ENDS)
def test_what_no_search_gets_over(
    address: str, routes: dict[str, Reply], error: type[Exception], find: Find
) -> None:
    with pytest.raises(error):
        find(routes, address)


def test_one_address_that_fails_stops_no_other(find: Find) -> None:
    routes = {
        "/": page(link("/a"), link("/b"), link("/c")),
        "/a": answer(status=500),
        "/b": answer(b"\x00" * 1000),
        "/c": answer(feed(1)),
    }
    found, _ = find(routes)
    assert [one.url for one in found.feeds] == ["http://saxon.example/c"]
    assert [one.detail for one in found.others][1] == "HTTP 500"
