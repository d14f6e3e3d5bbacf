"""States of a text: which copies are one, what they are called, what each says that is new."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from story_texts import text
from wirewatch.model import Text
from wirewatch.stories.facts_changed import Difference, differ
from wirewatch.stories.versions import Kind, label_of, versions

ALERT = (
    "Drones struck a market in Ostrohrad before dawn on Friday, killing 14 people and wounding 63."
)
URGENT = f"{ALERT} Air defences shot down 127 of 151 drones, governor Oleh Savchuk told reporters."
LEAD = (
    URGENT.replace("14 people", "17 people")
    + ' "We heard a crack and then the lights went," said Maren Quist, 23, in Hallenby, a town. '
    + "The town hall opened three schools for those who had lost their homes in the night. " * 6
)
SECOND = LEAD + "President Volodymyr Zelensky called for more Patriot batteries on Saturday."


def named(text_id: str, title: str, body: str, hours: float, **more: object) -> Text:
    return replace(text(text_id, body, hours=hours, **more), title=title)  # type: ignore[arg-type]


CHAIN = [
    named("alert", "Strikes on Ostrohrad", ALERT, 0, source="wire.example", is_agency_site=True),
    named("urgent", "Strikes on market", URGENT, 1, source="wire.example", is_agency_site=True),
    named("cut", "Strikes on market", URGENT[:90], 2),
    named("lead", "Strikes kill 17", LEAD, 3),
    named("late", "Strikes on market", URGENT, 4),  # still says 14: nothing new
    named("local", "Our town and the war", f"{LEAD} Pupils of Tarnholm collected 900 coats.", 5),
    named("second", "Strikes kill 17", SECOND, 6, source="lead.example"),
    named("right", "Correction: strikes", SECOND.replace("151", "159"), 7),
]


def told(texts: list[Text]) -> list[tuple[str, str]]:
    return [(version.text_id, version.name) for version in versions(texts)]


def test_a_chain_is_told_from_its_copies() -> None:
    """A cut, a copy that a paper made longer and one that comes late are no new states."""
    assert told(CHAIN) == [
        ("alert", "alert"),
        ("urgent", "urgent"),
        ("lead", "lead"),
        ("second", "2nd lead"),
        ("right", "correction"),
    ]
    assert [version.after for version in versions(CHAIN)] == [
        None, "alert", "urgent", "lead", "second",
    ]  # fmt: skip


def test_each_state_says_what_was_not_said() -> None:
    _, urgent, lead, second, right = (version.difference for version in versions(CHAIN))
    assert urgent.new_names == ("Oleh Savchuk",)
    assert urgent.new_numbers == ("127", "151")
    assert lead.figures == (("Friday, killing 14 people and", "Friday, killing 17 people and"),)
    assert lead.new_quotes == ("We heard a crack and then the lights went",)
    assert lead.new_names == ("Maren Quist", "Hallenby")
    assert str(second) == "new names: Volodymyr Zelensky, Patriot"
    assert str(right) == "“127 of 151 drones, governor” is now “127 of 159 drones, governor”"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("URGENT: market hit", Kind.URGENT),
        ("Market hit (2nd lead)", Kind.LEAD),
        ("CORRECTED-Market hit", Kind.CORRECTION),
        ("Corrigé : le marché", Kind.CORRECTION),
        ("(Zusammenfassung) Markt getroffen", Kind.WRAP),
        ("Eilmeldung: Markt getroffen", Kind.ALERT),
        ("Market hit [WRAPUP]", Kind.WRAP),
        ("Lead found in the water of Tarnholm", None),
        ("Urgent appeal for blood", None),
        ("The correction of the market goes on", None),
        ("", None),
    ],
)
def test_a_label_needs_its_mark(title: str, kind: Kind | None) -> None:
    assert label_of(named("a", title, LEAD, 0)) is kind


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        pytest.param(LEAD, LEAD, "", id="nothing"),
        pytest.param(
            SECOND, LEAD, "names gone: Volodymyr Zelensky, Patriot", id="a name that is gone"
        ),
        pytest.param(
            LEAD, LEAD.replace('"We', '"Nobody: we'),
            "new quotes: “Nobody: we heard a crack and then the lights went”; "
            "quotes gone: “We heard a crack and then the lights went”",
            id="a quote that was changed",
        ),
    ],
)  # fmt: skip
def test_a_difference_reads_as_a_sentence(before: str, after: str, says: str) -> None:
    assert str(differ(text("a", before), text("b", after))) == says


def test_german_nouns_are_no_names() -> None:
    before = text("a", "Am Freitag starben 14 Menschen auf einem Markt.", language="de")
    after = text(
        "b", "Am Freitag starben 14 Menschen auf einem Markt mit Obst, sagte Oleh Sawtschuk.",
        language="de",
    )  # fmt: skip
    assert differ(before, after) == Difference(new_names=("Oleh Sawtschuk",))


def test_a_text_that_nobody_changed_has_one_state() -> None:
    assert told([CHAIN[3], replace(CHAIN[3], text_id="copy", source="copy.example")]) == [
        ("copy", "lead")
    ]
    assert versions([]) == ()


@given(st.permutations(CHAIN))
def test_the_order_of_the_texts_has_no_say(texts: list[Text]) -> None:
    assert versions(texts) == versions(CHAIN)


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_two_texts_can_be_compared(before: str, after: str) -> None:
    found = differ(text("a", before), text("b", after))
    assert found.is_news or not (found.new_names or found.new_quotes)
    assert differ(text("a", after), text("b", after)) == Difference()
