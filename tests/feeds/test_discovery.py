"""Where the feeds of a page may be: as it says, as its links look, and where sites have them."""

import json
from gzip import decompress
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wirewatch.feeds.discovery import (
    MAX_CANDIDATES,
    Candidate,
    Why,
    candidates,
    usual_places,
    web_address,
)
from wirewatch.urls import url_key

URL = "https://www.saxon.example/world/"


def found(page: str | bytes, url: str = URL) -> tuple[Candidate, ...]:
    return candidates(page.encode() if isinstance(page, str) else page, url)


def named(page: str | bytes, url: str = URL) -> list[tuple[str, Why]]:
    """What the page itself names, best first."""
    return [(one.url, one.why) for one in found(page, url) if one.why is not Why.USUAL]


# ── links in the head ───────────────────────────────────────────────────────────────────────────

FEED = "https://www.saxon.example/rss/world"
LINKS = {
    "rss": f'<link rel="alternate" type="application/rss+xml" href="{FEED}">',
    "atom": f'<link rel="alternate" type="application/atom+xml" href="{FEED}">',
    "json feed": f'<link rel="alternate" type="application/feed+json" href="{FEED}">',
    "rdf": f'<link rel="alternate" type="application/rdf+xml" href="{FEED}">',
    "xml": f'<link rel="alternate" type="text/xml" href="{FEED}">',
    "attributes in another order": f'<link href="{FEED}" type="application/rss+xml" rel=alternate>',
    "upper case": f'<LINK REL="ALTERNATE" TYPE="Application/RSS+XML" HREF="{FEED}">',
    "several words": f'<link rel="alternate nofollow" type="application/rss+xml" href="{FEED}">',
    "rel=feed": f'<link rel="feed" type="application/rss+xml" href="{FEED}">',
    "a type with a charset": f'<link rel=alternate type="text/xml; charset=x" href="{FEED}">',
    "no type, an address of a feed": f'<link rel="alternate" href="{FEED}">',
    "from the root": '<link rel="alternate" type="application/rss+xml" href="/rss/world">',
    "relative": '<link rel="alternate" type="application/rss+xml" href="../rss/world">',
    "from the scheme": '<link rel=alternate type="text/xml" href="//www.saxon.example/rss/world">',
    "lines in it": '<link rel=alternate type="text/xml" href="\n /rss/\nworld ">',
    "in the body": f'<body><p>x<link rel="alternate" type="application/rss+xml" href="{FEED}">',
    "xhtml": f'<link rel="alternate" type="application/rss+xml" href="{FEED}" />',
    "a base": '<base href="/rss/x"><link rel=alternate type="text/xml" href="world">',
    "a base behind it": '<link rel=alternate type="text/xml" href="world"><base href="/rss/x">',
    "two bases": '<base href="/rss/"><base href="/no/"><link rel=feed type="text/xml" href=world>',
    "a base that is none": '<base href="data:,"><link rel=feed type="text/xml" href=/rss/world>',
    "a comment before it": f'<!-- <link rel=feed href="/rss/no"> --><link rel=feed href="{FEED}">',
}


@pytest.mark.parametrize("page", LINKS.values(), ids=LINKS)
def test_every_way_to_name_a_feed_is_understood(page: str) -> None:
    assert named(f"<html><head>{page}</head></html>") == [(FEED, Why.LINK)]


NO_LINKS = {
    "oembed": '<link rel="alternate" type="text/xml+oembed" href="/oembed?format=xml">',
    "wordpress's api": '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages">',
    "another language": '<link rel="alternate" hreflang="fr" href="https://www.saxon.example/fr/">',
    "another page": '<link rel="alternate" type="text/html" href="/rss">',
    "rsd": '<link rel="EditURI" type="application/rsd+xml" href="/xmlrpc.php?rsd">',
    "an icon": '<link rel="icon" type="image/svg+xml" href="/feed.svg">',
    "a script": '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">',
    "a file": '<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">',
    "data": '<link rel="alternate" type="application/rss+xml" href="data:text/xml,x">',
    "nothing": '<link rel="alternate" type="application/rss+xml" href="">',
    "no address": '<link rel="alternate" type="application/rss+xml">',
    "an endless one": f'<link rel=feed type="text/xml" href="/{"feed/" * 9_000}">',
}


