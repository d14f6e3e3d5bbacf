"""When a page was published and changed: every reader is asked, the first that can be read wins.

Readers in order: JSON-LD, microdata, meta tags, the page's visible lines ("Published yesterday at
16:41"), htmldate. A second reader is then compared, the visible line before the meta tags, since
those come from the same machine as the JSON-LD. A copyright year is never a date.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from htmldate import find_date

from wirewatch.articles import jsonld
from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.datelines import split_date_line
from wirewatch.articles.declared import Metadata
from wirewatch.articles.page import Page
from wirewatch.model import MAX_CLOCK_AHEAD, UNKNOWN, Moment, Precision
from wirewatch.times import read_moment

_PUBLISHED_METAS = (
    "article:published_time",
    "article:published",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "og:published_time",
    "og:article:published_time",
    "dc.date",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date.created",
    "sailthru.date",
    "parsely-pub-date",
    "cxenseparse:recs:publishtime",
    "article.published",
    "published-date",
    "article_date_original",
    "rnews:datepublished",
    "citation_date",
)
_MODIFIED_METAS = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dcterms.modified",
    "dc.date.modified",
    "lastmod",
    "article.updated",
    "modified",
    "last-modified",
)
_COPYRIGHT = re.compile(r"©|\(c\)|copyright", re.IGNORECASE)
_EARLIEST_YEAR = 1990
_SAME = timedelta(hours=6)  # a page and its template may stand in two zones


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A time that one reader found, not yet understood."""

    reader: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The two times of a page, and what does not fit."""

    published: Moment
    modified: Moment
    warnings: tuple[str, ...] = ()


def read_dates(
    page: Page, metadata: Metadata, visible: Sequence[RawBlock], *, zone: str, language: str | None
) -> Dates:
    """Return when the page was published and modified.

    Args:
        page: Its capture time is what relative times count from.
        metadata: What the page states about itself.
        visible: The blocks near the headline that may tell a date.
        zone: IANA name of the publisher's zone, for times without one.
        language: Of the text; tells "10/11" and month names.
    """

    def understand(told: Told) -> Moment:
        captured_at = page.capture.captured_at
        return read_moment(
            told.raw, reader=told.reader, captured_at=captured_at, zone=zone, language=language
        )

    lines = list(_visible(visible))
    published = [
        *_stated(metadata, "datePublished", _PUBLISHED_METAS),
        *(told for is_new, told in lines if is_new),
    ]
    modified = [
        *_stated(metadata, "dateModified", _MODIFIED_METAS),
        *(told for is_new, told in lines if not is_new),
    ]
    readings = [moment for told in published if _is_plausible(moment := understand(told), page)]
    if len({moment.reader for moment in readings}) < 2:
        readings += [moment for moment in [_guessed(page)] if moment.at]
    first, warning = _compared(readings, zone, "published")
    changed, second = _compared(
        [m for told in modified if _is_plausible(m := understand(told), page)], zone, "modified"
    )
    return Dates(published=first, modified=changed, warnings=tuple(filter(None, (warning, second))))


def _stated(metadata: Metadata, name: str, metas: Sequence[str]) -> Iterator[Told]:
    found = [("json-ld", jsonld.first(metadata.article.get(name)))]
    found += [("json-ld", jsonld.first(node.get(name))) for node in metadata.nodes]
    found.append(("microdata", metadata.item(name)))
    found += [("meta", metadata.meta(meta)) for meta in metas]
    seen = set()
    for reader, raw in found:
        if raw and (reader, raw) not in seen:
            seen.add((reader, raw))
            yield Told(reader=reader, raw=raw[:100])


def _visible(blocks: Sequence[RawBlock]) -> Iterator[tuple[bool, Told]]:
    """Yield what visible lines tell: whether it is the publication, and the words."""
    for block in blocks:
        if _COPYRIGHT.search(block.text):
            continue
        parts = split_date_line(block.text)
        if block.when and len(parts) == 1:
            parts = [(parts[0][0], block.when)]
        for is_published, raw in parts:
            yield is_published, Told(reader="dom", raw=raw[:100])


def _guessed(page: Page) -> Moment:
    """Return what htmldate finds in the rest of the page, unless it is only a copyright year."""
    if page.is_hostile or page.tree is None:
        return UNKNOWN
    latest = page.capture.captured_at + MAX_CLOCK_AHEAD
    found = find_date(
        page.tree,
        extensive_search=False,
        original_date=True,
        url=page.capture.url[:2_000],
        max_date=latest,
    )
    if not found or (found.endswith("-01-01") and not _says_new_year(page, found[:4])):
        return UNKNOWN
    return read_moment(found, reader="htmldate", captured_at=page.capture.captured_at)


def _says_new_year(page: Page, year: str) -> bool:
    written = (
        rf"{year}[-/.]?0?1[-/.]?0?1(?!\d)|(?<!\d)0?1[./-]0?1[./-]{year}"
        rf"|(?<!\d)1(?:st|er|º|\.)? ?[Jj]an\w{{0,6}} {year}|[Jj]an\w{{0,6}} 1,? {year}"
    )
    return bool(re.search(written, page.source + page.capture.url))


def _is_plausible(moment: Moment, page: Page) -> bool:
    if moment.at is None:
        return False
    is_past = moment.at <= page.capture.captured_at + MAX_CLOCK_AHEAD
    return is_past and moment.at.year >= _EARLIEST_YEAR


def _compared(readings: Sequence[Moment], zone: str, what: str) -> tuple[Moment, str]:
    """Return the first reading with the second reader's opinion, and a warning if they differ."""
    if not readings:
        return UNKNOWN, ""
    first = readings[0]
    others = [moment for moment in readings if moment.reader != first.reader]
    second = next(
        (moment for moment in others if moment.reader == "dom"), others[0] if others else None
    )
    if second is None:
        return first, ""
    agrees = is_same_day(first, second, zone)
    warning = (
        f"{what}: {first.reader} says {_shown(first)}, "
        f"but {second.reader} says {_shown(second)} ({second.raw!r})"
    )
    return replace(first, agrees=agrees), "" if agrees else warning


def is_same_day(one: Moment, other: Moment, zone: str) -> bool:
    """Whether two moments may be the same day, in the publisher's zone or in that of UTC."""
    if one.at is None or other.at is None:
        return False
    if Precision.DAY not in {one.precision, other.precision} and abs(one.at - other.at) <= _SAME:
        return True
    return bool(_days(one, zone) & _days(other, zone))


def _days(moment: Moment, zone: str) -> set[object]:
    at = moment.at
    if at is None:
        return set()
    if moment.precision is Precision.DAY:
        return {at.date()}
    return {at.astimezone(_zone(zone)).date(), *_own_day(moment)}


def _own_day(moment: Moment) -> set[object]:
    """The day as the source itself wrote it, in its own offset."""
    match = re.match(r"(\d{4})-(\d\d)-(\d\d)T", moment.raw)
    try:
        return {datetime(*map(int, match.groups())).date()} if match else set()  # type: ignore[arg-type]  # noqa: DTZ001
    except ValueError:
        return set()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


def _shown(moment: Moment) -> str:
    return moment.at.strftime("%Y-%m-%dT%H:%MZ") if moment.at else "nothing"
