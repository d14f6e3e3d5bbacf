"""When a page was published and changed: every reader is asked, the first that can be read wins.

Readers in order: JSON-LD, microdata, meta tags, the page's visible lines ("Published yesterday at
16:41"), a date among other words near the headline, the address, htmldate. `readings` then tells
which is believed. A copyright year is never a date.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from htmldate import find_date

from wirewatch.articles import jsonld
from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.datelines import split_date_line
from wirewatch.articles.declared import Metadata
from wirewatch.articles.page import Page
from wirewatch.articles.printed import dates_among_words, day_in_address, span_in_address
from wirewatch.articles.readings import compare
from wirewatch.clocks import date_spans
from wirewatch.model import MAX_CLOCK_AHEAD, Moment
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
_MAX_LINES = 3  # different dates near the headline; more are those of other articles
_EARLIEST_YEAR = 1990


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A time that one reader found, not yet understood."""

    reader: str
    raw: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The blocks of a page that may tell a date."""

    lines: Sequence[RawBlock] = ()  # nothing but a date, near the headline
    around: Sequence[RawBlock] = ()  # all between headline and text, and the first of the text
    pointed: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by the publisher's file


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The two times of a page, and what does not fit."""

    published: Moment
    modified: Moment
    warnings: tuple[str, ...] = ()


def read_dates(
    page: Page, metadata: Metadata, shown: Shown, *, zone: str, language: str | None
) -> Dates:
    """Return when the page was published and modified.

    Args:
        page: Its capture time is what relative times count from.
        metadata: What the page states about itself.
        shown: What the page shows near its headline.
        zone: IANA name of the publisher's zone, for times without one.
        language: Of the text; tells "10/11" and month names.
    """
    understood = partial(_understood, page=page, zone=zone, language=language)
    lines = list(_visible(shown.lines))
    changes = understood(
        [
            *_pointed(shown, "modified"),
            *_stated(metadata, "dateModified", _MODIFIED_METAS),
            *(told for is_new, told in lines if not is_new),
        ]
    )
    new = [told for is_new, told in lines if is_new]
    is_list = len({told.raw for told in new}) > _MAX_LINES
    printed = [] if is_list else [*new, *_among_words(shown.around)]
    readings = understood(
        [
            *_pointed(shown, "published"),
            *_stated(metadata, "datePublished", _PUBLISHED_METAS),
            *printed,
            *_in_address(page),
        ]
    )
    if len({moment.reader for moment in readings}) < 2 and not is_list:
        readings += _guessed(page, changes)
    span = span_in_address(page.capture.url)
    first, warning = compare(readings, zone, "published", changes, span)
    changed, second = compare(changes, zone, "modified")
    return Dates(published=first, modified=changed, warnings=tuple(filter(None, (warning, second))))


def _understood(
    told: Iterable[Told], *, page: Page, zone: str, language: str | None
) -> list[Moment]:
    captured_at = page.capture.captured_at
    moments = (
        read_moment(
            one.raw, reader=one.reader, captured_at=captured_at, zone=zone, language=language
        )
        for one in told
    )
    return [moment for moment in moments if _is_plausible(moment, page)]


def _pointed(shown: Shown, what: str) -> Iterator[Told]:
    return (Told(reader="publisher", raw=raw[:100]) for raw in shown.pointed.get(what, ())[:3])


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
            if len(date_spans(raw)) > 1:  # from one day to another
                continue
            yield is_published, Told(reader="dom", raw=raw[:100])


def _among_words(blocks: Sequence[RawBlock]) -> Iterator[Told]:
    return (Told(reader="text", raw=raw) for raw in dates_among_words(blocks))


def _in_address(page: Page) -> Iterator[Told]:
    if day := day_in_address(page.capture.url):
        yield Told(reader="url", raw=day)


def _guessed(page: Page, changes: Sequence[Moment]) -> list[Moment]:
    """Return what htmldate finds in the rest of the page, if anything.

    Not a copyright year, and no day that the page calls one of a change: of 12 wrong guesses on
    half of blog_pages 7 were such.
    """
    if page.is_hostile or page.tree is None:
        return []
    latest = page.capture.captured_at + MAX_CLOCK_AHEAD
    found = find_date(
        page.tree,
        extensive_search=False,
        original_date=True,
        max_date=latest,
    )
    if not found or (found.endswith("-01-01") and not _says_new_year(page, found[:4])):
        return []
    guess = read_moment(found, reader="htmldate", captured_at=page.capture.captured_at)
    is_change = any(
        change.at and guess.at and change.at.date() == guess.at.date() for change in changes
    )
    return [] if is_change or guess.at is None else [guess]


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
