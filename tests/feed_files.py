"""Feed files as texts, for tests to break, and the one way to read them."""

from datetime import UTC, datetime
from typing import Any

from wirewatch.feeds.parse import parse_feed
from wirewatch.model import FeedEntry, ParsedFeed

CAPTURED_AT = datetime(2024, 10, 30, 9, 30, tzinfo=UTC)
FEED_URL = "https://saxon.example/feeds/world.xml"
LINK = "<link>https://saxon.example/a</link>"


def parse(body: str | bytes, **known: Any) -> ParsedFeed:
    raw = body.encode() if isinstance(body, str) else body
    given = {"feed_id": "saxon", "url": FEED_URL, "captured_at": CAPTURED_AT, **known}
    return parse_feed(raw, **given)


def only(body: str | bytes, **known: Any) -> FeedEntry:
    (entry,) = parse(body, **known).entries
    return entry


def rss(*items: str, head: str = "") -> str:
    entries = "".join(f"<item>{item}</item>" for item in items)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<title>Saxon &amp;amp; World</title>{head}{entries}</channel></rss>"
    )


def atom(*entries: str, head: str = "", base: str = "") -> str:
    named = f' xml:base="{base}"' if base else ""
    inside = "".join(entries)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom"{named}><title>Saxon &amp; World</title>'
        f"{head}{inside}</feed>"
    )


# Two entries, at /a and /b.
GOOD = rss(LINK + "<title>Café</title>", "<link>https://saxon.example/b</link><title>B</title>")
