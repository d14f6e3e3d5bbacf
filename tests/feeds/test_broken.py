"""Every entry that can be read is kept, however badly the file around it is made."""

import io
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from gzip import decompress
from pathlib import Path
from typing import Any

import fastfeedparser
import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feed_files import FEED_URL, GOOD, LINK, atom, only, parse, rss
from wirewatch.errors import NotAFeed, WirewatchError

# Two entries at /a and /b, the first called "Café".
ATOM = atom(
    '<entry><id>a</id><link href="/a"/><title>Café</title></entry>',
    '<entry><id>b</id><link href="/b"/><title>B</title></entry>',
)
RDF = GOOD[GOOD.index("<item>") : GOOD.index("</channel>")].join(("<RDF><channel/>", "</RDF>"))
BROKEN = {
    "control character": GOOD.replace("B<", "\x0bB<"),
    "its reference": GOOD.replace("B<", "&#11;B<"),
    "reference to half a character": GOOD.replace("B<", "&#55296;&#xDFFF;&#x110000;B<"),
    "zero bytes": GOOD.replace("B<", "\x00B<"),
    "bare ampersand": GOOD.replace("B<", "Q&A & R<"),
    "bare ampersand in a link": GOOD.replace("<title>B", "<comments>/b?x=1&y=2</comments><title>B"),
    "HTML's entity": GOOD.replace("Café", "Caf&eacute;"),
    "unknown entity": GOOD.replace("B<", "&nosuch;<"),
    "bare angle": GOOD.replace("B<", "1 < 2 <3<"),
    "unknown prefix": GOOD.replace("<title>B", "<media:x>1</media:x><title>B"),
    "unknown prefix of an attribute": GOOD.replace("<title>B", '<title x:y="1">B'),
    "attribute twice": GOOD.replace("<title>B", '<guid a="1" a="2">b</guid><title>B'),
    "attribute without quotes": GOOD.replace("<title>B", "<source url=x>b</source><title>B"),
    "junk before": "\n<br>Warning: mysql_connect()\n" + GOOD,
    "notice before": "PHP Notice: undefined <index> in /x.php & y\n" + GOOD,
    "blanks before": " \n\n" + GOOD,
    "two declarations": '<?xml version="1.0"?>\n' + GOOD,
    "junk after": GOOD + "<!-- cached --><script>x</script>",
    "words after": GOOD + "\nok & done",
    "in a page": f"<html><body><pre>{GOOD}</pre></body></html>",
    "cut short": GOOD[:-30],
    "cut in a title": GOOD[: GOOD.index("B</title>") + 1],
    "cut in a section": GOOD.replace("B</title>", "<![CDATA[B")[:-30],
    "section without an end": GOOD.replace("Café<", "<![CDATA[Café<"),
    "section in a section": GOOD.replace("B<", "<![CDATA[x <![CDATA[B]]> ]]><"),
    "comment without an end": GOOD.replace("</item></channel>", "<!-- </item></channel>"),
    "dashes in a comment": GOOD.replace("<title>B", "<!-- a -- b --><title>B"),
    "open break": GOOD.replace("B<", "B<br><"),
    "crossed tags": GOOD.replace("B<", "<b><i>B</b></i><"),
    "entries not closed": GOOD.replace("</item>", ""),
    "channel not closed": GOOD.replace("</channel>", ""),
    "nothing closed": GOOD.replace("</item></channel></rss>", ""),
    "two feeds in one": GOOD + GOOD,
    "capitals": GOOD.replace("item>", "ITEM>").replace("rss", "RSS"),
    "no root": GOOD[GOOD.index("<item>") : GOOD.index("</channel>")],
    "entries outside the channel": GOOD.replace("<item>", "</channel><item>", 1).replace(
        "</item></channel>", "</item>"
    ),
    "RSS in a namespace": GOOD.replace("<rss ", '<rss xmlns="http://backend.userland.com/rss2" '),
    "RSS in a strange namespace": GOOD.replace("<rss ", '<rss xmlns="http://saxon.example/x" '),
    "RDF without namespaces": RDF,
    "RDF with a prefix alone": RDF.replace("RDF>", "rdf:RDF>"),
    "Atom without a namespace": ATOM.replace(' xmlns="http://www.w3.org/2005/Atom"', ""),
    "Atom under a prefix": ATOM.replace("xmlns=", "xmlns:a=")
    .replace("</", "</a:")
    .replace("<", "<a:")
    .replace("<a:/a:", "</a:"),
    "surrogate": GOOD.encode().replace(b"B<", b"\xed\xa0\x80B<"),
    "half a character": GOOD.encode().replace(b"B<", b"\xc3B<"),
    "pasted from Windows": GOOD.encode().replace(b"B<", b"\x93B\x94<"),
    "wrong encoding": GOOD.encode("windows-1252"),
    "UTF-16 that is UTF-8": GOOD.replace("UTF-8", "UTF-16").encode(),
}


@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_keeps_its_entries(body: str | bytes) -> None:
    """One bad character kills the whole feed in most readers; here it costs itself."""
    feed = parse(body)
    assert {entry.url: entry.title for entry in feed.entries if entry.url.endswith("a")} == {
        "https://saxon.example/a": "Café"
    }
    assert [entry.url for entry in feed.entries] == [
        "https://saxon.example/a",
        "https://saxon.example/b",
    ]


