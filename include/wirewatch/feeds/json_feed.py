"""JSON Feed 1.1 (jsonfeed.org): feedparser 6.0.14 does not read it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from wirewatch.feeds.drafts import Draft, DraftFeed, text_of


def read_json_feed(text: str) -> DraftFeed | None:
    """Return the feed when `text` is JSON with a list of items; else None."""
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        return None
    drafts = tuple(_draft(item) for item in feed["items"] if isinstance(item, dict))
    return DraftFeed(
        is_feed=True,
        drafts=drafts,
        n_not_entries=len(feed["items"]) - len(drafts),
        title=text_of(feed, "title"),
        language=text_of(feed, "language") or None,
        site_link=text_of(feed, "home_page_url") or None,
        next_link=text_of(feed, "next_url") or None,
    )


def _draft(item: Mapping[str, Any]) -> Draft:
    html, text = text_of(item, "content_html"), text_of(item, "content_text")
    guid = item.get("id")
    return Draft(
        guid=str(guid) if isinstance(guid, str | int) else None,  # 1.0 feeds have numbers
        links=tuple(filter(None, (text_of(item, "url"), text_of(item, "external_url")))),
        title=text_of(item, "title"),
        summary=text_of(item, "summary") or html or text,
        contents=tuple(filter(None, (html, text))),
        authors=tuple(_authors(item)),
        published=text_of(item, "date_published"),
        updated=text_of(item, "date_modified"),
    )


def _authors(item: Mapping[str, Any]) -> Iterator[str]:
    listed = item.get("authors")
    for author in [*(listed if isinstance(listed, list) else []), item.get("author")]:
        if isinstance(author, dict) and text_of(author, "name"):
            yield text_of(author, "name")
