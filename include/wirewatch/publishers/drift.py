"""Drift: the pages of a publisher give no text, or no date, all at once.

A rebuilt site breaks what reads it and says nothing. It is told from a bad day by its suddenness:
pages gave it, nearly all of them, and then none in a row does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

N_LOST = 6  # pages in a row: of a source that loses one page in five, one run in 15,000
N_BEFORE = 12  # pages to know what was usual
USUAL = 0.8  # of those gave it


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRead:
    """What reading one page gave."""

    captured_at: datetime
    has_text: bool
    has_date: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """That pages began to lack something, and when that was seen."""

    at: datetime  # of the page that made it sure
    what: str  # "text", "date"
    detail: str


def find_drift(pages: Sequence[PageRead]) -> tuple[Drift, ...]:
    """Return each time that `pages`, in whatever order, began to lack text or date.

    Only what stands on pages with text can have a date.
    """
    ordered = sorted(pages, key=lambda page: page.captured_at)
    texts = [(page.captured_at, page.has_text) for page in ordered]
    dates = [(page.captured_at, page.has_date) for page in ordered if page.has_text]
    return tuple(sorted([*_losses(texts, "text"), *_losses(dates, "date")], key=lambda one: one.at))


def _losses(found: Sequence[tuple[datetime, bool]], what: str) -> list[Drift]:
    losses = []
    for end in range(N_BEFORE + N_LOST, len(found) + 1):
        lost = [has for _, has in found[end - N_LOST : end]]
        before = [has for _, has in found[end - N_LOST - N_BEFORE : end - N_LOST]]
        if not any(lost) and before[-1] and sum(before) >= USUAL * N_BEFORE:
            detail = (
                f"the last {N_LOST} pages give no {what}; of the {N_BEFORE} before, {sum(before)}"
                " did. Was the site rebuilt? `wirewatch publishers try` shows what a file finds"
            )
            losses.append(Drift(at=found[end - 1][0], what=what, detail=detail))
    return losses
