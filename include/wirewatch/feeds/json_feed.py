"""JSON Feed 1.1 (jsonfeed.org): feedparser 6.0.14 does not read it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from wirewatch.feeds.drafts import Draft, DraftFeed, text_of
from wirewatch.feeds.mending import storable

# Numbers are taken as they are printed: some ids have more digits than Python makes a number of.
_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)
_ITEMS = re.compile(r'"items"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")


def read_json_feed(text: str) -> tuple[DraftFeed, tuple[str, ...]]:
    """Return the feed when `text` is JSON with a list of items, and what is wrong with it.

    Of a file that is cut short, or has a comma too many, the items up to there are read.
    """
    problems: tuple[str, ...] = ()
    try:
        feed = _DECODER.decode(text)
    except (ValueError, RecursionError):
        problems = ("the file is not well-formed JSON",)
        feed = {"items": list(_first_items(text))}
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return DraftFeed(is_feed=False), ()
    found = _feed(feed)
    return (found, problems) if found.drafts or not problems else (DraftFeed(is_feed=False), ())


def _first_items(text: str) -> Iterator[Any]:
    start = _ITEMS.search(text)
    place = start.end() if start else len(text)
    while between := _BETWEEN.match(text, place):
        try:
            item, place = _DECODER.raw_decode(text, between.end())
        except (ValueError, RecursionError):
            return
        yield item


def _feed(feed: Mapping[str, Any]) -> DraftFeed:
    feed_authors = tuple(_authors(feed))
    items = [item for item in feed["items"] if isinstance(item, dict)]
    return DraftFeed(
        is_feed=True,
        drafts=tuple(_draft(item, feed_authors) for item in items),
        n_not_entries=len(feed["items"]) - len(items),
        title=_text(feed, "title"),
        language=_text(feed, "language") or None,
        site_link=_text(feed, "home_page_url") or None,
        next_link=_text(feed, "next_url") or None,
    )


def _draft(item: Mapping[str, Any], feed_authors: tuple[str, ...]) -> Draft:
    html, text = _text(item, "content_html"), _text(item, "content_text")
    return Draft(
        guid=_text(item, "id") or None,
        links=tuple(filter(None, (_text(item, "url"), _text(item, "external_url")))),
        title=_text(item, "title"),
        summary=_text(item, "summary") or html or text,
        contents=tuple(filter(None, (html, text))),
        authors=tuple(_authors(item)) or feed_authors,
        published=_text(item, "date_published"),
        updated=_text(item, "date_modified"),
    )


def _authors(holder: Mapping[str, Any]) -> Iterator[str]:
    """Yield the authors of a feed or an item; 1.0 has one, as "author"."""
    listed = holder.get("authors")
    for author in [*(listed if isinstance(listed, list) else []), holder.get("author")]:
        if isinstance(author, dict) and _text(author, "name"):
            yield _text(author, "name")


def _text(values: Mapping[str, Any], name: str) -> str:
    """Return the text under `name` or ""; JSON can write half a character, which no file can."""
    return storable(text_of(values, name))
