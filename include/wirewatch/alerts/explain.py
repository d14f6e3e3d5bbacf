"""Why a query holds on an article, or does not: clause by clause, in the order of its text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wirewatch.alerts.evaluate import find_hits, make_test
from wirewatch.alerts.page import Page
from wirewatch.alerts.query import (
    DEFAULT_ZONES,
    ZONE_BIT,
    And,
    FieldIs,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Place,
    Prefix,
    Query,
    mask_of,
)
from wirewatch.model import Document, Hit, Zone

_ALL_ZONES = mask_of(Zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A part of a query, tried on one article."""

    depth: int  # 0 is the whole query
    text: str  # in the watch language, with words folded as they are compared
    holds: bool
    hits: tuple[Hit, ...]  # the words that make it hold; none for a field
    elsewhere: tuple[Hit, ...]  # when it fails: the same words in zones it does not look at
    values: tuple[str, ...]  # of a field: what the article has instead


def explain(query: Query, document: Document) -> tuple[Clause, ...]:
    """Return the clauses of `query`, the whole first, each tried on `document`."""
    return tuple(_clauses(query.root, Page(document), 0))


def print_node(node: Node) -> str:
    """Return `node` in the watch language."""
    match node:
        case Phrase(words=words, zones=zones):
            text = " ".join(words)
            return _zoned(f'"{text}"' if len(words) > 1 else text, zones)
        case Prefix(stem=stem, zones=zones):
            return _zoned(f"{stem}*", zones)
        case FieldIs(name=name, value=value):
            return f"{name}:{value}"
        case Near(left=left, right=right, between=between, is_ordered=is_ordered):
            operator = "ONEAR" if is_ordered else "NEAR"
            return f"{_inner(left)} {operator}/{between} {_inner(right)}"
        case Not(part=part):
            return f"NOT {_inner(part)}"
        case And(parts=parts):
            return " AND ".join(_inner(part) for part in parts)
        case Or(parts=parts):
            return " OR ".join(_inner(part) for part in parts)


def _clauses(node: Node, page: Page, depth: int) -> Iterator[Clause]:
    holds = make_test(node)(page)
    yield Clause(
        depth=depth,
        text=print_node(node),
        holds=holds,
        hits=find_hits(node, page) if holds else (),
        elsewhere=() if holds else _elsewhere(node, page),
        values=page.document.field_values(node.name) if isinstance(node, FieldIs) else (),
    )
    for part in _parts(node):
        yield from _clauses(part, page, depth + 1)


def _parts(node: Node) -> tuple[Node, ...]:
    """Return what is worth telling apart: the two sides of a failing NEAR are."""
    match node:
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case Near(left=left, right=right):
            return (left, right)
        case _:
            return ()


def _elsewhere(node: Node, page: Page) -> tuple[Hit, ...]:
    if not isinstance(node, Phrase | Prefix):
        return ()
    return find_hits(replace(node, zones=_ALL_ZONES), page)


def _inner(node: Node | Place) -> str:
    text = print_node(node)
    return f"({text})" if isinstance(node, And | Or | Near) else text


def _zoned(text: str, zones: int) -> str:
    if zones == DEFAULT_ZONES:
        return text
    names = [zone.value for zone in Zone if ZONE_BIT[zone] & zones]
    return f"{'/'.join(names)}:{text}" if names else text
