"""What each piece of a page is for."""

import pytest

from articles.pages import PARAGRAPHS, TEXT, kinds, page_of, read

H1 = "<h1>Old ferry terminal to close</h1>"
FIRST, *REST = [f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS]
AFTER = "".join(REST)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        pytest.param("Spread the love", "share", id="share english"),
        pytest.param("Partager cet article", "share", id="share french"),
        pytest.param("Artikel teilen", "share", id="share german"),
        pytest.param("By Ada Marlowe", "byline", id="byline english"),
        pytest.param("Von Ada Marlowe", "byline", id="byline german"),
        pytest.param("Por Ada Marlowe y Tomás Reyes", "byline", id="byline spanish"),
        pytest.param("Ada Marlowe - Agence France-Presse", "byline", id="name and agency"),
        pytest.param("Published yesterday at 16:41", "dateline", id="relative date"),
        pytest.param("Publié le 14 mai 2024 à 17h20", "dateline", id="french date"),
        pytest.param("Aktualisiert am 3. März 2025, 10:00 Uhr", "dateline", id="german date"),
        pytest.param("18 February 2026", "dateline", id="bare date"),
        pytest.param("Photo: Ada Marlowe", "caption", id="photo lead"),
    ],
)
def test_what_stands_between_headline_and_text_is_told_apart(printed, kind):
    article = read(page_of(f"{H1}<p>{printed}</p>{TEXT}"))
    assert kinds(article)[printed] == kind
    assert article.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        pytest.param("Advertisement", "advert", id="label"),
        pytest.param("150% Deposit Bonus up to €900 plus 50 free spins", "advert", id="casino"),
        pytest.param('Read more: <a href="/a">The ferry that never was</a>', "readmore", id="en"),
        pytest.param('À lire aussi : <a href="/a">Le bac oublié</a>', "readmore", id="fr"),
        pytest.param('Lesen Sie auch: <a href="/a">Die alte Fähre</a>', "readmore", id="de"),
        pytest.param('Lea también: <a href="/a">El barco perdido</a>', "readmore", id="es"),
        pytest.param('Leia também: <a href="/a">O barco perdido</a>', "readmore", id="pt"),
        pytest.param('Leggi anche: <a href="/a">Il traghetto perduto</a>', "readmore", id="it"),
        pytest.param('Lees ook: <a href="/a">De verloren veerboot</a>', "readmore", id="nl"),
        pytest.param('Czytaj także: <a href="/a">Prom, którego nie ma</a>', "readmore", id="pl"),
        pytest.param('İlgili haber: <a href="/a">Kayıp vapur</a>', "readmore", id="tr"),
        pytest.param('関連記事：<a href="/a">消えた渡し船</a>', "readmore", id="ja"),
    ],
)
def test_what_interrupts_the_text_is_no_text(printed, kind):
    article = read(page_of(f"{H1}{FIRST}<p>{printed}</p>{AFTER}"))
    assert kind in {block.kind for block in article.blocks}
    assert article.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    ("printed", "kind"),
    [
        pytest.param("(AFP)", "credit", id="agency in brackets"),
        pytest.param("cwo/fab (dpa, afp)", "credit", id="signs and agencies"),
        pytest.param("Quelle: dpa/lno", "credit", id="source"),
        pytest.param("Reporting by Ada Marlowe; Editing by Tom Reyes", "credit", id="reporting"),
        pytest.param("With files from The Canadian Press", "credit", id="with files"),
        pytest.param("— AFP", "credit", id="dash"),
        pytest.param("Sign up for our newsletter and never miss a boat.", "newsletter", id="mail"),
        pytest.param("This article is for subscribers only.", "paywall", id="paywall"),
        pytest.param(
            "Ada Marlowe is a reporter on the harbour desk. Contact: ada@post.example",
            "bio",
            id="author box",
        ),
    ],
)
def test_what_ends_the_text_is_told_apart(printed, kind):
    article = read(page_of(f"{H1}{TEXT}<p>{printed}</p>"))
    assert kinds(article)[printed] == kind
    assert article.body == "\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "sentence",
    [
        "By Friday evening the queue at the terminal had grown to more than four hundred people.",
        "Share prices of the ferry line fell by four percent after the vote, the exchange said.",
        "Published reports about a second pier were false, the mayor told the evening session.",
        "The casino on the quay paid a deposit of $3 million, the council's auditor found in May.",
        "Source after source confirmed the plan, but nobody wanted to be named in this report.",
        "Photo editors at the agency had spent the night on the pier to wait for the last boat.",
        "Related companies of the owner had been fined twice before, according to the register.",
        "Además, the Spanish captain said, nobody had asked him whether the old boat could sail.",
        "Contact between the two shores was lost for nine hours, the coast guard said on Monday.",
    ],
)
def test_a_sentence_that_begins_like_a_label_stays_text(sentence):
    article = read(page_of(f"{H1}{FIRST}<p>{sentence}</p>{AFTER}"))
    assert sentence in article.body.split("\n")


