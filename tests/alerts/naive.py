"""The watch language once more, as slowly and plainly as it can be said, to compare with."""

from collections.abc import Iterator
from dataclasses import replace

from wirewatch.alerts.query import (
    DEFAULT_ZONES,
    ZONE_BIT,
    And,
    AtLeast,
    Count,
    FieldIs,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Same,
    Stem,
)
from wirewatch.alerts.stems import COMMON_LETTERS, is_one_stem
from wirewatch.model import Document, Zone
from wirewatch.text import tokens

_END = "¶"  # of a paragraph; no word of a page looks like this
Stream = list[tuple[str, int, str]]  # words with the bit of their zone and as they are printed


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
        case Count(name=name, is_more=is_more, than=than):
            counted = _counted(name, document)
            return counted > than if is_more else counted < than
        case _:
            return _stands(_spelt_out(node, document), streams(document))


def _spelt_out(node: Node, document: Document) -> Node:
    """Return `node` with every ~word replaced by the forms of it that stand in `document`."""
    match node:
        case Stem(word=word, zones=zones):
            languages = {value.casefold() for value in document.field_values("lang")}
            found = {form for stream in streams(document) for form, _, _ in stream}
            forms = sorted(
                form
                for form in found
                if form[:COMMON_LETTERS] == word[:COMMON_LETTERS]
                and is_one_stem(word, form, languages)
            )
            return Or(parts=tuple(Phrase(words=(form,), zones=zones) for form in forms))
        case Or(parts=parts):
            return Or(parts=tuple(_spelt_out(part, document) for part in parts))
        case Near(left=left, right=right) | Same(left=left, right=right):
            return replace(node, left=_spelt_out(left, document), right=_spelt_out(right, document))
        case AtLeast(place=place):
            return replace(node, place=_spelt_out(place, document))
        case _:
            return node


def _stands(node: Node, found: "list[Stream]") -> bool:
    match node:
        case Near():
            return any(_is_near(node, stream) for stream in found)
        case Same():
            return any(_is_same(node, stream) for stream in found)
        case AtLeast(place=place, times=times):
            return sum(len(set(_runs(place, stream))) for stream in found) >= times
        case _:
            return any(True for stream in found for _ in _runs(node, stream))


def streams(document: Document) -> list[Stream]:
    """Return the texts that run on: paragraphs of one zone, and lede and body together."""
    found: list[Stream] = []
    before = None
    for zone, text in document.zones:
        for line in text.split("\n"):
            found_words = tokens(line)
            if not found_words:
                continue
            line_words = [(t.word, ZONE_BIT[zone], line[t.start : t.end]) for t in found_words]
            if zone is before or {zone, before} == {Zone.LEDE, Zone.BODY}:
                found[-1] += [(_END, 0, ""), *line_words]
            else:
                found.append(line_words)
            before = zone
    return found


def _counted(name: str, document: Document) -> int:
    if name == "copies":
        return int((document.field_values("copies") or ("1",))[0])
    found = [bit for stream in streams(document) for _, bit, _ in stream]
    return sum(1 for bit in found if bit & DEFAULT_ZONES)


def _runs(node: Node, stream: Stream) -> Iterator[tuple[int, int]]:
    """Give begin and end (exclusive) of every find in `stream`."""
    match node:
        case Phrase(words=wanted, zones=zones, exact=exact):
            for begin in range(len(stream)):
                piece = stream[begin : begin + len(wanted)]
                if tuple(word for word, _, _ in piece) != wanted or not piece[0][1] & zones:
                    continue
                printed = [print_.removesuffix("'s") for _, _, print_ in piece]
                if not exact or [form.removesuffix("'s") for form in exact] == printed:
                    yield begin, begin + len(wanted)
        case Prefix(stem=stem, zones=zones):
            found = [w.startswith(stem) and bool(zone & zones) for w, zone, _ in stream]
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


def _is_same(same: Same, stream: Stream) -> bool:
    for left_begin, left_end in _runs(same.left, stream):
        for right_begin, right_end in _runs(same.right, stream):
            whole = stream[min(left_begin, right_begin) : max(left_end, right_end)]
            is_apart = left_end <= right_begin or right_end <= left_begin
            if is_apart and _END not in (word for word, _, _ in whole):
                return True
    return False
