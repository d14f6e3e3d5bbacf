"""Bytes to text, and what kind of page it is."""

import dataclasses

import pytest

from articles.pages import PARAGRAPHS, TEXT, capture, kinds, page_of, read
from wirewatch.articles.decode import MAX_HTML_BYTES, decode
from wirewatch.articles.extract import EXTRACTOR, read_article
from wirewatch.model import PageVerdict

LINKS = "".join(
    f'<li><a href="/{n}">Headline number {n} of the front page</a></li>' for n in range(30)
)


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        pytest.param(
            "Fähre".encode(), "text/html; charset=iso-8859-1", "Fähre", id="utf-8 whatever is said"
        ),
        pytest.param("Fähre".encode("latin-1"), "text/html; charset=latin-1", "Fähre", id="header"),
        pytest.param("Fähre".encode("latin-1"), None, "Fähre", id="nothing said"),
        pytest.param("Fähre".encode("utf-16"), None, "Fähre", id="utf-16 with its mark"),
        pytest.param(b"\xef\xbb\xbfF", None, "F", id="utf-8 with its mark"),
        pytest.param(
            b'<meta charset="shift_jis">' + "渡し船".encode("cp932"), None, "渡し船", id="meta"
        ),
        pytest.param(
            "паром".encode("cp1251"), "text/html; charset=windows-1251", "паром", id="cyrillic"
        ),
        pytest.param(
            b"F\xe4hre", "text/html; charset=no-such-charset", "Fähre", id="unknown charset"
        ),
        pytest.param(
            b"F\xe4hre", "text/html; charset=hex", "Fähre", id="a codec that is no charset"
        ),
    ],
)
def test_bytes_become_the_text_that_was_meant(body, content_type, text):
    assert decode(body, content_type)[0].endswith(text)


def test_a_page_cut_within_a_letter_stays_utf_8():
    assert decode("Die Fähre fährt ü".encode()[:-1], None)[0] == "Die Fähre fährt "


def test_what_passes_the_limit_is_cut_and_said():
    text, warnings = decode(b"x" * (MAX_HTML_BYTES + 1), None)
    assert len(text) == MAX_HTML_BYTES
    assert str(MAX_HTML_BYTES) in warnings[0]


@pytest.mark.parametrize(
    ("page", "verdict"),
    [
        pytest.param(
            page_of(f"<h1>Old ferry terminal to close</h1>{TEXT}"), "article", id="article"
        ),
        pytest.param(
            page_of("<h1>Page not found</h1><p>Sorry.</p>", title="Page not found"),
            "soft_404",
            id="404",
        ),
        pytest.param(
            page_of("<h1>Seite nicht gefunden</h1>", title="Bote"), "soft_404", id="404 german"
        ),
        pytest.param(
            page_of(
                "<h1>Just a moment...</h1><p>Checking your browser</p>", title="Just a moment..."
            ),
            "challenge",
            id="challenge",
        ),
        pytest.param(
            page_of(
                "<p>We value your privacy</p><p>We and our partners store data.</p>"
                "<button>Accept all cookies</button>",
                title="Post",
            ),
            "consent_wall",
            id="consent",
        ),
        pytest.param(page_of(f"<ul>{LINKS}</ul>", title="Post: news"), "section", id="section"),
        pytest.param(page_of("<p>Hello.</p>"), "not_an_article", id="short"),
        pytest.param("", "not_an_article", id="empty"),
        pytest.param(
            page_of(
                f"<h1>x</h1><p>{PARAGRAPHS[0]}</p><p>Subscribe to continue reading this story.</p>"
            ),
            "paywalled",
            id="words of a paywall",
        ),
        *[
            pytest.param(
                page_of(f"<h1>x</h1><p>{PARAGRAPHS[0]}</p><p>{words}</p>"),
                "paywalled",
                id=words[:9],
            )
            for words in (
                "Il vous reste 57.09% de cet article à lire.",
                "Jetzt weiterlesen mit dem Monatsabo.",
                "Contenido exclusivo para suscriptores",
                "Contenuto riservato agli abbonati",
                "Dit artikel is alleen voor abonnees.",
                "Tylko dla prenumeratorów",
                "この記事は有料会員限定です",
            )
        ],
        *[
            pytest.param(page_of("<p>–</p>", title=title), "soft_404", id=title)
            for title in (
                "Page introuvable",
                "Página no encontrada",
                "Pagina non trovata",
                "Sayfa bulunamadı",
                "ページが見つかりません",
            )
        ],
        pytest.param(
            page_of("<p>Wir und unsere Partner</p><p>Akzeptieren und weiter</p>", title="Bote"),
            "consent_wall",
            id="consent german",
        ),
        pytest.param(
            page_of("<p>Nous et nos partenaires</p><p>Continuer sans accepter</p>"),
            "consent_wall",
            id="consent french",
        ),
        pytest.param(
            page_of(
                f"<h1>Storm live</h1>{TEXT}",
                head='<script type="application/ld+json">{"@type":"LiveBlogPosting"}</script>',
            ),
            "live_blog",
            id="live blog",
        ),
    ],
)
def test_the_kind_of_page_is_said_with_its_reason(page, verdict):
    article = read(page)
    assert article.verdict == PageVerdict(verdict)
    assert article.verdict_why