@pytest.mark.parametrize("page", NO_LINKS.values(), ids=NO_LINKS)
def test_what_is_no_feed_is_not_taken_for_one(page: str) -> None:
    assert named(f"<html><head>{page}</head></html>") == []


def test_a_title_is_plain_text() -> None:
    page = '<link rel=feed type="text/xml" href="/f" title="A &amp;amp; <b>B</b>\x1b[2J\n C">'
    assert found(page)[0].title == "A & B[2J C"


TITLE = '<link rel=feed type="text/xml" href="/f" title="Südwest » Feed">'
ENCODED = {
    "utf-8 that says nothing": (TITLE.encode(), None),
    "utf-8 that says something else": (b'<meta charset="latin1">' + TITLE.encode(), None),
    "utf-16": (TITLE.encode("utf-16"), None),
    "the header's": (TITLE.encode("mac-roman"), "text/html; charset=mac-roman"),
    "Windows": (TITLE.encode("windows-1252"), None),
}


@pytest.mark.parametrize(("page", "content_type"), ENCODED.values(), ids=ENCODED)
def test_encodings(page: bytes, content_type: str | None) -> None:
    assert candidates(page, URL, content_type=content_type)[0].title == "Südwest » Feed"


def test_an_address_can_be_shown_and_copied() -> None:
    """Controls in it are written as code, which means the same."""
    page = '<link rel=feed type="text/xml" href="feed:https://saxon.example/ü\x9b\u202e">'
    assert named(page) == [("https://saxon.example/ü%C2%9B%E2%80%AE", Why.LINK)]


# ── links in the text ───────────────────────────────────────────────────────────────────────────

# Addresses as real pages have them, on an invented host.
ANCHORS = [
    "/feed/", "/rss", "/rss.xml", "/rss.cms", "/rss/schlagzeilen.php", "/rss.ashx?id=1de4",
    "/feed/atom", "/feeds/posts/default", "/category/nachrichten/feed/", "/uutiset-rss.xml",
    "/index~rss2.xml", "/forums/-/index.rss", "/blog/all?format=feed&type=rss", "/?feed=rss2",
    "/blog?format=rss", "/news.atom", "/feed.json",
]  # fmt: skip
NO_ANCHORS = [
    "/feedback", "/leadfeeder/", "/data-feed-management", "/sitemap.xml", "/brass",
    "/foreign-minister-condemns-sanderss-shocking-comment", "mailto:rss@saxon.example", "#feed",
    "/atomkraft", "/fluechtlinge?utm_source=rss", "javascript:feed()", "feedly://x/feed/",
]  # fmt: skip


@pytest.mark.parametrize("href", ANCHORS)
def test_a_link_that_looks_like_a_feed(href: str) -> None:
    page = f'<p><a href="/a">A</a> <a href="{href}">x</a></p>'.replace("&", "&amp;")
    assert [why for _, why in named(page)] == [Why.ANCHOR]


@pytest.mark.parametrize("href", NO_ANCHORS)
def test_a_link_that_only_sounds_like_one(href: str) -> None:
    assert named(f'<a href="{href}">RSS</a>') == []


def test_a_link_to_somebody_elses_feed_is_not_the_pages() -> None:
    """Pages link to readers and networks whose addresses have "feed" in them."""
    page = (
        '<a href="https://reader.example/subscription/feed/https://www.saxon.example/rss">x</a>'
        '<a href="https://friend.example/feed/">x</a><a href="https://feeds.burner.example/saxon.rss">'
        '<a href="https://blogs.saxon.example/feed">'
    )
    assert [url for url, _ in named(page)] == [
        "https://blogs.saxon.example/feed",
        "https://feeds.burner.example/saxon.rss",
    ]


