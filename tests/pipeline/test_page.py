"""One page through all the rooms: what is said of it, and said once."""

from articles.pages import TEXT, capture, page_of
from wirewatch.pipeline.page import read_page

H1 = "<h1>Old ferry terminal to close</h1>"


def warnings_of(byline: str, *, author: str) -> tuple[str, ...]:
    head = f'<meta name="author" content="{author}">'
    return read_page(capture(page_of(f"{H1}<p>{byline}</p>{TEXT}", head=head))).warnings


def test_a_false_author_of_an_agencys_text_is_told_once():
    told = warnings_of("Ania Holm - Agence France-Presse", author="Wilma Crane")
    assert told == ("signed by Wilma Crane, but the byline says Agence France-Presse",)


def test_a_byline_without_an_agency_still_contradicts_the_metadata():
    told = warnings_of("By Ania Holm", author="Wilma Crane")
    assert told == ("the metadata name Wilma Crane as author, but the byline says 'By Ania Holm'",)
