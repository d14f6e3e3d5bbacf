"""What is allowed in a query and still often not meant."""

from collections.abc import Iterator

from wirewatch.alerts.query import Near, Node, Not, Phrase, Prefix, Query, children, walk

_SHORT_PREFIX = 4  # letters; three begin hundreds of words in any language
_WIDE_NEAR = 20  # words, about a sentence; beyond, two words have little to do with one another


def lint(query: Query) -> tuple[str, ...]:
    """Return warnings about `query`, in plain words, each once; none when nothing looks odd."""
    return tuple(dict.fromkeys(_warnings(query)))


def _warnings(query: Query) -> Iterator[str]:
    for node in walk(query.root):
        match node:
            case Prefix(stem=stem) if len(stem) < _SHORT_PREFIX:
                yield f"{stem}* finds every word that begins so; write more letters if you can"
            case Near(between=between) if between > _WIDE_NEAR:
                yield f"NEAR/{between} is wider than a sentence; AND may say what you mean"
            case Phrase(words=(word,)) if len(word) == 1 and word.isascii():
                yield f"{word} alone is a single letter; it stands in nearly every text"
    yield from _contradictions(query.root)


def _contradictions(root: Node) -> Iterator[str]:
    for node in walk(root):
        parts = children(node)
        barred = {part.part for part in parts if isinstance(part, Not)}
        if any(part in barred for part in parts):
            yield "something is both wanted and excluded by NOT; the watch can never match"