# ── the order ───────────────────────────────────────────────────────────────────────────────────


def test_the_best_comes_first_and_comments_last() -> None:
    page = (
        '<link rel=feed type="application/rss+xml" title="Saxon » Comments Feed" href="/x/feed/">'
        '<link rel=feed type="application/rss+xml" href="https://feeds.burner.example/saxon">'
        '<link rel=feed type="application/rss+xml" title="Saxon" href="/feed">'
        '<a href="/sport/rss">Sport</a><a href="/comments/feed">x</a>'
    )
    assert [(one.url.removeprefix("https://"), one.why) for one in found(page, URL + "a.html")] == [
        ("www.saxon.example/feed", Why.LINK),
        ("feeds.burner.example/saxon", Why.LINK),
        ("www.saxon.example/sport/rss", Why.ANCHOR),
        ("www.saxon.example/world/feed", Why.USUAL),
        ("www.saxon.example/world/rss.xml", Why.USUAL),
        ("www.saxon.example/world/rss", Why.USUAL),
        ("www.saxon.example/rss.xml", Why.USUAL),
        ("www.saxon.example/rss", Why.USUAL),
        ("www.saxon.example/feed.xml", Why.USUAL),
        ("www.saxon.example/blog/feed", Why.USUAL),
        ("www.saxon.example/?feed=rss2", Why.USUAL),
        ("www.saxon.example/atom.xml", Why.USUAL),
        ("www.saxon.example/index.xml", Why.USUAL),
        ("www.saxon.example/feed.json", Why.USUAL),
        ("www.saxon.example/x/feed/", Why.COMMENTS),
        ("www.saxon.example/comments/feed", Why.COMMENTS),
    ]


COMMENTS = [
    "Saxon » Comments Feed", "Saxon » Kommentar-Feed", "Flux des commentaires",
    "Feed de comentarios", "Feed dei commenti", "Saxon » Reacties feed",
]  # fmt: skip


@pytest.mark.parametrize("title", COMMENTS)
def test_a_feed_of_comments(title: str) -> None:
    page = f'<link rel=feed type="application/rss+xml" href="/a-drone-fell/feed/" title="{title}">'
    assert [why for _, why in named(page)] == [Why.COMMENTS]


@pytest.mark.parametrize("title", ["Commentary", "Kommentare aus Berlin", "Comment is free"])
def test_opinion_is_news(title: str) -> None:
    page = f'<link rel=feed type="application/rss+xml" href="/o/feed/" title="{title}">'
    assert [why for _, why in named(page)] == [Why.LINK]


def test_the_same_feed_named_twice_is_one() -> None:
    page = (
        '<a href="/feed/">x</a><link rel=feed type="text/xml" title="Saxon" href="/feed">'
        '<link rel=feed type="text/xml" href="http://saxon.example/feed/?utm_source=rss">'
    )
    assert named(page) == [("https://www.saxon.example/feed", Why.LINK)]


PLACES = {
    "a front page": ("https://saxon.example", ["/feed", "/rss.xml", "/rss"]),
    "a section": ("https://saxon.example/en/world/?x=1", ["/en/world/feed", "/en/world/rss.xml"]),
    "a page of a section": ("https://saxon.example/world/a-b.html", ["/world/feed"]),
    "a page of no section": ("https://saxon.example/index.html", ["/feed", "/rss.xml"]),
}


@pytest.mark.parametrize(("url", "paths"), PLACES.values(), ids=PLACES)
def test_usual_places_begin_with_the_section(url: str, paths: list[str]) -> None:
    places = usual_places(url)
    assert [place.removeprefix("https://saxon.example") for place in places][: len(paths)] == paths
    assert places[-1] == "https://saxon.example/feed.json"


# ── what people type ────────────────────────────────────────────────────────────────────────────

