"""Stories: the copies of one text together, whatever the order they came in."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from story_texts import part, prose, text, words_of
from wirewatch.model import Copy, Relation, Story, Text, digest
from wirewatch.stories.group import group, story_id, typed
from wirewatch.stories.linkage import link
from wirewatch.stories.relate import relate

WIRE, SECOND, THIRD, LOCAL = (prose(seed, 300) for seed in range(4))


def pairs_of(texts: list[Text]) -> list[Copy]:
    found = (relate(a, b, words_of(a), words_of(b)) for a, b in combinations(texts, 2))
    return [copy for copy in found if copy]


def stories_of(texts: list[Text]) -> tuple[Story, ...]:
    return group(texts, pairs_of(texts))


def together(stories: tuple[Story, ...]) -> set[frozenset[str]]:
    return {frozenset(member.text_id for member in story.members) for story in stories}


NEWSROOM = [
    text("agency", WIRE, is_agency_site=True, hours=1),
    text("cut", part(WIRE, 0, 120)),
    text("extended", f"{WIRE} {LOCAL}", hours=2),
    text("half", f"{part(WIRE, 0, 160)} {part(LOCAL, 0, 40)}", hours=3),
    text("second", SECOND),
    text("second-cut", part(SECOND, 0, 150), hours=1),
    text("alone", THIRD),
    text(
        "roundup",
        " ".join(part(body, 0, 90) for body in (WIRE, SECOND, THIRD)),
        hours=4,
    ),
]


def test_copies_come_together_and_a_roundup_glues_nothing() -> None:
    assert together(stories_of(NEWSROOM)) == {
        frozenset({"agency", "cut", "extended", "half"}),
        frozenset({"second", "second-cut"}),
        frozenset({"alone"}),
        frozenset({"roundup"}),
    }


def test_pairs_with_a_roundup_say_so_with_the_roundup_first() -> None:
    marked = [
        copy for copy in typed(NEWSROOM, pairs_of(NEWSROOM)) if copy.relation is Relation.DIGEST
    ]
    assert {copy.a for copy in marked} == {"roundup"}
    assert {"agency", "second", "alone"} <= {copy.b for copy in marked}
    for copy in marked:
        assert all(span.start_a + span.length <= 270 for span in copy.spans)


@settings(deadline=None, max_examples=40)
@given(st.randoms(use_true_random=False))
def test_the_order_of_texts_and_pairs_has_no_say(dice: object) -> None:
    texts, pairs = list(NEWSROOM), pairs_of(NEWSROOM)
    expected = group(texts, pairs), typed(texts, pairs)
    dice.shuffle(texts)  # type: ignore[attr-defined]
    dice.shuffle(pairs)  # type: ignore[attr-defined]
    assert (group(texts, pairs), typed(texts, pairs)) == expected


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 250), st.integers(40, 300), st.integers(-3, 3)),
        max_size=9,
    ),
    st.randoms(use_true_random=False),
)
def test_every_text_is_in_one_story_in_any_order(
    cuts: list[tuple[int, int, int, int]], dice: object
) -> None:
    texts = [
        text(str(number), part(prose(seed, 300), start, start + size), hours=hours)
        for number, (seed, start, size, hours) in enumerate(cuts)
    ]
    stories = stories_of(texts)
    members = [member for story in stories for member in story.members]
    assert sorted(member.text_id for member in members) == sorted(one.text_id for one in texts)
    for story in stories:
        assert [m.text_id for m in story.members if m.is_canonical] == [story.canonical_id]
        assert story.story_id == story_id(story.canonical_id)
    dice.shuffle(texts)  # type: ignore[attr-defined]
    assert stories_of(texts) == stories


@pytest.mark.parametrize(
    ("more", "canonical", "reason"),
    [
        pytest.param(
            {"c": {"is_agency_site": True}, "b": {"declared_source": "d"}},
            "c",
            "the agency's own page",
            id="agency before declared",
        ),
        pytest.param(
            {"b": {"declared_source": "d"}, "c": {"declared_source": "d"}},
            "d",
            "named as the source by 2 of 4 copies",
            id="declared before earliest",
        ),
        pytest.param(
            {"d": {"declared_source": "d"}, "a": {"hours": 1}, "c": {"hours": 1}},
            "b",
            "the longest of the earliest of 4 copies",
            id="nobody names himself",
        ),
        pytest.param({"c": {"hours": -1}}, "c", "the earliest of 4 copies", id="earliest"),
        pytest.param({}, "b", "the longest of the earliest of 4 copies", id="longest"),
    ],
)
def test_the_canonical_copy_and_why(
    more: dict[str, dict[str, object]], canonical: str, reason: str
) -> None:
    bodies = {"a": WIRE, "b": f"{WIRE} {part(LOCAL, 0, 50)}", "c": part(WIRE, 0, 200), "d": WIRE}
    texts = [text(key, body, **more.get(key, {})) for key, body in bodies.items()]  # type: ignore[arg-type]
    (story,) = stories_of(texts)
    assert (story.canonical_id, story.reason) == (canonical, reason)


def test_copies_alike_in_all_go_by_id() -> None:
    (story,) = stories_of([text("b", WIRE), text("a", WIRE)])
    assert story.canonical_id == "a"
    assert story.reason == "the smallest id of 2 copies alike in time and length"


def test_members_say_what_they_are_to_the_canonical_copy() -> None:
    story = next(s for s in stories_of(NEWSROOM) if s.canonical_id == "agency")
    told = {member.text_id: (member.relation, member.coverage) for member in story.members}
    assert told["agency"] == (Relation.IDENTICAL, 1.0)
    assert told["cut"] == (Relation.CUT, 1.0)
    assert told["extended"] == (Relation.EXTENDED, 0.5)
    assert [member.text_id for member in story.members] == ["cut", "agency", "extended", "half"]


def test_an_earlier_member_than_the_canonical_one_is_still_told_from_its_own_side() -> None:
    """The wire is the longer and the later: the pair says `extended`, the member says `cut`."""
    texts = [text("short", part(WIRE, 0, 150)), text("long", WIRE, hours=1, declared_source="x")]
    texts.append(text("other", WIRE, hours=2, declared_source="long"))
    (story,) = stories_of(texts)
    assert story.canonical_id == "long"
    assert next(m for m in story.members if m.text_id == "short").relation is Relation.CUT


def test_a_lonely_text_is_a_story_of_one() -> None:
    (story,) = group([text("only", WIRE)], [])
    assert (story.reason, story.story_id) == ("the only copy", digest("story", "only"))
    assert [member.relation for member in story.members] == [Relation.IDENTICAL]


def test_two_halves_of_one_wire_text_do_not_make_it_a_roundup() -> None:
    texts = [text("wire", WIRE), text("x", part(WIRE, 0, 100), hours=1)]
    texts.append(text("y", part(WIRE, 200, 300), hours=2))
    assert together(stories_of(texts)) == {frozenset({"wire", "x", "y"})}


def test_nor_do_they_make_one_of_a_later_copy() -> None:
    """A paper that prints all of it in the evening, after others took the first half or the last.

    Who came first is asked of the text, not of each printing of it.
    """
    texts = [text("wire", WIRE), text("x", part(WIRE, 0, 100), hours=1)]
    texts.append(text("y", part(WIRE, 200, 300), hours=2))
    texts.append(text("evening", f"{part(WIRE, 0, 290)} {part(LOCAL, 0, 40)}", hours=9))
    assert together(stories_of(texts)) == {frozenset({"wire", "x", "y", "evening"})}


def test_another_copy_of_a_roundup_does_not_hide_it() -> None:
    double = text("roundup-2", NEWSROOM[-1].body, hours=5)
    stories = stories_of([*NEWSROOM, double])
    digests = {m.text_id for story in stories for m in story.members if m.is_digest}
    assert digests == {"roundup", "roundup-2"}


def test_pairs_with_unknown_texts_are_left_out() -> None:
    texts = [text("a", WIRE), text("b", WIRE)]
    assert together(group(texts[:1], pairs_of(texts))) == {frozenset({"a"})}


# ── linkage ─────────────────────────────────────────────────────────────────────────────────────


def test_a_chain_does_not_glue_what_shares_nothing() -> None:
    """0–1–2–3–4 each share a third with the next: one component, yet no one story."""
    chain = {(place, place + 1): 0.34 for place in range(4)}
    assert link(5, chain) == [[0, 1], [2, 3], [4]]


def test_a_cut_joins_through_the_whole_text() -> None:
    assert link(3, {(0, 1): 1.0, (0, 2): 1.0}) == [[0, 1, 2]]


@settings(deadline=None, max_examples=80)
@given(
    st.dictionaries(
        st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]),
        st.floats(0, 1),
    )
)
def test_linkage_puts_each_text_in_one_group(weights: dict[tuple[int, int], float]) -> None:
    groups = link(8, weights)
    assert sorted(place for found in groups for place in found) == list(range(8))
    backwards = dict(sorted(weights.items(), reverse=True))
    assert link(8, backwards) == groups
