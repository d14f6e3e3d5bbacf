"""Feed files of every dialect become the same values."""

import io
from datetime import UTC, datetime

import feedparser
import pytest

from feed_files import LINK, only, parse, rss

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


def test_others_in_the_process_get_feedparser_as_it_is() -> None:
    """What we do our way is done in classes of ours: another DAG may read feeds beside us."""
    feed = b"""<rss version="2.0" xml:base="https://quay.example/"><channel><item><guid>a</guid>
        <pubDate>Tue, 17 Feb 2026 10:00:00 GMT</pubDate></item></channel></rss>"""
    assert parse(feed.decode()).entries
    (entry,) = feedparser.parse(io.BytesIO(feed)).entries
    assert entry.published_parsed[:4] == (2026, 2, 17, 10)
    assert entry.id == "https://quay.example/a"
