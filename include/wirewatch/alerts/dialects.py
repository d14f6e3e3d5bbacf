"""Queries of other products in our language, with all that differs said; and ours in theirs.

NEAR is what differs most and is seen least. Meltwater counts the words between, as we do. Factiva
counts places: near1 is "directly beside", so nearN is our NEAR/N-1. Nexis's w/n is read in the same
way. Talkwalker has none.
What has no counterpart is refused with its place, and never left out.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wirewatch.alerts.explain import print_node
from wirewatch.alerts.grammar import parse_query
from wirewatch.alerts.lexer import MAX_NEAR, refuse
from wirewatch.alerts.query import (
    AtLeast,
    Count,
    FieldIs,
    Near,
    Node,
    Phrase,
    Same,
    Stem,
    walk,
)


class Dialect(StrEnum):
    """A product whose queries we read and write."""

    MELTWATER = "meltwater"
    FACTIVA = "factiva"
    NEXIS = "nexis"
    TALKWALKER = "talkwalker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translated:
    """A query in the other language, and what it finds otherwise than before."""

    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one piece becomes; `note` says what differs."""

    pattern: str
    becomes: str | Callable[[re.Match[str]], str]
    note: str = ""


def _near(name: str, less: int) -> Callable[[re.Match[str]], str]:
    return lambda found: f"{name}/{min(max(int(found[1]) - less, 0), MAX_NEAR)}"


_COUNTS_PLACES = "its number counts places: {} means {} words between"
_JOINED = (_Rule(r"(?i:and\s+not|not)(?!\w)", "NOT"), _Rule(r"(?i:and)(?!\w)", "AND"),
           _Rule(r"(?i:or)(?!\w)", "OR"))  # fmt: skip
_RULES: Mapping[Dialect, tuple[_Rule, ...]] = {
    Dialect.MELTWATER: (
        _Rule(r"NEAR/(\d+)", _near("NEAR", 0)),
        _Rule(r"ONEAR/(\d+)", _near("ONEAR", 0)),
        _Rule(r"ONEAR(?![\w/])", "ONEAR/4", "ONEAR without a number is at most 4 words between"),
        _Rule(r"NEAR(?![\w/])", "NEAR/4", "NEAR without a number is at most 4 words between"),
        _Rule(r"(?i:title):", "headline:"),
        _Rule(r"(?i:ingress):", "lede:"),
        _Rule(r"\^\d+", "", "^n chooses what is shown there; ours shows every hit"),
        *_JOINED,
    ),
    Dialect.FACTIVA: (
        _Rule(r"(?i:near)(\d+)", _near("NEAR", 1), _COUNTS_PLACES),
        _Rule(r"(?i:adj)(\d+)", _near("ONEAR", 1), _COUNTS_PLACES),
        _Rule(r"(?i:same)(?!\w)", "SAME"),
        _Rule(r"(?i:atleast)(\d+)\s+(\"[^\"]*\"|[^\s()\"]+)", r"ATLEAST/\1 (\2)"),
        _Rule(r"(?i:atleast)(\d+)(?=\s*\()", r"ATLEAST/\1 "),
        _Rule(r"(?i:hd|hl)=", "headline:"),
        _Rule(r"(?i:hlp)=", "headline:", "hlp= is headline and lead; ours looks in the headline"),
        _Rule(r"(?i:by)=", "byline:"),
        _Rule(r"(?i:la)=", "lang:"),
        _Rule(r"(?i:wc)>", "words>"),
        _Rule(r"(?i:wc)<", "words<"),
        _Rule(r"\$\d*", "*", "$n allows n letters more; * allows any number"),
        *_JOINED,
    ),
    Dialect.NEXIS: (
        _Rule(r"(?i:w/(?:seg|p|para))(?!\w)", "SAME", "w/p and w/seg are taken as one paragraph"),
        _Rule(r"(?i:w/s)(?!\w)", "SAME", "w/s is one sentence; SAME is one paragraph"),
        _Rule(r"(?i:pre/)(\d+)", _near("ONEAR", 1), _COUNTS_PLACES),
        _Rule(r"(?i:w/)(\d+)", _near("NEAR", 1), _COUNTS_PLACES),
        _Rule(r"(?i:atleast)(\d+)\s*(?=\()", r"ATLEAST/\1 "),
        _Rule(r"(?i:atl)(\d+)\s*(?=\()", r"ATLEAST/\1 "),
        _Rule(r"(?i:headline|hlead)(?=\s*\()", "headline:",
              "HLEAD is headline and lead; ours looks in the headline"),
        _Rule(r"(?i:byline)(?=\s*\()", "byline:"),
        _Rule(r"(?i:length)\s*>\s*", "words>"),
        _Rule(r"(?i:length)\s*<\s*", "words<"),
        _Rule(r"!", "*"),
        *_JOINED,
    ),
    Dialect.TALKWALKER: (
        _Rule(r"-(?=[\w\"(])", "NOT ", "- is NOT"),
        _Rule(r"(?i:site):", "source:"),
        _Rule(r"(?i:title):", "headline:"),
        _Rule(r"(?i:lang):", "lang:"),
        *_JOINED,
    ),
}  # fmt: skip
_REFUSED: Mapping[Dialect, str] = {
    Dialect.MELTWATER: r"(?P<no>[a-zA-Z_]+:)(?!\w*//)",
    Dialect.FACTIVA: r"(?P<no>/F\d+/|\b[a-z]{2,3}=|\?)",
    Dialect.NEXIS: r"(?P<no>\b(?:allcaps|caps|nocaps|singular|plural)(?=\s*\()|\?)",
    Dialect.TALKWALKER: r"(?P<no>\?|\b[a-z_]+:)",
}
_WORD = r"[^\s()\"]"


