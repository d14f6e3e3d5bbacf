"""The agency of a story: the strongest credit of all its copies, whichever way they come."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.model import Credit, Member, Place, Relation, Role, Story
from wirewatch.wire.story_credit import NAMED_SITES, credit_story

IDS = "abcdefgh"
SOURCES = {key: f"{key}.example" for key in IDS}
BYLINE = Credit(agency="AFP", role=Role.TEXT, place=Place.BYLINE, evidence="Par AFP")
AVEC = Credit(agency="AFP", role=Role.JOINT, place=Place.TAIL, evidence="(avec AFP)")
RIVAL = Credit(agency="AP", role=Role.TEXT, place=Place.DATELINE, evidence="KYIV (AP) —")
PICTURE = Credit(agency="AP", role=Role.PHOTO, place=Place.CAPTION, evidence="AP Photo")
CREDITS = st.dictionaries(
    st.sampled_from(IDS), st.lists(st.sampled_from([BYLINE, AVEC, RIVAL, PICTURE]), max_size=3)
)


def a_story(copies: str = "abc", digests: str = "") -> Story:
    """A story of these copies, of which the first speaks for all."""
    members = tuple(
        Member(
            text_id=key,
            relation=Relation.IDENTICAL,
            coverage=1.0,
            is_canonical=key == copies[0],
            is_digest=key in digests,
        )
        for key in copies
    )
    return Story(story_id="s", canonical_id=copies[0], reason="", members=members)


def test_the_strongest_role_wins_wherever_it_stands() -> None:
    found = credit_story(a_story(), SOURCES, {"a": [AVEC], "c": [PICTURE, BYLINE]})
    assert found is not None
    assert (found.credit, found.source, found.also_on) == (BYLINE, "c.example", ("a.example",))


def test_of_equal_credits_the_canonical_copys_counts() -> None:
    found = credit_story(a_story("cab"), SOURCES, {"a": [RIVAL], "c": [BYLINE]})
    assert found is not None
    assert (found.credit, found.also_on) == (BYLINE, ())


def test_a_copy_that_names_nobody_inherits_and_a_round_up_does_not() -> None:
    found = credit_story(a_story("abcd", digests="d"), SOURCES, {"a": [BYLINE], "b": [PICTURE]})
    assert found is not None
    assert found.inferred_for == {"b", "c"}
    assert found.why == (
        "“Par AFP” (byline) on a.example; inferred from overlap for 2 copies that name nobody"
    )


def test_pictures_and_sources_make_no_story_an_agencys() -> None:
    assert credit_story(a_story(), SOURCES, {"a": [PICTURE]}) is None
    assert credit_story(a_story(), SOURCES, {}) is None


def test_hundreds_of_sites_are_not_all_named() -> None:
    found = credit_story(a_story(IDS), SOURCES, {key: [BYLINE] for key in IDS})
    assert found is not None
    assert len(found.also_on) == 7
    assert found.why.endswith(f"f.example and {7 - NAMED_SITES} more")


@given(credits=CREDITS, more=st.lists(st.sampled_from([AVEC, PICTURE]), max_size=2))
@settings(deadline=None, max_examples=100)
def test_every_copy_names_the_text_inherits_it_or_is_a_round_up(
    credits: dict[str, Sequence[Credit]], more: list[Credit]
) -> None:
    """And a weaker credit on one more page never changes whose the story is."""
    story = a_story(IDS, digests="h")
    found = credit_story(story, SOURCES, credits)
    naming = {key for key, said in credits.items() if any(each.role.is_text for each in said)}
    assert (found is None) == (not naming)
    if found is None:
        return
    assert found.inferred_for == set(IDS) - naming - {"h"}
    assert {found.source, *found.also_on} <= {SOURCES[key] for key in naming}
    if found.credit.role is Role.TEXT:
        longer = credit_story(story, SOURCES, {**credits, "h": [*credits.get("h", ()), *more]})
        assert longer is not None
        assert longer.credit == found.credit
