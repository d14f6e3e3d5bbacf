"""Bytes of a feed file → `ParsedFeed`. Every entry that can be read is kept.

feedparser first; then feedparser on the mended file; then fastfeedparser, when it finds more. A
body is only ever data: one that is a URL or a path is neither fetched nor opened.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from lxml import etree

from wirewatch.errors import NotAFeed, TooLarge
from wirewatch.feeds.dialects import read_with_fastfeedparser, read_with_feedparser
from wirewatch.feeds.drafts import Draft, DraftFeed
from wirewatch.feeds.identity import Claim, identities
from wirewatch.feeds.json_feed import read_json_feed
from wirewatch.feeds.mending import decode, harmless, is_well_formed, mended
from wirewatch.feeds.plain import plain_line, plain_text
from wirewatch.model import FeedEntry, Moment, ParsedFeed
from wirewatch.times import read_moment
from wirewatch.urls import absolute, url_key

MAX_BODY_BYTES = 10_000_000  # the largest of 200 real feeds has 4.4 MB
MAX_ENTRIES = 5_000  # the longest of 200 real feeds has 1,100
MAX_SUMMARY_CHARS = 1_000  # a teaser; the median of real ones has 180
MIN_FULL_TEXT_CHARS = 400
MAX_LOOSE_BYTES = 1_000_000  # feedparser's reader for broken files takes 4 µs a character
_MAX_TITLE_CHARS = 1_000
_MAX_AUTHOR_CHARS = 300
_MAX_AUTHORS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What the judging of all entries of one file depends on."""

    feed_id: str
    url: str
    captured_at: datetime
    zone: str
    language: str | None


def parse_feed(
    body: bytes,
    *,
    feed_id: str,
    url: str,
    captured_at: datetime,
    content_type: str | None = None,
    zone: str = "UTC",
) -> ParsedFeed:
    """Return the feed that `body` holds.

    Args:
        body: The file, decoded from its transfer encoding.
        feed_id: Goes into every `entry_id`.
        url: Where it came from, after redirects; relative links are seen from there.
        captured_at: When it was fetched; dates are read as of then.
        content_type: The header, for its charset.
        zone: The publisher's, for dates that name none.

    Raises:
        NotAFeed: no parser finds a feed.
        TooLarge: the body has more than MAX_BODY_BYTES.
    """
    if len(body) > MAX_BODY_BYTES:
        raise TooLarge(url, f"{len(body)} bytes, the limit is {MAX_BODY_BYTES}")
    text = decode(body, content_type)
    parser, found, problems = _read(text, url)
    if not found.is_feed:
        raise NotAFeed(url, _what_it_is(text))
    setting = _Setting(
        feed_id=feed_id, url=url, captured_at=captured_at, zone=zone, language=found.language
    )
    if len(found.drafts) > MAX_ENTRIES:
        problems = (*problems, f"only the first {MAX_ENTRIES} entries were read")
    entries, lost = _entries(found.drafts[:MAX_ENTRIES], setting)
    return ParsedFeed(
        title=plain_line(found.title)[:_MAX_TITLE_CHARS],
        language=found.language.lower()[:16] if found.language else None,
        site_url=absolute(url, found.site_link) if found.site_link else None,
        next_url=absolute(url, found.next_link) if found.next_link else None,
        ttl_s=found.ttl_s,
        parser=parser,
        entries=entries,
        problems=(*problems, *lost),
    )


# ── which parser ────────────────────────────────────────────────────────────────────────────────


def _read(text: str, url: str) -> tuple[str, DraftFeed, tuple[str, ...]]:
    if text.lstrip()[:1] == "{":
        feed = read_json_feed(text)
        return "json-feed", feed or DraftFeed(is_feed=False), ()
    safe, problems = harmless(text)
    if is_well_formed(safe):
        return "feedparser", read_with_feedparser(safe, url), problems
    clean = mended(safe)
    ways = [("feedparser-cleaned", _read_mended(clean, url))]
    ways.append(("fastfeedparser", read_with_fastfeedparser(clean)))
    parser, found = max(ways, key=lambda way: (len(way[1].drafts), way[1].is_feed))
    return parser, found, (*problems, "the file is not well-formed XML")