@pytest.mark.parametrize("end", ["The harbour office …", "The harbour office [...]", "港口办公室…"])
def test_a_text_that_breaks_off_is_told(end):
    """As feeds and free parts of paid pages end: what follows was not read, and not unwritten."""
    page = page_of(f"<h1>Old ferry terminal to close</h1>{TEXT}<p>{end}</p>")
    assert [one for one in read(page).warnings if "breaks off" in one and end in one]
    assert not [one for one in read(page_of(TEXT)).warnings if "breaks off" in one]


def test_a_page_cut_when_it_was_fetched_is_told():
    cut = dataclasses.replace(capture(page_of(TEXT)), truncated=True)
    assert "the page was cut when it was fetched" in read_article(cut).warnings


def test_an_article_about_cookies_and_missing_pages_is_an_article():
    story = (
        "The regulator fined the site because its banner said “We value your privacy” in one line."
    )
    page = page_of(
        f"<h1>Regulator fines site over its banner</h1><p>{story}</p>{TEXT}",
        title="Regulator fines site",
    )
    assert read(page).verdict is PageVerdict.ARTICLE


def test_the_record_says_who_read_it():
    article = read_article(capture(page_of(TEXT)))
    assert article.extractor == EXTRACTOR
    assert article.article_id
    assert article.url_key in article.url


def test_the_language_is_judged_from_the_text_when_the_template_is_wrong():
    german = "".join(
        f"<p>{text}</p>"
        for text in (
            "Der Stadtrat von Grünhafen hat am Dienstag beschlossen, den Anleger zu schließen.",
            "Die Bürgermeisterin sagte, das Dach könne nicht mehr repariert werden.",
        )
    )
    assert read(page_of(german)).language == "de"


def test_addresses_become_absolute():
    head = '<link rel="canonical" href="/ferry">'
    head += '<meta property="og:image" content="//cdn.example/i.jpg">'
    article = read(page_of(TEXT, head=head))
    assert article.canonical_url == "https://www.harbour-post.example/ferry"
    assert article.image_url == "https://cdn.example/i.jpg"


# ── the page that started it all, read where it lies ────────────────────────────────────────────


@pytest.mark.parametrize("name", ["A_wp_classes", "B_bare_p", "C_br_nometa"])
def test_the_first_page_gives_the_text_a_reader_wants_and_nothing_else(shared, name):
    page = (shared / "seed" / f"{name}.html").read_bytes()
    assert read(page).body == (shared / "seed" / "gold.txt").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("name", ["A_wp_classes", "B_bare_p", "C_br_nometa"])
def test_the_first_page_keeps_all_its_credits(shared, name):
    found = kinds(read((shared / "seed" / f"{name}.html").read_bytes()))
    assert [kind for text, kind in found.items() if "Agence France-Presse" in text] == ["byline"]
    assert [kind for text, kind in found.items() if "Associated Press" in text] == ["caption"]


@pytest.mark.parametrize("name", ["A_wp_classes", "B_bare_p", "C_br_nometa"])
def test_the_first_page_is_told_to_be_signed_by_another(shared, name):
    """C has no metadata: its false author stands in the author box alone."""
    warnings = read((shared / "seed" / f"{name}.html").read_bytes()).warnings
    assert [one for one in warnings if "Teilor Stone" in one and "but the byline says" in one]


def test_what_is_no_text_gives_none():
    """A picture behind an article's address once came out as 80 words of an unheard-of language."""
    noise = bytes((n * 7919 + n * n) % 256 for n in range(20_000))
    text, warnings = decode(noise, "text/html")
    assert text == ""
    assert "no text" in warnings[0]
