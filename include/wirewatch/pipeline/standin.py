"""The page that stands in for one that cannot be had: the feed's own full text."""

from datetime import datetime
from html import escape

from wirewatch.adapters.warehouse.entries import PendingEntry
from wirewatch.model import Capture, Via


def stand_in(entry: PendingEntry, captured_at: datetime) -> Capture:
    """Return a page made of what the feed says; its markup is as untrusted as any page's."""
    authors = "".join(_meta("name", "author", author) for author in entry.authors)
    published_at = entry.published_at.isoformat() if entry.published_at else ""
    body = (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{escape(entry.title)}</title>"
        f"{authors}{_meta('property', 'article:published_time', published_at)}</head>"
        f"<body><article><h1>{escape(entry.title)}</h1>{entry.content_html}</article></body></html>"
    )
    return Capture(
        url=entry.url,
        final_url=entry.url,
        status=200,
        headers=(("content-type", "text/html; charset=utf-8"),),
        body=body.encode("utf-8", "replace"),
        captured_at=captured_at,
        via=Via.FEED,
    )


def _meta(kind: str, name: str, content: str) -> str:
    return f"<meta {kind}='{name}' content='{escape(content)}'>" if content else ""
