"""Digests: one page that holds the openings of several texts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wirewatch.newsroom.pages import PlannedPage, Treatment, address, publisher_of
from wirewatch.newsroom.printing import sign_own
from wirewatch.newsroom.texts import NewsText, Paragraph


@dataclass(frozen=True, slots=True, kw_only=True)
class _Roundup:
    key: str
    publisher: str
    headline: str
    opening: str
    n_texts: int
    days_back: int  # 0: the texts of today


_ROUNDUPS = (
    _Roundup(
        key="digest-evening",
        publisher="tidewater",
        headline="Six stories to know this evening",
        opening="Here is what our desk was talking about today, in short.",
        n_texts=6,
        days_back=0,
    ),
    _Roundup(
        key="digest-week",
        publisher="quayside",
        headline="The week in brief: what you may have missed",
        opening="Between one weekend and the next, these were the stories readers came back to.",
        n_texts=6,
        days_back=1,
    ),
    _Roundup(
        key="digest-essentiel",
        publisher="phare",
        headline="L’essentiel de l’actualité en cinq histoires",
        opening="Ce qu’il faut retenir, en quelques lignes, avant de commencer la soirée.",
        n_texts=5,
        days_back=0,
    ),
)


def plan_digests(
    texts: Iterable[NewsText], copies: Sequence[PlannedPage], *, now: datetime
) -> list[PlannedPage]:
    """Return the round-ups of `texts`; `copies` says what is a story in which language."""
    known = list(texts)
    planned = (_planned(each, known, now) for each in _ROUNDUPS)
    stories = {page.story for page in copies}
    return [page for page in planned if page and set(page.holds) <= stories]


def _planned(roundup: _Roundup, texts: list[NewsText], now: datetime) -> PlannedPage | None:
    publisher = publisher_of(roundup.publisher)
    end = now - timedelta(days=roundup.days_back)
    fitting = [each for each in texts if _fits(each, publisher.language, end)]
    chosen = sorted(fitting, key=lambda each: (each.published_at, each.text_id))[-roundup.n_texts :]
    if len(chosen) < roundup.n_texts:
        return None
    at = min(chosen[-1].published_at + timedelta(minutes=50), now - timedelta(minutes=2))
    at = at.replace(second=0, microsecond=0)
    return PlannedPage(
        publisher=publisher,
        url=address(publisher, roundup.headline, at),
        event=roundup.key,
        story=roundup.key,
        treatment=Treatment.DIGEST,
        section="news",
        headline=roundup.headline,
        paragraphs=(Paragraph(text=roundup.opening), *_openings(chosen)),
        published_at=at,
        signature=sign_own(publisher, publisher.staff[-1:]),
        holds=tuple(each.text_id for each in chosen),
    )


def _fits(text: NewsText, language: str, end: datetime) -> bool:
    return text.words.language == language and text.published_at <= end


def _openings(texts: list[NewsText]) -> list[Paragraph]:
    pieces: list[Paragraph] = []
    for text in texts:
        plain = [each for each in text.words.paragraphs if not each.is_subhead]
        pieces += [Paragraph(text=text.words.headline, is_subhead=True), *plain[:2]]
    return pieces
