"""Watches as the operator writes them: `[[watch]]` tables in TOML, checked before they run.

    [[watch]]
    name = "Drones over the Saxon coast"
    query = 'drone* AND (harbour OR "air field")'
    routes = ["desk"]                                # default: the route "default"
    languages = ["en", "fr"]                         # default: all
    must_match = ["A drone fell into the harbour."]  # examples, tried by `wirewatch watches check`
    must_not_match = ["The drone of bees."]
    also = ["correction", "withdrawn", "pickup-10"]  # told again; default: the first two

    [aliases]                                        # your own, for queries: @harbour
    harbour = ["harbour", "harbor", "port de", "Hafen"]

An example is a small article: its first line is the headline, the second the lede, the rest the
body; a single line stands in all zones. What the query asks of fields, and of the number of words
and copies, is taken as given.
"""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from difflib import get_close_matches
from enum import StrEnum
from itertools import pairwise
from typing import Any

from wirewatch.alerts.evaluate import make_test
from wirewatch.alerts.grammar import query_of
from wirewatch.alerts.lint import lint
from wirewatch.alerts.page import Page
from wirewatch.alerts.query import And, Count, FieldIs, Node, Not, Or, Query, children
from wirewatch.errors import BadInput
from wirewatch.model import Document, Watch, Zone
from wirewatch.text import words

MAX_NAME_CHARS = 200  # the warehouse's Name

OwnAliases = tuple[tuple[str, tuple[str, ...]], ...]

_KEYS = {field.name: field.type for field in fields(Watch) if field.name != "aliases"}
_ALIAS = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LISTS = ("routes", "languages", "must_match", "must_not_match", "also")
_ALSO = re.compile(r"correction|withdrawn|translation|spike(-[1-9]\d?)?|pickup-[1-9]\d{0,3}")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_HEADER = re.compile(r"^\s*\[\[\s*watch\s*\]\]", re.MULTILINE)
_QUERY = re.compile(r"""^[ \t]*query[ \t]*=[ \t]*("{3}\n?|'{3}\n?|"|')""", re.MULTILINE)
_QUERY_PLACE = re.compile(r"line (\d+), column (\d+): (.*)", re.DOTALL)


class Severity(StrEnum):
    """Whether a problem stops the file from being used."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in a watches file. `line` and `column` count from 1, in the file."""

    severity: Severity
    line: int
    column: int
    watch: str | None
    text: str

    def __str__(self) -> str:
        name = f"watch {self.watch!r}: " if self.watch else ""
        return f"{self.line}:{self.column}: {self.severity}: {name}{self.text}"


def read_watches(toml_text: str) -> tuple[Watch, ...]:
    """Return the watches of a file; tables of other names are somebody else's.

    Raises:
        BadInput: at the first error that `check_watches` finds, in its words. Examples that fail
            and warnings do not stop a file from being used.
    """
    for problem in _structure_problems(toml_text):
        if problem.severity is Severity.ERROR:
            raise BadInput("watches", str(problem))
    loaded = tomllib.loads(toml_text)
    own = tuple(read_aliases(toml_text).items())
    return tuple(_watch(table, own) for table in loaded.get("watch", []))


def read_aliases(toml_text: str) -> dict[str, tuple[str, ...]]:
    """Return the operator's own aliases: table [aliases], name = ["one spelling", "another"]."""
    table = tomllib.loads(toml_text).get("aliases", {})
    return {name: tuple(spellings) for name, spellings in table.items()}


