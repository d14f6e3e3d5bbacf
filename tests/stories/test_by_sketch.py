"""Where the words of one text are not kept, its fingerprints tell the same of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from story_texts import part, prose, text, words_of
from wirewatch.model import Copy, Relation
from wirewatch.stories.by_sketch import relate_sketches
from wirewatch.stories.relate import relate
from wirewatch.stories.sketch import make_sketch

WIRE, LOCAL = prose(1, 300), prose(2, 300)


def by_sketch(later: str, earlier: str) -> Copy | None:
    a, b = text("later", later, hours=2), text("earlier", earlier)
    found = relate_sketches(a, b, make_sketch(words_of(a)), make_sketch(words_of(b)))
    turned = relate_sketches(b, a, make_sketch(words_of(b)), make_sketch(words_of(a)))
    assert found == turned
    return found


@pytest.mark.parametrize(
    ("later", "relation"),
    [
        pytest.param(WIRE, Relation.IDENTICAL, id="printed whole"),
        pytest.param(part(WIRE, 0, 150), Relation.CUT, id="the first half"),
        pytest.param(f"{WIRE} {LOCAL}", Relation.EXTENDED, id="a local half added"),
        pytest.param(
            f"{part(WIRE, 0, 200)} {part(LOCAL, 0, 100)}", Relation.REVISION, id="cut, added to"
        ),
        pytest.param(f"{LOCAL} {part(WIRE, 40, 80)}", None, id="a passage is no copy"),
        pytest.param(LOCAL, None, id="strangers"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_relations(later, relation):
    found = by_sketch(later, WIRE)
    assert (found and found.relation) == relation
    assert found is None or (found.a, found.b) == ("later", "earlier")
    assert found is None or "not kept" in found.evidence


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(150, 300))
def test_a_cut_text_is_told_as_the_words_tell_it_and_its_share_is_near(seed, length):
    """Of a text of half the length or more: both call it a copy, and the estimate is close."""
    whole = prose(seed, 300)
    cut = part(whole, 0, length)
    told = by_sketch(cut, whole)
    true = relate(text("later", cut, hours=2), text("earlier", whole), cut.split(), whole.split())
    assert told is not None
    assert true is not None
    assert abs(told.coverage_b - true.coverage_b) < 0.2
