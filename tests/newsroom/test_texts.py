"""Texts are read whole, or refused with the name of the file and the key."""

from pathlib import Path

import pytest

from wirewatch.errors import BadInput
from wirewatch.newsroom.texts import Kind, Paragraph, load_texts, paragraphs_of

TEXT = """
id = "lost-bell"
kind = "wire"
agency = "AFP"
language = "en"
published_at = 2026-03-12T08:00:00+01:00
section = "World"
headline = "The bell of Ost is found"
dateline = "OST"
reporters = ["Ann Bell"]
mentions = ["AFP"]
body = '''
The bell is found.

## In the mud
It lay in the mud,
a diver told AFP.
'''

[[locals]]
text = "Our town has a bell too."

[[translations]]
language = "fr"
headline = "La cloche d'Ost est retrouvée"
body = "La cloche est retrouvée."

[[others]]
headline = "A bell comes home"
reporter = "Bo Wick"
body = "Divers have the bell."

[correction]
note = "corrects the place"
paragraph = 1
text = "The bell is found at last."
at = 2026-03-12T10:00:00Z
"""


def write(folder: Path, toml: str, name: str = "one.toml") -> Path:
    (folder / name).write_text(toml, encoding="utf-8")
    return folder


def test_a_text_is_read_with_all_that_publishers_do_to_it(tmp_path: Path) -> None:
    (text,) = load_texts(write(tmp_path, TEXT))
    assert (text.text_id, text.kind, text.agency) == ("lost-bell", Kind.WIRE, "AFP")
    assert text.published_at.isoformat() == "2026-03-12T07:00:00+00:00"
    assert text.words.paragraphs == (
        Paragraph(text="The bell is found."),
        Paragraph(text="In the mud", is_subhead=True),
        Paragraph(text="It lay in the mud, a diver told AFP."),
    )
    assert [each.language for each in text.translations] == ["fr"]
    assert text.others[0].reporter == "Bo Wick"
    assert text.correction is not None
    assert text.correction.paragraph == 1


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('kind = "wire"', 'kind = "wired"', "kind is 'wired'"),
        ('agency = "AFP"', 'agency = "TASS"', "agency is 'TASS'"),
        ('agency = "AFP"', "", "agency is None"),
        ('language = "en"', 'language = "it"', "language is 'it'"),
        ("2026-03-12T08:00:00+01:00", '"noon"', "published_at is no ISO 8601 time"),
        ("2026-03-12T08:00:00+01:00", "2026-03-12T08:00:00", "published_at must be a time with"),
        ('section = "World"', "", "section must be a text"),
        ("paragraph = 1", 'paragraph = "first"', "correction.paragraph must be a number"),
        ('id = "lost-bell"', 'id = "lost', "is no TOML"),
    ],
)
def test_an_error_names_the_file_and_the_key(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    write(tmp_path, TEXT.replace(old, new))
    with pytest.raises(BadInput, match=complaint) as caught:
        load_texts(tmp_path)
    assert caught.value.subject == "one.toml"


def test_two_texts_with_one_id_are_refused(tmp_path: Path) -> None:
    write(write(tmp_path, TEXT), TEXT, "two.toml")
    with pytest.raises(BadInput, match="two texts have this id"):
        load_texts(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="holds no texts"):
        load_texts(tmp_path)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", []),
        ("one", ["one"]),
        ("one\ntwo\n\n\n three ", ["one two", "three"]),
        ("## head\nafter", ["head", "after"]),
    ],
)
def test_a_body_is_cut_at_its_blank_lines(body: str, expected: list[str]) -> None:
    assert [each.text for each in paragraphs_of(body)] == expected
