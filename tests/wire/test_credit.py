"""Credits: one for each agency, role and place, strongest first, each with its words."""

import time
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from wire.builders import an_article, prose, with_byline, with_ending, with_opening
from wire.press import press_cases
from wirewatch.model import BlockKind, Place, Role
from wirewatch.wire.agencies import AGENCIES
from wirewatch.wire.agency import Agency
from wirewatch.wire.credit import BY_ITS_WORDS, find_credits, text_credit

BYLINE = "Ania Solenko – Agence France-Presse and Stan Doshko – Agence France-Presse in kyiv"
ANYTHING = st.text(max_size=200)
PIECES = """
AFP dpa Reuters (AFP) — - / , ( ) By Von mit et and told Photo Foto: Kyiv Anna Berg PARIS Oct 29 ©
| Source: with files from 新华社 ロイター أ ف ب . : EFE PTI party
"""
WORDS = st.sampled_from(PIECES.split())
LINES = st.lists(WORDS, max_size=14).map(" ".join)


def test_people_and_place_of_an_agency_byline_are_told() -> None:
    credit = text_credit(find_credits(with_byline(BYLINE)))
    assert credit is not None
    assert (credit.agency, credit.role, credit.place) == ("AFP", Role.TEXT, Place.BYLINE)
    assert credit.people == ("Ania Solenko", "Stan Doshko")
    assert credit.located == "kyiv"
    assert credit.evidence == BYLINE


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("By STELLA MARTENS, AP National Political Writer", ("STELLA MARTENS",)),
        ("Paul Weisner and Fatima Hassan, The Associated Press", ("Paul Weisner", "Fatima Hassan")),
        ("Von Greta Lindqvist, dpa", ("Greta Lindqvist",)),
        ("Tom Averell Associated Press", ("Tom Averell",)),
        ("Par Léa Vautrin (AFP)", ("Léa Vautrin",)),
        ("By AFP", ()),
        ("Le Courrier et AFP", ()),
    ],
)
def test_the_agencys_reporters_are_named(byline: str, people: tuple[str, ...]) -> None:
    credit = text_credit(find_credits(with_byline(byline)))
    assert credit is not None
    assert credit.people == people


@pytest.mark.parametrize(
    ("opening", "place"),
    [
        ("KYIV, Oct 29 (AFP) - The army said so.", "KYIV"),
        ("Bruselas, 7 oct (EFE).- El alto representante habló.", "Bruselas"),
        ("VENICE, Italy (AP) — The bridge stays.", "VENICE, Italy"),
        ("(ANSA) - ROMA, 28 LUG - Il consiglio ha votato.", "ROMA"),
        ("МОСКВА, 29 июня. /ТАСС/. Движение открыто.", "МОСКВА"),
        ("BEIRUT/THE HAGUE, March 7 (Reuters) - A crew said so.", "BEIRUT/THE HAGUE"),
    ],
)
def test_a_dateline_tells_the_place(opening: str, place: str) -> None:
    credit = text_credit(find_credits(with_opening(opening)))
    assert credit is not None
    assert (credit.place, credit.located) == (Place.DATELINE, place)


@pytest.mark.parametrize(
    ("ending", "people"),
    [
        (
            "(Reporting by Anselm Okoro and Birgit Salo in Port Merrin; Writing by Tess Halloran; "
            "Editing by Hugh Ambrose)",
            ("Anselm Okoro", "Birgit Salo", "Tess Halloran"),
        ),
        (
            "Reporting by Anselm Okoro in Vesk and Lu Wen; editing by Hugh Ambrose",
            ("Anselm Okoro", "Lu Wen"),
        ),
        ("(Reporting by Vesk newsroom; Editing by Hugh Ambrose)", ()),
        ("Our Standards: The Thomson Reuters Trust Principles.", ()),
    ],
)
def test_a_sign_off_names_reporters_and_no_editors(ending: str, people: tuple[str, ...]) -> None:
    (credit,) = find_credits(with_ending(ending))
    assert (credit.agency, credit.people) == ("REUTERS", people)


