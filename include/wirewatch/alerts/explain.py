"""Why a query holds on an article, or does not: clause by clause, in the order of its text."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wirewatch.alerts.evaluate import find_hits, make_test
from wirewatch.alerts.page import Page
from wirewatch.alerts.query import (
    DEFAULT_ZONES,
    ZONE_BIT,
    And,
    AtLeast,
    Count,
    FieldIs,
    Leaf,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Place,
    Prefix,
    Query,
    Same,
    Stem,
    children,
    mask_of,
    walk,
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
        case Phrase() | Prefix() | Stem():
            return _zoned(_printed(node), node.zones)
        case FieldIs() | Count():
            return _asked(node)
        case Near() | Same() | AtLeast():
            return _zoned(_pairing(node), _zones_of(node))
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
    for part in children(node):
        yield from _clauses(part, page, depth + 1)


def _printed(leaf: Leaf) -> str:
    if isinstance(leaf, Prefix):
        return f"{leaf.stem}*"
    if isinstance(leaf, Stem):
        return f"~{leaf.word}"
    words = leaf.exact or leaf.words
    text = " ".join(words)
    return ("=" if leaf.exact else "") + (f'"{text}"' if " " in text else text)


def _pairing(node: Near | Same | AtLeast) -> str:
    """Return the node without its field, which stands before the whole of it."""
    if isinstance(node, AtLeast):
        return f"ATLEAST/{node.times} ({_bare(node.place)})"
    sides = (f"({_bare(side)})" if isinstance(side, Or) else _bare(side) for side in children(node))
    text = f" {_operator(node)} ".join(sides)
    return text if _zones_of(node) == DEFAULT_ZONES else f"({text})"


def _bare(place: Node) -> str:
    match place:
        case Phrase() | Prefix() | Stem():
            return _printed(place)
        case _:
            return " OR ".join(map(_bare, children(place)))


def _zones_of(node: Node) -> int:
    """Return the zones of the places below, which are the same for all of them."""
    return next(leaf.zones for leaf in walk(node) if isinstance(leaf, Leaf))


def _asked(node: FieldIs | Count) -> str:
    if isinstance(node, FieldIs):
        return f"{node.name}:{node.value}"
    return f"{node.name}{'>' if node.is_more else '<'}{node.than}"


def _operator(node: Near | Same) -> str:
    if isinstance(node, Same):
        return "SAME"
    return f"{'ONEAR' if node.is_ordered else 'NEAR'}/{node.between}"


def _elsewhere(node: Node, page: Page) -> tuple[Hit, ...]:
    if not isinstance(node, Leaf):
        return ()
    return find_hits(replace(node, zones=_ALL_ZONES), page)


def _inner(node: Node | Place) -> str:
    text = print_node(node)
    is_bracketed = isinstance(node, Near | Same) and _zones_of(node) != DEFAULT_ZONES
    is_open = isinstance(node, And | Or | Near | Same) and not is_bracketed
    return f"({text})" if is_open else text


def _zoned(text: str, zones: int) -> str:
    if zones == DEFAULT_ZONES:
        return text
    names = [zone.value for zone in Zone if ZONE_BIT[zone] & zones]
    return f"{'/'.join(names)}:{text}" if names else text
