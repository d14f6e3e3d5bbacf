"""One server on loopback stands for every host of the newsroom."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, RemoteDisconnected
from urllib.parse import quote

import pytest

from wirewatch.newsroom.habits import Fault, Publisher
from wirewatch.newsroom.publishers import BY_KEY, PUBLISHERS
from wirewatch.newsroom.server import Newsroom, serve
from wirewatch.newsroom.truth import TruePage


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the server said."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def ask(
    room: Newsroom, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Said:
    host, _, path = url.removeprefix("https://").partition("/")
    line = HTTPConnection(*room.address, timeout=10)
    try:
        method = "GET" if body is None else "POST"
        line.request(method, f"/{path}", body=body, headers={"Host": host, **(headers or {})})
        response = line.getresponse()
        found = {name.lower(): value for name, value in response.getheaders()}
        return Said(status=response.status, headers=found, body=response.read())
    finally:
        line.close()


def test_every_page_of_the_plan_is_served_at_its_address(room: Newsroom) -> None:
    for page in room.pages:
        said = ask(room, page.url)
        assert said.status == 200, page.url
        assert said.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("publisher", PUBLISHERS, ids=lambda each: each.key)
def test_each_publisher_serves_feed_front_robots_and_sitemap(
    room: Newsroom, publisher: Publisher
) -> None:
    for path in (publisher.feed_path, "/", "/robots.txt", "/sitemap.xml"):
        assert ask(room, publisher.site + path).status == 200
    has_news = ask(room, f"{publisher.site}/news-sitemap.xml").status == 200
    assert has_news is publisher.has_news_sitemap


def test_a_feed_that_has_not_changed_is_not_sent_again(room: Newsroom) -> None:
    url = BY_KEY["phare"].feed_url
    first = ask(room, url)
    by_tag = ask(room, url, headers={"If-None-Match": first.headers["etag"]})
    by_date = ask(room, url, headers={"If-Modified-Since": first.headers["last-modified"]})
    other = ask(room, url, headers={"If-None-Match": '"other"'})
    assert (by_tag.status, by_tag.body) == (304, b"")
    assert (by_date.status, by_date.body) == (304, b"")
    assert by_tag.headers["etag"] == first.headers["etag"]
    assert (other.status, other.body) == (200, first.body)


def test_the_tag_of_a_feed_decides_over_its_date(room: Newsroom) -> None:
    """RFC 9110 13.1.3: with If-None-Match the date is not looked at."""
    url = BY_KEY["phare"].feed_url
    date = ask(room, url).headers["last-modified"]
    both = {"If-None-Match": '"other"', "If-Modified-Since": date}
    assert ask(room, url, headers=both).status == 200


def test_bodies_are_compressed_for_those_who_can_read_it(room: Newsroom) -> None:
    url = BY_KEY["northern"].feed_url
    plain, packed = ask(room, url), ask(room, url, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body)


def test_the_index_lists_a_publishers_day(room: Newsroom) -> None:
    url = "https://wayback.example/cdx/search/cdx?matchType=prefix&fl=original&collapse=urlkey&url="
    said = ask(room, url + quote("https://tidewater.example/2026/03/09/", safe=""))
    wanted = sorted(
        page.url
        for page in room.pages
        if page.url.startswith("https://tidewater.example/2026/03/09/")
    )
    assert wanted
    assert sorted(said.body.decode().split()) == wanted


def test_a_wrong_query_is_a_bad_request(room: Newsroom) -> None:
    assert ask(room, "https://wayback.example/cdx/search/cdx?url=").status == 400


def test_the_nearest_capture_comes_by_redirect_and_as_it_was(room: Newsroom) -> None:
    page = next(page for page in room.pages if page.published_at.day == 9)
    first = ask(room, f"https://wayback.example/web/20260101000000id_/{page.url}")
    assert first.status == 302
    said = ask(room, first.headers["location"])
    assert said.status == 200
    assert said.headers["x-archive-orig-content-type"] == "text/html; charset=utf-8"
    stamp = first.headers["location"].split("/web/")[1][:14]
    taken = parsedate_to_datetime(said.headers["memento-datetime"])
    assert f"{taken:%Y%m%d%H%M%S}" == stamp
    assert page.headline.encode() in said.body


@pytest.mark.parametrize(
    "path",
    [
        "/web/20260309000000id_/https://tidewater.example/never",
        "/web/x/https://a",
        "/web/20261399000000id_/https://tidewater.example/",
        "/",
    ],
)
def test_what_the_archive_does_not_hold_is_not_found(room: Newsroom, path: str) -> None:
    assert ask(room, f"https://wayback.example{path}").status == 404


def test_broken_publishers_are_broken_each_in_its_way(room: Newsroom) -> None:
    assert ask(room, "https://closed.example/feed").status == 410
    assert ask(room, "https://missing.example/feed").status == 404
    assert ask(room, "https://unheard-of.example/").status == 404
    page = ask(room, "https://notafeed.example/feed")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")


def test_the_silent_one_takes_the_call_and_says_nothing(room: Newsroom) -> None:
    with pytest.raises(RemoteDisconnected):
        ask(room, "https://silent.example/feed")


def test_a_silent_line_does_not_hold_up_the_end() -> None:
    """Stopping lets go of lines that are held, however long they would be held."""
    with serve(silence_s=600) as room:
        line = HTTPConnection(*room.address, timeout=10)
        line.request("GET", "/feed", headers={"Host": "silent.example"})
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        line.getresponse()


def test_entries_that_lead_nowhere_do_so(room: Newsroom, truth: tuple[TruePage, ...]) -> None:
    by_verdict = {page.verdict: page.url for page in truth}
    assert ask(room, by_verdict["gone"]).status == 404
    assert ask(room, by_verdict["refused"]).status == 200


def test_the_endless_page_is_made_while_it_is_sent(
    room: Newsroom, truth: tuple[TruePage, ...]
) -> None:
    """A client may hang up after a little of it."""
    (url,) = [page.url for page in truth if page.verdict == "too_large"]
    line = HTTPConnection(*room.address, timeout=10)
    line.request("GET", url.partition(".example")[2], headers={"Host": "mainstreamledger.example"})
    response = line.getresponse()
    assert response.getheader("Content-Length") is None
    assert len(response.read(1_000_000)) == 1_000_000
    line.close()


def test_the_inbox_takes_each_delivery_once() -> None:
    with serve() as room:
        inbox, key = "https://desk.example/inbox", {"Idempotency-Key": "k1"}
        assert ask(room, inbox, headers=key, body=b'{"a": 1}').status == 201
        assert ask(room, inbox, headers=key, body=b'{"a": 1}').status == 200
        assert ask(room, inbox, headers={"Idempotency-Key": "k2"}, body=b"{}").status == 201
        assert room.inbox == [("k1", b'{"a": 1}'), ("k2", b"{}")]
        assert ask(room, inbox).status == 404


def test_two_newsrooms_say_the_same() -> None:
    urls = [each.feed_url for each in PUBLISHERS]
    with serve() as one, serve() as two:
        assert one.pages == two.pages
        urls += [page.url for page in one.pages]
        assert [ask(one, url).body for url in urls] == [ask(two, url).body for url in urls]


def test_relative_links_lead_to_pages_below_the_site(room: Newsroom) -> None:
    for page in room.pages:
        if Fault.RELATIVE_LINKS in page.publisher.faults:
            assert page.path.startswith("/")
            assert ask(room, page.publisher.site + page.path).status == 200
