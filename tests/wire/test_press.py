"""Every way to credit an agency, and the near misses: what we say of a thousand lines."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from wire.builders import an_article, prose
from wire.press import PressCase, press_cases, shown
from wirewatch.model import BlockKind, Place, Role
from wirewatch.wire.contradictions import contradictions
from wirewatch.wire.credit import find_credits

CASES = tuple(press_cases())
_ROLE_FORMS = frozenset({"contribution", "photo", "source"})
# As on real pages: the research behind decision 0013 found these in 574 labelled pairs.
FORMS = (
    "alone as author", "alone as byline", "with a desk", "people", "place", "opening", "ending",
    "contribution", "photo", "source", "near miss",
)  # fmt: skip


def _id(case: PressCase) -> str:
    return f"{case.language} {case.where}: {case.text[:60]}"


def _forms(case: PressCase) -> Iterator[str]:
    """Yield in which ways a line credits somebody, by what it is said to be."""
    roles = {role for one in case.expected.split(", ") for role in one.split()[1:]}
    yield from _ROLE_FORMS & roles
    if case.expected == "-":
        yield "near miss"
    if not roles & {"text", "joint"}:
        return
    if case.where in {"opening", "ending"}:
        yield case.where
    elif "joint" in roles:
        yield "with a desk"
    else:
        wrote = [credit for credit in case.credits if credit.role.is_text]
        people = any(credit.people for credit in wrote)
        place = any(credit.located for credit in wrote)
        yield "people" if people else "place" if place else f"alone as {case.where}"


def test_every_form_of_a_credit_is_asked_for_in_a_dozen_languages() -> None:
    """AFP's above all: of its text, and of the words that only look like its name or another's."""
    languages: dict[str, set[str]] = defaultdict(set)
    for case in CASES:
        for form in _forms(case):
            if "AFP" in case.expected or form == "near miss":
                languages[form].add(case.language)
    assert {form: len(languages[form]) for form in FORMS if len(languages[form]) < 12} == {}
    assert len({case.language for case in CASES}) >= 35


def test_afp_and_near_misses_are_asked_for_most() -> None:
    assert sum("AFP" in case.expected for case in CASES) >= 450
    assert sum(case.expected == "-" for case in CASES) >= 90


@pytest.mark.parametrize("language", sorted({case.language for case in CASES}))
def test_a_byline_counts_and_contradicts_where_the_metadata_name_the_paper(language: str) -> None:
    """Seventeen of 122 credits stand in the byline only, over metadata that say another thing."""
    bylines = [case for case in CASES if case.where == "byline" and case.language == language]
    for case in (case for case in bylines if case.expected.endswith(" text")):
        declared = [(Place.JSON_LD, "author", "Tidewater Courier")]
        article = an_article((BlockKind.BYLINE, case.text), *prose(), declared=declared)
        credits = find_credits(article)
        assert shown(credits) == ", ".join(sorted(case.expected.split(", ")))
        (told,) = contradictions(article, credits)
        assert told.startswith("the metadata call it Tidewater Courier's own, but the byline says")


@pytest.mark.parametrize("case", [case for case in CASES if case.where == "paragraph"], ids=_id)
def test_a_credit_a_picture_and_a_quotation_stand_side_by_side(case: PressCase) -> None:
    """A page that has all three: none of them hides another, whatever the language."""
    rows = [(block.kind, block.text) for block in case.article.blocks]
    article = an_article((BlockKind.CAPTION, "Delil/EFE"), (BlockKind.BYLINE, "BELGA"), *rows)
    said = {(each.agency, each.role, each.place) for each in find_credits(article)}
    alone = {(each.agency, each.role, each.place) for each in case.credits}
    assert said == alone | {
        ("EFE", Role.PHOTO, Place.CAPTION),
        ("BELGA", Role.TEXT, Place.BYLINE),
    }


def test_no_line_is_asked_twice() -> None:
    counts = Counter((case.language, case.where, case.text) for case in CASES)
    assert [key for key, n in counts.items() if n > 1] == []


@pytest.mark.parametrize("case", CASES, ids=_id)
def test_the_press_is_understood(case: PressCase) -> None:
    """And the evidence is cut from the line, or from the prose around it."""
    article, credits = case.article, case.credits
    assert shown(credits) == ", ".join(sorted(case.expected.split(", ")))
    sources = [*(block.text for block in article.blocks), *(d.text for d in article.declared)]
    for credit in credits:
        assert credit.evidence
        assert any(credit.evidence in source for source in (*sources, case.text)), credit
        assert credit.place is not Place.DOMAIN