def _read_mended(clean: str, url: str) -> DraftFeed:
    if len(clean) <= MAX_LOOSE_BYTES or is_well_formed(clean):
        return read_with_feedparser(clean, url)
    rebuilt = _rebuilt(clean)
    return read_with_feedparser(rebuilt, url) if is_well_formed(rebuilt) else _NOTHING


_NOTHING = DraftFeed(is_feed=False)


def _rebuilt(text: str) -> str:
    """Return the tree that libxml2 can save of a broken document, as a document."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    return "" if root is None else etree.tostring(root, encoding="unicode")


def _what_it_is(text: str) -> str:
    start = text[:2_000].lstrip().lower()
    if not start:
        return "the body is empty"
    if start.startswith(("<!doctype html", "<html")) or "<html" in start:
        return "the body is an HTML page"
    return "the body holds no element of RSS, Atom or JSON Feed"


# ── from drafts to entries ──────────────────────────────────────────────────────────────────────


def _entries(
    drafts: tuple[Draft, ...], setting: _Setting
) -> tuple[tuple[FeedEntry, ...], tuple[str, ...]]:
    linked = [(draft, link) for draft in drafts if (link := _link(draft, setting.url))]
    claims = [_claim(draft, link) for draft, link in linked]
    ids = identities(setting.feed_id, claims)
    first: dict[str, FeedEntry] = {}
    for entry_id, (draft, link) in zip(ids, linked, strict=True):
        if entry_id not in first:
            first[entry_id] = replace(_entry(draft, link, setting), entry_id=entry_id)
    return tuple(first.values()), tuple(
        _lost(no_link=len(drafts) - len(linked), repeated=len(linked) - len(first))
    )


def _lost(*, no_link: int, repeated: int) -> Iterator[str]:
    if no_link:
        yield f"entries without a link we may follow: {no_link}"
    if repeated:
        yield f"entries announced again in the same file: {repeated}"


def _link(draft: Draft, base: str) -> str | None:
    return next(filter(None, (absolute(base, link) for link in draft.links)), None)


def _claim(draft: Draft, link: str) -> Claim:
    date = draft.published or draft.updated
    return Claim(draft.guid, url_key(link), plain_line(draft.title), date)


def _entry(draft: Draft, link: str, setting: _Setting) -> FeedEntry:
    summary = plain_text(draft.summary)
    published, updated = draft.published, draft.updated
    return FeedEntry(
        feed_id=setting.feed_id,
        entry_id="",
        guid=draft.guid,
        url=link,
        title=plain_line(draft.title)[:_MAX_TITLE_CHARS],
        summary=summary[:MAX_SUMMARY_CHARS].strip(),
        content_html=_full_text(draft, len(summary)),
        authors=_authors(draft),
        published=_moment(published or updated, setting),  # RSS 1.0 has one date, dc:date
        updated=_moment(updated, setting),
    )


def _full_text(draft: Draft, n_summary_chars: int) -> str | None:
    """Return the longest text of the entry with its markup, if it is more than a teaser."""
    sizes = {content: len(plain_text(content)) for content in draft.contents if content}
    if not sizes:
        return draft.summary if n_summary_chars > MAX_SUMMARY_CHARS else None
    longest = max(sizes, key=lambda content: sizes[content])
    is_full = sizes[longest] >= MIN_FULL_TEXT_CHARS
    return longest if is_full and sizes[longest] >= n_summary_chars else None


def _authors(draft: Draft) -> tuple[str, ...]:
    shown = (plain_line(author)[:_MAX_AUTHOR_CHARS] for author in draft.authors[:_MAX_AUTHORS])
    return tuple(dict.fromkeys(filter(None, shown)))


def _moment(raw: str, setting: _Setting) -> Moment:
    return read_moment(
        raw,
        reader="feed",
        captured_at=setting.captured_at,
        zone=setting.zone,
        language=setting.language,
    )
