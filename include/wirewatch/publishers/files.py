"""A publisher file, read: whose pages it is for, and from when to when its rules hold.

name = "The Harbour Post"
sites = ["harbour-post.example"]
zone = "Europe/London"

[[rules]]
valid_until = 2026-05-31
why = "the byline has no mark of its own; the site was rebuilt in June"
byline = ".signature"
"""

import difflib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wirewatch.clocks import zone_called
from wirewatch.errors import BadInput
from wirewatch.model import Habits
from wirewatch.publishers.selectors import xpath_of

SELECTORS = ("headline", "byline", "published", "modified", "body", "not_body")
_KEYS = ("name", "sites", "zone", "language", "rules")
_RULE_KEYS = ("valid_from", "valid_until", "why", *SELECTORS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Where a publisher's pages hold what, from one day to another, both included."""

    valid_from: date
    valid_until: date
    why: str
    selectors: tuple[tuple[str, str], ...]  # what → CSS


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """What one file says."""

    file: str
    name: str
    sites: tuple[str, ...]  # registered domains
    zone: str | None
    language: str | None
    rules: tuple[Rules, ...]

    def rules_on(self, day: date) -> Rules | None:
        """Return the rules for pages captured on `day`; the first that holds is used."""
        return next((one for one in self.rules if one.valid_from <= day <= one.valid_until), None)

    def habits_on(self, day: date) -> Habits:
        """Return what the reader is to know of a page captured on `day`."""
        rules = self.rules_on(day)
        chosen = rules.selectors if rules else ()
        return Habits(
            publisher=self.name,
            zone=self.zone,
            language=self.language,
            paths=tuple((what, xpath_of(css)) for what, css in chosen),
        )


def read_publisher(text: str, file: str) -> Publisher:
    """Return what `text` says.

    Raises:
        BadInput: naming `file`, the key, and what to write instead.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(file, f"is not TOML: {error}") from error
    _known(file, "", table, _KEYS)
    return Publisher(
        file=file,
        name=_text(file, "name", table.get("name")),
        sites=_sites(file, table.get("sites")),
        zone=_zone(file, table.get("zone")),
        language=_language(file, table.get("language")),
        rules=tuple(_rules(file, n, one) for n, one in enumerate(_tables(file, table), start=1)),
    )


def _tables(file: str, table: Mapping[str, Any]) -> list[Any]:
    found = table.get("rules", [])
    if not isinstance(found, list):
        raise BadInput(file, "rules: write them below a line [[rules]], with two brackets")
    return found


def _rules(file: str, number: int, table: object) -> Rules:
    where = f"rules {number}: "
    if not isinstance(table, dict):
        raise BadInput(file, f"{where}write them below a line [[rules]]")
    _known(file, where, table, _RULE_KEYS)
    first = _day(file, f"{where}valid_from", table.get("valid_from"), date.min)
    last = _day(file, f"{where}valid_until", table.get("valid_until"), date.max)
    if first > last:
        raise BadInput(file, f"{where}valid_from {first} is after valid_until {last}; swap them")
    selectors = tuple(
        (what, _selector(file, f"{where}{what}", table[what]))
        for what in SELECTORS
        if what in table
    )
    if not selectors:
        raise BadInput(file, f"{where}selects nothing; write one of {', '.join(SELECTORS)}")
    why = _text(file, f"{where}why", table.get("why"))
    return Rules(valid_from=first, valid_until=last, why=why, selectors=selectors)


def _known(file: str, where: str, table: Mapping[str, Any], keys: tuple[str, ...]) -> None:
    for key in table:
        if key not in keys:
            near = difflib.get_close_matches(key, keys, n=1)
            advice = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(keys)}"
            raise BadInput(file, f"{where}{key} is no key; {advice}")


def _text(file: str, key: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise BadInput(file, f"{key}: write a text in quotes")
    return value


def _sites(file: str, value: object) -> tuple[str, ...]:
    advice = 'sites: write a list of hosts, such as ["harbour-post.example"]'
    if not isinstance(value, list) or not value:
        raise BadInput(file, advice)
    for one in value:
        if not isinstance(one, str) or "/" in one or "." not in one:
            raise BadInput(file, f"{advice}; {one!r} is none")
    return tuple(one.lower().removeprefix("www.") for one in value)


def _zone(file: str, value: object) -> str | None:
    if value is not None and (not isinstance(value, str) or zone_called(value) is None):
        raise BadInput(file, f"zone: {value!r} is no zone such as Europe/Paris")
    return value


def _language(file: str, value: object) -> str | None:
    if value is not None and not (isinstance(value, str) and len(value) == 2 and value.islower()):
        raise BadInput(file, f"language: {value!r} is no language such as fr")
    return value


def _day(file: str, key: str, value: object, default: date) -> date:
    if value is None:
        return default
    if type(value) is not date:
        raise BadInput(file, f"{key}: write a day without quotes, such as 2026-05-31")
    return value


def _selector(file: str, key: str, value: object) -> str:
    css = _text(file, key, value)
    try:
        xpath_of(css)
    except ValueError as error:
        raise BadInput(file, f"{key}: {css!r}: {error}") from error
    return css
