"""A sitemap file → the addresses in it, with what it says of their dates.

Read piece by piece and bounded, as it comes from strangers: the protocol allows 50,000 addresses
in a file of 50 MB (sitemaps.org), and a file of either kind may be packed.
"""

import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

from lxml import etree

MAX_BYTES = 50_000_000  # of one file, unpacked
MAX_LOCATIONS = 50_000

_TEXTS = {"loc", "lastmod", "publication_date"}
_PARENTS = {"url", "sitemap", "news"}
_MAX_TEXT = 2_100  # an address may have 2,048 characters
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One line of a sitemap: a page, or another sitemap."""

    url: str
    is_sitemap: bool
    changed: datetime | None  # lastmod; of a bare date: its midnight UTC
    published: datetime | None  # news:publication_date


def read_sitemap(body: bytes) -> Iterator[Location]:
    """Give what a sitemap lists, in its order; what cannot be read ends the list.

    >>> [line.url for line in read_sitemap(b"<urlset><url><loc> https://a.example/x </loc></url>")]
    ['https://a.example/x']
    """
    told: dict[str, str] = {}
    n_given = 0
    for name, text, parent in elements(unpacked(body, MAX_BYTES), ends={"url", "sitemap"}):
        if name in _TEXTS and parent in _PARENTS:  # not the <image:loc> of a picture
            told[name] = text
        elif name in {"url", "sitemap"}:
            if location := _location(told, is_sitemap=name == "sitemap"):
                yield location
                n_given += 1
            told = {}
        if n_given >= MAX_LOCATIONS:
            return


def unpacked(body: bytes, max_bytes: int) -> bytes:
    """Return `body`, or what is packed in it as gzip; never more than `max_bytes`."""
    if not body.startswith(_GZIP):
        return body[:max_bytes]
    try:
        return zlib.decompressobj(31).decompress(body, max_bytes)
    except zlib.error:
        return b""


def elements(body: bytes, *, ends: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Give name, text and parent's name of each element as it ends, without their prefixes.

    Args:
        body: XML, broken or not.
        ends: Names of the elements that are let go of once given: the tree of 50,000 addresses
            would stay in memory else.
    """
    # A file that was cut ends within a text; half an address is the address of another page.
    whole = body[: body.rfind(b">") + 1]
    events = etree.iterparse(
        BytesIO(whole), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, element in events:
            if not isinstance(element.tag, str):
                continue
            name, parent = etree.QName(element).localname, element.getparent()
            above = "" if parent is None else etree.QName(parent).localname
            yield name, (element.text or "").strip()[:_MAX_TEXT], above
            if name in ends:
                element.clear()
                while element.getprevious() is not None:
                    del parent[0]
    except etree.XMLSyntaxError:
        return


def is_near(at: datetime | None, day: date, *, after: timedelta = timedelta()) -> bool:
    """Whether a time lies on a day, or up to `after` behind it."""
    return at is not None and day <= at.date() <= day + after


def _location(told: dict[str, str], *, is_sitemap: bool) -> Location | None:
    url = told.get("loc", "")
    if not url.startswith(("http://", "https://")):
        return None
    return Location(
        url=url,
        is_sitemap=is_sitemap,
        changed=_time(told.get("lastmod", "")),
        published=_time(told.get("publication_date", "")),
    )


def _time(raw: str) -> datetime | None:
    """Read a W3C date; one without zone is in UTC, one of a month alone says nothing of a day."""
    try:
        at = datetime.fromisoformat(raw)
    except ValueError:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:
        return None
