"""Whether a query holds on a page, and which words made it hold. Exact: no index, no guess."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from wirewatch.alerts.page import Page
from wirewatch.alerts.query import And, FieldIs, Near, Node, Not, Or, Phrase, Prefix, is_value
from wirewatch.model import Hit

Run = tuple[int, int]  # indices of the first and the last word of a find
Test = Callable[[Page], bool]

MAX_HITS = 50  # a watch on a common word in a long report; nobody reads more, every one is stored


def make_test(node: Node) -> Test:
    """Return a function that tells whether `node` holds on a page.

    Made once a watch and asked a hundred times an article: faster than walking the tree each time.
    """
    match node:
        case Phrase(words=(word,), zones=zones):
            return lambda page: _has_word(word, zones, page)
        case Phrase(words=words, zones=zones):
            return lambda page: any(True for _ in _phrase_runs(words, zones, page))
        case Prefix():
            return lambda page: any(True for _ in _runs(node, page))
        case Near():
            return lambda page: any(True for _ in _pairs(node, page))
        case FieldIs():
            return lambda page: _has_value(node, page)
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


def _shown(node: Node, page: Page) -> Iterator[Run]:
    match node:
        case Phrase() | Prefix():
            yield from _runs(node, page)
        case And(parts=parts) | Or(parts=parts):
            for part in parts:
                if isinstance(node, And) or _is_worth_showing(part, page):
                    yield from _shown(part, page)
        case Near():
            for pair in _pairs(node, page):
                yield from pair


def _is_worth_showing(arm: Node, page: Page) -> bool:
    """Tell whether an arm of an Or may show its words; (a AND b) that fails would show its a."""
    return not isinstance(arm, And) or make_test(arm)(page)


def _runs(place: Node, page: Page) -> Iterator[Run]:
    match place:
        case Phrase(words=words, zones=zones):
            yield from _phrase_runs(words, zones, page)
        case Prefix(stem=stem, zones=zones):
            for word in _beginning(stem, page):
                yield from ((i, i) for i in page.where[word] if page.zones[i] & zones)
        case Or(parts=parts):  # of places, as the grammar promises
            for part in parts:
                yield from _runs(part, page)


def _phrase_runs(words: tuple[str, ...], zones: int, page: Page) -> Iterator[Run]:
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
