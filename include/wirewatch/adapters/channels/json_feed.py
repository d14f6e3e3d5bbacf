"""Alerts as a JSON Feed 1.1 (jsonfeed.org), for programs and readers that prefer it to Atom."""

import json
from pathlib import Path
from typing import Any

from wirewatch.adapters.channels.feed_files import FeedFile, Said, set_aside
from wirewatch.adapters.channels.words import as_html, as_text, heading
from wirewatch.model import Message


class JsonFeedChannel(FeedFile[dict[str, Any]]):
    """Alerts as items of a JSON Feed."""

    def _entries(self, path: Path) -> list[dict[str, Any]]:
        if not path.exists():
            return []
        try:
            items = json.loads(path.read_bytes())["items"]
            return [item for item in items if {"id", "date_published"} <= item.keys()]
        except (ValueError, KeyError, TypeError, AttributeError):
            set_aside(path)
            return []

    def _entry(self, key: str, message: Message) -> dict[str, Any]:
        is_link = message.url.startswith(("http://", "https://"))
        return {
            "id": key,
            "title": f"{message.watch}: {heading(message)}",
            "content_text": as_text(message),
            "content_html": as_html(message),
            "date_published": message.created_at.isoformat(),
            "tags": [message.watch, message.reason],
            **({"url": message.url} if is_link else {}),
        }

    def _said(self, entry: dict[str, Any]) -> Said:
        return Said(entry["date_published"], entry["id"], entry.get("content_text", ""))

    def _feed(self, path: Path, entries: list[dict[str, Any]]) -> bytes:  # noqa: ARG002 - Atom's id
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self._title,
            "items": entries,
        }
        return json.dumps(feed, ensure_ascii=False, indent=1).encode("utf-8", "replace")
