"""The operator's file for the sample newsroom: which feeds there are, and which archive."""

import json
from collections.abc import Iterable

from wirewatch.newsroom.publishers import (
    ARCHIVE_HOST,
    CLOSED,
    MISSING,
    NOT_A_FEED,
    PUBLISHERS,
    SILENT,
)

_BAD_FEEDS = (
    ("not-a-feed", NOT_A_FEED, "The Relaunched Observer"),
    ("closed", CLOSED, "The Closed Bugle"),
    ("missing", MISSING, "The Missing Link"),
    ("silent", SILENT, "The Silent Sentinel"),
)


def desk() -> str:
    """Return the feeds and the archive of the newsroom as the TOML of a `desk.toml`."""
    tables = [
        _table(
            id=each.key,
            title=each.name,
            url=each.feed_url,
            site=f"{each.site}/",
            zone=each.zone,
            language=each.language,
        )
        for each in PUBLISHERS
    ]
    tables += [
        _table(
            id=key,
            title=title,
            url=f"https://{host}/feed",
            site=f"https://{host}/",
            zone="UTC",
            language="en",
        )
        for key, host, title in _BAD_FEEDS
    ]
    return "\n".join([*tables, f'[archives.wayback]\nbase = "https://{ARCHIVE_HOST}"\n'])


def feed_tables(feeds: Iterable[tuple[str, str]]) -> str:
    """Return `[[feed]]` tables for pairs of id and address, in a zone nobody told us: UTC."""
    return "\n".join(_table(id=key, url=url, zone="UTC") for key, url in feeds)


def _table(**values: str) -> str:
    lines = (f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return "\n".join(["[[feed]]", *lines, ""])
