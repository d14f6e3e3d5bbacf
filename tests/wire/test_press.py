"""Every way to credit an agency, and the near misses: what we say of a thousand lines."""

from collections import Counter

import pytest

from wire.press import PressCase, press_cases, shown
from wirewatch.model import Place

CASES = tuple(press_cases())


def _id(case: PressCase) -> str:
    return f"{case.language} {case.where}: {case.text[:60]}"


def test_the_lines_are_of_many_languages_and_afp_above_all() -> None:
    languages = {case.language for case in CASES}
    places = Counter(case.where for case in CASES)
    n_nobody = sum(case.expected == "-" for case in CASES)
    n_afp = sum("AFP" in case.expected for case in CASES)
    assert len(languages) >= 25
    assert min(places[place] for place in ("byline", "author", "opening", "ending")) >= 60
    assert n_nobody >= 60
    assert n_afp >= 300


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
