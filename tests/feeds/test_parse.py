"""Feed files of every dialect, well made and badly made, become the same values."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from gzip import decompress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.errors import NotAFeed, TooCostly, TooLarge, WirewatchError
from wirewatch.feeds.parse import MAX_BODY_BYTES, MAX_ENTRIES, is_linkless, parse_feed
from wirewatch.model import FeedEntry, ParsedFeed, Precision

CAPTURED_AT = datetime(2024, 10, 30, 9, 30, tzinfo=UTC)
FEED_URL = "https://saxon.example/feeds/world.xml"


def parse(body: str | bytes, **known: Any) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    given = {"feed_id": "saxon", "url": FEED_URL, "captured_at": CAPTURED_AT, **known}
    return parse_feed(raw, **given)


def rss(*items: str, head: str = "") -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Saxon &amp;amp; World</title>{head}{entries}</channel></rss>"
    )


def only(body: str | bytes, **known: Any) -> FeedEntry:
    (entry,) = parse(body, **known).entries
    return entry


LINK = "<link>https://saxon.example/a</link>"
LONG = "The army moved a large number of troops to the border on Tuesday. " * 8

DIALECTS = {
    "rss 2.0": rss(
        "<title>Troops moved</title><link>/a</link><guid isPermaLink='false'>7</guid>"
        "<description>Short.</description><dc:creator>AFP</dc:creator>"
        "<pubDate>Tue, 29 Oct 2024 17:41:00 CET</pubDate>"
    ),
    "atom": """<feed xmlns="http://www.w3.org/2005/Atom"><title>Saxon &amp; World</title>
        <entry><title type="html">Troops &lt;b&gt;moved&lt;/b&gt;</title><id>7</id>
        <link rel="enclosure" href="/a.mp3"/><link rel="alternate" href="/a"/>
        <summary>Short.</summary><author><name>AFP</name></author>
        <published>2024-10-29T16:41:00Z</published></entry></feed>""",
    "rss 1.0": """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
        xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
        <channel rdf:about="x"><title>Saxon &amp; World</title></channel>
        <item rdf:about="7"><title>Troops moved</title><link>https://saxon.example/a</link>
        <description>Short.</description><dc:creator>AFP</dc:creator>
        <dc:date>2024-10-29T16:41:00Z</dc:date></item></rdf:RDF>""",
    "json feed": """{"version": "https://jsonfeed.org/version/1.1", "title": "Saxon & World",
        "items": [{"id": 7, "url": "/a", "title": "Troops moved", "summary": "Short.",
        "authors": [{"name": "AFP"}], "date_published": "2024-10-29T16:41:00Z"}]}""",
}


@pytest.mark.parametrize("body", DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_says_the_same(body: str) -> None:
    feed = parse(body)
    (entry,) = feed.entries
    assert feed.title == "Saxon & World"
    assert feed.problems == ()
    assert (entry.guid, entry.url, entry.title) == ("7", "https://saxon.example/a", "Troops moved")
    assert (entry.summary, entry.content_html, entry.authors) == ("Short.", None, ("AFP",))
    assert entry.published.at == datetime(2024, 10, 29, 16, 41, tzinfo=UTC)
    assert entry.published.reader == "feed"


def test_a_feed_tells_what_it_wants() -> None:
    head = (
        "<link>https://saxon.example/</link><language>EN-gb</language><ttl>30</ttl>"
        '<a:link xmlns:a="http://www.w3.org/2005/Atom" rel="next" href="?page=2"/>'
    )
    feed = parse(rss(head=head))
    assert (feed.ttl_s, feed.language, feed.site_url) == (1800, "en-gb", "https://saxon.example/")
    assert feed.next_url == FEED_URL + "?page=2"
    assert feed.entries == ()


def test_an_update_period_is_a_wish_too() -> None:
    head = (
        '<sy:updatePeriod xmlns:sy="http://purl.org/rss/1.0/modules/syndication/">hourly'
        '</sy:updatePeriod><sy:updateFrequency xmlns:sy="http://purl.org/rss/1.0/modules/'
        'syndication/">2</sy:updateFrequency>'
    )
    assert parse(rss(head=head)).ttl_s == 1800
    assert parse(rss(head="<ttl>99999999</ttl>")).ttl_s is None


# ── links ───────────────────────────────────────────────────────────────────────────────────────

LINKS = {
    "relative": ("<link>../b?id=1</link>", "https://saxon.example/b?id=1"),
    "no scheme": ("<link>//other.example/b</link>", "https://other.example/b"),
    "white space": ("<link>\n https://saxon.example/b \n</link>", "https://saxon.example/b"),
    "a guid that is one": ("<guid>https://saxon.example/b</guid>", "https://saxon.example/b"),
    "a guid instead of a script": (
        "<link>javascript:alert(1)</link><guid>https://saxon.example/b</guid>",
        "https://saxon.example/b",
    ),
}


@pytest.mark.parametrize(("links", "expected"), LINKS.values(), ids=LINKS)
def test_a_link_is_a_web_address(links: str, expected: str) -> None:
    assert only(rss(links)).url == expected


def test_links_are_seen_from_the_base_the_feed_names() -> None:
    body = DIALECTS["atom"].replace("<feed ", '<feed xml:base="https://saxon.example/deep/" ')
    assert only(body.replace('href="/a"', 'href="a"')).url == "https://saxon.example/deep/a"


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_an_entry_with_a_dangerous_link_is_counted_and_left_out(link: str) -> None:
    feed = parse(
        rss(f"<title>x</title><link>{link}</link><guid isPermaLink='false'>1</guid>", LINK)
    )
    assert [entry.url for entry in feed.entries] == ["https://saxon.example/a"]
    assert feed.problems == ("entries with a link that is no web address: 1",)


def test_entries_without_a_link_are_kept_apart() -> None:
    """They have no page, but they were announced; one real feed has 1,046 of them."""
    head = "<link>https://saxon.example/</link>"
    feed = parse(rss("<title>One</title>", "<title>Two</title>", "<title>Two</title>", head=head))
    assert [entry.title for entry in feed.entries] == ["One", "Two"]
    assert all(is_linkless(entry) for entry in feed.entries)
    assert all(entry.url.startswith("https://saxon.example/#") for entry in feed.entries)


# ── texts ───────────────────────────────────────────────────────────────────────────────────────

TITLES = {
    "<title>AT&amp;T wins</title>": "AT&T wins",
    "<title>It&amp;#8217;s over</title>": "It’s over",
    "<title><![CDATA[<b>Troops</b> moved]]></title>": "Troops moved",
    "<title>1 &lt; 2 &amp; 3 &gt; 2</title>": "1 < 2 & 3 > 2",
    "<title> Troops\n\tmoved </title>": "Troops moved",
    "": "",
}


@pytest.mark.parametrize(("title", "expected"), TITLES.items())
def test_a_title_is_plain_text(title: str, expected: str) -> None:
    assert only(rss(title + LINK)).title == expected


def test_a_summary_is_what_a_reader_sees() -> None:
    markup = "<p>One<br>two</p><script>evil()</script><!-- no --><p>thr<b>ee</b> &amp; four</p>"
    assert only(rss(f"{LINK}<description><![CDATA[{markup}]]></description>")).summary == (
        "One two three & four"
    )


def test_only_a_full_text_is_a_full_text() -> None:
    short = f"{LINK}<description>Short.</description>"
    assert only(rss(f"{short}<content:encoded>Short.</content:encoded>")).content_html is None
    content = f"<content:encoded><![CDATA[<p>{LONG}</p>]]></content:encoded>"
    full = only(rss(short + content))
    assert full.summary == "Short."
    assert full.content_html == f"<p>{LONG}</p>"


def test_a_very_long_description_is_a_full_text() -> None:
    entry = only(rss(f"{LINK}<description>{LONG * 3}</description>"))
    assert entry.content_html == (LONG * 3).strip()
    assert len(entry.summary) <= 1_000


AUTHORS = {
    "<dc:creator>AFP | Reuters</dc:creator>": ("AFP | Reuters",),
    "<author>desk@saxon.example (Ann Arrow)</author>": ("Ann Arrow",),
    "<author>desk@saxon.example</author>": ("desk@saxon.example",),
    "<author>Ann Arrow &lt;ann@saxon.example&gt;</author>": ("Ann Arrow",),
    "<dc:creator>Ann</dc:creator><dc:creator>Bob</dc:creator>": ("Ann", "Bob"),
    "<dc:creator><![CDATA[Ann &amp; <i>Bob</i>]]></dc:creator>": ("Ann & Bob",),
    "": (),
}


@pytest.mark.parametrize(("markup", "expected"), AUTHORS.items())
def test_authors_are_given_as_printed(markup: str, expected: tuple[str, ...]) -> None:
    assert only(rss(LINK + markup)).authors == expected


def test_a_clock_without_a_zone_is_the_publishers() -> None:
    body = rss(LINK + "<pubDate>29 October 2024 16:41</pubDate>")
    paris = only(body, zone="Europe/Paris").published
    assert paris.at == datetime(2024, 10, 29, 15, 41, tzinfo=UTC)
    assert paris.raw == "29 October 2024 16:41"


def test_a_date_that_cannot_be_read_is_none_and_never_now() -> None:
    published = only(rss(LINK + "<pubDate>0000-00-00</pubDate>")).published
    assert (published.at, published.precision) == (None, Precision.NONE)
    assert published.raw == "0000-00-00"


# ── broken files ────────────────────────────────────────────────────────────────────────────────

GOOD = rss(
    LINK + "<title>Caf\u00e9</title>", "<link>https://saxon.example/b</link><title>B</title>"
)
BROKEN = {
    "control character": GOOD.replace("B<", "\x0bB<"),
    "its reference": GOOD.replace("B<", "&#11;B<"),
    "bare ampersand": GOOD.replace("B<", "Q&A & R<"),
    "HTML's entity": GOOD.replace("Caf\u00e9", "Caf&eacute;"),
    "unknown entity": GOOD.replace("B<", "&nosuch;<"),
    "unknown prefix": GOOD.replace("<title>B", "<media:x>1</media:x><title>B"),
    "junk before": "\n<br>Warning: mysql_connect()\n" + GOOD,
    "junk after": GOOD + "<!-- cached --><script>x</script>",
    "cut short": GOOD[:-30],
    "open break": GOOD.replace("B<", "B<br><"),
    "surrogate": GOOD.encode().replace(b"B<", b"\xed\xa0\x80B<"),
    "wrong encoding": GOOD.encode("windows-1252"),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_keeps_its_entries(body: str | bytes) -> None:
    """One bad character kills the whole feed in most readers; here it costs itself."""
    feed = parse(body)
    assert [entry.url for entry in feed.entries] == [
        "https://saxon.example/a",
        "https://saxon.example/b",
    ]
    assert feed.entries[0].title == "Café"


ENCODED = {
    "BOM": b"\xef\xbb\xbf" + GOOD.encode(),
    "UTF-16": GOOD.replace("UTF-8", "UTF-16").encode("utf-16"),
    "UTF-16 without BOM": GOOD.replace("UTF-8", "UTF-16").encode("utf-16-be"),
    "declared": GOOD.replace("UTF-8", "iso-8859-1").encode("iso-8859-1"),
    "declared nowhere": GOOD.replace(' encoding="UTF-8"', "").encode(),
    "nonsense declared": GOOD.replace("UTF-8", "x-none").encode(),
}


@pytest.mark.parametrize("body", ENCODED.values(), ids=ENCODED)
def test_a_file_is_read_in_its_encoding(body: bytes) -> None:
    feed = parse(body, content_type="text/xml; charset=iso-8859-1")
    assert feed.entries[0].title == "Café"
    assert feed.problems == ()


def test_the_servers_charset_counts_where_the_file_names_none() -> None:
    body = GOOD.replace(' encoding="UTF-8"', "").replace("Café", "Привет").encode("koi8-r")
    assert parse(body, content_type="text/xml; charset=koi8-r").entries[0].title == "Привет"


NOT_FEEDS = {
    "nothing": (b"", "empty"),
    "a page": (b"<!doctype html><html><body><p>Hello</p></body></html>", "HTML page"),
    "text": (b"Service unavailable", "no element"),
    "JSON": (b'{"error": "quota"}', "no element"),
    "broken JSON": (b'{"items": [', "no element"),
    "noise": (bytes(range(256)), "no element"),
    "another XML": (b"<opml version='2.0'><body/></opml>", "no element"),
}


@pytest.mark.parametrize(("body", "why"), NOT_FEEDS.values(), ids=NOT_FEEDS)
def test_what_is_no_feed_is_said_to_be_none(body: bytes, why: str) -> None:
    with pytest.raises(NotAFeed, match=why) as raised:
        parse(body)
    assert raised.value.subject == FEED_URL


# ── hostile files ───────────────────────────────────────────────────────────────────────────────


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
    "deep JSON": '{"items":' + "[" * N,
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_a_bomb_costs_no_more_than_a_feed(body: str) -> None:
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


def test_a_long_list_of_authors_is_left_alone() -> None:
    names = ", ".join(f"Author Number{n}" for n in range(15))
    assert only(rss(f"{LINK}<dc:creator>{names}</dc:creator>")).authors == (names,)


def test_there_are_bounds() -> None:
    with pytest.raises(TooLarge):
        parse(b" " * (MAX_BODY_BYTES + 1))
    with pytest.raises(TooCostly, match="attributes"):
        parse(rss().replace("<rss", "<rss " + " ".join(f'a{n}=""' for n in range(300)), 1))
    many = rss(*[f"<link>https://saxon.example/{n}</link>" for n in range(MAX_ENTRIES + 2)])
    feed = parse(many)
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.problems == (f"entries after the first {MAX_ENTRIES}: 2",)


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever is cut out of, or put into, a feed: entries, or one of our errors."""
    body = data.draw(st.sampled_from([*DIALECTS.values(), GOOD])).encode()
    at = data.draw(st.integers(0, len(body)))
    until = data.draw(st.integers(at, min(len(body), at + 40)))
    pieces = (
        b"<",
        b"&",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"</item>",
        b"<item>",
        b"\x00",
        b"'",
        b"?>",
    )
    noise = data.draw(st.one_of(st.sampled_from(pieces), st.binary(max_size=20)))
    try:
        feed = parse(body[:at] + noise + body[until:])
    except WirewatchError:
        return
    assert all(entry.url.startswith(("http://", "https://")) for entry in feed.entries)
    assert len({entry.entry_id for entry in feed.entries}) == len(feed.entries)


