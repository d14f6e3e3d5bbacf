"""What one text is to another where the words of one are not kept: told by their fingerprints.

Winnowing keeps one gram in four or five, by chance, so the share of fingerprints that stand in the
other text estimates the share of its words. What it cannot tell is how long the runs are: two texts
count as copies here where as much is common as `relate` asks for, and quotes are not looked for.
"""

from collections.abc import Callable

from wirewatch.model import Copy, Relation, Sketch, Text
from wirewatch.stories.relate import COPY_COVERAGE, COPY_WORDS, WHOLE_COVERAGE, origin_key, relate
from wirewatch.stories.sketch import make_sketch

_MIN_COMMON = 4  # fingerprints: about the 20 words that a copied run has at least


def relate_kept(one: Text, two: Text, words_of: Callable[[str], list[str]]) -> Copy | None:
    """Return what two texts are to each other: by their words, or by what is kept instead.

    Args:
        one: A text; its `sketch` is set where its words are not kept.
        two: Another.
        words_of: Gives the folded words of a text by its id.
    """
    if one.sketch or two.sketch:
        sketches = (text.sketch or make_sketch(words_of(text.text_id)) for text in (one, two))
        return relate_sketches(one, two, *sketches)
    return relate(one, two, words_of(one.text_id), words_of(two.text_id))


def relate_sketches(a: Text, b: Text, a_sketch: Sketch, b_sketch: Sketch) -> Copy | None:
    """Return what `a` and `b` are to each other, or None when it is no copy.

    As with `relate`, the later text is `a` whichever is given first, and coverages are shares of
    words; here they are estimates, and say so.
    """
    if origin_key(a, a_sketch.n_words) < origin_key(b, b_sketch.n_words):
        a, b, a_sketch, b_sketch = b, a, b_sketch, a_sketch
    n_common = len({*a_sketch.fingerprints} & {*b_sketch.fingerprints})
    is_same = a_sketch.exact_hash == b_sketch.exact_hash
    share_a = 1.0 if is_same else n_common / max(len(a_sketch.fingerprints), 1)
    share_b = 1.0 if is_same else n_common / max(len(b_sketch.fingerprints), 1)
    n_words = round(min(share_a * a_sketch.n_words, share_b * b_sketch.n_words))
    relation = Relation.IDENTICAL if is_same else _relation(share_a, share_b, n_words, n_common)
    if relation is None:
        return None
    return Copy(
        a=a.text_id,
        b=b.text_id,
        relation=relation,
        coverage_a=round(share_a, 4),
        coverage_b=round(share_b, 4),
        matched_words=n_words,
        longest_run=0,
        evidence=_evidence(is_same, n_words, n_common, b.source),
    )


def _relation(share_a: float, share_b: float, n_words: int, n_common: int) -> Relation | None:
    if n_common < _MIN_COMMON or n_words < COPY_WORDS or max(share_a, share_b) < COPY_COVERAGE:
        return None
    is_whole_a, is_whole_b = share_a >= WHOLE_COVERAGE, share_b >= WHOLE_COVERAGE
    if is_whole_a == is_whole_b:
        return Relation.REVISION
    return Relation.CUT if is_whole_a else Relation.EXTENDED


def _evidence(is_same: bool, n_words: int, n_common: int, source: str) -> str:  # noqa: FBT001
    if is_same:
        return f"the same words as in the text of {source}, by their hash: the words are not kept"
    return (
        f"about {n_words} words stand in the text of {source}, by {n_common} common fingerprints: "
        "the words are not kept"
    )
