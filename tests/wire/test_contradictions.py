"""Contradictions: the metadata name one writer, the page shows another."""

from wire.builders import an_article, prose
from wirewatch.model import BlockKind, Place
from wirewatch.wire.contradictions import contradictions
from wirewatch.wire.credit import find_credits


def _told(byline: str, author: str, *, opening: str = "") -> tuple[str, ...]:
    rows = ((BlockKind.LEDE, opening),) if opening else ()
    declared = [(Place.JSON_LD, "author", author)]
    article = an_article((BlockKind.BYLINE, byline), *rows, *prose(), declared=declared)
    return contradictions(article, find_credits(article))


def test_a_page_signed_by_somebody_else_is_told() -> None:
    told = _told("Ania Solenko – Agence France-Presse in kyiv", "Tess Stone")
    assert told == ("signed by Tess Stone, but the byline says Agence France-Presse",)


def test_the_paper_as_the_author_of_an_agencys_text_is_told() -> None:
    told = _told("von APA", "Tidewater Courier")
    assert told == ("the metadata call it Tidewater Courier's own, but the byline says APA",)


def test_a_desk_that_signs_an_agencys_text_is_not_worth_a_word() -> None:
    assert _told("By Reuters", "Web Desk") == ()


def test_the_agencys_own_reporter_is_no_contradiction() -> None:
    assert _told("Von Greta Lindqvist, dpa", "Greta Lindqvist") == ()


def test_the_agency_itself_is_no_contradiction() -> None:
    assert _told("Par AFP", "AFP") == ()


def test_a_joint_byline_is_no_contradiction() -> None:
    assert _told("Le Courrier et AFP", "Le Courrier") == ()


def test_two_agencies_for_one_text_are_told() -> None:
    told = _told("Par AFP", "AFP", opening="KYIV, Oct 29 (Reuters) - The army said so.")
    assert told == ("the byline says Agence France-Presse, but the dateline says Reuters",)