TYPED = {
    " https://saxon.example/rss\n": "https://saxon.example/rss",
    "saxon.example": "https://saxon.example",
    "saxon.example/world?x=1": "https://saxon.example/world?x=1",
    "www.saxon.example:8080/rss": "https://www.saxon.example:8080/rss",
    "zeitung-münchen.example": "https://zeitung-münchen.example",
    "feed://saxon.example/rss": "http://saxon.example/rss",
    "feed:https://saxon.example/rss": "https://saxon.example/rss",
    "feed://https://saxon.example/rss": "https://saxon.example/rss",
    "saxon": None,
    "": None,
    "javascript:alert(1)": None,
    "file:///etc/passwd": None,
    "/etc/passwd": None,
    "me@saxon.example": None,
    "the saxon": None,
    "https://": None,
}


@pytest.mark.parametrize(("typed", "meant"), TYPED.items(), ids=map(repr, TYPED))
def test_what_people_type_is_understood(typed: str, meant: str | None) -> None:
    assert web_address(typed) == meant


# ── hostile pages ───────────────────────────────────────────────────────────────────────────────

HOSTILE = {
    "endless links": b'<link rel=feed type="text/xml" href=/feed/x>' * 200_000,
    "endless feeds": b"".join(b'<a href="/feed/%d">x' % n for n in range(200_000)),
    "endless elements": b"<p>" * 1_000_000,
    "as deep as it is long": b"<div>" * 200_000 + b"<a href=/rss>",
    "endless attributes": b"<a " + b"".join(b"a%d=1 " % n for n in range(200_000)) + b"href=/rss>",
    "a huge attribute": b'<a href="' + b"/feed?feed=" * 300_000 + b'">',
    "a huge title": b'<link rel=feed type="text/xml" href=/f title="' + b"<&amp;" * 500_000 + b'">',
    "a huge rel": b'<link type="text/xml" href=/f rel="' + b"alternate " * 300_000 + b'">',
    "open tags": b"<a href=" * 400_000,
    "entities": b'<a href="/rss">' + b"&amp;" * 600_000,
    "no text": bytes(range(256)) * 10_000,
    "nothing": b"",
}


@pytest.mark.parametrize("page", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_costs_little(page: bytes) -> None:
    began = process_time()
    assert 0 < len(found(page)) <= MAX_CANDIDATES
    assert process_time() - began < 10  # 1.0 s at most, on a quiet machine


PIECES = st.lists(
    st.sampled_from(
        (
            *("<link ", "<a ", "<base ", 'href="', "/feed", "https://a.example/", '"', ">", " "),
            *(
                "rel=alternate",
                "type=text/xml",
                "<!--",
                "-->",
                "&#x1b;",
                "\x00",
                "é",
                "//",
                "[",
                "%",
            ),
        )
    ),
    max_size=40,
).map("".join)


@given(PIECES, st.text(max_size=20))
def test_whatever_the_page_is_candidates_are_few_distinct_and_on_the_web(
    page: str, tail: str
) -> None:
    urls = [one.url for one in found(page + tail)]
    assert len(urls) <= MAX_CANDIDATES
    assert len({url_key(url) for url in urls}) == len(urls)
    assert all(url.startswith(("http://", "https://")) for url in urls)


# ── real pages ──────────────────────────────────────────────────────────────────────────────────


def test_most_real_news_pages_tell_where_their_feed_is(shared: Path) -> None:
    """A page is of an article here; front pages name more."""
    folder = shared / "data" / "news_pages"
    rows = [json.loads(line) for line in (folder / "gold.jsonl").read_text().splitlines()]
    best = [
        candidates(decompress((folder / row["page"]).read_bytes()), row["url"])[0] for row in rows
    ]
    assert sum(one.why is not Why.USUAL for one in best) > 0.5 * len(rows)  # 91 of 164
    assert not any(one.why is Why.COMMENTS for one in best)
