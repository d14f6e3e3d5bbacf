"""Bytes of a feed file → `ParsedFeed`. Every entry that can be read is kept.

feedparser first; then feedparser on the mended file; then fastfeedparser, when it finds more. A
body is only ever data: one that is a URL or a path is neither fetched nor opened.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from wirewatch.errors import NotAFeed, TooCostly, TooLarge
from wirewatch.feeds.dates import Calendar
from wirewatch.feeds.dialects import read_with_fastfeedparser, read_with_feedparser
from wirewatch.feeds.drafts import Draft, DraftFeed
from wirewatch.feeds.driver import Overload
from wirewatch.feeds.identity import Claim, Identity, identities
from wirewatch.feeds.json_feed import read_json_feed
from wirewatch.feeds.mending import decode, harmless, is_well_formed, mended, rebuilt
from wirewatch.feeds.plain import plain_line, plain_text
from wirewatch.model import FeedEntry, ParsedFeed
from wirewatch.urls import absolute, unwrapped, url_key

MAX_BODY_BYTES = 10_000_000  # the largest of 200 real feeds has 4.4 MB
MAX_ENTRIES = 5_000  # the longest of 200 real feeds has 1,100
MAX_SUMMARY_CHARS = 1_000  # a teaser; the median of real ones has 180
MIN_FULL_TEXT_CHARS = 400
MAX_GUID_CHARS = 1_000  # longer ones are no names; the longest of 3,500 real ones has under 300
MAX_LOOSE_CHARS = 300_000  # feedparser's reader for broken files has no bounds of its own
_MAX_TITLE_CHARS = 1_000
_MAX_AUTHOR_CHARS = 300
_MAX_AUTHORS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What the judging of all entries of one file depends on."""

    feed_id: str
    url: str
    calendar: Calendar
    identity: Identity


class _Reading(NamedTuple):
    """What was found in a file, by which parser, and what had to be mended."""

    parser: str
    found: DraftFeed
    problems: tuple[str, ...]


def parse_feed(
    body: bytes,
    *,
    feed_id: str,
    url: str,
    captured_at: datetime,
    content_type: str | None = None,
    zone: str = "UTC",
    identity: Identity = Identity.GUID,
) -> ParsedFeed:
    """Return the feed that `body` holds.

    Args:
        body: The file, decoded from its transfer encoding.
        feed_id: Goes into every `entry_id`.
        url: Where it came from, after redirects; relative links are seen from there. What its
            Content-Location said counts for nothing (RFC 7231, appendix B).
        captured_at: When it was fetched; dates are read as of then.
        content_type: The header, for its charset.
        zone: The publisher's, for dates that name none.
        identity: What its entries go by, as far as it was learned.

    Raises:
        NotAFeed: no parser finds a feed.
        TooLarge: the body has more than MAX_BODY_BYTES.
        TooCostly: it has more elements or attributes than any feed.
    """
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(url, f"{len(body)} bytes, the limit is {MAX_BODY_BYTES}")
    text = decode(body, content_type)
    try:
        reading = _read(text, url)
    except Overload as error:
        raise TooCostly(url, str(error)) from error
    if not reading.found.is_feed:
        raise NotAFeed(url, _what_it_is(text))
    language = reading.found.language
    calendar = Calendar(captured_at=captured_at, zone=zone, language=language)
    setting = _Setting(feed_id=feed_id, url=url, calendar=calendar, identity=identity)
    return _judged(reading, setting)


def _judged(reading: _Reading, setting: _Setting) -> ParsedFeed:
    found, url = reading.found, setting.url
    entries, lost = _entries(found, setting)
    return ParsedFeed(
        title=plain_line(found.title)[:_MAX_TITLE_CHARS],
        language=found.language.lower()[:16] if found.language else None,
        site_url=absolute(url, found.site_link) if found.site_link else None,
        next_url=absolute(url, found.next_link) if found.next_link else None,
        ttl_s=found.ttl_s,
        skip_hours=found.skip_hours,
        skip_days=found.skip_days,
        parser=reading.parser,
        entries=entries,
        problems=(*reading.problems, *lost),
    )


# ── which parser ────────────────────────────────────────────────────────────────────────────────


def _read(text: str, url: str) -> _Reading:
    if text.lstrip()[:1] == "{":
        return _Reading("json-feed", *read_json_feed(text))
    safe, problems = harmless(text)
    if is_well_formed(safe):
        return _Reading("feedparser", read_with_feedparser(safe, url), problems)
    clean = mended(safe)
    ways = [("feedparser-cleaned", _read_mended(clean, url))]
    ways.append(("fastfeedparser", read_with_fastfeedparser(clean)))
    parser, found = max(ways, key=lambda way: (len(way[1].drafts), way[1].is_feed))
    return _Reading(parser, found, (*problems, "the file is not well-formed XML"))


def _read_mended(clean: str, url: str) -> DraftFeed:
    if is_well_formed(clean):
        return read_with_feedparser(clean, url)
    if len(clean) <= MAX_LOOSE_CHARS:
        return read_with_feedparser(clean, url, is_broken=True)
    saved = rebuilt(clean)
    return read_with_feedparser(saved, url) if is_well_formed(saved) else _NOTHING


