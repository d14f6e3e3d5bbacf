"""The feeds, robots.txt and sitemaps of a publisher, with the faults that feeds have."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from wirewatch.newsroom.habits import Fault, FeedKind, Publisher
from wirewatch.newsroom.hazards import PRIVATE_PATH, HazardEntry, hazards_of
from wirewatch.newsroom.pages import PlannedPage, number
from wirewatch.newsroom.render import render_body, templates

MAX_ENTRIES = 30
OF_YESTERDAY = 4  # entries of the days before that a feed still shows
CONTROL_CHARACTER = "\x0b"
_SUMMARY_CHARACTERS = 220

CONTENT_TYPES = {
    FeedKind.RSS: "application/rss+xml; charset=utf-8",
    FeedKind.ATOM: "application/atom+xml; charset=utf-8",
    FeedKind.RDF: "application/rdf+xml; charset=utf-8",
    FeedKind.JSON: "application/feed+json",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One entry as its feed prints it."""

    title: str
    link: str
    guid: str | None
    published: str
    updated: str
    summary: str
    content: str | None
    author: str | None
    section: str


def shown_in_feed(
    publisher: Publisher, pages: Sequence[PlannedPage], *, now: datetime
) -> tuple[PlannedPage, ...]:
    """Return the pages a feed shows at `now`, newest first: today's, and a few older ones."""
    own = [page for page in pages if page.publisher.key == publisher.key]
    own = [page for page in own if page.published_at <= now][::-1]
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    n_today = sum(page.published_at >= midnight for page in own)
    return tuple(own[: min(MAX_ENTRIES, n_today + OF_YESTERDAY)])


def feed_bytes(publisher: Publisher, pages: Sequence[PlannedPage], *, now: datetime) -> bytes:
    """Return the feed of `publisher` as it is at `now`."""
    shown = shown_in_feed(publisher, pages, now=now)
    lines = [_line(page, place, now) for place, page in enumerate(shown)]
    lines += [_hazard_line(publisher, entry) for entry in hazards_of(publisher)]
    if publisher.feed is FeedKind.JSON:
        return _json_feed(publisher, lines)
    template = templates().get_template(f"{publisher.feed.value}.xml")
    updated = _iso(shown[0].published_at if shown else now, publisher)
    return template.render(publisher=publisher, lines=lines, updated=updated).encode()


def robots_txt(publisher: Publisher) -> bytes:
    """Return robots.txt: one publisher keeps robots out of /private/, all name their sitemap."""
    closed = PRIVATE_PATH if Fault.PRIVATE_ENTRY in publisher.faults else ""
    lines = ["User-agent: *", f"Disallow: {closed}".rstrip(), ""]
    lines.append(f"Sitemap: {publisher.site}/sitemap.xml")
    if publisher.has_news_sitemap:
        lines.append(f"Sitemap: {publisher.site}/news-sitemap.xml")
    return ("\n".join(lines) + "\n").encode()


def sitemap_xml(
    publisher: Publisher, pages: Sequence[PlannedPage], *, now: datetime, is_news: bool = False
) -> bytes:
    """Return the sitemap; a news sitemap names only the last two days, with titles."""
    own = [page for page in pages if page.publisher.key == publisher.key]
    if is_news:
        own = [page for page in own if page.published_at >= now - timedelta(days=2)]
    rows = [
        (page, _iso(page.published_at, publisher), _iso(page.modified_at(now), publisher))
        for page in own
    ]
    template = templates().get_template("sitemap.xml")
    return template.render(publisher=publisher, rows=rows, is_news=is_news).encode()


def _line(page: PlannedPage, place: int, now: datetime) -> _Line:
    publisher = page.publisher
    summary = _summary(page.paragraphs_at(now)[0].text)
    if Fault.CONTROL_CHARACTER in publisher.faults and place == 0:
        summary = summary.replace(" ", f" {CONTROL_CHARACTER}", 1)
    has_content = publisher.has_full_text_feed
    return _Line(
        title=_title(page),
        link=page.path if Fault.RELATIVE_LINKS in publisher.faults else page.url,
        guid=_guid(page),
        published=_stamp(page.published_at, publisher),
        updated=_stamp(page.modified_at(now), publisher),
        summary=summary,
        content=render_body(page, seen_at=now) if has_content else None,
        author=_author(page),
        section=page.section,
    )


def _hazard_line(publisher: Publisher, entry: HazardEntry) -> _Line:
    return _Line(
        title=entry.title,
        link=publisher.site + entry.path,
        guid=None if Fault.NO_GUID in publisher.faults else publisher.site + entry.path,
        published=_stamp(entry.published_at, publisher),
        updated=_stamp(entry.published_at, publisher),
        summary=entry.summary,
        content=None,
        author=None,
        section="news",
    )


def _author(page: PlannedPage) -> str | None:
    return ", ".join(author.name for author in page.signature.authors) or None


def _title(page: PlannedPage) -> str:
    if Fault.HTML_IN_TITLES not in page.publisher.faults:
        return page.headline
    first, _, rest = page.headline.partition(" ")
    return f"<em>{first}</em> {rest}".replace("&", "&amp;")


def _guid(page: PlannedPage) -> str | None:
    if Fault.NO_GUID in page.publisher.faults:
        return None
    if page.publisher.feed is FeedKind.ATOM:
        return f"tag:{page.publisher.host},2026:{number(page.url)}"
    return f"{page.publisher.site}/?p={number(page.url)}"


def _summary(paragraph: str) -> str:
    if len(paragraph) <= _SUMMARY_CHARACTERS:
        return paragraph
    return paragraph[:_SUMMARY_CHARACTERS].rsplit(" ", 1)[0] + " …"


def _iso(at: datetime, publisher: Publisher) -> str:
    return at.astimezone(ZoneInfo(publisher.zone)).isoformat()


def _stamp(at: datetime, publisher: Publisher) -> str:
    """RSS prints RFC 2822, with the name of a zone where the publisher does so."""
    if publisher.feed is not FeedKind.RSS:
        return _iso(at, publisher)
    name, hours = publisher.feed_zone or ("GMT", 0)
    local = at.astimezone(timezone(timedelta(hours=hours)))
    days, months = "Mon Tue Wed Thu Fri Sat Sun", "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    day, month = days.split()[local.weekday()], months.split()[local.month - 1]
    return f"{day}, {local.day:02} {month} {local.year} {local:%H:%M:%S} {name}"


def _json_feed(publisher: Publisher, lines: Sequence[_Line]) -> bytes:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": publisher.name,
        "home_page_url": f"{publisher.site}/",
        "feed_url": publisher.feed_url,
        "language": publisher.language,
        "items": [_json_item(line) for line in lines],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _json_item(line: _Line) -> dict[str, object]:
    item: dict[str, object] = {
        "id": line.guid,
        "url": line.link,
        "title": line.title,
        "summary": line.summary,
        "content_text": line.summary,
        "date_published": line.published,
        "tags": [line.section],
    }
    if line.author:
        item["authors"] = [{"name": line.author}]
    return item
