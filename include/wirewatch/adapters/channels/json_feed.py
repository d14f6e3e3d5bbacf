"""Alerts as a JSON Feed 1.1 (jsonfeed.org), for programs and readers that prefer it to Atom."""

import json
from collections.abc import Collection
from pathlib import Path
from typing import Any
from uuid import UUID

from wirewatch.adapters.channels.feed_files import (
    MAX_ENTRIES,
    files_of,
    names_any,
    path_for,
    replace_whole,
    set_aside,
    written,
)
from wirewatch.adapters.channels.words import as_html, as_text, heading
from wirewatch.model import Message


class JsonFeedChannel:
    """Alerts as items of a JSON Feed.

    Args:
        name: What routes call it.
        path: The file; "{watch}" in its name makes one file a watch.
        title: The feed's title.
    """

    guarantee = "exactly once: an item has one id, and a repeat changes nothing"

    def __init__(self, *, name: str, path: Path, title: str = "Wirewatch alerts") -> None:
        self.name = name
        self._path = path
        self._title = title

    def send(self, message: Message) -> None:
        """Put `message` into the file, the newest first.

        Raises:
            Unreachable: the file cannot be written.
        """
        path = path_for(self._path, message.watch)
        with written(path):
            self._add(path, message)

    def forget(self, delivery_ids: Collection[str], urls: Collection[str]) -> None:
        """Take out the items of these deliveries, and those that name one of `urls`.

        Raises:
            Unreachable: a file cannot be written.
        """
        gone = {UUID(key).urn for key in delivery_ids}
        for path in files_of(self._path):
            with written(path):
                items = _items(path)
                kept = [item for item in items if item["id"] not in gone]
                kept = [one for one in kept if not names_any(one.get("content_text", ""), urls)]
                if len(kept) < len(items):
                    self._replace(path, kept)

    def _add(self, path: Path, message: Message) -> None:
        there = {item["id"]: item for item in _items(path)}
        new = _item(message)
        if new["id"] in there:
            return
        items = sorted(
            [*there.values(), new], key=lambda item: (item["date_published"], item["id"])
        )
        self._replace(path, items[-MAX_ENTRIES:][::-1])

    def _replace(self, path: Path, items: list[dict[str, Any]]) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self._title,
            "items": items,
        }
        text = json.dumps(feed, ensure_ascii=False, indent=1)
        replace_whole(path, text.encode("utf-8", "replace"))


def _items(path: Path) -> list[dict[str, Any]]:
    """Return the items there are; a file that is no feed is set aside, not lost."""
    if not path.exists():
        return []
    try:
        items = json.loads(path.read_bytes())["items"]
        return [item for item in items if {"id", "date_published"} <= item.keys()]
    except (ValueError, KeyError, TypeError, AttributeError):
        set_aside(path)
        return []


def _item(message: Message) -> dict[str, Any]:
    is_link = message.url.startswith(("http://", "https://"))
    return {
        "id": UUID(message.delivery_id).urn,
        "title": f"{message.watch}: {heading(message)}",
        "content_text": as_text(message),
        "content_html": as_html(message),
        "date_published": message.created_at.isoformat(),
        "tags": [message.watch, message.reason],
        **({"url": message.url} if is_link else {}),
    }
