"""One page through all the rooms: what is said of it, and said once."""

import pytest

from articles.pages import TEXT, capture, page_of
from wirewatch.model import NoticeKind, Role
from wirewatch.pipeline.page import read_page
from wirewatch.wire.credit import BY_ITS_WORDS

H1 = "<h1>Old ferry terminal to close</h1>"


def warnings_of(byline: str, *, author: str) -> tuple[str, ...]:
    head = f'<meta name="author" content="{author}">'
    return read_page(capture(page_of(f"{H1}<p>{byline}</p>{TEXT}", head=head))).warnings


def test_a_false_author_of_an_agencys_text_is_told_once():
    told = warnings_of("Ania Holm - Agence France-Presse", author="Wilma Crane")
    assert told == ("signed by Wilma Crane, but the byline says Agence France-Presse",)


def test_the_facts_name_the_authors_of_the_record_and_that_the_metadata_name_another():
    head = '<meta name="author" content="Wilma Crane">'
    byline = "<p>Ania Holm – Agence France-Presse</p>"
    article = read_page(capture(page_of(f"{H1}{byline}{TEXT}", head=head))).article
    authors = [fact for name, fact in article.facts if name == "author"]
    assert tuple(fact.value for fact in authors) == article.authors == ("Ania Holm",)
    assert [(fact.reader, fact.agrees) for fact in authors] == [("byline", False)]


def test_a_byline_without_an_agency_still_contradicts_the_metadata():
    told = warnings_of("By Ania Holm", author="Wilma Crane")
    assert told == ("the metadata name Wilma Crane as author, but the byline says 'By Ania Holm'",)


def test_a_copyright_line_at_the_foot_is_the_texts_credit() -> None:
    """What reads pages and what reads credits agree on the words for such a line."""
    record = read_page(capture(page_of(f"{H1}{TEXT}<p>© 2024 AFP</p>")))
    assert [block.why for block in record.article.blocks if "AFP" in block.text] == [BY_ITS_WORDS]
    assert [(each.agency, each.role) for each in record.credits] == [("AFP", Role.TEXT)]


def test_a_correction_is_recorded_and_warned_of() -> None:
    title = "CORRECTED-Old ferry terminal to close"
    record = read_page(capture(page_of(f"<h1>{title}</h1>{TEXT}", title=title)))
    assert [notice.kind for notice in record.notices] == [NoticeKind.CORRECTION]
    assert record.warnings == (f"marked as a correction: “{title}”",)


@pytest.mark.parametrize(
    ("author", "authors"),
    [
        ("E.P.", ("E.P",)),
        ("Colette", ("Colette",)),
        ("Ada Marlowe, AFP", ("Ada Marlowe",)),
        ("AFP", ()),
    ],
)
def test_an_author_of_one_name_is_kept_and_an_agency_is_none(author, authors):
    head = f'<meta name="author" content="{author}">'
    assert read_page(capture(page_of(f"{H1}{TEXT}", head=head))).article.authors == authors
