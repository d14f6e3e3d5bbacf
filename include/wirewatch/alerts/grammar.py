"""The watch language: text in, tree out, or a refusal with line, column and a suggestion.

    kyiv AND (drone* OR "air strike") NOT exercise
    "prime minister" NEAR/5 resign*          at most five words between, in either order
    merger ONEAR/10 approved                 in this order
    minister SAME resign*                    in one paragraph
    ATLEAST/3 (drone OR "air strike")        three times or more, of either
    ~resign AND lang:(en OR fr)              resigned, resigns … in the text's own language
    =US AND @kyiv AND words>200              as printed; all its spellings; no short items
    headline:(flood OR storm) AND agency:AFP AND lang:fr

AND binds stronger than OR; `a NOT b` is `a AND NOT b`. Operators are written in capitals. Without a
field a term is looked for in headline, lede and body; never in adverts, author boxes or link lists.
Upper and lower case, accents and the separators of figures make no difference.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedToken
from lark.lexer import Lexer

from wirewatch.alerts.advice import advise
from wirewatch.alerts.aliases import ALIASES, Aliases
from wirewatch.alerts.lexer import pieces, refuse
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
    fold_value,
    walk,
)
from wirewatch.model import Role, Watch, Zone
from wirewatch.text import clean, spans, words

_GRAMMAR = """
start: either
either: both (OR both)*
both: (near | negated) (AND near | AND? negated)*
negated: NOT near
near: atom | atom NEAR atom | atom ONEAR atom | atom SAME atom
atom: WORD -> phrase | PHRASE -> phrase | PREFIX -> prefix
    | EXACT -> exact | STEM -> stem | ALIAS -> alias | COUNT -> count
    | ATLEAST LPAR either RPAR -> repeated
    | LPAR either RPAR -> bracket
    | ZONE_FIELD atom -> zoned
    | VALUE_FIELD values -> valued
values: VALUE | LPAR VALUE (OR VALUE)* RPAR
%declare OR AND NOT NEAR ONEAR SAME ATLEAST WORD PHRASE PREFIX EXACT STEM ALIAS COUNT LPAR RPAR
%declare ZONE_FIELD VALUE_FIELD VALUE
"""


def query_of(watch: Watch) -> Query:
    """Return what a watch asks for, its own aliases among those it may name.

    Raises:
        BadInput: as `parse_query`.
    """
    return parse_query(watch.query, {**ALIASES, **dict(watch.aliases)})


def parse_query(text: str, aliases: Aliases = ALIASES) -> Query:
    """Return what `text` says.

    Raises:
        BadInput: `text` is no query; the detail names line and column and what to write instead.
    """
    found = list(pieces(text, aliases))
    if not found:
        raise refuse(text, 0, "the query is empty; write at least one word")
    try:
        whole: Any = _parser.parse(found)
    except UnexpectedToken as error:
        raise advise(text, found, error.token) from error
    except _Refusal as refusal:
        raise refuse(text, refusal.at, refusal.problem) from None
    return Query(text=text, root=whole.node)


class _GivenPieces(Lexer):
    """Hands lark the pieces that are already cut."""

    def __init__(self, _configuration: object) -> None:
        """Take lark's configuration, of which nothing is needed."""

    def lex(self, lexer_state: Any, _parser_state: Any = None) -> Iterator[Token]:
        return iter(lexer_state)


class _Refusal(Exception):
    """A query that has the right form and no sense."""

    def __init__(self, at: int, problem: str) -> None:
        super().__init__(at, problem)
        self.at = at
        self.problem = problem


@dataclass(frozen=True, slots=True)
class _Part:
    """A node and where its text begins."""

    node: Node
    at: int


class _Builder(Transformer[Token, _Part]):
    """Makes our tree, bottom up."""

    def start(self, found: list[_Part]) -> _Part:
        return _naming(found[0])

    def either(self, found: list[Any]) -> _Part:
        parts = [part for part in found if isinstance(part, _Part)]
        if len(parts) == 1:
            return parts[0]
        nodes = tuple(_flat(Or, (_naming(part).node for part in parts)))
        return _Part(Or(parts=nodes), parts[0].at)

    def both(self, found: list[Any]) -> _Part:
        parts = [part for part in found if isinstance(part, _Part)]
        if len(parts) == 1:
            return parts[0]
        nodes = tuple(_flat(And, (part.node for part in parts)))
        return _Part(And(parts=nodes), parts[0].at)

    def negated(self, found: list[Any]) -> _Part:
        operator, part = found
        return _Part(Not(part=_naming(part).node), operator.start_pos)

    def near(self, found: list[Any]) -> _Part:
        if len(found) == 1:
            part: _Part = found[0]
            return part
        left, right = _place(found[0], found[1]), _place(found[2], found[1])
        return _Part(_joined(left, found[1], right), found[0].at)

    def phrase(self, found: list[Token]) -> _Part:
        return _Part(Phrase(words=tuple(words(found[0]))), _at(found[0]))

    def prefix(self, found: list[Token]) -> _Part:
        return _Part(Prefix(stem=str(found[0])), _at(found[0]))

    def stem(self, found: list[Token]) -> _Part:
        return _Part(Stem(word=str(found[0])), _at(found[0]))

    def exact(self, found: list[Token]) -> _Part:
        printed = clean(found[0])
        exact = tuple(printed[start:end] for start, end in spans(printed))
        return _Part(Phrase(words=tuple(words(printed)), exact=exact), _at(found[0]))

    def alias(self, found: list[Token]) -> _Part:
        spellings = tuple(Phrase(words=key) for key in _spellings(found[0]))
        return _Part(Or(parts=spellings), _at(found[0]))

    def count(self, found: list[Token]) -> _Part:
        name, sign, number = re.split("([<>])", found[0])
        return _Part(Count(name=name, is_more=sign == ">", than=int(number)), _at(found[0]))

    def repeated(self, found: list[Any]) -> _Part:
        operator, _, part, _ = found
        node = AtLeast(place=_place(part, operator), times=int(operator))
        return _Part(node, _at(operator))

    def bracket(self, found: list[Any]) -> _Part:
        return _Part(found[1].node, _at(found[0]))

    def zoned(self, found: list[Any]) -> _Part:
        field, part = found
        return _Part(_within(Zone(str(field)), part), _at(field))

    def values(self, found: list[Token]) -> list[Token]:
        return [token for token in found if token.type == "VALUE"]

    def valued(self, found: list[Any]) -> _Part:
        field, values = found
        nodes = tuple(_field(str(field), value) for value in values)
        return _Part(nodes[0] if len(nodes) == 1 else Or(parts=nodes), _at(field))


