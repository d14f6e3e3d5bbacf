"""Golden credits: whose text and whose picture it is, who is only quoted, and the words for it."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from golden.cases import as_json, capture_of, cases
from wirewatch.articles.extract import read_article
from wirewatch.wire.contradictions import contradictions
from wirewatch.wire.credit import find_credits, text_credit


@pytest.mark.parametrize("case", cases("wire"))
def test_the_credits_of_a_page_are_as_reviewed(
    case: Path, reviewed: Callable[[Path, object], Any]
) -> None:
    article = read_article(capture_of(case))
    credits = find_credits(article)
    writer = text_credit(credits)
    found = as_json(
        {
            "text": [writer.agency, writer.role] if writer else None,
            "authors": article.authors,
            "credits": [asdict(credit) for credit in credits],
            "contradictions": contradictions(article, credits),
        }
    )
    assert found == reviewed(case, found)
