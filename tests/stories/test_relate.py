"""What one text is to another."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from story_texts import part, prose, text, words_of
from wirewatch.model import Copy, Relation, Text
from wirewatch.stories.relate import relate

WIRE, LOCAL, OTHER = prose(1, 300), prose(2, 300), prose(3, 300)


def _edited(body: str, step: int) -> str:
    words = body.split()
    return " ".join(f"{w}x" if place % (step + 1) == step else w for place, w in enumerate(words))


def of(a: Text, b: Text) -> Copy | None:
    return relate(a, b, words_of(a), words_of(b))


@pytest.mark.parametrize(
    ("later", "earlier", "relation"),
    [
        pytest.param(WIRE, WIRE, Relation.IDENTICAL, id="printed whole"),
        pytest.param(part(WIRE, 0, 100), WIRE, Relation.CUT, id="first third"),
        pytest.param(part(WIRE, 0, 82), WIRE, Relation.CUT, id="lead only"),
        pytest.param(part(WIRE, 0, 45), WIRE, Relation.CUT, id="a brief, short but whole"),
        pytest.param(f"{WIRE} {LOCAL}", WIRE, Relation.EXTENDED, id="a local half added"),
        pytest.param(
            f"{part(WIRE, 0, 200)} {part(LOCAL, 0, 100)}",
            WIRE,
            Relation.REVISION,
            id="cut, added to",
        ),
        pytest.param(
            f"{part(WIRE, 0, 150)} twelve {part(WIRE, 151, 300)}",
            WIRE,
            Relation.REVISION,
            id="one word corrected",
        ),
        pytest.param(
            f"{part(LOCAL, 0, 250)} {part(WIRE, 40, 80)}", WIRE, Relation.EXCERPT, id="a passage"
        ),
        pytest.param(f"{LOCAL} {part(WIRE, 40, 65)}", WIRE, None, id="one quoted sentence"),
        pytest.param(part(WIRE, 0, 30), WIRE, Relation.CUT, id="its first sentence alone"),
        pytest.param(part(WIRE, 90, 120), WIRE, Relation.EXCERPT, id="another sentence alone"),
        pytest.param(_edited(WIRE, 7), WIRE, Relation.REVISION, id="every eighth word changed"),
        pytest.param(part(WIRE, 0, 12), part(WIRE, 0, 12), Relation.IDENTICAL, id="an alert"),
        pytest.param(part(WIRE, 0, 9), part(WIRE, 0, 9), None, id="nine words may be chance"),
        pytest.param("", "", None, id="nothing and nothing"),
        pytest.param(LOCAL, WIRE, None, id="strangers"),
    ],
)
def test_relations(later: str, earlier: str, relation: Relation | None) -> None:
    found = of(text("later", later, hours=2), text("earlier", earlier))
    assert (found and found.relation) == relation
    assert found is None or (found.a, found.b) == ("later", "earlier")


@pytest.mark.parametrize(
    ("body", "relation"),
    [
        pytest.param(WIRE, Relation.IDENTICAL, id="the same body"),
        pytest.param(part(WIRE, 0, 290), Relation.CUT, id="without the last paragraph"),
        pytest.param(f"{WIRE} read more here", Relation.EXTENDED, id="a line of the page's own"),
        pytest.param(
            f"{part(WIRE, 150, 300)} {part(WIRE, 0, 150)}", Relation.REVISION, id="turned"
        ),
    ],
)
def test_another_headline_is_no_other_text(body: str, relation: Relation) -> None:
    one = replace(text("one", body, hours=1), title="Ferry sinks in the night, hundreds saved")
    two = replace(text("two", WIRE), title="274 pulled from icy sea")
    found = of(one, two)
    assert found
    assert found.relation is relation


def test_a_notice_under_many_headlines_is_no_copy() -> None:
    notice = part(WIRE, 0, 25)
    one, two = (replace(text(key, notice), title=f"Headline {key}") for key in ("one", "two"))
    assert of(one, two) is None or not of(one, two).relation.is_copy  # type: ignore[union-attr]


def test_short_runs_are_no_copy() -> None:
    """Two lists of the same results share many words and no sentence."""
    ours, theirs = WIRE.split(), LOCAL.split()
    mixed = [w for i in range(0, 290, 15) for w in (*ours[i : i + 12], *theirs[i : i + 3])]
    assert of(text("a", " ".join(mixed)), text("b", WIRE)) is None


@pytest.mark.parametrize(
    ("more_a", "more_b", "hours", "is_revision"),
    [
        ({"source": "same.example"}, {"source": "same.example"}, 6, True),
        ({"agency": "AFP"}, {"agency": "AFP"}, 6, True),
        ({"agency": "AFP"}, {"agency": "AP"}, 6, False),
        ({}, {}, 6, False),
        ({"agency": "AFP"}, {"agency": "AFP"}, 60, False),
    ],
    ids=["same site", "same agency", "other agency", "nobody named", "days later"],
)
def test_a_third_in_common_is_a_revision_only_by_the_same_hand(
    more_a: dict[str, str], more_b: dict[str, str], hours: float, *, is_revision: bool
) -> None:
    rewritten = f"{part(WIRE, 0, 110)} {part(OTHER, 0, 190)}"
    found = of(text("a", rewritten, hours=hours, **more_a), text("b", WIRE, **more_b))
    assert found
    assert (found.relation is Relation.REVISION) is is_revision


def test_what_only_closes_a_text_is_background_and_no_state_of_it() -> None:
    """A paper ends a report with a third of yesterday's about something else."""
    before = text("before", f"{part(OTHER, 0, 20)} {part(WIRE, 0, 280)}", source="one.example")
    after = text(
        "after", f"{part(LOCAL, 0, 300)} {part(WIRE, 0, 110)}", source="one.example", hours=9
    )
    found = relate(after, before, words_of(after), words_of(before))
    assert found is not None
    assert found.relation is Relation.EXCERPT


def test_the_agencys_page_is_the_origin_even_when_it_is_dated_later() -> None:
    found = of(text("agency", WIRE, hours=9, is_agency_site=True), text("paper", part(WIRE, 0, 90)))
    assert found
    assert (found.a, found.b, found.relation) == ("paper", "agency", Relation.CUT)


def test_the_evidence_counts_the_words() -> None:
    found = of(text("a", part(WIRE, 0, 100), hours=1), text("b", WIRE))
    assert found
    assert found.evidence == (
        "shortened: 100 of 100 words stand in the text of b.example (100 of its 300); "
        "longest run 100 words"
    )
    assert (found.coverage_a, found.coverage_b, found.longest_run) == (1.0, 0.3333, 100)


@settings(deadline=None, max_examples=60)
@given(
    cuts=st.tuples(*(st.integers(0, 300) for _ in range(4))),
    hours=st.integers(-2, 2),
)
def test_a_pair_is_the_same_whichever_comes_first(cuts: tuple[int, ...], hours: int) -> None:
    one = text("one", f"{part(WIRE, *sorted(cuts[:2]))} {LOCAL}")
    two = text("two", part(WIRE, *sorted(cuts[2:])), hours=hours)
    found = of(one, two)
    assert found == of(two, one)
    if found:
        assert found.matched_words == sum(span.length for span in found.spans)
        assert 0 <= found.coverage_a <= 1
        assert 0 <= found.coverage_b <= 1
