"""What a watch says, as a tree: the outcome of `grammar.parse_query`.

Words are folded as `text.words` folds a page. A leaf looks at the zones in its mask; several zones
make a mask because asking one integer per word is what keeps 10,000 watches fast.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirewatch.model import Zone

ZONE_BIT = {zone: 1 << place for place, zone in enumerate(Zone)}


def mask_of(zones: Iterable[Zone]) -> int:
    """Return the mask that stands for `zones`."""
    return sum(ZONE_BIT[zone] for zone in set(zones))


DEFAULT_ZONES = mask_of((Zone.HEADLINE, Zone.LEDE, Zone.BODY))


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One word, or several in a row, within one paragraph.

    `exact` holds the same words as they must be printed, case and accents; empty when any will do.
    """

    words: tuple[str, ...]
    zones: int = DEFAULT_ZONES
    exact: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """Any word that begins with `stem`."""

    stem: str
    zones: int = DEFAULT_ZONES


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """Any form of `word` in the language of the text; in an unknown one, the word itself."""

    word: str
    zones: int = DEFAULT_ZONES


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """One of `left` and one of `right` in one zone, with at most `between` words between them.

    Lede and body are one running text, and the end of a paragraph counts as one word. Ordered: left
    comes first. The two never overlap.
    """

    left: "Place"
    right: "Place"
    between: int
    is_ordered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """One of `left` and one of `right` in one paragraph, in either order. The two never overlap."""

    left: "Place"
    right: "Place"


@dataclass(frozen=True, slots=True, kw_only=True)
class AtLeast:
    """`place` stands `times` times or more, in all its zones together."""

    place: "Place"
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """The text has more (or fewer) words, or its story more copies, than a number.

    Nearly every document has some number of both: a Count stands only beside others in an And.
    """

    name: str  # words, copies
    is_more: bool
    than: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldIs:
    """A field of the document has the value: agency:AFP, source:example.com."""

    name: str
    value: str  # folded by `fold_value`


@dataclass(frozen=True, slots=True, kw_only=True)
class And:
    """All of `parts`; at least one of them is neither Not nor Count."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Or:
    """At least one of `parts`; none of them is a Not or a Count."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Not:
    """`part` does not hold. Stands only beside others in an And."""

    part: "Node"


Leaf = Phrase | Prefix | Stem  # what stands on a page
Place = Leaf | Or  # what NEAR can join; an Or of places only
Node = Leaf | Near | Same | AtLeast | FieldIs | Count | And | Or | Not


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A watch's query, understood. `text` is as the person wrote it."""

    text: str
    root: Node


def fold_value(name: str, value: str) -> str:
    """Return the form in which values of field `name` are compared: any case is the same."""
    folded = value.strip().casefold()
    return folded.removeprefix("www.") if name == "source" else folded


def is_value(name: str, wanted: str, given: str) -> bool:
    """Tell whether a document's value answers a watch's. A source answers for its subdomains."""
    found = fold_value(name, given)
    return found == wanted or (name == "source" and found.endswith("." + wanted))


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly below `node`."""
    match node:
        case And(parts=parts) | Or(parts=parts):
            return parts
        case Near(left=left, right=right) | Same(left=left, right=right):
            return (left, right)
        case AtLeast(place=place):
            return (place,)
        case Not(part=part):
            return (part,)
        case _:
            return ()


def walk(node: Node) -> Iterator[Node]:
    """Give `node` and every node below it, in the order of the query's text."""
    yield node
    for child in children(node):
        yield from walk(child)
