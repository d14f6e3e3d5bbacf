"""What all parsers hand over: a feed and its entries as they stand in the file, not yet judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One entry as a parser found it; texts may hold markup, dates are the printed words."""

    guid: str | None = None
    links: tuple[str, ...] = ()  # best first; relative ones allowed
    title: str = ""
    summary: str = ""
    contents: tuple[str, ...] = ()  # content:encoded, atom:content, content_html
    authors: tuple[str, ...] = ()
    published: str = ""
    updated: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFeed:
    """A feed as a parser found it. `is_feed`: it was recognised as one, entries or not."""

    is_feed: bool
    drafts: tuple[Draft, ...] = ()
    n_not_entries: int = 0  # what stands among the entries and is none
    title: str = ""
    language: str | None = None
    site_link: str | None = None
    next_link: str | None = None
    ttl_s: int | None = None
    skip_hours: tuple[int, ...] = ()
    skip_days: tuple[int, ...] = ()


def text_of(values: Mapping[str, Any], name: str) -> str:
    """Return the text under `name`, or "" when there is none or it is something else."""
    value = values.get(name)
    return value.strip() if isinstance(value, str) else ""
