"""The watch language once more, as slowly and plainly as it can be said, to compare with."""

from collections.abc import Iterator

from wirewatch.alerts.query import ZONE_BIT, And, FieldIs, Near, Node, Not, Or, Phrase, Prefix
from wirewatch.model import Document, Zone
from wirewatch.text import words

_END = "¶"  # of a paragraph; no word of a page looks like this
Stream = list[tuple[str, int]]  # words with the bit of their zone


def holds(node: Node, document: Document) -> bool:
    """Tell whether `node` holds on `document`, by trying everything."""
    match node:
        case And(parts=parts):
            return all(holds(part, document) for part in parts)
        case Or(parts=parts):
            return any(holds(part, document) for part in parts)
        case Not(part=part):
            return not holds(part, document)
        case FieldIs(name=name, value=value):
            given = [v.casefold().removeprefix("www.") for v in document.field_values(name)]
            return any(g == value or (name == "source" and g.endswith("." + value)) for g in given)
        case Near():
            return any(_is_near(node, stream) for stream in streams(document))
        case _:
            return any(True for stream in streams(document) for _ in _runs(node, stream))


def streams(document: Document) -> list[Stream]:
    """Return the texts that run on: paragraphs of one zone, and lede and body together."""
    found: list[Stream] = []
    before = None
    for zone, text in document.zones:
        for line in text.split("\n"):
            if not words(line):
                continue
            line_words = [(word, ZONE_BIT[zone]) for word in words(line)]
            if zone is before or {zone, before} == {Zone.LEDE, Zone.BODY}:
                found[-1] += [(_END, 0), *line_words]
            else:
                found.append(line_words)
            before = zone
    return found


def _runs(node: Node, stream: Stream) -> Iterator[tuple[int, int]]:
    """Give begin and end (exclusive) of every find in `stream`."""
    match node:
        case Phrase(words=wanted, zones=zones):
            for begin in range(len(stream)):
                piece = stream[begin : begin + len(wanted)]
                if tuple(word for word, _ in piece) == wanted and piece[0][1] & zones:
                    yield begin, begin + len(wanted)
        case Prefix(stem=stem, zones=zones):
            found = [w.startswith(stem) and bool(zone & zones) for w, zone in stream]
            yield from ((begin, begin + 1) for begin, is_it in enumerate(found) if is_it)
        case Or(parts=parts):
            for part in parts:
                yield from _runs(part, stream)


def _is_near(near: Near, stream: Stream) -> bool:
    for left_begin, left_end in _runs(near.left, stream):
        for right_begin, right_end in _runs(near.right, stream):
            if 0 <= right_begin - left_end <= near.between:
                return True
            if not near.is_ordered and 0 <= left_begin - right_end <= near.between:
                return True
    return False