def test_all_roles_on_one_page_are_told_apart() -> None:
    """The page that began it: AFP's text, AP's photo, and AFP quoted in it."""
    article = an_article(
        (BlockKind.CAPTION, "Photo: Efrem Ostrov Associated Press Soldiers near the river"),
        (BlockKind.BYLINE, BYLINE),
        *prose(),
        (BlockKind.BODY, "This should take three months, a source told AFP."),
        *prose(),
        (BlockKind.BIO, "Tess Stone was a writer at Reuters."),
        declared=[(Place.JSON_LD, "author", "Tess Stone")],
    )
    said = [(each.agency, each.role, each.place) for each in find_credits(article)]
    assert said == [
        ("AFP", Role.TEXT, Place.BYLINE),
        ("AP", Role.PHOTO, Place.CAPTION),
        ("AFP", Role.SOURCE, Place.BODY),
    ]


@pytest.mark.parametrize(
    "kind",
    [BlockKind.OTHER, BlockKind.READMORE, BlockKind.BIO, BlockKind.ADVERT, BlockKind.SHARE],
)
def test_what_is_not_the_article_is_not_searched(kind: BlockKind) -> None:
    article = an_article(*prose(), (kind, "By AFP and Harbour staff"), (kind, "AFP"))
    assert find_credits(article) == ()


def test_an_agency_over_the_date_line_is_a_byline() -> None:
    """Bare elements that no markup tells from a menu's: "PTI Mumbai" over "Last Updated: …"."""
    rows = (BlockKind.OTHER, "PTI Mumbai"), (BlockKind.DATELINE, "Last Updated: 24 September")
    credit = text_credit(find_credits(an_article(*rows, *prose())))
    assert credit is not None
    assert (credit.agency, credit.place, credit.evidence) == ("PTI", Place.BYLINE, "PTI Mumbai")


def test_an_agency_beside_the_date_over_the_text_is_a_byline_and_in_the_footer_none() -> None:
    line, owner = "AFP, Port Ardenne | Oct 29, 2024 10:12", "AFP 2024"
    credits = find_credits(an_article((BlockKind.OTHER, line), *prose(), (BlockKind.OTHER, owner)))
    assert [(each.place, each.evidence) for each in credits] == [(Place.BYLINE, line)]
    assert find_credits(an_article((BlockKind.OTHER, "© 2024 AFP"), *prose())) == ()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("© 2024 AFP", [("AFP", Role.TEXT, Place.TAIL)]),
        ("© Agence France-Presse", [("AFP", Role.TEXT, Place.TAIL)]),
        ("© dpa-infocom, dpa:241029-930-274591/1", [("DPA", Role.TEXT, Place.TAIL)]),
        ("(Quelle: APA/dpa)", [("APA", Role.TEXT, Place.TAIL), ("DPA", Role.TEXT, Place.TAIL)]),
        ("Symbolbild: © dpa", [("DPA", Role.PHOTO, Place.CAPTION)]),
        ("© AFP / Delil Sandor", [("AFP", Role.PHOTO, Place.CAPTION)]),
        ("Delil Sandor/AFP", [("AFP", Role.PHOTO, Place.CAPTION)]),
    ],
)
def test_a_line_that_touches_the_end_of_the_text_is_the_texts_unless_it_speaks_of_a_picture(
    line: str, expected: list[tuple[str, Role, Place]]
) -> None:
    """Read by its words alone it might be either; with a figure's markup it is the picture's."""
    for why, wanted in ((BY_ITS_WORDS, expected), ("in a figure", None)):
        article = an_article(*prose(), (BlockKind.CAPTION, line))
        caption = replace(article.blocks[-1], why=why)
        credits = find_credits(replace(article, blocks=(*article.blocks[:-1], caption)))
        if wanted:
            assert [(each.agency, each.role, each.place) for each in credits] == wanted
        else:
            assert {each.role for each in credits} == {Role.PHOTO}


def test_a_byline_behind_a_teaser_is_the_teasers() -> None:
    teaser = (BlockKind.READMORE, "Harbour strike ends")
    article = an_article(*prose(), teaser, (BlockKind.CREDIT, "By AFP"))
    assert find_credits(article) == ()
    article = an_article(*prose(), teaser, (BlockKind.CREDIT, "(AFP)"))
    assert [each.role for each in find_credits(article)] == [Role.TEXT]


def test_a_credit_behind_the_teasers_of_other_articles_is_not_ours() -> None:
    teasers = [(BlockKind.OTHER, f"Live: the harbour, part {n}") for n in range(4)]
    article = an_article(*prose(), *teasers, (BlockKind.CREDIT, "Quelle: dpa"))
    assert text_credit(find_credits(article)) is None


