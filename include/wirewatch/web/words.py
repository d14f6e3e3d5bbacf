"""What the desk says for the codes of the warehouse, and how texts of strangers are made harmless.

Every value that a template prints goes through `inert`, whatever the template's author thought of.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from math import ceil
from types import MappingProxyType
from urllib.parse import quote

from markupsafe import Markup, escape

from wirewatch.adapters.warehouse.archived import Coverage
from wirewatch.feeds.identity import Identity
from wirewatch.feeds.polling.events import FeedEventKind, span_in_words
from wirewatch.feeds.polling.validators import Asking, Trust
from wirewatch.model import Place, Relation, Role
from wirewatch.wire.agencies import AGENCY_OF_CODE

# Characters that show nothing and steer what stands around them: other controls than tab and line
# feed, direction marks, overrides and isolates, line separators, lone surrogates. An override in a
# headline turns the rest of the page round; a surrogate cannot be sent at all.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff]"
)
MAX_SHOWN = 30_000  # characters of one value; no line of a newspaper is longer


def inert(value: object) -> object:
    """Return `value` without characters that steer the page; markup of our own passes."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _STEERING.sub("", value[:MAX_SHOWN])
    return value


def link(url: str) -> str:
    """Return `url` where a browser may follow it, else nothing: pages may name `javascript:`."""
    return url if url.startswith(("https://", "http://")) else ""


def quoted(name: str) -> str:
    """Return `name` as a value in an address, whatever characters it holds."""
    return quote(name, safe="", errors="replace")


def marked(snippet: str) -> Markup:
    """Return a snippet with its hits, which stand in «guillemets», in <mark>."""
    text = str(escape(inert(snippet)))
    return Markup(text.replace("«", '<mark dir="auto">').replace("»", "</mark>"))  # noqa: S704


def agency_name(code: str) -> str:
    """Return the name by which people know an agency."""
    agency = AGENCY_OF_CODE.get(code)
    return agency.name if agency else code


def wrote(agency: str, role: str) -> str:
    """Return in a sentence what an agency did for a text."""
    return _WROTE[Role(role)].format(agency_name(agency))


_WROTE: Mapping[Role, str] = MappingProxyType(
    {
        Role.OWN: "{} wrote it: a copy stands on the agency's own site.",
        Role.TEXT: "{} wrote it.",
        Role.JOINT: "{} and a publisher's own desk wrote it together.",
        Role.CONTRIBUTION: "{} contributed to it.",
    }
)
_ROLES: Mapping[str, str] = MappingProxyType(
    {
        Role.OWN: "own site",
        Role.TEXT: "text",
        Role.JOINT: "with the desk",
        Role.CONTRIBUTION: "contributed",
        Role.PHOTO: "picture",
        Role.SOURCE: "quoted",
    }
)
_PLACES: Mapping[str, str] = MappingProxyType(
    {
        Place.JSON_LD: "metadata (JSON-LD)",
        Place.META: "metadata",
        Place.TAIL: "end of the text",
        Place.BODY: "running text",
        Place.DOMAIN: "address of the site",
    }
)
_RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        Relation.IDENTICAL: "The same words",
        Relation.CUT: "Shortened",
        Relation.EXTENDED: "With more text",
        Relation.REVISION: "Both edited",
        Relation.EXCERPT: "A passage",
        Relation.DIGEST: "Round-up",
    }
)


