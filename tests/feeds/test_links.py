"""The address of an entry: absolute, of the web, and seen from the right place."""

import pytest

from feed_files import LINK, atom, only, parse, rss
from wirewatch.feeds.parse import is_linkless

LINKS = {
    "relative": ("<link>../b?id=1</link>", "https://saxon.example/b?id=1"),
    "no scheme": ("<link>//other.example/b</link>", "https://other.example/b"),
    "white space": ("<link>\n https://saxon.example/b \n</link>", "https://saxon.example/b"),
    "a guid that is one": ("<guid>https://saxon.example/b</guid>", "https://saxon.example/b"),
    "byte order mark": ("<link>&#xfeff;https://saxon.example/b</link>", "https://saxon.example/b"),
    "a redirector": (
        "<link>https://www.google.com/url?sa=t&amp;url=https://other.example/b&amp;usg=x</link>",
        "https://other.example/b",
    ),
    "a guid instead of a script": (
        "<link>javascript:alert(1)</link><guid>https://saxon.example/b</guid>",
        "https://saxon.example/b",
    ),
}


@pytest.mark.parametrize(("links", "expected"), LINKS.values(), ids=LINKS)
def test_a_link_is_a_web_address(links: str, expected: str) -> None:
    assert only(rss(links)).url == expected


BASES = {
    "none": ("", "", "a", "https://saxon.example/feeds/a"),
    "of the feed": ("https://saxon.example/deep/", "", "a", "https://saxon.example/deep/a"),
    "of the entry": ("", "https://other.example/x/", "a", "https://other.example/x/a"),
    "below another": ("https://saxon.example/deep/", "er/", "a", "https://saxon.example/deep/er/a"),
    "beside another": ("https://saxon.example/a/b/", "../c/", "d", "https://saxon.example/a/c/d"),
    "relative": ("../world/", "", "a", "https://saxon.example/world/a"),
    "relative, of the entry": ("", "../x/y/", "../a", "https://saxon.example/x/a"),
    "from the root": ("/deep/", "", "a", "https://saxon.example/deep/a"),
    "no scheme": ("//other.example/", "", "a", "https://other.example/a"),
    "a script": ("javascript:alert(1)//", "", "a", "https://saxon.example/feeds/a"),
    "a file": ("", "file:///etc/", "/a", "https://saxon.example/a"),
}


@pytest.mark.parametrize(("feed", "entry", "link", "expected"), BASES.values(), ids=BASES)
def test_links_are_seen_from_the_nearest_base(
    feed: str, entry: str, link: str, expected: str
) -> None:
    """A base is seen from the one around it, the outermost from where the file came from.

    A base that is no web address is passed over.
    """
    named = f'xml:base="{entry}"' if entry else ""
    body = atom(f'<entry {named}><id>7</id><link href="{link}"/></entry>', base=feed)
    assert only(body).url == expected


def test_a_guid_is_a_name_and_seen_from_nowhere() -> None:
    """Seen from xml:base it would change with the file's address."""
    body = atom('<entry><id>7</id><link href="/a"/></entry>', base="https://saxon.example/deep/")
    assert only(body).guid == "7"


DANGEROUS = (
    "javascript:alert(1)",
    "java&#10;script:alert(1)",
    "java&amp;#115;cript:alert(1)",
    "<![CDATA[ JAVASCRIPT:alert(1)]]>",
    "data:text/html,x",
    "file:///etc/passwd",
    "file:\\\\host\\share",
)


@pytest.mark.parametrize("link", DANGEROUS)
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