# ── real files ──────────────────────────────────────────────────────────────────────────────────


def test_the_wire_authors_of_a_real_feed_are_found(shared: Path) -> None:
    body = decompress((shared / "data/feeds/ce5f942d1cd40fc0.gz").read_bytes())
    feed = parse(body, captured_at=datetime(2026, 2, 18, 12, tzinfo=UTC))
    assert len(feed.entries) == 30
    authors = Counter(author for entry in feed.entries for author in entry.authors)
    both = authors["AFP | Reuters"] + authors["Reuters | AFP"]
    assert (authors["AFP"], authors["Reuters"], both, authors["Agencies"]) == (12, 3, 2, 2)
    assert all(entry.published.at for entry in feed.entries)
    assert sum(entry.content_html is not None for entry in feed.entries) >= 28


def test_real_feeds_lose_nothing(shared: Path) -> None:
    """Plain feedparser finds 3,526 entries in these 95 files, and none in the JSON Feed."""
    captured_at = datetime(2026, 2, 18, 12, tzinfo=UTC)
    n_entries = 0
    for path in sorted((shared / "data/feeds").glob("*.gz")):
        feed = parse(decompress(path.read_bytes()), captured_at=captured_at)
        assert len({entry.entry_id for entry in feed.entries}) == len(feed.entries)
        n_entries += len(feed.entries)
    assert n_entries >= 3_536
