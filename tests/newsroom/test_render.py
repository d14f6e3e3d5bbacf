"""What pages look like, from the designs to the page with every trap."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from lxml import html

from wirewatch.newsroom import NOW
from wirewatch.newsroom.habits import Design
from wirewatch.newsroom.labels import LABELS, printed_ago
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.publishers import PUBLISHERS
from wirewatch.newsroom.render import render_body, render_page

Pages = tuple[PlannedPage, ...]

MARKS = {
    Design.WORDPRESS: 'class="entry-content"',
    Design.BARE: "<p>",
    Design.BREAKS: "<br><br>",
    Design.JSON_LD: "application/ld+json",
    Design.MICRODATA: 'itemprop="articleBody"',
    Design.AMP: "<html amp",
    Design.PAYWALL: '"isAccessibleForFree": false',
    Design.CONSENT: "cmp-wall",
}


def source(page: PlannedPage, seen_at: datetime = NOW) -> str:
    return render_page(page, seen_at=seen_at).decode()


def flat(markup: str) -> str:
    return " ".join(html.fromstring(markup).text_content().split())


@pytest.mark.parametrize("design", Design)
def test_each_design_shows_its_mark(design: Design, pages: Pages) -> None:
    page = next(page for page in pages if page.publisher.design is design)
    assert MARKS[design] in source(page)


def test_designs_without_metadata_have_none(pages: Pages) -> None:
    for page in pages:
        if page.publisher.design is Design.BREAKS:
            assert "<meta property" not in source(page)
            assert "ld+json" not in source(page)


def test_metadata_are_json_that_says_who_and_when(pages: Pages) -> None:
    for page in pages:
        found = re.search(r"ld\+json\">(.*?)</script>", source(page))
        if found:
            article = json.loads(found[1])
            assert datetime.fromisoformat(article["datePublished"]) == page.published_at
            assert article["headline"] == page.headline
            assert [each["name"] for each in article["author"]] == [
                each.name for each in page.signature.authors
            ]


def test_a_headline_cannot_break_out_of_its_page(pages: Pages) -> None:
    """Texts are escaped everywhere, in markup and in JSON-LD."""
    from dataclasses import replace

    hostile = "</script><script>alert(1)</script>"
    for publisher in PUBLISHERS:
        page = next(each for each in pages if each.publisher.key == publisher.key)
        assert "<script>alert" not in source(replace(page, headline=hostile))


def test_a_corrected_page_has_two_states(pages: Pages) -> None:
    for page in pages:
        if page.correction:
            before = source(page, page.correction.at - timedelta(minutes=1))
            after = source(page, page.correction.at)
            assert page.correction.note not in before
            assert page.correction.note in flat(after)


def test_the_trap_page_has_every_trap(pages: Pages) -> None:
    (page,) = [page for page in pages if page.traps]
    assert page.traps is not None
    markup = source(page)
    shown = [" ".join(each.split()) for each in html.fromstring(markup).itertext()]
    assert page.traps.share in shown
    assert f"<p>{page.traps.advert}</p>" in markup.replace("&#39;", "'")
    agency = "– Agence France-Presse"
    assert re.search(rf"<p>\w+ \w+ {agency} and \w+ \w+ {agency} in karvala</p>", markup)
    assert "Published yesterday at 16:41 Updated yesterday at 19:27" in shown
    assert any(line.startswith("Photo: ") and "Associated Press Karv" in line for line in shown)
    assert "told AFP" in markup
    assert page.traps.author in re.findall(r'"author": \[.*?"name": "(.*?)"', markup)
    assert re.search(r"@saltmarshtimes\.example or call 1-555-0142", markup)


def test_the_traps_stand_inside_the_article(pages: Pages) -> None:
    """An advert or a link list at the end would be easy to cut off."""
    (page,) = [page for page in pages if page.traps]
    assert page.traps is not None
    words = flat(source(page))
    first, last = page.paragraphs[0].text, page.paragraphs[-1].text
    for trap in (page.traps.advert, page.traps.read_more[0]):
        assert words.index(first) < words.index(trap) < words.index(last)


def test_a_full_text_feed_carries_the_same_paragraphs(pages: Pages) -> None:
    page = next(page for page in pages if page.publisher.design is Design.CONSENT)
    words = flat(f"<div>{render_body(page, seen_at=NOW)}</div>")
    assert all(each.text in words for each in page.paragraphs)
    assert page.paragraphs[0].text not in source(page)


@pytest.mark.parametrize(
    ("language", "days", "words"),
    [
        ("en", 0, "today at 10:05"),
        ("en", 1, "yesterday at 10:05"),
        ("fr", 1, "hier à 10h05"),
        ("de", 1, "gestern um 10:05 Uhr"),
        ("es", 1, "ayer a las 10:05"),
        ("fr", 2, "le 9 mars 2026 à 10h05"),
        ("de", 5, "am 9. März 2026 um 10:05 Uhr"),
    ],
)
def test_times_are_printed_as_people_say_them(language: str, days: int, words: str) -> None:
    at = datetime(2026, 3, 9, 9, 5, tzinfo=UTC)
    seen_at = at + timedelta(days=days, hours=2)
    assert printed_ago(at, seen_at=seen_at, zone="Europe/Paris", language=language) == words


def test_every_language_has_every_label() -> None:
    assert set(LABELS) == {"en", "fr", "es", "de"}
    assert all(len(labels.months) == 12 for labels in LABELS.values())
