"""A message shows the sentence that made the alert, marked, and never more than fits."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from alerts.documents import document, documents, queries
from wirewatch.alerts.document import make_document
from wirewatch.alerts.matcher import Matcher
from wirewatch.alerts.message import MAX_SNIPPET_CHARS, MAX_SNIPPETS, Subject, compose, snippets
from wirewatch.model import (
    Alert,
    Block,
    BlockKind,
    Credit,
    Document,
    Hit,
    Place,
    Reason,
    Role,
    Watch,
    Zone,
)

AT = datetime(2026, 3, 12, 18, tzinfo=UTC)


def found_by(query: str, found: Document) -> tuple[Hit, ...]:
    return Matcher([Watch(name="w", query=query)]).match(found).get("w", ())


def test_the_sentence_around_the_hit_is_shown_with_the_hit_marked() -> None:
    found = document("It was calm. Then a drone fell into Vesk harbour! Nobody was hurt.")
    assert snippets(found, found_by("drone AND harbour", found)) == (
        "Then a «drone» fell into Vesk «harbour»!",
    )


def test_paragraphs_end_sentences() -> None:
    found = document("No stop here\nA drone fell\nNor here")
    assert snippets(found, found_by("drone", found)) == ("A «drone» fell",)


def test_a_hit_inside_another_is_marked_once() -> None:
    found = document("An air strike on Vesk.")
    shown = snippets(found, found_by('"air strike" AND strike', found))
    assert shown == ("An «air strike» on Vesk.",)


def test_the_headline_comes_last_as_it_is_the_title_already() -> None:
    found = document("A drone fell.", headline="Drone over Vesk")
    assert snippets(found, found_by("drone", found)) == ("A «drone» fell.", "«Drone» over Vesk")


def test_the_lede_comes_before_the_body() -> None:
    found = document("Then a drone fell.", lede="The first drone was seen.")
    shown = snippets(found, found_by("drone", found))
    assert shown == ("The first «drone» was seen.", "Then a «drone» fell.")


def test_only_hits_stand_in_guillemets() -> None:
    """Channels show what stands in them as found: «ce drone» is a quote, only one word is a hit."""
    found = document("Il a parlé de « ce drone » et de «chance».")
    shown = snippets(found, found_by("drone", found))
    assert shown == ("Il a parlé de “ ce «drone» ” et de “chance”.",)


def test_hits_of_another_version_of_the_page_are_left_out() -> None:
    hit = Hit(zone=Zone.BODY, start=2, end=7, text="drone")
    assert snippets(document("The text was edited since."), [hit]) == ()


def test_a_sentence_without_end_is_cut_around_the_hit() -> None:
    found = document("word " * 400 + "drone " + "word " * 400)
    (shown,) = snippets(found, found_by("drone", found))
    assert "«drone»" in shown
    assert len(shown) <= MAX_SNIPPET_CHARS + 2


@given(queries, documents)
@settings(max_examples=100, deadline=None)
def test_snippets_are_bounded_and_are_the_page_s_own_words(query: str, found: Document) -> None:
    hits = found_by(query, found)
    shown = snippets(found, hits)
    assert bool(shown) is bool(hits)
    assert len(shown) <= MAX_SNIPPETS
    page = " ".join(" ".join(text for _, text in found.zones).split())
    zones = {
        zone: " ".join("\n".join(t for z, t in found.zones if z is zone).split()) for zone in Zone
    }
    for snippet in shown:
        plain = snippet.replace("«", "").replace("»", "")
        assert plain in page or any(plain in text for text in zones.values())


def test_a_message_carries_the_reasons() -> None:
    found = document("A drone fell.", headline="Raid")
    alert = Alert(
        alert_id="a", watch="w", story_id="s", article_id="d", reason=Reason.NEW,
        hits=found_by("drone", found),
    )  # fmt: skip
    subject = Subject(
        title="Raid\non Vesk", url="https://sea.example/raid", source="sea.example", agency="AFP",
        why="VESK (AFP) -", copies=(("sea.example", "https://sea.example/raid"),) * 80,
        published_at=AT, created_at=AT,
    )  # fmt: skip
    message = compose(alert, found, subject, delivery_id="k")
    assert (message.delivery_id, message.title, message.why) == (
        "k",
        "Raid on Vesk",
        "VESK (AFP) -",
    )
    assert message.snippets == ("A «drone» fell.",)
    assert len(message.copies) == 50


def test_adverts_and_author_boxes_are_no_part_of_the_document() -> None:
    """On a real page, five of five watches on such words alerted for nothing."""
    kinds = {kind: Block(kind=kind, text=f"word{number}") for number, kind in enumerate(BlockKind)}
    made = make_document("d", headline="Raid", blocks=kinds.values())
    shown = {text for _, text in made.zones}
    junk = (
        "ADVERT",
        "READMORE",
        "SHARE",
        "BIO",
        "NEWSLETTER",
        "PAYWALL",
        "TAG",
        "OTHER",
        "CAPTION",
    )
    assert not shown & {kinds[BlockKind[name]].text for name in junk}
    assert {kinds[BlockKind[name]].text for name in ("LEDE", "BODY", "QUOTE", "CREDIT")} <= shown


def test_credits_give_fields_and_a_zone() -> None:
    credit = Credit(agency="AFP", role=Role.TEXT, place=Place.TAIL, evidence="(AFP)")
    made = make_document("d", headline="", blocks=(), credits=(credit,), fields=(("lang", None),))
    assert made.zones == ((Zone.CREDIT, "(AFP)"),)
    assert made.fields == (("agency", "AFP"), ("role", "text"))


HOMES = {
    "a country's domain": ("zeitung.example.de", None, "de"),
    "the kingdom's": ("paper.example.uk", None, "gb"),
    "its clock": ("tidewater.example", "Europe/Paris", "fr"),
    "its clock above its domain": ("paper.example.de", "Europe/Vienna", "at"),
    "nobody's clock": ("tidewater.example", "UTC", None),
    "a domain for all": ("news.example.io", None, None),
    "a word": ("tidewater.example", None, None),
}


@pytest.mark.parametrize(("source", "zone", "country"), HOMES.values(), ids=HOMES.keys())
def test_a_source_is_at_home_somewhere(source: str, zone: str, country: str) -> None:
    made = make_document("d", headline="", blocks=(), fields=(("source", source), ("zone", zone)))
    assert made.field_values("country") == ((country,) if country else ())
    assert made.field_values("zone") == ()


def test_a_dateline_with_an_agency_is_found_as_a_dateline() -> None:
    words = "VESK, March 3 (AFP) -"
    credit = Credit(agency="AFP", role=Role.TEXT, place=Place.DATELINE, evidence=words)
    made = make_document("d", headline="", blocks=(), credits=(credit,))
    assert made.zones == ((Zone.CREDIT, words), (Zone.DATELINE, words))
