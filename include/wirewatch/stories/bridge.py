"""Runs that single words cut: where an editor changed a word, or a scanner misread it.

Pieces of three or four words prove nothing alone; behind a run that is proven they count. One word
may differ, be missing or be added, then three must agree. Figures may not differ: two reports of
one kind (weather, results, the stock exchange) say the same words about other numbers.
"""

from collections.abc import Sequence

from wirewatch.model import Span

MIN_AGREEING = 3  # words after one that differs; two agree by chance ("of the", "il y a")
_STEPS = ((1, 1), (1, 0), (0, 1))  # another word; one that only a has; one that only b has
_TAKEN_A, _TAKEN_B = "\0a", "\0b"  # equal to no word, nor to each other


def bridge(a: Sequence[str], b: Sequence[str], spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return `spans` and the short runs beside them, in the order of `a`.

    No word of either text is in two spans, no span is shorter than 3 words.
    """
    after = _onward(a, b, spans)
    turned = [_turned(span, len(a), len(b)) for span in (*spans, *after)]
    before = _onward(a[::-1], b[::-1], turned)  # the same walk over texts turned round
    found = (*spans, *after, *(_turned(span, len(a), len(b)) for span in before))
    return tuple(sorted(found, key=lambda span: span.start_a))


def longest_stretch(a: Sequence[str], b: Sequence[str], spans: Sequence[Span]) -> int:
    """Return how many words the longest chain of bridged spans has; 0 without spans.

    Args:
        a: The words of one text.
        b: The words of the other.
        spans: In the order of `a`.
    """
    longest = length = end_a = end_b = 0
    for span in spans:
        step = (span.start_a - end_a, span.start_b - end_b)
        is_on = step in _STEPS and not _figures_differ(a, b, (end_a, end_b), step)
        length = length + span.length if is_on else span.length
        longest = max(longest, length)
        end_a, end_b = span.start_a + span.length, span.start_b + span.length
    return longest


def _turned(span: Span, n_a: int, n_b: int) -> Span:
    return Span(
        start_a=n_a - span.start_a - span.length,
        start_b=n_b - span.start_b - span.length,
        length=span.length,
    )


def _onward(a: Sequence[str], b: Sequence[str], spans: Sequence[Span]) -> list[Span]:
    """Return the short runs that follow on `spans`."""
    left_a, left_b = list(a), list(b)
    for span in spans:
        _take(left_a, left_b, span)
    found = []
    for span in spans:
        following = _next(left_a, left_b, span)
        while following:
            _take(left_a, left_b, following)
            found.append(following)
            following = _next(left_a, left_b, following)
    return found


def _take(left_a: list[str], left_b: list[str], span: Span) -> None:
    left_a[span.start_a : span.start_a + span.length] = [_TAKEN_A] * span.length
    left_b[span.start_b : span.start_b + span.length] = [_TAKEN_B] * span.length


def _next(a: list[str], b: list[str], span: Span) -> Span | None:
    ends = (span.start_a + span.length, span.start_b + span.length)
    for step in _STEPS:
        start_a, start_b = ends[0] + step[0], ends[1] + step[1]
        length = _agreeing(a, b, start_a, start_b)
        if length >= MIN_AGREEING and not _figures_differ(a, b, ends, step):
            return Span(start_a=start_a, start_b=start_b, length=length)
    return None


def _agreeing(a: list[str], b: list[str], start_a: int, start_b: int) -> int:
    length, most = 0, min(len(a) - start_a, len(b) - start_b)
    while length < most and a[start_a + length] == b[start_b + length]:
        length += 1
    return length


def _figures_differ(
    a: Sequence[str], b: Sequence[str], ends: tuple[int, int], step: tuple[int, int]
) -> bool:
    return step == (1, 1) and a[ends[0]].isdigit() and b[ends[1]].isdigit()