def from_dialect(text: str, dialect: Dialect) -> Translated:
    """Return what `text`, a query of another product, is in our language.

    Raises:
        BadInput: it says what ours cannot, with line and column; or what comes of it is no query.
    """
    notes: dict[str, None] = {}
    written = "".join(_pieces(text, dialect, notes))
    parse_query(written)
    return Translated(text=" ".join(written.split()), notes=tuple(notes))


def _pieces(text: str, dialect: Dialect, notes: dict[str, None]) -> Iterator[str]:
    at, is_start = 0, True
    while at < len(text):
        quoted = re.compile(r'"[^"]*"?').match(text, at)
        if quoted:
            yield quoted[0]
            at, is_start = quoted.end(), True
            continue
        rule, found = _rule_at(text, at, dialect, is_start=is_start)
        if rule and found:
            yield _written(rule, found, notes)
            at = found.end()
            continue
        if is_start and (no := re.compile(_REFUSED[dialect]).match(text, at)):
            raise refuse(text, at, f"{no['no']} of {dialect} has no counterpart; remove it")
        yield text[at]
        is_start = not re.match(_WORD, text[at])
        at += 1


def _rule_at(
    text: str, at: int, dialect: Dialect, *, is_start: bool
) -> tuple[_Rule | None, re.Match[str] | None]:
    """Return the rule for what stands at `at`; letters make a piece only where a word begins."""
    for rule in _RULES[dialect]:
        found = re.compile(rule.pattern).match(text, at)
        if found and (is_start or not found[0][0].isalnum()):
            return rule, found
    return None, None


def _written(rule: _Rule, found: re.Match[str], notes: dict[str, None]) -> str:
    text = found.expand(rule.becomes) if isinstance(rule.becomes, str) else rule.becomes(found)
    if rule.note:
        notes[rule.note.format(found[0], text.partition("/")[2])] = None
    return text


# ── ours in theirs ──────────────────────────────────────────────────────────────────────────────


def to_dialect(text: str, dialect: Dialect) -> Translated:
    """Return what `text`, a query in our language, is in that of another product.

    Raises:
        BadInput: `text` is no query, or the other product cannot say it.
    """
    root = parse_query(text).root
    for node in walk(root):
        if problem := _unsaid(node, dialect):
            raise refuse(text, 0, f"{problem} cannot be said in {dialect}")
    ours = _outward(print_node(root), dialect)
    notes = [_COUNTS_PLACES.format("/N", "N-1")] if _shifts(root, dialect) else []
    return Translated(text=ours, notes=tuple(notes))


def _shifts(root: Node, dialect: Dialect) -> bool:
    counts_places = dialect in (Dialect.FACTIVA, Dialect.NEXIS)
    return counts_places and any(isinstance(node, Near) for node in walk(root))


def _unsaid(node: Node, dialect: Dialect) -> str | None:
    """Return what of `node` the other product has no words for."""
    match node:
        case FieldIs(name=name) if (name, dialect) not in _FIELDS:
            return f"{name}:"
        case Count(name="copies"):
            return "copies"
        case Count() if dialect in (Dialect.MELTWATER, Dialect.TALKWALKER):
            return "words"
        case Near() if dialect is Dialect.TALKWALKER:
            return "NEAR"
        case Same() | AtLeast() if dialect not in (Dialect.FACTIVA, Dialect.NEXIS):
            return "SAME and ATLEAST"
        case Phrase(exact=exact) if exact:
            return "=Exact"
        case Stem():
            return "~stem"
        case _:
            return None


_FIELDS = {("lang", Dialect.FACTIVA), ("lang", Dialect.TALKWALKER), ("source", Dialect.TALKWALKER)}
_OUTWARD: Mapping[Dialect, tuple[tuple[str, str], ...]] = {
    Dialect.MELTWATER: (("headline:", "title:"), ("lede:", "ingress:")),
    Dialect.FACTIVA: (
        ("headline:", "hd="), ("byline:", "by="), ("lang:", "la="), ("words", "wc"),
        ("ATLEAST/", "atleast"), ("AND NOT", "not"),
    ),
    Dialect.NEXIS: (
        ("headline:", "headline"), ("byline:", "byline"), ("words", "length "),
        ("SAME", "w/p"), ("ATLEAST/", "atleast"), ("AND NOT", "and not"),
    ),
    Dialect.TALKWALKER: (("headline:", "title:"), ("source:", "site:")),
}  # fmt: skip


def _outward(text: str, dialect: Dialect) -> str:
    for ours, theirs in _OUTWARD[dialect]:
        text = re.sub(rf'{re.escape(ours)}(?=(?:[^"]*"[^"]*")*[^"]*$)', theirs, text)
    if dialect in (Dialect.FACTIVA, Dialect.NEXIS):
        form = {"NEAR": "near{}", "ONEAR": "adj{}"} if dialect is Dialect.FACTIVA else {
            "NEAR": "w/{}", "ONEAR": "pre/{}"}  # fmt: skip
        text = re.sub(r"(O?NEAR)/(\d+)", lambda m: form[m[1]].format(int(m[2]) + 1), text)
    return text.replace("*", "!") if dialect is Dialect.NEXIS else text
