"""The archives that desk.toml names, in its order."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from wirewatch.adapters.archives.base import Archive
from wirewatch.adapters.archives.cc_news import CcNews
from wirewatch.adapters.archives.daily_lists import DailyLists
from wirewatch.adapters.archives.paged_feeds import MAX_PAGES, PagedFeed, PagedFeeds
from wirewatch.adapters.archives.pages import PastPages
from wirewatch.adapters.archives.sitemaps import MAX_FILES, Sitemaps
from wirewatch.adapters.archives.wayback import Wayback
from wirewatch.bootstrap import Desk


def archives_of(desk: Desk) -> tuple[Archive, ...]:
    """Return the archives that can be asked for a site's day, in the order to ask them."""
    tables = {name: table for name, table in desk.settings.archives.items() if _is_on(table)}
    return tuple(_MAKERS[name](desk, table) for name, table in tables.items() if name in _MAKERS)


def crawl_of(desk: Desk) -> CcNews | None:
    """Return the news crawl, if it is switched on; it has files, and no index of sites."""
    table = desk.settings.archives.get("cc-news", {})
    return CcNews(desk.polite, base=table["base"]) if is_on(desk, "cc-news") else None


def folder_of(desk: Desk) -> Path | None:
    """Return the folder of WARC files that somebody gave us, if it is switched on."""
    return Path(desk.settings.archives["warc"]["folder"]) if is_on(desk, "warc") else None


def is_on(desk: Desk, name: str) -> bool:
    """Whether the desk file names an archive, and does not switch it off."""
    table = desk.settings.archives.get(name)
    return table is not None and _is_on(table)


def past_pages(desk: Desk) -> PastPages:
    """Return how pages of past days are had by their address."""
    table = desk.settings.archives.get("wayback", {})
    wayback = _wayback(desk, table) if is_on(desk, "wayback") else None
    return PastPages(fetch=desk.pages.fetch, wayback=wayback)


def sites_of(desk: Desk) -> list[str]:
    """Return the sites of the feeds, in a fixed order."""
    return sorted({feed.site for feed in desk.settings.feeds})


def _is_on(table: Mapping[str, Any]) -> bool:
    return bool(table.get("enabled", True))


def _wayback(desk: Desk, table: Mapping[str, Any]) -> Wayback:
    return Wayback(desk.polite, base=table["base"])


def _daily_lists(desk: Desk, table: Mapping[str, Any]) -> DailyLists:
    return DailyLists(desk.polite, past_pages(desk), base=table["base"], sites=sites_of(desk))


def _sitemaps(desk: Desk, table: Mapping[str, Any]) -> Sitemaps:
    return Sitemaps(
        desk.polite,
        desk.robots,
        past_pages(desk),
        desk.now,
        max_files=table.get("max_requests", MAX_FILES),
    )


def _paged_feeds(desk: Desk, table: Mapping[str, Any]) -> PagedFeeds:
    return PagedFeeds(
        desk.polite,
        past_pages(desk),
        desk.now,
        feeds=[PagedFeed(url=f.url, site=f.site, zone=f.zone) for f in desk.settings.feeds],
        max_pages=table.get("max_requests", MAX_PAGES),
    )


_MAKERS: Mapping[str, Callable[[Desk, Mapping[str, Any]], Archive]] = {
    "wayback": _wayback,
    "daily-lists": _daily_lists,
    "sitemaps": _sitemaps,
    "paged-feeds": _paged_feeds,
}