def test_a_mended_file_is_told() -> None:
    assert parse(BROKEN["bare ampersand"]).problems == ("the file is not well-formed XML",)
    assert parse(BROKEN["cut short"]).parser == "feedparser-cleaned"


_ITEMS = """{"title": "Saxon", "items": [{"id": 1, "url": "/a"}, {"id": 2, "url": "/b"}"""
BROKEN_JSON = {
    "comma too many": _ITEMS + ", ]}",
    "cut short": _ITEMS,
    "cut in an item": _ITEMS + ', {"id": 3, "url": "/',
    "words between": _ITEMS + ', null, "x", 7]}',
    "line break in a text": _ITEMS.replace("Saxon", "Sax\non") + "]}",
    "endless number": _ITEMS.replace("2", "2" * 5_000) + "]}",
    "half a character": _ITEMS.replace("1,", '"\\ud800",') + "]}",
}


@pytest.mark.parametrize("body", BROKEN_JSON.values(), ids=BROKEN_JSON)
def test_a_broken_json_feed_keeps_its_items(body: str) -> None:
    entries = parse(body).entries
    assert [each.url for each in entries] == ["https://saxon.example/a", "https://saxon.example/b"]
    assert all((entry.guid or "").encode() is not None for entry in entries)


def test_an_entry_that_says_nothing_is_counted_and_left_out() -> None:
    feed = parse(rss(LINK, "", "<category>x</category>"))
    assert (len(feed.entries), feed.problems) == (1, ("entries that say nothing: 2",))


# ── encodings ───────────────────────────────────────────────────────────────────────────────────

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


ASCII = rss(LINK + "<title>B</title>")


@pytest.mark.parametrize("name", ["utf_16", "UCS-4", "cp037", "idna", "unicode_escape", "zip"])
def test_an_encoding_that_cannot_be_is_passed_over(name: str) -> None:
    body = ASCII.replace("UTF-8", name).replace(">B<", ">\\u0042<")
    assert only(body).title == "\\u0042"


@pytest.mark.parametrize("name", ["shift_jis", "gb2312", "big5", "euc-kr", "koi8-r", "iso-8859-15"])
def test_an_encoding_of_the_press_is_read(name: str) -> None:
    title = {"euc-kr": "한국", "koi8-r": "Привет", "iso-8859-15": "Café €"}.get(name, "日本")
    body = ASCII.replace("UTF-8", name).replace(">B<", f">{title}<").encode(name)
    assert only(body).title == title


def test_a_pasted_quote_costs_no_accent() -> None:
    """One byte of Windows-1252 in UTF-8 made every accent of the file two characters."""
    body = rss(f"{LINK}<title>Café “B”</title>").encode()
    pasted = body.replace("“".encode(), b"\x93").replace("”".encode(), b"\x94")
    assert only(pasted, content_type="text/xml; charset=iso-8859-1").title == "Café “B”"


# ── what is no feed ─────────────────────────────────────────────────────────────────────────────

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


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_no_damage_breaks_the_reader(data: st.DataObject) -> None:
    """Whatever is cut out of, or put into, a feed: entries, or one of our errors."""
    body = data.draw(st.sampled_from([GOOD, ATOM, RDF, _ITEMS + "]}"])).encode()
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


# ── beside other readers ────────────────────────────────────────────────────────────────────────


def feedparser_alone(body: bytes) -> list[Any]:
    # What it does to markup takes most of its time, and finds no entries.
    found: list[Any] = feedparser.parse(
        io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False
    ).entries
    return found


def fastfeedparser_alone(body: bytes) -> list[Any]:
    found: list[Any] = fastfeedparser.parse(body)["entries"]
    return found


def n_of(found: list[Any]) -> int:
    """How many entries that say something and are not twice the same."""
    told = ([one.get(name) for name in ("id", "link", "title", "published")] for one in found)
    return len({tuple(texts) for texts in told if any(texts)})


PEERS = pytest.mark.parametrize("peer", [feedparser_alone, fastfeedparser_alone])


@PEERS
@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN)
def test_no_other_reader_finds_more(body: str | bytes, peer: Callable[[bytes], list[Any]]) -> None:
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    found = []
    with suppress(ValueError, AttributeError):  # both raise on some of these
        found = peer(raw)
    assert len(parse(raw).entries) >= n_of(found)


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


def real_files(shared: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((shared / "data/feeds").glob("*.gz")):
        yield path.name, decompress(path.read_bytes())


def test_real_feeds_lose_nothing(shared: Path) -> None:
    """Plain feedparser finds 3,526 entries in these 95 files, and none in the JSON Feed."""
    captured_at = datetime(2026, 2, 18, 12, tzinfo=UTC)
    n_entries, shorter = 0, {}
    for name, body in real_files(shared):
        entries = parse(body, captured_at=captured_at).entries
        assert len({entry.entry_id for entry in entries}) == len(entries)
        n_entries += len(entries)
        n_found = n_of(feedparser_alone(body))
        if len(entries) < n_found:
            shorter[name] = (len(entries), n_found)
    assert n_entries >= 3_536
    assert shorter == {}