def test_a_dateline_stays_in_its_paragraph_and_is_given_too():
    paragraph = f"HARROWGATE (AFP) — {PARAGRAPHS[0]}"
    article = read(page_of(f"{H1}<p>{paragraph}</p>{AFTER}"))
    assert article.body.startswith(paragraph)
    assert article.dateline is not None
    assert (article.dateline.place, article.dateline.agency) == ("HARROWGATE", "AFP")


def test_links_below_read_more_belong_to_it_and_the_next_heading_does_not():
    links = '<ul><li><a href="/1">A first story</a></li><li><a href="/2">A second one</a></li></ul>'
    article = read(page_of(f"{H1}{FIRST}<h3>Read more</h3>{links}<h2>The last boat</h2>{AFTER}"))
    found = kinds(article)
    assert found["A first story"] == found["A second one"] == "readmore"
    assert found["The last boat"] == "subhead"


def test_kinds_of_text_follow_the_markup():
    inner = f"{H1}{FIRST}<h2>The vote</h2><ul><li>{PARAGRAPHS[1]}</li></ul>" + "".join(REST[1:])
    found = kinds(read(page_of(inner)))
    assert found[PARAGRAPHS[0]] == "lede"
    assert (found["The vote"], found[PARAGRAPHS[1]]) == ("subhead", "list")


def test_the_byline_of_another_story_in_a_sidebar_is_not_ours():
    page = page_of(f"{H1}<p>By Ada Marlowe</p>{TEXT}").replace(
        "</main>", '</main><aside><p class="byline">By AFP and Post staff</p></aside>'
    )
    article = read(page)
    assert kinds(article)["By AFP and Post staff"] == "other"
    assert article.byline == "By Ada Marlowe"


def test_the_head_of_an_author_box_goes_with_the_box():
    box = "<p><b>Ada Marlowe</b></p><p>By Ada Marlowe</p>"
    box += "<p>Ada Marlowe is a reporter. Write to ada@post.example</p>"
    found = kinds(read(page_of(f"{H1}{TEXT}{box}")))
    assert found["Ada Marlowe"] == found["By Ada Marlowe"] == "bio"


@pytest.mark.parametrize(
    ("signed", "is_told"),
    [
        pytest.param("By Tom Reyes", True, id="another"),
        pytest.param("By Ada Marlowe and Tom Reyes", False, id="one of two"),
        pytest.param("By our own correspondent", False, id="nobody"),
    ],
)
def test_an_author_box_of_somebody_else_is_told(signed, is_told):
    """A site signs what it copied in the box below the text, where no metadata say so."""
    box = "<p>By Ada Marlowe</p><p>Ada Marlowe is a reporter. Write to ada@post.example</p>"
    warnings = read(page_of(f'{H1}<p class="byline">{signed}</p>{TEXT}{box}')).warnings
    assert any("author box is Ada Marlowe's" in one for one in warnings) is is_told
