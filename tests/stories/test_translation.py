"""Suspected translations: numbers and names that only one event has."""

from datetime import date

import pytest

from story_texts import prose, text
from translated_texts import printed_texts, translations_among
from wirewatch.model import Relation, Text
from wirewatch.stories.translation import anchors, name_key, suspected_translations
from wirewatch.text import fold

DAY = date(2026, 11, 20)
ENGLISH = """
The ferry Aldemara sank off Port Velmont with 318 people aboard, coast guard chief Ilse Brandoval
said. Rescuers from Tarnholm and Skarvik pulled 274 from the water in 11 hours. The owner,
Nordvang Lines, had paid a fine of 46,500 crowns in 2019. Minister Oskar Thelin, 57, and
the survivor Maren Quist, 23, spoke to reporters in the town of Hallenby.
"""
FRENCH = """
Le ferry Aldemara a coulé au large de Port Velmont avec 318 personnes à bord, a indiqué la cheffe
des garde-côtes Ilse Brandoval. Des sauveteurs de Tarnholm et de Skarvik en ont sorti 274 de l'eau
en 11 heures. Le propriétaire, Nordvang Lines, avait payé une amende de 46 500 couronnes en 2019.
Le ministre Oskar Thelin, 57 ans, et la rescapée Maren Quist, 23 ans, ont parlé à Hallenby.
"""
SAME_EVENT = """
Un naufrage près de Port Velmont a fait des dizaines de victimes. Le bateau Aldemara avait quitté
Skarvik avec 12 minutes de retard. La ville de Hallenby a ouvert 3 gymnases et 80 lits. Le maire,
Jon Ferrand, 61 ans, a décrété un deuil de 48 heures et reçu Paulina Ostrova, de Brimheim.
"""
OTHERS = [text(f"other-{n}", prose(n, 80), language="fr") for n in range(20)]


def suspected(*texts: Text) -> set[frozenset[str]]:
    found = suspected_translations({DAY: [*texts, *OTHERS]}, [DAY])
    return {frozenset((pair.a, pair.b)) for pair in found}


WIRE = text("wire", ENGLISH, language="en", agency="AFP")


def test_a_translation_is_suspected_and_says_why() -> None:
    texts = {DAY: [WIRE, text("paper", FRENCH, hours=1, language="fr"), *OTHERS]}
    (pair,) = suspected_translations(texts, [DAY])
    assert (pair.a, pair.b, pair.relation) == ("paper", "wire", Relation.SUSPECTED_TRANSLATION)
    assert not pair.relation.is_copy
    assert pair.coverage_a >= 0.7
    assert "46500" in pair.evidence
    assert "brandoval" in pair.evidence


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(text("x", SAME_EVENT, language="fr"), id="the same event by other hands"),
        pytest.param(text("x", ENGLISH, language="en"), id="the same language"),
        pytest.param(text("x", FRENCH), id="language unknown"),
        pytest.param(text("x", "", language="fr"), id="nothing"),
    ],
)
def test_others_are_not_suspected(other: Text) -> None:
    assert suspected(WIRE, other) == set()


def test_a_translation_is_found_two_days_later_and_not_three() -> None:
    paper = text("paper", FRENCH, hours=48, language="fr")
    for step, n_found in ((0, 1), (1, 1), (2, 1), (3, 0)):
        texts = {DAY: [WIRE, *OTHERS], date(2026, 11, 20 + step): [paper]}
        if step == 0:
            texts = {DAY: [WIRE, *OTHERS, paper]}
        assert len(suspected_translations(texts, [DAY])) == n_found


def test_a_pair_belongs_to_the_day_of_its_earlier_text() -> None:
    texts = {DAY: [WIRE, *OTHERS], date(2026, 11, 21): [text("paper", FRENCH, language="fr")]}
    assert suspected_translations(texts, [date(2026, 11, 21)]) == ()


def test_anchors_are_numbers_and_names_inside_sentences() -> None:
    found = anchors(text("a", "Yesterday Élodie Varnes, 41, left. She paid 1.500 in Zurich at 9."))
    assert found.numbers == {"41", "1500"}
    assert set(found.names.values()) == {"elodie", "varnes", "zurich"}
    assert set(found.openers.values()) == {"yesterday", "she"}


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        pytest.param("46,500", "46500", id="English thousands"),
        pytest.param("46\u202f500", "46500", id="French thousands"),
        pytest.param("7.25", "7.25", id="English decimals"),
        pytest.param("7,25", "7.25", id="French decimals"),
        pytest.param("04h17", "4.17", id="French hours"),
        pytest.param("04:17", "4.17", id="hours elsewhere"),
        pytest.param("1.234.567", "1234567", id="millions"),
    ],
)
def test_a_number_is_one_however_it_is_printed(printed: str, number: str) -> None:
    assert anchors(text("a", f"They counted {printed} of them.")).numbers == {number}


@pytest.mark.parametrize(
    "spellings",
    [
        pytest.param(("Zelensky", "Selenskyj", "Zelenski", "Зеленський"), id="Zelensky"),
        pytest.param(("Savchuk", "Savtchouk", "Sawtschuk", "Савчук"), id="Savchuk"),
        pytest.param(("Hrytsenko", "Grytsenko"), id="Hrytsenko"),
    ],
)
def test_spellings_of_one_name_have_one_key(spellings: tuple[str, ...]) -> None:
    assert len({name_key(fold(name)) for name in spellings}) == 1


def test_names_of_two_people_have_two_keys() -> None:
    names = ["Brandoval", "Ardelean", "Korvat", "Stankovic", "Renzulli", "Marcovici", "Kovalenko"]
    assert len({name_key(fold(name)) for name in names}) == len(names)


# ── forty agency texts in six languages each, and what other hands wrote of the same events ─────

IN_VIEW = {"ferry", "drones", "rates", "quake", "trial"}  # when the rules were set; no other was


@pytest.mark.parametrize("is_later", [False, True], ids=["in view", "written after"])
def test_shortened_translations_are_found_and_texts_by_other_hands_are_not(is_later: bool) -> None:  # noqa: FBT001
    """Names are spelt as each language does, quotes and sentences are left out."""
    half = [one for one in printed_texts() if (one.event not in IN_VIEW) is is_later]
    true = translations_among(half)
    pairs = suspected_translations({DAY: [one.text for one in half]}, [DAY])
    found = {frozenset((pair.a, pair.b)) for pair in pairs}
    assert len(true) == (525 if is_later else 75)
    assert sum(one.kind == "other" for one in half) == (70 if is_later else 10)
    assert found <= true
    assert len(found) >= 0.9 * len(true)
