"""Golden pages: what the articles room reads in a page, block by block."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from golden.cases import as_json, capture_of, cases
from wirewatch.articles.extract import read_article
from wirewatch.model import Article, Moment


@pytest.mark.parametrize("case", cases("articles"))
def test_a_page_is_read_as_it_was_reviewed(
    case: Path, reviewed: Callable[[Path, object], Any]
) -> None:
    found = as_json(as_record(read_article(capture_of(case))))
    assert found == reviewed(case, found)


def as_record(article: Article) -> dict[str, object]:
    """Return what is reviewed of an article."""
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
        "facts": [[name, one.value, one.reader, one.agrees] for name, one in article.facts],
        "declared": [[one.place, one.name, one.text] for one in article.declared],
        "warnings": list(article.warnings),
        "blocks": [[block.kind, block.text, block.why] for block in article.blocks],
    }


def _moment(moment: Moment) -> list[object]:
    at = moment.at.isoformat() if moment.at else None
    return [at, moment.precision, moment.raw, moment.reader, moment.agrees]