def check_watches(toml_text: str) -> tuple[Problem, ...]:
    """Return everything wrong or odd in a watches file, in the order of its lines."""
    found = list(_structure_problems(toml_text))
    if not any(problem.severity is Severity.ERROR for problem in found):
        found += _example_problems(toml_text)
    return tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a watch's table begins, and where its query's first character stands."""

    line: int
    query_line: int
    query_column: int
    ends_at: int


def _structure_problems(text: str) -> Iterator[Problem]:
    try:
        loaded = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        yield _toml_problem(text, str(error))
        return
    yield from _table_problems(loaded)
    tables = loaded.get("watch", [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        yield _error(1, 1, None, "write each watch below a line [[watch]], with two brackets")
        return
    wrong = list(_alias_problems(loaded.get("aliases", {})))
    yield from wrong
    own = () if wrong else tuple(read_aliases(text).items())
    names = Counter(str(table.get("name")) for table in tables)
    for table, spot in zip(tables, _spots(text, len(tables)), strict=True):
        yield from _watch_problems(table, spot, own)
        if "name" in table and names[str(table["name"])] > 1:
            yield _error(spot.line, 1, _name(table), "the name stands twice; rename one")


def _toml_problem(text: str, message: str) -> Problem:
    place = _TOML_PLACE.search(message)
    line, column = (int(place[1]), int(place[2])) if place else (text.count("\n") + 1, 1)
    return _error(line, column, None, f"not TOML: {message.partition(' (at ')[0]}")


def _table_problems(loaded: Mapping[str, Any]) -> Iterator[Problem]:
    if "watch" in loaded:
        return
    near = get_close_matches("watch", loaded, n=1, cutoff=0.7)
    advice = f"there is a [[{near[0]}]]; did you mean [[watch]]?" if near else "add a [[watch]]"
    yield _problem(Severity.WARNING, 1, 1, None, f"the file holds no watch; {advice}")


def _alias_problems(table: object) -> Iterator[Problem]:
    if not isinstance(table, dict):
        yield _error(1, 1, None, 'aliases is a table: [aliases], then name = ["one", "two"]')
        return
    for name, spellings in table.items():
        if not _ALIAS.fullmatch(name):
            yield _error(
                1, 1, None, f"alias {name!r}: a name is of small letters, figures, - and _"
            )
        if not spellings or not _is_list_of_text(spellings) or not all(map(words, spellings)):
            yield _error(1, 1, None, f'alias {name!r} is a list of spellings: ["one", "two"]')


def _watch_problems(table: Mapping[str, Any], spot: _Spot, own: OwnAliases) -> Iterator[Problem]:
    name = _name(table)
    for key in table.keys() - _KEYS.keys():
        near = get_close_matches(key, _KEYS, n=1)
        advice = f"did you mean {near[0]}?" if near else "a watch has " + ", ".join(_KEYS)
        yield _error(spot.line, 1, name, f"unknown key {key}; {advice}")
    if not isinstance(table.get("name"), str) or not 0 < len(table["name"]) <= MAX_NAME_CHARS:
        yield _error(spot.line, 1, name, f"give it a name = of 1 to {MAX_NAME_CHARS} characters")
    for key in _LISTS:
        if not _is_list_of_text(table.get(key, [])):
            yield _error(spot.line, 1, name, f'{key} is a list of texts: {key} = ["one", "two"]')
    for reason in filter(_is_no_reason, table.get("also", ())):
        wanted = "correction, withdrawn, translation, pickup-10, spike-2"
        yield _error(spot.line, 1, name, f"also = {reason!r} is none of {wanted}")
    if not isinstance(table.get("query"), str):
        yield _error(spot.line, 1, name, "it asks for nothing; give it a query =")
        return
    yield from _query_problems(Watch(name="", query=table["query"], aliases=own), name, spot)


def _query_problems(watch: Watch, name: str | None, spot: _Spot) -> Iterator[Problem]:
    try:
        warnings = lint(query_of(watch))
    except BadInput as error:
        place = _QUERY_PLACE.fullmatch(error.detail)
        line, column, text = (
            (int(place[1]), int(place[2]), place[3]) if place else (1, 1, str(error))
        )
        shift = spot.query_column - 1 if line == 1 else 0
        yield _error(spot.query_line + line - 1, column + shift, name, text)
        return
    for warning in warnings:
        yield _problem(Severity.WARNING, spot.query_line, spot.query_column, name, warning)


def _example_problems(text: str) -> Iterator[Problem]:
    tables = tomllib.loads(text).get("watch", [])
    own = tuple(read_aliases(text).items())
    for table, spot in zip(tables, _spots(text, len(tables)), strict=True):
        watch = _watch(table, own)
        query = query_of(watch)
        for example in watch.must_match:
            if not is_matched(query, example):
                yield _error(spot.line, 1, watch.name, f"does not match its example {example!r}")
        for example in watch.must_not_match:
            if is_matched(query, example):
                yield _error(spot.line, 1, watch.name, f"matches the counter-example {example!r}")


def is_matched(query: Query, example: str) -> bool:
    """Tell whether `query` matches the small article `example`; its fields are taken as given."""
    headline, _, rest = example.strip().partition("\n")
    lede, _, body = rest.partition("\n")
    zones: tuple[tuple[Zone, str], ...]
    if rest:
        zones = ((Zone.HEADLINE, headline), (Zone.LEDE, lede), (Zone.BODY, body))
    else:  # lede and body kept apart: side by side they would run on, and NEAR would reach over
        zones = tuple(
            (zone, headline) for zone in (Zone.LEDE, *(z for z in Zone if z != Zone.LEDE))
        )
    document = Document(doc_id="example", zones=zones, fields=tuple(_wanted(query.root)))
    return make_test(_uncounted(query.root))(Page(document))


def _uncounted(node: Node) -> Node:
    """Return `node` without its counts: no example is as long as an article."""
    match node:
        case And(parts=parts) | Or(parts=parts):
            kept = [_uncounted(part) for part in parts if not isinstance(part, Count)]
            return kept[0] if len(kept) == 1 else replace(node, parts=tuple(kept))
        case Not(part=part):
            return Not(part=_uncounted(part))
        case _:
            return node


def _wanted(node: Node) -> Iterator[tuple[str, str]]:
    """Give the field values that the query wants; what it excludes is not given."""
    if isinstance(node, FieldIs):
        yield node.name, node.value
    if not isinstance(node, Not):
        for child in children(node):
            yield from _wanted(child)


def _spots(text: str, n_watches: int) -> list[_Spot]:
    """Return where each watch stands; all at the first line when the text hides it too well."""
    starts = [found.start() for found in _HEADER.finditer(text)]
    if len(starts) != n_watches:  # "[[watch]]" inside a long text, or tables written inline
        return [_Spot(1, 1, 1, len(text))] * n_watches
    return [_spot(text, start, end) for start, end in pairwise([*starts, len(text)])]


def _spot(text: str, start: int, end: int) -> _Spot:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    line = text.count("\n", 0, start) + 1
    found = _QUERY.search(text, start, end)
    if found is None:
        return _Spot(line, line, 1, end)
    at = found.end()
    return _Spot(line, text.count("\n", 0, at) + 1, at - (text.rfind("\n", 0, at) + 1) + 1, end)


def _watch(table: Mapping[str, Any], own: OwnAliases) -> Watch:
    lists = {key: tuple(table[key]) for key in _LISTS if key in table}
    return Watch(name=table["name"], query=table["query"], aliases=own, **lists)


def _name(table: Mapping[str, Any]) -> str | None:
    name = table.get("name")
    return name if isinstance(name, str) else None


def _is_no_reason(reason: object) -> bool:
    return isinstance(reason, str) and not _ALSO.fullmatch(reason)


def _is_list_of_text(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _error(line: int, column: int, watch: str | None, text: str) -> Problem:
    return Problem(severity=Severity.ERROR, line=line, column=column, watch=watch, text=text)


def _problem(severity: Severity, line: int, column: int, watch: str | None, text: str) -> Problem:
    return Problem(severity=severity, line=line, column=column, watch=watch, text=text)
