"""What a publisher's file says goes before what the page says of itself."""

from datetime import UTC, datetime

from articles.pages import PARAGRAPHS, TEXT, capture, page_of
from wirewatch.articles.extract import read_article
from wirewatch.model import Article, Habits
from wirewatch.publishers.selectors import xpath_of

H1 = "<h1>Old ferry terminal to close</h1>"
HEAD = (
    '<meta name="author" content="Web Desk Robot">'
    '<meta property="article:published_time" content="2026-02-17T09:00:00Z">'
)


def read_with(inner: str, zone: str | None = None, **selectors: str) -> Article:
    paths = tuple((what, xpath_of(css)) for what, css in selectors.items())
    habits = Habits(publisher="The Harbour Post", zone=zone, paths=paths)
    return read_article(capture(page_of(inner, head=HEAD)), habits=habits)


def test_the_byline_of_the_file_names_the_authors():
    article = read_with(f"{H1}{TEXT}<p><em>Ada Marlowe, Tom Reyes</em></p>", byline="p > em")
    assert article.authors == ("Ada Marlowe", "Tom Reyes")
    assert article.byline == "Ada Marlowe, Tom Reyes"


def test_the_date_of_the_file_is_believed_in_the_publishers_zone():
    line = '<div id="web">16 February 2026 at 09:00</div>'
    article = read_with(f"{H1}{line}{TEXT}", "Asia/Tokyo", published="#web")
    assert article.published.at == datetime(2026, 2, 16, tzinfo=UTC)
    assert article.published.reader == "publisher"


def test_the_headline_of_the_file_is_the_headline_and_the_page_is_the_second_reader():
    article = read_with(f"{H1}<h2 class='real'>Ferries end</h2>{TEXT}", headline=".real")
    assert article.headline is not None
    assert (article.title, article.headline.reader) == ("Ferries end", "publisher")
    assert article.headline.agrees is False


def test_the_body_is_what_the_file_says_less_what_it_leaves_out():
    extra = '<div class="notice"><p>The harbour office is open on weekdays from nine.</p></div>'
    article = read_with(
        f"{H1}<div class='story'>{TEXT}{extra}</div>", body=".story p", not_body=".notice"
    )
    assert article.body == "\n".join(PARAGRAPHS)


def test_a_rule_that_finds_nothing_leaves_the_general_reader_its_say():
    article = read_with(f"{H1}{TEXT}", body=".gone", headline=".gone", published=".gone")
    assert article.title == "Old ferry terminal to close"
    assert article.body == "\n".join(PARAGRAPHS)
    assert article.published.reader == "meta"
