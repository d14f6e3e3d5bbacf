"""Which texts a watch can match at all, asked of the full-text index.

The index holds the words of headline and text, folded as watches fold them, and nothing else. What
it cannot answer for (other zones, fields, counts, NOT) lets every text through.
"""

from collections.abc import Sequence

from wirewatch.alerts.query import (
    DEFAULT_ZONES,
    And,
    AtLeast,
    Leaf,
    Near,
    Node,
    Or,
    Phrase,
    Prefix,
    Same,
    Stem,
    children,
)
from wirewatch.alerts.stems import COMMON_LETTERS
from wirewatch.search import Joint, Sieve, Term

_MAX_DEPTH = 10  # FTS5 reads brackets with a stack of 100


def sieve_of(node: Node, depth: int = 0) -> Sieve | None:
    """Return what lets through the text of every document that `node` holds on; None: all texts."""
    match node:
        case Phrase() | Prefix() | Stem():
            return _of_words(node)
        case And() | Near() | Same() | AtLeast() | Or() if depth < _MAX_DEPTH:
            found = [sieve_of(part, depth + 1) for part in children(node)]
            return one_of(found) if isinstance(node, Or) else _all_of(found)
        case _:
            return None


def one_of(sieves: Sequence[Sieve | None]) -> Sieve | None:
    """Return what lets through all that any of `sieves` does."""
    known = tuple(sieve for sieve in sieves if sieve is not None)
    return Joint(parts=known, is_all=False) if known and len(known) == len(sieves) else None


def _all_of(sieves: Sequence[Sieve | None]) -> Sieve | None:
    known = tuple(sieve for sieve in sieves if sieve is not None)
    return Joint(parts=known, is_all=True) if known else None


def term_of(leaf: Leaf) -> Term | None:
    """Return what the index counts for a leaf; None where it would count other words."""
    if leaf.zones != DEFAULT_ZONES:
        return None
    match leaf:
        case Phrase(words=words, exact=()):
            return Term(words=words)
        case Prefix(stem=stem):
            return Term(words=(stem,), is_prefix=True)
        case _:
            return None


def _of_words(leaf: Leaf) -> Sieve | None:
    if leaf.zones & ~DEFAULT_ZONES:
        return None
    match leaf:
        case Phrase(words=words):
            # Anywhere: of a word that stands often, PostgreSQL forgets places.
            return _all_of([Term(words=(word,)) for word in words])
        case Prefix(stem=stem):
            return Term(words=(stem,), is_prefix=True)
        case Stem(word=word):
            return Term(words=(word[:COMMON_LETTERS],), is_prefix=True)
