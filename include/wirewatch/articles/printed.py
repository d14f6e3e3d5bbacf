"""Dates printed among other words near the headline, and the day in the page's address."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from urllib.parse import urlsplit

from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.phrases import lead
from wirewatch.clocks import date_spans
from wirewatch.path_dates import PathDate, path_date

_MAX_WORDS = 16  # "24 April 2020 | Press releases", "Harrowgate Rowers • 02.02.2026"
# What stands around the date that opens a paragraph: "27.1.2026 - …", "Esk, (12.11.2026). …"
_PLACE = re.compile(r"(?:[^\W\d_a-z][^\d,.:;()]{2,30},\s)?[(\[]?")
_AFTER = re.compile(r"\s?[)\]]?\s?(?:[-–—|:•·„“\"«»/]|\.\s|[),])")
_CLOCK_CHARS = 18
_YEAR_FOLDER = re.compile(r"/((?:19|20)\d\d)/")


def dates_among_words(blocks: Sequence[RawBlock]) -> Iterator[str]:
    """Yield the date of each line that holds one and few other words, and of an opening dateline.

    Args:
        blocks: Those around the headline and the first of the text.
    """
    for block in blocks:
        spans = date_spans(block.text[:300])
        if len(spans) == 1 and _is_told_apart(block, *spans[0]):
            start, end = spans[0]
            yield block.text[start : end + _CLOCK_CHARS]


def _is_told_apart(block: RawBlock, start: int, end: int) -> bool:
    if block.n_words <= _MAX_WORDS and not block.text.rstrip().endswith(("?", "!")):
        return lead("modified", block.text) is None
    is_first = _PLACE.fullmatch(block.text[:start])
    return bool(is_first and _AFTER.match(block.text, end))


def day_in_address(url: str) -> str | None:
    """Return the day that the path of `url` names, in ISO 8601; None for none, or only a month.

    >>> day_in_address("https://post.example/2026/2/17/ferry")
    '2026-02-17'
    """
    found = path_date(url)
    return found.first.isoformat() if found and found.first == found.last else None


def span_in_address(url: str) -> PathDate | None:
    """Return the day, the month or the year that the path of `url` names; None for none.

    >>> span_in_address("https://post.example/2026/a-ferry")
    PathDate(first=datetime.date(2026, 1, 1), last=datetime.date(2026, 12, 31))
    """
    if found := path_date(url):
        return found
    folder = _YEAR_FOLDER.search(urlsplit(url).path)
    year = int(folder[1]) if folder else 0
    return PathDate(date(year, 1, 1), date(year, 12, 31)) if year else None
