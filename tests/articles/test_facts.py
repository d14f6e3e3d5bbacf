"""What a page says of itself, who found it, and where two statements do not fit."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.pages import TEXT, capture, page_of, read
from wirewatch.articles.dateline import open_dateline
from wirewatch.articles.declared import read_metadata
from wirewatch.articles.extract import read_article
from wirewatch.articles.jsonld import parse_lenient, strings
from wirewatch.articles.page import parse_page
from wirewatch.articles.people import is_person, names_in
from wirewatch.model import Declared, Place, Precision

H1 = "<h1>Old ferry terminal to close</h1>"


def ld(json_text: str) -> str:
    return f'<script type="application/ld+json">{json_text}</script>'


@pytest.mark.parametrize(
    ("printed", "people"),
    [
        ("By Ada Marlowe and Tom Reyes", ["Ada Marlowe", "Tom Reyes"]),
        ("Von Jule Petersen und dpa", ["Jule Petersen"]),
        ("Ada Marlowe, political editor", ["Ada Marlowe"]),
        ("Ania Holm – Agence France-Presse in Esk", ["Ania Holm"]),
        ("By Ada Marlowe, AP National Political Writer", ["Ada Marlowe"]),
        ("Le Figaro et AFP", ["Le Figaro"]),  # a publisher; the page's own names take it out
        ("AFP", []),
        ("admin", []),
        ("Newsroom Staff", []),
        ("Redaktion", []),
        ("Ludwig van der Berg", ["Ludwig van der Berg"]),
        ("박준석 기자", ["박준석"]),
        ("https://post.example/author/ada", []),
        ("Recipe by Ada Marlowe", ["Ada Marlowe"]),
        ("Reviewed by Tom Reyes", []),
        ("Ada Marlowe, DVM. Reviewed by Tom Reyes", ["Ada Marlowe"]),
        ("Ada Marlowe, Ph.D.", ["Ada Marlowe"]),
        ("By Ada Marlowe ⋅ Review Editor", ["Ada Marlowe"]),
        ("Ada Marlowe, Head Winemaker, Co-Founder", ["Ada Marlowe"]),
        ("Posted by: Ada Marlowe · In: Sides, Sourdough", ["Ada Marlowe"]),
        ("Ada Marlowe | Filed under: Boats", ["Ada Marlowe"]),
    ],
)
def test_people_are_told_from_agencies_jobs_and_desks(printed, people):
    assert names_in(printed) == people


@settings(deadline=None)
@given(st.text(max_size=200))
def test_every_name_found_is_a_name(printed):
    assert all(is_person(name) for name in names_in(printed))


def test_authors_come_from_the_json_ld_without_the_publisher():
    head = ld(
        '{"@graph":[{"@type":"NewsArticle","author":[{"@id":"#a"},'
        '{"@type":"Organization","name":"The Post"}],'
        '"publisher":{"name":"The Post"}},{"@type":"Person","@id":"#a","name":"Ada Marlowe"}]}'
    )
    article = read(page_of(f"{H1}{TEXT}", head=head))
    assert article.authors == ("Ada Marlowe",)
    assert Declared(place=Place.JSON_LD, name="author", text="The Post") in article.declared


PERSON = '{"@type":["Person","Organization"],"name":"Ada Marlowe"}'


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        pytest.param(
            ld(f'{{"@type":"BlogPosting","author":{PERSON},"publisher":{PERSON}}}'),
            ("Ada Marlowe",),
            id="a blog of one: its publisher is a person",
        ),
        pytest.param(
            ld(
                '{"@type":"BlogPosting","author":{"@type":"Person","name":"Ada Marlowe"},'
                '"publisher":{"@type":"Organization","name":"Ada Marlowe"}}'
            ),
            (),
            id="a publisher that signs as a person",
        ),
        pytest.param(
            '<meta name="author" content="Harbour-Post">', (), id="the address as the author"
        ),
        pytest.param(
            '<meta name="citation_author" content="Marlowe, Ada">'
            '<meta name="citation_author" content="Reyes, Tom">',
            ("Ada Marlowe", "Tom Reyes"),
            id="the tags of scholars, last names first",
        ),
        pytest.param(
            '<meta name="twitter:label1" content="Written by">'
            '<meta name="twitter:data1" content="Ada Marlowe">',
            ("Ada Marlowe",),
            id="the card of a plugin",
        ),
        pytest.param(
            '<meta name="twitter:label1" content="Reading time">'
            '<meta name="twitter:data1" content="Ada Marlowe">',
            (),
            id="a card about something else",
        ),
    ],
)
def test_authors_are_read_from_what_the_head_states(head, authors):
    assert read(page_of(f"{H1}{TEXT}", head=head)).authors == authors


@pytest.mark.parametrize(
    ("inner", "authors"),
    [
        pytest.param(
            '<p class="byline">By</p><p>Ada Marlowe</p>', ("Ada Marlowe",), id="By, then the name"
        ),
        pytest.param(
            '<p class="byline">By</p><p>Share this page with all your friends</p>',
            (),
            id="By, then something else",
        ),
        pytest.param('<p><a rel="author">Ada Marlowe</a></p>', ("Ada Marlowe",), id="a link"),
    ],
)
def test_authors_are_read_from_what_the_page_shows(inner, authors):
    assert read(page_of(f"{H1}{inner}{TEXT}")).authors == authors


def test_the_links_of_a_list_of_other_articles_sign_nothing():
    links = "".join(f'<a rel="author">{name} Marlowe</a>' for name in ("Ada", "Tom", "Ines"))
    assert read_metadata(parse_page(capture(page_of(f"{TEXT}{links}")))).signed == ()


def test_a_site_named_as_its_address_does_not_hide_the_person_it_is_named_after():
    head = '<meta name="author" content="Ada Marlowe">'
    page = capture(page_of(f"{H1}{TEXT}", head=head), url="https://adamarlowe.example/ferry")
    assert read_article(page).authors == ("Ada Marlowe",)


def test_a_byline_that_contradicts_the_metadata_is_said():
    head = '<meta name="author" content="Wilma Crane">'
    article = read(page_of(f"{H1}<p>Ania Holm - Agence France-Presse</p>{TEXT}", head=head))
    assert article.byline == "Ania Holm - Agence France-Presse"
    assert any("Wilma Crane" in warning for warning in article.warnings)


def test_a_byline_that_agrees_is_not():
    head = '<meta name="author" content="Wilma Crane">'
    assert read(page_of(f"{H1}<p>By Wilma Crane, in Esk</p>{TEXT}", head=head)).warnings == ()


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param('{"a": 1,}', id="comma before a bracket"),
        pytest.param('/* <![CDATA[ */ {"a": 1} /* ]]> */', id="cdata"),
        pytest.param('<!-- {"a": 1} -->', id="comment"),
        pytest.param('{"a": 1, "b": "x\ny"}', id="line break in a string"),
        pytest.param('{"a": 1, "b": "x\\\'y"}', id="bad escape"),
        pytest.param('{"a": 1};', id="semicolon"),
        pytest.param('{"a": 1} {"c": 2}', id="two in a row"),
    ],
)
def test_json_that_is_not_quite_json_is_read(broken):
    assert parse_lenient(broken)[0]["a"] == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "@id", "@value", "url"]), inner)
    ),
    max_leaves=20,
)


@given(json_values)
def test_whatever_a_property_holds_its_texts_are_texts(value):
    assert all(isinstance(text, str) for text in strings(value))


@pytest.mark.parametrize(
    ("line", "at", "precision"),
    [
        (
            "Published yesterday at 16:41",
            datetime(2026, 2, 17, 16, 41, tzinfo=UTC),
            Precision.RELATIVE,
        ),
        ("Published 17 February 2026", datetime(2026, 2, 17, tzinfo=UTC), Precision.DAY),
    ],
)
def test_a_visible_date_is_read_when_there_is_no_other(line, at, precision):
    published = read(page_of(f"{H1}<p>{line}</p>{TEXT}<footer>© 2019</footer>")).published
    assert (published.at, published.precision, published.reader) == (at, precision, "dom")


def test_a_copyright_year_is_no_date():
    page = page_of(f"{H1}{TEXT}<footer><p>© 2019 Harbour Post. All rights reserved.</p></footer>")
    assert read(page).published.at is None


def test_a_visible_date_that_differs_is_said_with_both_values():
    head = ld('{"@type":"NewsArticle","headline":"x","datePublished":"2026-02-18T08:00:00Z"}')
    article = read(page_of(f"{H1}<p>Published yesterday at 16:41</p>{TEXT}", head=head))
    assert article.published.reader == "json-ld"
    assert article.published.agrees is False
    assert any("02-18T08:00" in one and "02-17T16:41" in one for one in article.warnings)


def test_a_date_after_the_capture_is_not_believed():
    head = ld('{"@type":"NewsArticle","headline":"x","datePublished":"2031-01-05T08:00:00Z"}')
    assert read(page_of(f"{H1}{TEXT}", head=head)).published.at is None


@pytest.mark.parametrize(
    ("opening", "place", "agency"),
    [
        ("KYIV (AFP) — The army said", "KYIV", "AFP"),
        ("KYIV, Ukraine, Oct 29 (Reuters) - The army said", "KYIV, Ukraine", "Reuters"),
        ("Hamburg (dpa/lno) – Ein Schiff", "Hamburg", "dpa/lno"),
        ("Bruselas, 7 oct (EFE).- La Comisión", "Bruselas", "EFE"),
        ("(ANSA) - ROMA, 28 LUG - Il governo", "ROMA", "ANSA"),
        ("VENICE, Italy (AP) “We are here", "VENICE, Italy", "AP"),
        ("WASHINGTON — The president", "WASHINGTON", None),
    ],
)
def test_a_dateline_is_read_from_the_first_words(opening, place, agency):
    dateline = open_dateline(opening)
    assert dateline is not None
    assert (dateline.place, dateline.agency) == (place, agency)
    assert opening.startswith(dateline.raw)


@pytest.mark.parametrize(
    "opening",
    [
        "The army (which had left) — said",
        "Ada Marlowe (43) came home",
        "He said - and left",
        "",
        "NATO said on Monday",
    ],
)
def test_a_sentence_is_no_dateline(opening):
    assert open_dateline(opening) is None


# ── who found it, and whether another says the same ─────────────────────────────────────────────

STATED = (
    ld(
        '{"@type":"NewsArticle","headline":"Old ferry terminal to close",'
        '"author":{"name":"Ada Marlowe"},"articleSection":"Politics",'
        '"keywords":["ferry","Harrowgate"]}'
    )
    + ld(
        '{"@type":"BreadcrumbList","itemListElement":[{"@type":"ListItem","name":"Home"},'
        '{"@type":"ListItem","item":{"@id":"/politics","name":"Politics"}}]}'
    )
    + '<link rel="canonical" href="/ferry"><meta property="og:url" content="/ferry?utm_source=x">'
    + '<meta name="keywords" content="ferry, council">'
)


def test_each_fact_names_its_reader_and_whether_another_agrees():
    inner = f'{H1}<p class="byline">By Ada Marlowe</p>{TEXT}'
    found = read(page_of(inner, head=STATED)).facts
    assert [(name, fact.value, fact.reader, fact.agrees) for name, fact in found] == [
        ("headline", "Old ferry terminal to close", "json-ld", True),
        ("author", "Ada Marlowe", "json-ld", True),
        ("language", "en", "text", True),
        ("canonical_url", "https://www.harbour-post.example/ferry", "link", True),
        ("section", "Politics", "json-ld", True),
        ("tag", "ferry", "json-ld", True),
        ("tag", "Harrowgate", "json-ld", False),
    ]


def test_the_link_of_an_author_box_does_not_outvote_the_byline():
    inner = f'{H1}<p class="byline">By Ania Holm</p>{TEXT}<a rel="author">Wilma Crane</a>'
    head = '<meta name="author" content="Wilma Crane">'
    author = dict(read(page_of(inner, head=head)).facts)["author"]
    assert (author.value, author.agrees) == ("Wilma Crane", False)


def test_metadata_that_repeat_a_name_do_not_outvote_the_byline():
    head = ld('{"@type":"NewsArticle","author":"Wilma Crane"}')
    head += '<meta name="author" content="Wilma Crane">'
    alone = dict(read(page_of(f"{H1}{TEXT}", head=head)).facts)["author"]
    signed = dict(read(page_of(f"{H1}<p>By Ania Holm</p>{TEXT}", head=head)).facts)["author"]
    assert (alone.value, alone.agrees) == ("Wilma Crane", True)
    assert (signed.value, signed.agrees) == ("Wilma Crane", False)


@pytest.mark.parametrize(
    ("head", "section"),
    [
        pytest.param('<meta property="article:section" content="Sea">', "Sea", id="meta"),
        pytest.param('<b itemprop="articleSection">Sea</b>', "Sea", id="microdata"),
        pytest.param(
            ld('{"@type":"BreadcrumbList","itemListElement":[{"name":"Home"},{"name":"Sea"}]}'),
            None,
            id="a trail alone",
        ),
    ],
)
def test_the_section_is_what_the_page_calls_so(head, section):
    assert read(page_of(f"{H1}{TEXT}", head=head)).section == section


def test_what_the_record_says_is_what_its_facts_say():
    article = read(page_of(f"{H1}{TEXT}", head=STATED))
    said = [(name, fact.value) for name, fact in article.facts]
    assert article.tags == tuple(value for name, value in said if name == "tag")
    assert article.authors == tuple(value for name, value in said if name == "author")
    assert ("section", article.section) in said
    assert ("canonical_url", article.canonical_url) in said


@pytest.mark.parametrize(
    ("inner", "authors"),
    [
        pytest.param(
            '<figure itemprop="image" itemscope itemtype="https://schema.org/ImageObject">'
            '<figcaption><ul><li itemprop="author">Agence France-Presse</li></ul></figcaption>'
            "</figure>",
            [("image-author", "Agence France-Presse")],
            id="the picture's",
        ),
        pytest.param(
            '<div itemprop="comment" itemscope itemtype="https://schema.org/Comment">'
            '<b itemprop="author">Tom Reyes</b></div>',
            [],
            id="a comment's",
        ),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/NewsArticle">'
            '<b itemprop="author" itemscope><i itemprop="name">Tom Reyes</i></b></div>',
            [("author", "Tom Reyes")],
            id="the article's",
        ),
        pytest.param('<b itemprop="author">Tom Reyes</b>', [("author", "Tom Reyes")], id="bare"),
    ],
)
def test_the_author_of_a_part_is_not_the_articles(inner, authors):
    found = read_metadata(parse_page(capture(page_of(f"{H1}{inner}{TEXT}")))).microdata
    assert list(found) == authors


def test_a_name_in_a_list_below_a_picture_is_no_byline():
    inner = '<figure><figcaption><ul><li class="author">EFE</li></ul></figcaption></figure>'
    assert read(page_of(f"{H1}{inner}{TEXT}")).byline is None