_NOTHING = DraftFeed(is_feed=False)


def _what_it_is(text: str) -> str:
    start = text[:2_000].lstrip().lower()
    if not start:
        return "the body is empty"
    if start.startswith(("<!doctype html", "<html")) or "<html" in start:
        return "the body is an HTML page"
    return "the body holds no element of RSS, Atom or JSON Feed"


# ── from drafts to entries ──────────────────────────────────────────────────────────────────────

_SILENT = Draft()


def _entries(found: DraftFeed, setting: _Setting) -> tuple[tuple[FeedEntry, ...], tuple[str, ...]]:
    drafts = found.drafts[:MAX_ENTRIES]
    told = [draft for draft in drafts if draft != _SILENT]
    linked = [(draft, _link(draft, setting.url)) for draft in told]
    kept = [(draft, link) for draft, link in linked if link or not draft.links]
    claims = [_claim(draft, link) for draft, link in kept]
    ids = identities(setting.feed_id, claims, setting.identity)
    site_url = (found.site_link and absolute(setting.url, found.site_link)) or setting.url
    first: dict[str, FeedEntry] = {}
    for entry_id, claim, (draft, link) in zip(ids, claims, kept, strict=True):
        if entry_id not in first:
            url = link or linkless_url(site_url, entry_id)
            first[entry_id] = _entry(draft, (entry_id, url, claim.title), setting)
    counts = {
        f"entries after the first {MAX_ENTRIES}": len(found.drafts) - len(drafts),
        "entries that are no objects": found.n_not_entries,
        "entries that say nothing": len(drafts) - len(told),
        "entries with a link that is no web address": len(linked) - len(kept),
        "entries without any link": sum(not link for _, link in kept),
        "entries announced again in the same file": len(kept) - len(first),
    }
    entries = tuple(first.values())
    told_counts = (f"{what}: {n}" for what, n in counts.items() if n)
    return entries, (*told_counts, *setting.calendar.problems(entries))


def linkless_url(site_url: str, entry_id: str) -> str:
    """Return the address of an entry that has none: a place on its site's front page.

    1,046 entries of one real feed have text and no link. They are announced, but have no page.
    """
    return f"{site_url.partition('#')[0]}#{entry_id}"


def is_linkless(entry: FeedEntry) -> bool:
    """Whether the address of `entry` is ours and not the publisher's: there is nothing to fetch."""
    return entry.url.endswith(f"#{entry.entry_id}")


def _link(draft: Draft, base: str) -> str | None:
    link = next(filter(None, (absolute(base, link) for link in draft.links)), None)
    return unwrapped(link) if link else None


def _claim(draft: Draft, link: str | None) -> Claim:
    title = plain_line(draft.title)[:_MAX_TITLE_CHARS]
    date = draft.published or draft.updated
    return Claim(_guid(draft), url_key(link) if link else f"#{title} {date}", title, date)


def _guid(draft: Draft) -> str | None:
    return draft.guid if draft.guid and len(draft.guid) <= MAX_GUID_CHARS else None


def _entry(draft: Draft, called: tuple[str, str, str], setting: _Setting) -> FeedEntry:
    entry_id, url, title = called
    texts = {markup: plain_text(markup) for markup in {draft.summary, *draft.contents}}
    return FeedEntry(
        feed_id=setting.feed_id,
        entry_id=entry_id,
        guid=_guid(draft),
        url=url,
        title=title,
        summary=texts[draft.summary][:MAX_SUMMARY_CHARS].strip(),
        content_html=_full_text(draft, texts),
        authors=_authors(draft),
        # RSS 1.0 has one date, dc:date; parsers call it the update.
        published=setting.calendar.moment(draft.published or draft.updated),
        updated=setting.calendar.moment(draft.updated),
    )


def _full_text(draft: Draft, texts: Mapping[str, str]) -> str | None:
    """Return the longest text of the entry with its markup, if it is more than a teaser."""
    n_summary_chars = len(texts[draft.summary])
    if not any(draft.contents):
        return draft.summary if n_summary_chars > MAX_SUMMARY_CHARS else None
    longest = max(draft.contents, key=lambda content: len(texts[content]))
    n_chars = len(texts[longest])
    return longest if n_chars >= max(MIN_FULL_TEXT_CHARS, n_summary_chars) else None


def _authors(draft: Draft) -> tuple[str, ...]:
    shown = (plain_line(author)[:_MAX_AUTHOR_CHARS] for author in draft.authors[:_MAX_AUTHORS])
    return tuple(dict.fromkeys(name for name in map(_name, shown) if name))


# RSS has "desk@saxon.example (Ann Arrow)"; people write "Ann Arrow <…>" and "Ann Arrow (…)", too.
_NAMED = (
    re.compile(r"\S+@\S+ \((?P<name>.+)\)"),
    re.compile(r"(?P<name>[^<(]+?) ?[<(]\S+@\S+[>)]"),
)


def _name(author: str) -> str:
    """Return the name beside an address, else the author as printed."""
    if "@" not in author:
        return author
    return next((found["name"] for p in _NAMED if (found := p.fullmatch(author))), author)
