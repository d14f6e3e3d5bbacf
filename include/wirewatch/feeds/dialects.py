"""RSS, Atom and RDF, read by other people's parsers, handed over as drafts.

feedparser is asked as a parser alone (its `parse` given bytes or text may fetch a URL or open a
path), with its sanitizer off (quadratic: 700 kB of escaped comments take 14.6 s; we never show
markup), and only for texts, never for dates (it takes CET and BST for UTC).
"""

from collections.abc import Iterator, Mapping
from typing import Any
from xml.parsers.expat import ExpatError

import fastfeedparser

from wirewatch.feeds.drafts import Draft, DraftFeed, text_of
from wirewatch.feeds.driver import read_loosely, read_strictly
from wirewatch.feeds.wishes import skip_days, skip_hours, ttl_s

# What the parsers let through on hostile input: their own slips, by kind.
_SLIPS = (
    *(ValueError, LookupError, TypeError, AttributeError, ArithmeticError),
    *(AssertionError, RecursionError, ExpatError),
)


def read_with_feedparser(text: str, url: str, *, is_broken: bool = False) -> DraftFeed:
    """Return what feedparser finds in `text`, with its reader for broken files if it `is_broken`.

    Links are resolved against xml:base, and that against `url`.
    """
    read = read_loosely if is_broken else read_strictly
    try:
        return _feed_of(read(text, url))
    except _SLIPS:
        return DraftFeed(is_feed=False)


def read_with_fastfeedparser(text: str) -> DraftFeed:
    """Return what fastfeedparser finds in `text`, for files that feedparser can make nothing of.

    Its dates are its own reading, in ISO form: right on 6,555 real entries.
    """
    try:
        found = fastfeedparser.parse(text.encode("utf-8", "replace"))
        drafts = tuple(_fast_draft(entry) for entry in found.get("entries", []))
        feed = found.get("feed", {})
    except _SLIPS:
        return DraftFeed(is_feed=False)
    return DraftFeed(
        is_feed=bool(drafts),
        drafts=drafts,
        title=text_of(feed, "title"),
        language=text_of(feed, "language") or None,
        site_link=text_of(feed, "link") or None,
    )


def _feed_of(found: Any) -> DraftFeed:
    feed = found.feeddata
    # RSS has a managingEditor there, RDF a site; feedparser takes RDF that names Atom first for it.
    is_atom = found.version.startswith("atom") and "rdf" not in found.namespaces_in_use
    inherited = tuple(_authors(feed)) if is_atom else ()
    return DraftFeed(
        is_feed=bool(found.version or found.entries),
        drafts=tuple(_draft(entry, inherited) for entry in found.entries),
        title=text_of(feed, "title"),
        language=text_of(feed, "language") or None,
        site_link=text_of(feed, "link") or None,
        next_link=next(_links(feed, "next"), None),
        ttl_s=ttl_s(feed),
        skip_hours=skip_hours(feed),
        skip_days=skip_days(feed),
    )


def _draft(entry: Mapping[str, Any], feed_authors: tuple[str, ...]) -> Draft:
    # feedparser's own `get` gives `published` for a missing `updated`; its `keys` do not.
    updated = text_of(entry, "updated") if "updated" in set(entry.keys()) else ""
    guid = text_of(entry, "id")
    links = (
        text_of(entry, "feedburner_origlink"),
        *_links(entry, "alternate"),
        text_of(entry, "link"),
        # feedparser says a guid is no link as soon as there is one, be it javascript:
        guid if guid.startswith(("http://", "https://")) else "",
    )
    return Draft(
        guid=guid or None,
        links=tuple(filter(None, links)),
        title=text_of(entry, "title"),
        summary=text_of(entry, "summary"),
        contents=tuple(text_of(content, "value") for content in entry.get("content", ())),
        # RFC 4287, 4.2.1: an entry without authors has its source's, else its feed's.
        authors=tuple(_authors(entry)) or tuple(_authors(entry.get("source", {}))) or feed_authors,
        published=text_of(entry, "published") or text_of(entry, "created"),
        updated=updated,
    )


def _links(holder: Mapping[str, Any], rel: str) -> Iterator[str]:
    for link in holder.get("links", ()):
        if link.get("rel", "alternate") == rel and text_of(link, "href"):
            yield text_of(link, "href")


def _authors(entry: Mapping[str, Any]) -> Iterator[str]:
    """Yield the authors; one alone as the whole element has it.

    feedparser looks for an address in it that ends in two to four letters: of
    "desk@saxon.example (Ann Arrow)" it makes the name "ple (Ann Arrow".
    """
    people = [author for author in entry.get("authors", ()) if isinstance(author, Mapping)]
    whole = text_of(entry, "author")
    if len(people) < 2 and whole:
        yield whole
        return
    yield from filter(None, (text_of(one, "name") or text_of(one, "email") for one in people))


def _fast_draft(entry: Mapping[str, Any]) -> Draft:
    contents = entry.get("content") or ()
    return Draft(
        guid=text_of(entry, "id") or None,
        links=tuple(filter(None, (text_of(entry, "link"),))),
        title=text_of(entry, "title"),
        summary=text_of(entry, "description") or text_of(entry, "summary"),
        contents=tuple(text_of(content, "value") for content in contents),
        authors=tuple(filter(None, [text_of(entry, "author")])),
        published=text_of(entry, "published"),
        updated=text_of(entry, "updated"),
    )
