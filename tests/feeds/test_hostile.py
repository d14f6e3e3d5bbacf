"""Files made to cost a reader its time, its memory or its secrets."""

from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from time import process_time

import pytest

from feed_files import GOOD, LINK, atom, only, parse, rss
from wirewatch.errors import NotAFeed, TooCostly, TooLarge
from wirewatch.feeds.driver import MAX_ELEMENTS
from wirewatch.feeds.parse import MAX_BODY_BYTES, MAX_ENTRIES, MAX_GUID_CHARS


def test_a_body_that_is_a_path_is_not_opened(tmp_path: Path) -> None:
    """Given bytes, feedparser opens the file they name."""
    (tmp_path / "feed.xml").write_text(GOOD)
    with pytest.raises(NotAFeed):
        parse(str(tmp_path / "feed.xml"))


def test_a_body_that_is_an_address_is_not_fetched() -> None:
    """Given text, feedparser fetches the address it names."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(NotAFeed):
            parse(f"http://127.0.0.1:{server.server_port}/feed.xml")
        server.shutdown()
    assert asked == []


N = 300_000
BOMBS = {
    "author": rss(f"{LINK}<author>{'a' * N}</author>"),
    "author in references": rss(f"{LINK}<author>{'&amp;#97;' * (N // 9)}</author>"),
    "author in comments": rss(f"{LINK}<author>{'aaaaaaaa<!-- > -->' * (N // 20)}</author>"),
    "author in sections": rss(f"{LINK}<dc:creator><![CDATA[{'a' * N}]]></dc:creator>"),
    "escaped comments": rss(f"{LINK}<description>{'&lt;!--' * (N // 7)}</description>"),
    "categories": rss(LINK + "".join(f"<category>{n}</category>" for n in range(N // 25))),
    "deep": rss("<x>" * (N // 3)),
    "tags without end": "<rss><channel><item>" + "<a b='" * (N // 6),
    "sections without end": "<rss><channel><item>" + "<![CDATA[" * (N // 9),
    "ampersands": rss(f"{LINK}<title>{'&' * N}</title>"),
    "dates": rss(*[f"{LINK}<pubDate>29 foo 2024 bar {n}</pubDate>" for n in range(1_000)]),
    "entities in a title": rss(f"{LINK}<title>{'&amp;nosuch;' * (N // 12)}</title>"),
    "a long title": rss(f"{LINK}<title>{'a' * 9_000_000}</title>"),
    "a long guid": rss(f"{LINK}<guid>{'a' * 9_000_000}</guid>"),
    "bases in bases": rss(LINK + "<x xml:base='a/'>" * (N // 15) + "</x>" * (N // 15)),
    "bases side by side": rss(LINK + "<x xml:base='/a/'/>" * (N // 17)),
    "comments in a section": rss(f"{LINK}<description><![CDATA[{'<!--' * N}]]></description>"),
    "markup without end": rss(f"{LINK}<description><![CDATA[{'<b ' * N}]]></description>"),
    "links": atom("<entry><id>7</id>" + "<link href='/a'/>" * (N // 16) + "</entry>"),
    "hours": rss(LINK, head=f"<skipHours>{'<hour>5</hour>' * (N // 14)}</skipHours>"),
    "prefixes": rss(LINK + "".join(f"<p{n}:x/>" for n in range(N // 9))),
    "namespaces": rss(LINK + "".join(f'<x xmlns:p{n}="urn:{n}"/>' for n in range(N // 23))),
    "document types": "<!DOCTYPE rss>" * (N // 14) + rss(LINK),
    "roots": "<rss>" * (N // 5),
    "punycode": rss(f"{LINK}<title>{'a-bc9a' * N}</title>").replace("UTF-8", "punycode"),
    "no encoding": b"<rss><channel><item>" + b"\xe9" * N,
    "deep JSON": '{"items":' + "[" * N,
    "deep items of JSON": '{"items":[' + '{"a":' * (N // 5),
    "lists of JSON": '{"items":[' * (N // 10),
    "a number of JSON": '{"items":[{"url":"/a","id":' + "1" * N + "}]}",
    "a power of JSON": '{"items":[{"url":"/a","id":1e' + "9" * N + "}]}",
    "half characters of JSON": '{"items":[{"url":"/a","title":"' + "\\ud800" * (N // 6) + '"}]}',
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_a_bomb_costs_no_more_than_a_feed(body: str | bytes) -> None:
    """Each took some reader seconds to minutes: 32 kB of author 2.9 s, 700 kB of comments 15 s."""
    started_s = process_time()
    with suppress(NotAFeed, TooCostly):
        parse(body)
    assert process_time() - started_s < 10


ENTITIES = {
    "made of entities": '<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">',
    "a file": '<!ENTITY c SYSTEM "file:///etc/hostname">',
    "a long one": f'<!ENTITY c "{"x" * 10_000}">',
}


@pytest.mark.parametrize("entities", ENTITIES.values(), ids=ENTITIES)
def test_a_feeds_own_entities_are_refused(entities: str) -> None:
    body = rss(f"{LINK}<title>See &c; here</title>").replace(
        "<rss", f"<!DOCTYPE rss [\n{entities}\n]>\n<rss", 1
    )
    feed = parse(body)
    assert feed.entries[0].title == "See &c; here"
    assert "its own entities were refused" in feed.problems


def test_an_endless_author_is_cut_and_said() -> None:
    feed = parse(rss(f"{LINK}<author>AFP {'a' * 500}</author>"))
    assert feed.entries[0].authors == ("AFP …",)
    assert feed.problems == ("author words over 100 characters were cut",)


def test_what_nobody_reads_costs_nothing_and_counts_for_nothing() -> None:
    """Feedparser compares each category with all others."""
    assert only(rss(LINK + "<category>x</category>" * (MAX_ELEMENTS + 1))).guid is None


def test_a_guid_without_an_end_is_none() -> None:
    assert only(rss(f"{LINK}<guid>{'a' * (MAX_GUID_CHARS + 1)}</guid>")).guid is None


def test_what_a_database_cannot_hold_does_not_leave_a_feed() -> None:
    """Half a character kills the whole batch that it is loaded with."""
    half = '{{"url": "/a", "{}": "\\ud800x\\u0000"}}'
    names = ("id", "title", "summary", "content_html", "date_published")
    for entry in parse(f'{{"items": [{",".join(map(half.format, names))}]}}').entries:
        shown = (entry.guid, entry.title, entry.summary, entry.content_html, entry.published.raw)
        assert all("\x00" not in text and text.encode() is not None for text in shown if text)


def test_a_long_list_of_authors_is_left_alone() -> None:
    names = ", ".join(f"Author Number{n}" for n in range(15))
    assert only(rss(f"{LINK}<dc:creator>{names}</dc:creator>")).authors == (names,)


def test_there_are_bounds() -> None:
    with pytest.raises(TooLarge):
        parse(b" " * (MAX_BODY_BYTES + 1))
    with pytest.raises(TooCostly, match=f"over {MAX_ELEMENTS} elements"):
        parse(rss(head="<item/>" * MAX_ELEMENTS))
    with pytest.raises(TooCostly, match="attributes"):
        parse(rss().replace("<rss", "<rss " + " ".join(f'a{n}=""' for n in range(300)), 1))
    many = rss(*[f"<link>https://saxon.example/{n}</link>" for n in range(MAX_ENTRIES + 2)])
    feed = parse(many)
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.problems == (f"entries after the first {MAX_ENTRIES}: 2",)
