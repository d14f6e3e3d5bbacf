"""A watch matches exactly what its query says, however many watches there are."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import naive
from alerts.documents import document, documents, queries, spoken, stems
from wirewatch.alerts.evaluate import MAX_HITS
from wirewatch.alerts.grammar import parse_query
from wirewatch.alerts.matcher import Matcher
from wirewatch.alerts.page import zone_text
from wirewatch.errors import BadInput
from wirewatch.model import Document, Hit, Watch, Zone


def hits(query: str, found: Document) -> tuple[Hit, ...] | None:
    return Matcher([Watch(name="w", query=query)]).match(found).get("w")


def texts(query: str, found: Document) -> list[str] | None:
    matched = hits(query, found)
    return None if matched is None else [hit.text for hit in matched]


# Six words between "Vesk" and "drone", as in a real report where vendors' NEAR/5 disagree.
RAID = document(
    "Vesk was also targeted by an explosive drone, officials said.\nThe mayor, Ana Löwe, resigned.",
    headline="Raid on L'Île-Verte",
    lede="A raid hit Vesk.",
    byline="Ana Prud'homme",
    agency="AFP",
    source="news.tidewater.example",
    lang="en",
)

TABLE = {
    "word": ("mayor", ["mayor"]),
    "other case and accents": ("LOWE", ["Löwe"]),
    "part of a word is no word": ("dron", None),
    "prefix": ("explo*", ["explosive"]),
    "phrase": ('"explosive drone"', ["explosive drone"]),
    "phrase over punctuation": ('"mayor Ana"', ["mayor, Ana"]),
    "phrase over paragraphs": ('"said the"', None),
    "elision": ('"Île Verte"', ["Île-Verte"]),
    "near, too far": ("vesk NEAR/5 drone", None),
    "near enough": ("vesk NEAR/6 drone", ["Vesk", "drone"]),
    "near, other way": ("drone NEAR/6 vesk", ["Vesk", "drone"]),
    "onear, other way": ("drone ONEAR/6 vesk", None),
    "onear": ("vesk ONEAR/6 drone", ["Vesk", "drone"]),
    "near over a paragraph": ("said NEAR/2 mayor", ["said", "mayor"]),
    "near over a paragraph counts its end": ("said NEAR/1 mayor", None),
    "near from lede to body, too far": ("hit NEAR/4 targeted", None),
    "near from lede to body, wider": ("hit NEAR/5 targeted", ["hit", "targeted"]),
    "near never leaves the headline": ("verte NEAR/100 hit", None),
    "zone": ("headline:raid", ["Raid"]),
    "zones by default": ("raid", ["Raid", "raid"]),
    "byline is not looked at by default": ("homme", None),
    "byline asked for": ('byline:"prud\'homme"', ["Prud'homme"]),
    "and": ("raid AND resigned", ["Raid", "raid", "resigned"]),
    "and fails": ("raid AND earthquake", None),
    "or shows what holds": ("earthquake OR mayor", ["mayor"]),
    "not": ("mayor NOT earthquake", ["mayor"]),
    "not fails": ("mayor NOT drone", None),
    "a part that fails shows nothing": ("mayor OR (drone AND earthquake)", ["mayor"]),
    "field alone": ("agency:afp", []),
    "field beside": ("agency:AFP AND mayor", ["mayor"]),
    "field fails": ("agency:AP AND mayor", None),
    "not a field": ("mayor NOT agency:AP", ["mayor"]),
    "same paragraph": ("vesk SAME officials", ["Vesk", "officials"]),
    "same paragraph, other way": ("officials SAME vesk", ["Vesk", "officials"]),
    "another paragraph": ("vesk SAME mayor", None),
    "lede and body are two paragraphs": ("hit SAME targeted", None),
    "same twice needs two": ("vesk SAME vesk", None),
    "a phrase beside its own word": ('"explosive drone" SAME drone', None),
    "at least": ("ATLEAST/2 (raid)", ["Raid", "raid"]),
    "at least, too few": ("ATLEAST/3 (raid)", None),
    "at least of several": ("ATLEAST/3 (raid OR drone)", ["Raid", "raid", "drone"]),
    "at least in a zone": ("headline:ATLEAST/2 (raid)", None),
    "exact": ("=Löwe", ["Löwe"]),
    "exact, other accents": ("=Lowe", None),
    "exact, other case": ("=raid", ["raid"]),
    "an exact phrase": ('="Ana Löwe"', ["Ana Löwe"]),
    "an exact phrase near": ("=Ana NEAR/1 resigned", ["Ana", "resigned"]),
    "more words": ("mayor AND words>23", ["mayor"]),
    "not so many words": ("mayor AND words>24", None),
    "the byline is not counted": ("mayor AND words<25", ["mayor"]),
    "one copy is there": ("mayor AND copies<2", ["mayor"]),
    "no more copies": ("mayor AND copies>1", None),
    "subdomain": ("source:tidewater.example", []),
    "no part of a name": ("source:water.example", None),
}


@pytest.mark.parametrize(("query", "expected"), TABLE.values(), ids=TABLE.keys())
def test_a_watch_finds_what_it_asks_for(query: str, expected: list[str] | None) -> None:
    assert texts(query, RAID) == expected


NUMBERS = ("160,000", "160.000", "160 000", "160\u00a0000", "160'000")


@pytest.mark.parametrize("printed", NUMBERS)
def test_a_figure_is_the_same_in_every_country(printed: str) -> None:
    assert texts('"160,000 homes"', document(f"Some {printed} homes")) == [f"{printed} homes"]


def test_chinese_and_japanese_are_matched_by_character() -> None:
    assert texts("東京", document("昨日、東京で地震。京東")) == ["東京"]


SPELT = ("Kyiv", "KIEW", "Kijów", "Киев", "Kyjiw’s")


@pytest.mark.parametrize("printed", SPELT)
def test_an_alias_finds_all_spellings(printed: str) -> None:
    assert texts("@kyiv", document(f"In {printed} today")) == [printed]


@pytest.mark.parametrize(("query", "printed"), [("=US", "US"), ("=Kyiv", "Kyiv's")])
def test_exact_tells_a_name_from_a_word_and_forgives_a_genitive(query: str, printed: str) -> None:
    assert texts(query, document(f"Told us: {printed} aid for kyiv")) == [printed]


def test_copies_are_those_of_the_story() -> None:
    assert texts("raid AND copies>3", document("raid", copies="4")) == ["raid"]


@given(st.lists(queries, min_size=1, max_size=5), documents)
@settings(max_examples=100, deadline=None)
def test_the_matcher_decides_as_the_naive_reference(asked: list[str], found: Document) -> None:
    """The index may only save work: never lose a match, never add one."""
    watches = [Watch(name=str(number), query=query) for number, query in enumerate(asked)]
    wanted = {w.name for w in watches if naive.holds(parse_query(w.query).root, found)}
    assert set(Matcher(watches).match(found)) == wanted


@given(stems, spoken)
@settings(deadline=None)
def test_the_forms_of_a_word_are_those_of_the_naive_reference(query: str, found: Document) -> None:
    assert (hits(query, found) is not None) is naive.holds(parse_query(query).root, found)


@given(queries, documents)
@settings(max_examples=100, deadline=None)
def test_every_hit_is_really_there(query: str, found: Document) -> None:
    for hit in hits(query, found) or ():
        assert zone_text(found, hit.zone)[hit.start : hit.end] == hit.text != ""


def test_offsets_count_over_the_paragraphs_of_a_zone() -> None:
    found = Document(
        doc_id="d", zones=((Zone.BODY, "Ünë\n\ntwo"), (Zone.LEDE, "x"), (Zone.BODY, "three"))
    )
    assert hits("three", found) == (Hit(zone=Zone.BODY, start=9, end=14, text="three"),)


def test_hits_stand_in_the_order_of_the_page_and_are_bounded() -> None:
    found = hits("drone", document("drone " * 500, headline="Drone"))
    assert found is not None
    assert len(found) == MAX_HITS
    assert [hit.zone for hit in found[:2]] == [Zone.HEADLINE, Zone.BODY]


@pytest.mark.parametrize(
    ("languages", "lang", "matches"),
    [((), "fr", True), (("fr",), "fr", True), (("en",), "fr", False), (("en",), None, True)],
    ids=["all", "asked for", "other", "unknown is not missed"],
)
def test_a_watch_may_be_for_some_languages(
    languages: tuple[str, ...], lang: str | None, *, matches: bool
) -> None:
    found = document("drone", **({"lang": lang} if lang else {}))
    matcher = Matcher([Watch(name="w", query="drone", languages=languages)])
    assert ("w" in matcher.match(found)) is matches


def test_a_malformed_watch_is_named() -> None:
    with pytest.raises(BadInput, match=r"'Raids'.*line 1, column 6"):
        Matcher([Watch(name="Raids", query="raid AND")])


def test_two_watches_of_one_name_are_refused() -> None:
    with pytest.raises(BadInput, match="stands twice"):
        Matcher([Watch(name="w", query="raid"), Watch(name="w", query="drone")])


def test_a_page_of_one_word_repeated_takes_no_square_of_time() -> None:
    """A hostile page: 200,000 times the word that NEAR asks for, twice."""
    assert hits("drone NEAR/1 vesk", document("drone " * 200_000)) is None
