"""Golden pages: one folder a page, with what we read in it and a note on its trap."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from wirewatch.articles.extract import read_article
from wirewatch.model import Article, Capture, Moment

HERE = Path(__file__).parent
CASES = sorted(page.parent.name for page in HERE.glob("*/page.html"))
CAPTURES = {
    "wire_copy_with_a_false_author": ("https://www.lantern.example/lock", "2024-03-13T09:30:00Z"),
    "line_breaks_and_no_metadata": ("https://www.lantern.example/lock", "2024-03-13T09:30:00Z"),
    "german_agency_copy": (
        "https://bote.example/lokales/1.4711?utm_source=x",
        "2025-01-20T20:00:00Z",
    ),
    "french_paywall": ("https://lequai.example/culture/bouquinistes", "2024-05-14T16:00:00Z"),
    "spanish_microdata": ("https://vega.example/tranvia", "2023-11-09T23:40:00Z"),
}


@pytest.mark.parametrize("case", [case for case in CASES if case in CAPTURES])
def test_a_page_is_read_as_it_was_reviewed(case, request):
    found = as_record(read(case))
    expected = HERE / case / "expected.json"
    if request.config.getoption("--rewrite-golden", default=False):
        text = json.dumps(found, indent=1, ensure_ascii=False)
        expected.write_text(text + "\n", encoding="utf-8")
    assert found == json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CAPTURES)
def test_every_case_tells_its_trap(case):
    assert (HERE / case / "NOTE.md").read_text(encoding="utf-8").startswith("# ")


def read(case: str) -> Article:
    url, captured_at = CAPTURES[case]
    return read_article(
        Capture(
            url=url,
            final_url=url,
            status=200,
            headers=(("content-type", "text/html"),),
            body=(HERE / case / "page.html").read_bytes(),
            captured_at=datetime.fromisoformat(captured_at),
        )
    )


def as_record(article: Article) -> dict[str, object]:
    dateline = article.dateline
    headline = article.headline
    return {
        "verdict": [article.verdict, article.verdict_why],
        "headline": [headline.value, headline.reader, headline.agrees] if headline else None,
        "byline": article.byline,
        "authors": list(article.authors),
        "dateline": [dateline.raw, dateline.place, dateline.agency] if dateline else None,
        "language": article.language,
        "published": _moment(article.published),
        "modified": _moment(article.modified),
        "canonical_url": article.canonical_url,
        "site_name": article.site_name,
        "section": article.section,
        "tags": list(article.tags),
        "image_url": article.image_url,
        "declared": [[one.place, one.name, one.text] for one in article.declared],
        "warnings": list(article.warnings),
        "blocks": [[block.kind, block.text, block.why] for block in article.blocks],
    }


def _moment(moment: Moment) -> list[object]:
    at = moment.at.isoformat() if moment.at else None
    return [at, moment.precision, moment.raw, moment.reader, moment.agrees]