_RIGHTS_PLACES: Mapping[str, str] = MappingProxyType(
    {
        "meta": "a meta element of the page",
        "header": "the headers it came with",
        "tdmrep.json": "the site's tdmrep.json",
    }
)
_ASKED: Mapping[str | None, str] = MappingProxyType(
    {
        Asking.FIRST: "for all it has",
        Asking.CONDITIONAL: "for what changed",
        Asking.AUDIT: "for all, as a test",
        Asking.UNTRUSTED: "for all, as it lies",
        None: "not at all",
    }
)
_TRUSTS: Mapping[str, str] = MappingProxyType(
    {
        Trust.NONE: "Is never said",
        Trust.UNTRIED: "Not tried yet",
        Trust.TRUSTED: "Believed",
        Trust.IGNORED: "Is never said",
        Trust.SUSPECTED: "Doubted",
        Trust.LYING: "Not believed",
    }
)
_IDENTITIES: Mapping[str, str] = MappingProxyType(
    {Identity.GUID: "their guids", Identity.ADDRESS: "their addresses"}
)
_EVENTS: Mapping[str, str] = MappingProxyType(
    {
        FeedEventKind.SPEAKS: "speaks again",
        FeedEventKind.DISTRUSTED: "not believed",
        FeedEventKind.TRUSTED: "believed again",
        FeedEventKind.IDENTITY: "known otherwise",
        FeedEventKind.GAP: "entries missed",
        FeedEventKind.DRIFT: "pages read otherwise",
    }
)


def rights_place(place: str) -> str:
    """Return where it stands that a page may not be mined, or may."""
    return _RIGHTS_PLACES.get(place, place)


def robots_place(tag: str) -> str:
    """Return where `tag`, a recorded X-Robots-Tag, stands."""
    before, meta, _ = tag.partition("meta: ")
    places = ("header" if before else "", "meta" if meta else "")
    return " and ".join(_RIGHTS_PLACES[place] for place in places if place)


def asked_name(asked: str | None) -> str:
    """Return what a feed was asked for."""
    return _ASKED.get(asked, asked or "")


def trust_name(trust: str) -> str:
    """Return what we think of a feed's "not modified"."""
    return _TRUSTS.get(trust, trust)


def identity_name(identity: str) -> str:
    """Return what the entries of a feed are known by."""
    return _IDENTITIES.get(identity, identity)


def event_name(kind: str) -> str:
    """Return in a word or two what happened to a feed."""
    return _EVENTS.get(kind, kind.replace("_", " "))


def role_name(role: str) -> str:
    """Return what an agency did, in a word or two."""
    return _ROLES.get(role, role)


def place_name(place: str) -> str:
    """Return where a credit stands."""
    return _PLACES.get(place, place)


def relation_name(relation: str) -> str:
    """Return what a copy is to the canonical one."""
    return _RELATIONS.get(relation, relation.replace("_", " "))


def long_day(day: date) -> str:
    """Return "Thursday, 12 March 2026"."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """Return "Thu 12 Mar"."""
    return f"{day:%a} {day.day} {day:%b}"


def month_name(day: date) -> str:
    """Return "March 2026"."""
    return f"{day:%B %Y}"


def heat(line: Coverage | None) -> str:
    """Return the class of a cell: which part of what an archive knows of a day we have.

    All is all and none is none, as in `percent`; of what lies between, three steps.
    """
    if line is None:
        return "heat-none"
    if line.share is None:
        return "heat-empty"
    return f"heat-{4 if line.share == 1 else min(3, ceil(line.share * 3))}"


def moment(at: datetime) -> str:
    """Return "12 Mar 2026, 09:12"; every time is UTC."""
    return f"{at.day} {at:%b %Y, %H:%M}"


def clock(at: datetime) -> str:
    """Return "09:12"."""
    return f"{at:%H:%M}"


def percent(share: float) -> str:
    """Return a share as a whole number; "all" and "none" only when it is all or none."""
    rounded = round(share * 100)
    whole = 99 if rounded == 100 and share < 1 else 1 if rounded == 0 and share > 0 else rounded
    return f"{whole} %"


FILTERS = MappingProxyType(
    {
        f.__name__: f
        for f in (
            link, quoted, marked, agency_name, wrote, role_name, place_name, relation_name,
            rights_place, robots_place, asked_name, trust_name, identity_name, event_name,
            span_in_words, long_day, short_day, month_name, heat, moment, clock, percent,
        )
    }
)  # fmt: skip