def _spellings(alias: Token) -> list[tuple[str, ...]]:
    """Return the spellings that differ when folded."""
    _, *forms = alias.split("\n")
    return list(dict.fromkeys(tuple(words(form)) for form in forms))


def _at(token: Token) -> int:
    return token.start_pos or 0


def _flat(kind: type[And] | type[Or], nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        if isinstance(node, kind):
            yield from node.parts
        else:
            yield node


def _naming(part: _Part) -> _Part:
    """Give back `part` if it names something to find; NOT alone would find nearly everything."""
    nodes = part.node.parts if isinstance(part.node, And) else (part.node,)
    if not all(isinstance(node, Not | Count) for node in nodes):
        return part
    if isinstance(nodes[0], Count):
        problem = f"{nodes[0].name} alone finds nearly everything; write what to find beside it"
    else:
        problem = "NOT alone finds nearly everything; write what to find before it: word NOT other"
    raise _Refusal(part.at, problem)


def _joined(left: Place, operator: Token, right: Place) -> Near | Same:
    if operator.type == "SAME":
        return Same(left=left, right=right)
    is_ordered = operator.type == "ONEAR"
    return Near(left=left, right=right, between=int(operator), is_ordered=is_ordered)


def _place(part: _Part, operator: Token) -> Place:
    node, name = part.node, operator.type
    arms: Sequence[Node] = node.parts if isinstance(node, Or) else (node,)
    for arm in arms:
        if not isinstance(arm, Leaf):
            problem = f"{name} takes words, phrases, and brackets of them with OR; use AND for more"
            raise _Refusal(part.at, problem)
        if arm.zones != DEFAULT_ZONES:
            problem = f"write the field before all of it: headline:{_example(operator)}"
            raise _Refusal(part.at, problem)
    return node  # type: ignore[return-value]  # the loop has proved it


def _example(operator: Token) -> str:
    match operator.type:
        case "SAME":
            return "(a SAME b)"
        case "ATLEAST":
            return f"ATLEAST/{operator} (a)"
        case _:
            return f"(a {operator.type}/{operator} b)"


def _within(zone: Zone, part: _Part) -> Node:
    for node in walk(part.node):
        if isinstance(node, FieldIs | Count):
            raise _Refusal(part.at, f"{node.name} is no part of the {zone}; write it beside")
        if isinstance(node, Leaf) and node.zones != DEFAULT_ZONES:
            raise _Refusal(part.at, f"a field inside {zone}:; write them side by side with AND")
    return _moved(part.node, ZONE_BIT[zone])


def _moved(node: Node, zones: int) -> Node:
    match node:
        case Phrase() | Prefix() | Stem():
            return replace(node, zones=zones)
        case And(parts=parts) | Or(parts=parts):
            return replace(node, parts=tuple(_moved(part, zones) for part in parts))
        case Not(part=part):
            return Not(part=_moved(part, zones))
        case Near(left=left, right=right) | Same(left=left, right=right):
            return replace(node, left=_moved_place(left, zones), right=_moved_place(right, zones))
        case AtLeast(place=place):
            return replace(node, place=_moved_place(place, zones))
        case FieldIs() | Count():
            return node


def _moved_place(place: Place, zones: int) -> Place:
    if isinstance(place, Or):
        return Or(parts=tuple(_moved(part, zones) for part in place.parts))
    return replace(place, zones=zones)


_TWO_LETTERS = {"lang": "language", "country": "country"}


def _field(name: str, value: Token) -> FieldIs:
    folded = fold_value(name, value)
    if name == "role" and folded not in set(Role):
        raise _Refusal(_at(value), f"no role {value}; the roles are " + ", ".join(Role))
    if name in _TWO_LETTERS and not (len(folded) == 2 and folded.isascii() and folded.isalpha()):
        wanted = f"{value} is no {_TWO_LETTERS[name]}; write its two letters: {name}:fr"
        raise _Refusal(_at(value), wanted)
    return FieldIs(name=name, value=folded)


# The builder works while lark reads: a tree of its own would be walked recursively, and 20,000
# characters of "headline:headline:…" would break the stack.
_parser = Lark(_GRAMMAR, parser="lalr", lexer=_GivenPieces, transformer=_Builder())