def test_a_sign_below_a_pointer_in_the_text_is_the_articles() -> None:
    """Editors put "Read more: …" in front of the agency's last line; only its own words go."""
    teaser = (BlockKind.BODY, "Lesen Sie auch: Die Brücke ist wieder offen (dpa)")
    article = an_article(*prose(), teaser, (BlockKind.CREDIT, "(SID)"))
    assert [(each.agency, each.role) for each in find_credits(article)] == [("SID", Role.TEXT)]


def test_signs_in_a_list_of_other_articles_are_theirs() -> None:
    """Each teaser of the list has a sign of its own."""
    teasers = [(BlockKind.READMORE, "Der Hafen, neuer Teil"), (BlockKind.CREDIT, "(SID)")] * 3
    heading = (BlockKind.READMORE, "Mehr zum Thema"), (BlockKind.READMORE, "Der Hafen")
    article = an_article(*prose(), *heading, *teasers)
    assert text_credit(find_credits(article)) is None


@pytest.mark.parametrize(
    ("byline", "site_name", "expected"),
    [
        ("TT, APA", "Tiroler Tageszeitung", [("APA", Role.JOINT)]),
        ("ČTK, Novinky", "Novinky.cz", [("CTK", Role.JOINT)]),
        ("ČTK, Tidewater", "Another name", [("CTK", Role.JOINT)]),
        ("ČTK, Praha", "Novinky.cz", [("CTK", Role.TEXT)]),
        ("TT", "Sydhavnen", [("TT", Role.TEXT)]),
    ],
    ids=["initials", "name without .cz", "host", "a town", "another's initials"],
)
def test_the_sites_own_name_beside_an_agency_is_a_second_hand(
    byline: str, site_name: str, expected: list[tuple[str, Role]]
) -> None:
    credits = find_credits(with_byline(byline, site_name=site_name))
    assert [(each.agency, each.role) for each in credits] == expected


def test_a_credit_amid_the_text_is_a_pictures() -> None:
    article = an_article(*prose(), (BlockKind.CREDIT, "Reuters"), *prose())
    assert [each.role for each in find_credits(article)] == [Role.PHOTO]


@pytest.mark.parametrize(
    ("place", "name", "text", "role"),
    [
        (Place.JSON_LD, "author", "AFP", Role.TEXT),
        (Place.META, "articleauthor", "Anadolu Ajansı", Role.TEXT),
        (Place.JSON_LD, "sourceOrganization", "Reuters", Role.TEXT),
        (Place.JSON_LD, "publisher", "Associated Press", Role.TEXT),
        (Place.JSON_LD, "image-author", "dpa/Efrem Ostrov", Role.PHOTO),
        (Place.JSON_LD, "copyrightHolder", "picture alliance/dpa", Role.PHOTO),
        (Place.JSON_LD, "image-copyright", "AFP", Role.PHOTO),
        (Place.META, "author", "Mads Rasmus/Ritzau Scanpix", Role.PHOTO),
        (Place.META, "author", "James Smith via AP", Role.PHOTO),
        (Place.META, "twitter:creator", "@AFP", None),
    ],
)
def test_the_field_decides_the_role(place: Place, name: str, text: str, role: Role | None) -> None:
    credits = find_credits(an_article(*prose(), declared=[(place, name, text)]))
    assert [each.role for each in credits] == ([role] if role else [])


def test_an_agency_on_its_own_site_is_own() -> None:
    article = an_article(
        *prose(),
        url="https://www.reuters.com/world/a-story",
        declared=[(Place.JSON_LD, "publisher", "Reuters")],
    )
    credits = find_credits(article)
    assert [(each.role, each.place) for each in credits] == [
        (Role.OWN, Place.JSON_LD),
        (Role.OWN, Place.DOMAIN),
    ]
    assert credits[1].evidence == "www.reuters.com"


@pytest.mark.parametrize(
    ("authors", "expected"),
    [
        (("AFP",), [("AFP", Role.TEXT)]),
        (("none@none.example (AFP)",), [("AFP", Role.TEXT)]),
        (("desk@paper.example (Anna Berg)",), []),
        (("AFP | Reuters",), [("AFP", Role.TEXT), ("REUTERS", Role.TEXT)]),
        (("The Newspaper's Staff Reporter", "Agencies"), []),
        (("Tess Stone", "dpa"), [("DPA", Role.TEXT)]),
    ],
)
def test_the_feeds_authors_are_read(
    authors: tuple[str, ...], expected: list[tuple[str, Role]]
) -> None:
    credits = find_credits(an_article(*prose()), feed_authors=authors)
    assert [(each.agency, each.role) for each in credits] == expected
    assert all(each.place is Place.FEED and each.evidence in authors for each in credits)


