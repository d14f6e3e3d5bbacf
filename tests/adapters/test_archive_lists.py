"""Archives that know addresses: sitemaps, daily lists, feeds that go on. The pages come after."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from socket import socket

import pytest

from adapters.clocks import Clock
from adapters.servers import Reply, Request, Server, answer, door_to
from wirewatch.adapters.archives.base import Archive, Candidate, is_of
from wirewatch.adapters.archives.daily_lists import DailyLists
from wirewatch.adapters.archives.paged_feeds import PagedFeed, PagedFeeds
from wirewatch.adapters.archives.pages import PastPages
from wirewatch.adapters.archives.sitemap_file import MAX_LOCATIONS, read_sitemap
from wirewatch.adapters.archives.sitemaps import Sitemaps
from wirewatch.adapters.archives.wayback import Wayback
from wirewatch.adapters.hosts import HostLeases
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.robots import Robots
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse
from wirewatch.errors import Gone, Refused, Unreachable
from wirewatch.model import Capture, Via

DAY = date(2026, 3, 12)
SITE = "tidewater.example"
HOME = f"https://{SITE}"
AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """A server for every host, and the ways to ask it."""

    server: Server
    door: PoliteDoor
    robots: Robots
    clock: Clock


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    engine = open_warehouse(f"sqlite:///{tmp_path}/warehouse.db")
    migrate(engine)
    clock = Clock()
    with door_to({}) as (door, server):
        hosts = HostLeases(engine, interval_s=0, now=clock.now, sleep=clock.sleep)
        polite = PoliteDoor(door, hosts, clock.now)
        yield World(server, polite, Robots(polite, engine, hosts), clock)


def page(url: str) -> Capture:
    return Capture(url=url, final_url=url, status=200, headers=(), body=b"x", captured_at=AT)


def gone(url: str) -> Capture:
    raise Gone(url, "HTTP 404")


PAGES = PastPages(fetch=page, wayback=None)


def found(archive: Archive, day: date = DAY, site: str = SITE) -> list[str]:
    return [candidate.url.removeprefix(HOME) for candidate in archive.discover(day, site)]


# ── sitemaps ────────────────────────────────────────────────────────────────────────────────────


def urlset(*lines: str) -> bytes:
    head = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n" xmlns:i="i">'
    return f"<?xml version='1.0'?>{head}{''.join(lines)}</urlset>".encode()


def line(path: str, *, lastmod: str = "", published: str = "") -> str:
    news = f"<news:news><news:publication_date>{published}</news:publication_date></news:news>"
    changed = f"<lastmod>{lastmod}</lastmod>"
    inner = f"<loc>{HOME}{path}</loc>{changed if lastmod else ''}{news if published else ''}"
    return f"<url>{inner}<i:image><i:loc>{HOME}/a.jpg</i:loc></i:image></url>"


def index_of(**children: str) -> bytes:
    rows = "".join(
        f"<sitemap><loc>{HOME}/{name.replace('__', '.').replace('_', '-')}</loc>"
        + (f"<lastmod>{changed}</lastmod>" if changed else "")
        + "</sitemap>"
        for name, changed in children.items()
    )
    return f"<sitemapindex>{rows}</sitemapindex>".encode()


def sitemaps(world: World, **how: int) -> Sitemaps:
    return Sitemaps(world.door, world.robots, PAGES, world.clock.now, **how)


def asked(world: World) -> list[str]:
    return [request.target for request in world.server.requests]


@pytest.mark.parametrize(
    ("entry", "is_of_day"),
    [
        (line("/x", published="2026-03-12T23:59:00Z"), True),
        (line("/x", published="2026-03-12T20:30:00-05:00"), False),
        (line("/x", published="2026-03-11T20:30:00-05:00"), True),
        (line("/x", published="2026-03-12"), True),
        (line("/x", published="2026-03-11", lastmod="2026-03-12"), False),
        (line("/2026/03/12/x", lastmod="2026-09-01"), True),
        (line("/2026/03/11/x", lastmod="2026-03-12"), False),
        (line("/2026/03/x", lastmod="2026-03-12"), True),
        (line("/x", lastmod="2026-03-13T08:00:00+00:00"), True),
        (line("/x", lastmod="2026-03-14"), False),
        (line("/x", lastmod="2026-03"), False),
        (line("/x", lastmod="yesterday"), False),
        (line("/x"), False),
    ],
)
def test_what_a_sitemap_says_of_a_page_tells_its_day(
    world: World, entry: str, *, is_of_day: bool
) -> None:
    """The date of news first, then that in the address, then the last change."""
    world.server.routes["/sitemap.xml"] = answer(urlset(entry))
    assert bool(found(sitemaps(world))) is is_of_day


def test_sitemaps_are_those_that_robots_txt_names(world: World) -> None:
    world.server.routes |= {
        "/robots.txt": answer(f"Sitemap: {HOME}/news.xml\n".encode()),
        "/news.xml": answer(gzip.compress(urlset(line("/a", published="2026-03-12")))),
    }
    assert found(sitemaps(world)) == ["/a"]
    assert asked(world) == ["/robots.txt", "/news.xml"]


def test_a_sitemap_that_robots_txt_forbids_is_not_asked_for(world: World) -> None:
    rules = f"User-agent: *\nDisallow: /closed\nSitemap: {HOME}/closed.xml\nSitemap: {HOME}/b.xml\n"
    world.server.routes |= {
        "/robots.txt": answer(rules.encode()),
        "/closed.xml": answer(urlset(line("/a", published="2026-03-12"))),
        "/b.xml": answer(urlset(line("/b", published="2026-03-12"))),
    }
    assert found(sitemaps(world)) == ["/b"]
    assert asked(world) == ["/robots.txt", "/b.xml"]


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (date(2026, 1, 31), "sitemap-2026-01.xml"),
        (date(2026, 2, 1), "sitemap-2026-02.xml"),
        (date(2024, 2, 29), "sitemap-202402-1.xml"),
        (date(2025, 12, 31), "sitemap-2025-12.xml"),
        (date(2026, 3, 31), "sitemap/2026/03.xml"),
    ],
)
def test_of_an_index_by_months_only_the_month_is_asked_for(
    world: World, day: date, month: str
) -> None:
    """The 31st, a leap day and the turn of a year: peers that subtract 30 days miss them."""
    names = ("sitemap-2026-01.xml", "sitemap-2026-02.xml", "sitemap-202402-1.xml",
             "sitemap-2025-12.xml", "sitemap/2026/03.xml")  # fmt: skip
    rows = "".join(f"<sitemap><loc>{HOME}/{name}</loc></sitemap>" for name in names)
    world.server.routes |= {
        "/sitemap.xml": answer(f"<sitemapindex>{rows}</sitemapindex>".encode()),
        f"/{month}": answer(urlset(line(f"/{day:%Y/%m/%d}/x"))),
    }
    assert found(sitemaps(world), day) == [f"/{day:%Y/%m/%d}/x"]
    assert asked(world)[2:] == [f"/{month}"]


def test_a_sitemap_last_changed_before_the_day_is_not_asked_for(world: World) -> None:
    world.server.routes["/sitemap.xml"] = answer(
        index_of(old__xml="2026-03-11", new__xml="2026-03-12", silent__xml="", on__xml="2026-06-01")
    )
    assert found(sitemaps(world)) == []
    assert asked(world)[2:] == ["/new.xml", "/silent.xml", "/on.xml"]


def test_an_index_that_names_itself_ends(world: World) -> None:
    world.server.routes["/sitemap.xml"] = answer(index_of(sitemap__xml="", a__xml=""))
    assert found(sitemaps(world)) == []
    assert asked(world)[1:] == ["/sitemap.xml", "/a.xml"]


def test_no_more_files_are_asked_for_than_the_limit_says(world: World) -> None:
    children = {f"s{n}__xml": "" for n in range(9)}
    world.server.routes["/sitemap.xml"] = answer(index_of(**children))
    assert found(sitemaps(world, max_files=4)) == []
    assert len(asked(world)) == 5  # robots.txt too
    assert sitemaps(world, max_files=4).asks(DAY, SITE).n_at_most == 5


def test_pages_of_other_sites_are_not_believed(world: World) -> None:
    other = "<url><loc>https://other.example/2026/03/12/x</loc></url>"
    own = "<url><loc>https://news.tidewater.example/2026/03/12/x</loc></url>"
    world.server.routes["/sitemap.xml"] = answer(urlset(other, own))
    assert found(sitemaps(world)) == ["https://news.tidewater.example/2026/03/12/x"]


@pytest.mark.parametrize(
    "body",
    [b"", b"<html><p>Not found", b"\x1f\x8bnot gzip", b"<urlset><url><loc>/x</loc></url>",
     b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', b"\x00" * 99],
    ids=["empty", "a page", "broken gzip", "no address", "an entity", "zeros"],
)  # fmt: skip
def test_what_is_no_sitemap_names_no_page(body: bytes) -> None:
    assert list(read_sitemap(body)) == []


def test_a_broken_sitemap_gives_what_stands_before_the_break() -> None:
    broken = urlset(line("/a", published="2026-03-12"), "<url><loc>")[:-9]
    assert [each.url for each in read_sitemap(broken)] == [f"{HOME}/a"]


def test_an_endless_sitemap_is_cut() -> None:
    body = urlset(*["<url><loc>https://a.example/x</loc></url>"] * (MAX_LOCATIONS + 5))
    assert sum(1 for _ in read_sitemap(body)) == MAX_LOCATIONS


def test_a_site_that_does_not_answer_is_no_site_without_news(world: World) -> None:
    world.server.routes["/sitemap.xml"] = answer(status=503)
    with pytest.raises(Unreachable):
        found(sitemaps(world))


# ── daily lists ─────────────────────────────────────────────────────────────────────────────────


def listed(*items: tuple[str, str]) -> bytes:
    rows = "".join(
        f"<item><link>{url}</link><pubDate>{at}</pubDate><domain>x</domain><title>A &amp; B</title>"
        f'<source url="https://f.example/feed" mcFeedId="1">f</source></item>'
        for url, at in items
    )
    return gzip.compress(f'<rss version="2.0"><channel>{rows}</channel></rss>'.encode())


def lists(world: World) -> DailyLists:
    base = "https://lists.example/daily-rss"
    return DailyLists(world.door, PAGES, base=base, sites=[SITE, "saxon.example"])


@pytest.mark.parametrize(
    "day", [date(2026, 3, 12), date(2024, 2, 29), date(2026, 1, 31), date(2025, 12, 31)]
)
def test_a_days_list_is_asked_for_once_for_all_sites(world: World, day: date) -> None:
    name = f"/daily-rss/mc-{day.isoformat()}.rss.gz"
    world.server.routes[name] = answer(
        listed((f"{HOME}/a", "Thu, 12 Mar 2026 07:00:00 GMT"), ("https://b.example/b", ""),
               ("https://www.saxon.example/c", "no date"))
    )  # fmt: skip
    archive = lists(world)
    first, second = archive.discover(day, SITE), archive.discover(day, "saxon.example")
    assert [(each.url, each.captured_at) for each in first] == [
        (f"{HOME}/a", datetime(2026, 3, 12, 7, tzinfo=UTC))
    ]
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert [each.captured_at for each in second] == [noon]
    assert asked(world) == [name]


def test_a_day_without_a_list_has_no_pages(world: World) -> None:
    assert found(lists(world)) == []


def test_a_list_that_is_cut_gives_what_is_there(world: World) -> None:
    whole = listed(*[(f"{HOME}/{n}", "") for n in range(3000)])
    world.server.routes["/daily-rss/mc-2026-03-12.rss.gz"] = answer(whole[: len(whole) // 2])
    urls = found(lists(world))
    assert 0 < len(urls) < 3000
    assert urls == [f"/{n}" for n in range(len(urls))]


# ── feeds that go on ────────────────────────────────────────────────────────────────────────────


def feed_page(*days: int, next_url: str = "") -> bytes:
    items = "".join(
        f"<item><title>Of {day}</title><link>{HOME}/{day}</link><guid>{day}</guid>"
        f"<pubDate>{day} Mar 2026 08:00:00 GMT</pubDate></item>"
        for day in days
    )
    link = f'<a:link rel="next" href="{next_url}"/>' if next_url else ""
    atom = 'xmlns:a="http://www.w3.org/2005/Atom"'
    return (
        f'<rss version="2.0" {atom}><channel><title>T</title>{link}{items}</channel></rss>'.encode()
    )


def feeds(world: World, **how: int) -> PagedFeeds:
    feed = PagedFeed(url=f"{HOME}/feed", site=SITE, zone="UTC")
    return PagedFeeds(world.door, PAGES, world.clock.now, feeds=[feed], **how)


def test_pages_are_walked_until_they_are_older_than_the_day(world: World) -> None:
    world.server.routes |= {
        "/feed?paged=3": answer(feed_page(11, 10)),
        "/feed?paged=2": answer(feed_page(13, 12)),
        "/feed": answer(feed_page(15, 14)),
    }
    assert found(feeds(world)) == ["/12"]
    assert asked(world) == ["/feed", "/feed?paged=2", "/feed?paged=3"]


def test_a_feed_that_names_its_next_page_is_followed_there(world: World) -> None:
    world.server.routes |= {
        "/feed": answer(feed_page(13, next_url=f"{HOME}/feed/older")),
        "/feed/older": answer(feed_page(12, 11)),
    }
    assert found(feeds(world)) == ["/12"]
    assert asked(world)[:2] == ["/feed", "/feed/older"]


def test_a_server_that_does_not_heed_the_number_is_asked_once_more(world: World) -> None:
    world.server.routes["/feed"] = answer(feed_page(15, 12))
    assert found(feeds(world)) == ["/12"]
    assert len(asked(world)) == 2


def test_a_feed_that_names_itself_as_its_next_page_ends(world: World) -> None:
    world.server.routes["/feed"] = answer(feed_page(15, 12, next_url=f"{HOME}/feed"))
    assert found(feeds(world)) == ["/12"]
    assert len(asked(world)) == 1


def test_the_walk_has_a_limit(world: World) -> None:
    def reply(request: Request, client: socket) -> None:
        n = len(asked(world))
        answer(feed_page(20 + n, next_url=f"{HOME}/feed?n={n}"))(request, client)

    world.server.routes["/feed"] = reply
    assert found(feeds(world, max_pages=5)) == []
    assert len(asked(world)) == 5


@pytest.mark.parametrize("reply", [answer(status=404), answer(b"<html>No more")])
def test_the_last_page_may_be_no_feed(world: World, reply: Reply) -> None:
    world.server.routes |= {"/feed?paged=2": reply, "/feed": answer(feed_page(15, 12))}
    assert found(feeds(world)) == ["/12"]


# ── the pages ───────────────────────────────────────────────────────────────────────────────────


def candidate(at: datetime | None = AT) -> Candidate:
    return Candidate(url=f"{HOME}/a", captured_at=at, where="list")


def test_a_page_comes_from_its_site_and_says_that_it_came_late() -> None:
    """Not "live": what a backfill finds wakes nobody, however young it is."""
    assert PAGES.capture(candidate()) == replace(page(f"{HOME}/a"), via=Via.SITE)


def test_a_page_that_is_gone_comes_from_the_capture_nearest_to_its_day(world: World) -> None:
    """One request for one page, and no query of the index, which is twenty times as scarce."""
    wayback = Wayback(world.door, base="https://wayback.example")
    there = f"/web/20260313080000id_/{HOME}/a"
    world.server.routes |= {
        f"/web/20260312093000id_/{HOME}/a": answer(status=302, Location=there),
        there: answer(b"<p>Rain</p>"),
    }
    got = PastPages(fetch=gone, wayback=wayback).capture(candidate())
    assert (got.via, got.captured_at) == (Via.WAYBACK, datetime(2026, 3, 13, 8, tzinfo=UTC))


@pytest.mark.parametrize("at", [AT, None])
def test_a_page_that_nobody_has_is_gone(world: World, at: datetime | None) -> None:
    wayback = Wayback(world.door, base="https://wayback.example")
    with pytest.raises(Gone):
        PastPages(fetch=gone, wayback=wayback).capture(candidate(at))


def test_a_page_that_the_site_refuses_is_not_had_elsewhere(world: World) -> None:
    """Who says no to us says so of every copy."""

    def refused(url: str) -> Capture:
        raise Refused(url, "robots.txt")

    wayback = Wayback(world.door, base="https://wayback.example")
    with pytest.raises(Refused):
        PastPages(fetch=refused, wayback=wayback).capture(candidate())
    assert asked(world) == []


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://tidewater.example/x", True),
        ("http://www.tidewater.example/x", True),
        ("https://news.tidewater.example/x", True),
        ("https://nottidewater.example/x", False),
        ("https://tidewater.example.evil.example/x", False),
        ("mailto:a@tidewater.example", False),
    ],
)
def test_a_site_has_its_parts_and_no_others(url: str, *, expected: bool) -> None:
    assert is_of(url, SITE) is expected
