"""Marks of a machine's translation: said with the words that show them, and not of honest texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.pages import PARAGRAPHS, TEXT, page_of, read
from wirewatch.articles.translated import translation_marks

H1 = "<h1>Old ferry terminal to close</h1>"


@pytest.mark.parametrize(
    ("body", "evidence"),
    [
        pytest.param(
            "The envoys of kyiv and Esk met. It took weeks. years.",
            [
                "a name written small",
                "of kyiv and",
                "a sentence of one small word",
                "weeks. years.",
            ],
            id="a small name, a stray word",
        ),
        pytest.param(
            "He spoke of “boats and ferry boats” ferries”, said a AFP reporter.",
            ["a quotation closed twice", "a for an", "a AFP reporter"],
            id="a stray quotation mark, a for an",
        ),
    ],
)
def test_two_slips_of_different_kinds_are_shown(body, evidence):
    (warning,) = translation_marks(body, body, "", "en")
    assert warning.startswith("perhaps translated by a machine")
    assert all(words in warning for words in evidence)


@pytest.mark.parametrize(
    ("body", "language"),
    [
        pytest.param("The envoys of kyiv and of kyiv, and more.", "en", id="one kind of slip"),
        pytest.param("It says “one” and “two”. They met in Kyiv.", "en", id="nothing"),
        pytest.param("Visit esk.example. com. It is a AP story.", "en", id="an address"),
        pytest.param("mit kyiv und. es war. a AFP", "de", id="another language has other slips"),
    ],
)
def test_what_a_desk_writes_is_not_warned_of(body, language):
    assert translation_marks(body, body, "", language) == []


@pytest.mark.parametrize(
    "note",
    [
        "This article was automatically translated.",
        "Translated with DeepL",
        "Dieser Text wurde maschinell übersetzt.",
        "Traduit automatiquement de l'anglais",
    ],
)
def test_a_page_that_names_its_translator_is_quoted(note):
    (warning,) = read(page_of(f"{H1}<p>{note}</p>{TEXT}")).warnings
    assert "translated by a machine, as the page says" in warning


def test_a_long_paragraph_about_translating_is_none():
    told = f"{PARAGRAPHS[0]} The letters were machine translated by the clerks, {PARAGRAPHS[1]}"
    assert read(page_of(f"{H1}<p>{told}</p>{TEXT}")).warnings == ()


def test_the_leftovers_of_a_translating_browser_are_told():
    marked = TEXT.replace("<p>", '<p><font style="vertical-align: inherit;">', 1)
    (warning,) = read(page_of(f"{H1}{marked}")).warnings
    assert "translating browser" in warning


@given(
    st.lists(st.sampled_from(["kyiv, ", "a AFP x ", "”", "“", "\n", "it. is. ", "é "]), max_size=30)
)
def test_all_evidence_stands_in_the_text(parts):
    body = "".join(parts)
    for warning in translation_marks(body, "", "", "en"):
        quoted = warning.split("('")[1:]
        assert all(quote.partition("')")[0].replace("\\n", "\n") in body for quote in quoted)