def test_the_party_of_the_page_is_no_agency() -> None:
    """Once a page says what PTI is, the initials alone are the party, wherever they stand."""
    article = an_article(
        (BlockKind.LEDE, "Pakistan Tehreek-e-Insaf (PTI) held a rally."),
        (BlockKind.BODY, "A spokesman told PTI workers to go home, the PTI said."),
    )
    assert find_credits(article) == ()


def test_a_page_without_agencies_has_no_credits() -> None:
    assert find_credits(an_article(*prose())) == ()
    assert text_credit(()) is None


@given(text=st.one_of(ANYTHING, LINES), kind=st.sampled_from(BlockKind))
@settings(deadline=None, max_examples=100)
def test_evidence_is_always_a_substring(text: str, kind: BlockKind) -> None:
    declared = [(Place.JSON_LD, "author", text)]
    article = an_article((kind, text), *prose(), (kind, text), declared=declared)
    for credit in find_credits(article, feed_authors=[text]):
        assert credit.evidence
        assert credit.evidence in text


@pytest.mark.parametrize("agency", AGENCIES, ids=lambda agency: agency.code)
@given(
    left=st.sampled_from(("a", "z", "A", "é", "я", "9", "")),
    right=st.sampled_from(("a", "z", "A", "é", "я", "9", "")),
    kind=st.sampled_from(BlockKind),
)
@settings(deadline=None, max_examples=6)
def test_letters_inside_a_word_are_never_an_agency(
    agency: Agency, left: str, right: str, kind: BlockKind
) -> None:
    """Of names in writings that part words by spaces; Chinese and its kin know no such thing."""
    assume(left or right)
    forms = [form for form in (*agency.names, *agency.initials, *agency.signs) if _is_spaced(form)]
    text = " ".join(f"{left}{form}{right}" for form in forms)
    credits = find_credits(an_article((kind, text), declared=[(Place.META, "author", text)]))
    assert agency.code not in {credit.agency for credit in credits}


def _is_spaced(form: str) -> bool:
    """Whether letters stand at both ends of a name, Latin, Greek or Cyrillic ones, in one word."""
    return form.isalnum() and all(ord(letter) < 0x500 for letter in form)


OTHERS = st.sampled_from([words for agency in AGENCIES for words in agency.confused_with])
BYLINES = st.sampled_from([case.text for case in press_cases() if case.where == "byline"])


@given(
    paragraph=st.one_of(ANYTHING, LINES, OTHERS),
    byline=st.one_of(LINES, BYLINES),
    is_first=st.booleans(),
)
@settings(deadline=None, max_examples=150)
def test_another_paragraph_never_changes_a_byline_credit(
    *, paragraph: str, byline: str, is_first: bool
) -> None:
    """Not even one that says what else the initials mean."""
    plain = find_credits(an_article((BlockKind.BYLINE, byline), *prose()))
    more = (BlockKind.BODY, paragraph)
    body = (more, *prose()) if is_first else (*prose(), more, *prose())
    longer = find_credits(an_article((BlockKind.BYLINE, byline), *body))
    assert _of_byline(plain) == _of_byline(longer)


def _of_byline(credits: tuple[object, ...]) -> list[object]:
    return [each for each in credits if getattr(each, "place", None) is Place.BYLINE]


@pytest.mark.parametrize(
    "piece",
    [
        "AFP ",
        "(AFP",
        "dpa/",
        "with files from ",
        "A b ",
        "Reporting by ",
        ". (dpa) ",
        "— - ",
        "By ",
    ],
)
@pytest.mark.parametrize(
    "kind", [BlockKind.BYLINE, BlockKind.BODY, BlockKind.CREDIT, BlockKind.CAPTION]
)
def test_long_lines_take_no_long_time(piece: str, kind: BlockKind) -> None:
    """A line eight times as long may take 8² times as long, not 8³; no clock is asked how fast."""
    short, long = (_seconds_of((piece * n)[:n], kind) for n in (500, 4_000))
    assert long < 150 * max(short, 0.002)


def _seconds_of(line: str, kind: BlockKind) -> float:
    article = an_article((kind, line), declared=[(Place.META, "author", line)])
    find_credits(article)  # compiles the patterns it meets
    started = time.process_time()
    find_credits(article)
    return time.process_time() - started
