"""Whether a query holds on a page, and which words made it hold. Exact: no index, no guess."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from wirewatch.alerts.page import Page
from wirewatch.alerts.query import (
    DEFAULT_ZONES,
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
    Prefix,
    Same,
    Stem,
    is_value,
)
from wirewatch.alerts.stems import COMMON_LETTERS, is_one_stem
from wirewatch.model import Hit

_POSSESSIVE = re.compile("['’][sS]$")

Run = tuple[int, int]  # indices of the first and the last word of a find
Test = Callable[[Page], bool]

MAX_HITS = 50  # a watch on a common word in a long report; nobody reads more, every one is stored


def make_test(node: Node) -> Test:
    """Return a function that tells whether `node` holds on a page.

    Made once a watch and asked a hundred times an article: faster than walking the tree each time.
    """
    match node:
        case Phrase(words=(word,), zones=zones, exact=()):
            return lambda page: _has_word(word, zones, page)
        case Phrase() | Prefix() | Stem() | Near() | Same() | AtLeast():
            return lambda page: any(True for _ in _finds(node, page))
        case FieldIs():
            return lambda page: _has_value(node, page)
        case Count():
            return lambda page: _is_counted(node, page)
        case _:
            return _make_joint_test(node)


def find_hits(node: Node, page: Page) -> tuple[Hit, ...]:
    """Return the words that make `node` hold, in the order of the page; at most MAX_HITS.

    Empty when only fields made it hold. `node` holds on `page`; this is not tested again.
    """
    runs = sorted(set(_shown(node, page)))[:MAX_HITS]
    return tuple(page.hit(first, last) for first, last in runs)


def _make_joint_test(node: And | Or | Not) -> Test:
    if isinstance(node, Not):
        negated = make_test(node.part)
        return lambda page: not negated(page)
    tests = tuple(make_test(part) for part in node.parts)
    return _all_test(tests) if isinstance(node, And) else _any_test(tests)


def _all_test(tests: tuple[Test, ...]) -> Test:
    def test_all(page: Page) -> bool:
        for test in tests:  # noqa: SIM110 — all() costs a generator; a third of the time, measured
            if not test(page):
                return False
        return True

    return test_all


def _any_test(tests: tuple[Test, ...]) -> Test:
    def test_any(page: Page) -> bool:
        for test in tests:  # noqa: SIM110 — as above
            if test(page):
                return True
        return False

    return test_any


def _has_word(word: str, zones: int, page: Page) -> bool:
    for index in page.where.get(word, ()):  # noqa: SIM110 — as above
        if page.zones[index] & zones:
            return True
    return False


def _has_value(field: FieldIs, page: Page) -> bool:
    given = page.document.field_values(field.name)
    return any(is_value(field.name, field.value, value) for value in given)


def _is_counted(count: Count, page: Page) -> bool:
    if count.name == "words":
        number = sum(1 for zone in page.zones if zone & DEFAULT_ZONES)
    else:  # a story has at least the copy that is looked at
        number = max(map(int, page.document.field_values(count.name)), default=1)
    return number > count.than if count.is_more else number < count.than


def _shown(node: Node, page: Page) -> Iterator[Run]:
    match node:
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                if isinstance(node, And) or _is_worth_showing(part, page):
                    yield from _shown(part, page)
        case Phrase() | Prefix() | Stem() | Near() | Same() | AtLeast():
            yield from _finds(node, page)


def _is_worth_showing(arm: Node, page: Page) -> bool:
    """Tell whether an arm of an Or may show its words; (a AND b) that fails would show its a."""
    return not isinstance(arm, And) or make_test(arm)(page)


def _finds(node: Leaf | Near | Same | AtLeast, page: Page) -> Iterator[Run]:
    """Give the words that make `node` hold; none when it does not."""
    match node:
        case Phrase() | Prefix() | Stem():
            yield from _runs(node, page)
        case Near():
            for pair in _pairs(node, page):
                yield from pair
        case Same():
            yield from _beside(node, page)
        case AtLeast(place=place, times=times):
            found = set(_runs(place, page))
            yield from found if len(found) >= times else ()


def _runs(place: Node, page: Page) -> Iterator[Run]:
    match place:
        case Phrase():
            yield from _phrase_runs(place, page)
        case Prefix(stem=stem, zones=zones):
            for word in _beginning(stem, page):
                yield from ((i, i) for i in page.where[word] if page.zones[i] & zones)
        case Stem(word=word, zones=zones):
            for form in _forms(word, page):
                yield from ((i, i) for i in page.where[form] if page.zones[i] & zones)
        case Or(parts=parts):  # of places, as the grammar promises
            for part in parts:
                yield from _runs(part, page)


def _phrase_runs(phrase: Phrase, page: Page) -> Iterator[Run]:
    found = _folded_runs(phrase.words, phrase.zones, page)
    if not phrase.exact:
        yield from found
        return
    for first, last in found:
        printed = (page.hit(index, index).text for index in range(first, last + 1))
        if all(map(_is_printed, phrase.exact, printed)):
            yield first, last


def _is_printed(wanted: str, printed: str) -> bool:
    return wanted in (printed, _POSSESSIVE.sub("", printed))


def _folded_runs(words: tuple[str, ...], zones: int, page: Page) -> Iterator[Run]:
    for word in words:
        if word not in page.where:
            return
    length = len(words)
    for first in page.where[words[0]]:
        last = first + length - 1
        if not page.zones[first] & zones or tuple(page.words[first : last + 1]) != words:
            continue
        if page.places[last] - page.places[first] == last - first:
            yield first, last


def _beginning(stem: str, page: Page) -> Iterator[str]:
    vocabulary = page.vocabulary
    for place in range(bisect_left(vocabulary, stem), len(vocabulary)):
        if not vocabulary[place].startswith(stem):
            return
        yield vocabulary[place]


def _forms(word: str, page: Page) -> Iterator[str]:
    languages = {value.casefold() for value in page.document.field_values("lang")}
    for found in _beginning(word[:COMMON_LETTERS], page):
        if is_one_stem(word, found, languages):
            yield found


def _pairs(near: Near, page: Page) -> Iterator[tuple[Run, Run]]:
    """Give the pairs that are near enough, each left run with every right one in its reach."""
    lefts = sorted(_runs(near.left, page))
    rights = sorted(_runs(near.right, page)) if lefts else []
    if not rights:
        return
    starts = [page.places[first] for first, _ in rights]
    widest = max(last - first for first, last in rights)
    for left in lefts:
        lowest = page.places[left[0]] - near.between - 1 - widest
        highest = page.places[left[1]] + near.between + 1
        for index in range(bisect_left(starts, lowest), bisect_right(starts, highest)):
            if _is_near(near, left, rights[index], page.places):
                yield left, rights[index]


def _is_near(near: Near, left: Run, right: Run, places: Sequence[int]) -> bool:
    after = places[right[0]] - places[left[1]] - 1  # words between, when right follows left
    before = places[left[0]] - places[right[1]] - 1
    return 0 <= after <= near.between or (not near.is_ordered and 0 <= before <= near.between)


def _beside(same: Same, page: Page) -> Iterator[Run]:
    """Give the runs of each paragraph that holds a left and a right one beside each other."""
    lefts, rights = _by_paragraph(same.left, page), _by_paragraph(same.right, page)
    for paragraph in lefts.keys() & rights.keys():
        left, right = lefts[paragraph], rights[paragraph]
        if _is_apart(left, right) or _is_apart(right, left):
            yield from left
            yield from right


def _by_paragraph(place: Node, page: Page) -> dict[int, list[Run]]:
    found: dict[int, list[Run]] = defaultdict(list)
    for first, last in _runs(place, page):
        found[page.paragraph(first)].append((first, last))
    return found


def _is_apart(before: list[Run], after: list[Run]) -> bool:
    """Tell whether one of `before` ends where one of `after` has not yet begun."""
    return min(last for _, last in before) < max(first for first, _ in after)
