"""Which publisher prints which text, and how: pure, and the same every time.

Dice are digests of names, so that a new text changes its own pages and no others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from wirewatch.model import PageVerdict
from wirewatch.newsroom import NOW, trap
from wirewatch.newsroom.habits import Design, Publisher
from wirewatch.newsroom.pages import (
    Photo,
    PlannedCorrection,
    PlannedPage,
    Treatment,
    address,
    agencies_in,
    number,
)
from wirewatch.newsroom.printing import Signature, sign_own, sign_wire
from wirewatch.newsroom.publishers import PUBLISHERS
from wirewatch.newsroom.roundups import plan_digests
from wirewatch.newsroom.texts import Kind, NewsText, Paragraph, Version

PAYWALL_SHOWS = 2  # paragraphs before "subscribe to read on"
TRANSLATORS = 2  # publishers that print one translation
_WALLS = (Design.PAYWALL, Design.CONSENT)
_ROTATION = (
    Treatment.WHOLE,
    Treatment.CUT,
    Treatment.RETITLED,
    Treatment.EXTENDED,
    Treatment.WHOLE,
    Treatment.CUT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One page to be planned."""

    publisher: Publisher
    text: NewsText
    words: Version
    treatment: Treatment
    story: str


def plan_pages(texts: Iterable[NewsText], *, now: datetime = NOW) -> tuple[PlannedPage, ...]:
    """Return every page that is up at `now`, in the order of publication."""
    known = [text for text in texts if text.published_at + timedelta(minutes=15) < now]
    copies = [_planned(job, now) for text in known for job in _jobs(text)]
    digests = plan_digests(known, copies, now=now)
    return tuple(sorted([*copies, *digests], key=lambda page: (page.published_at, page.url)))


def _jobs(text: NewsText) -> Iterator[_Job]:
    shuffled = _shuffled(text, text.words.language)
    if text.kind is Kind.OWN:
        yield _job(shuffled[0], text, text.words, Treatment.OWN)
        printers, free = [], shuffled[1:]
    else:
        n_free = min(len(text.others), len(shuffled) - 1)
        printers, free = shuffled[: len(shuffled) - n_free], shuffled[len(shuffled) - n_free :]
    for place, publisher in enumerate(printers):
        yield _job(publisher, text, text.words, _treatment(text, place))
    for publisher, other in zip(free, text.others, strict=False):
        yield _job(publisher, text, other, Treatment.OTHER_HAND)
    for words in text.translations:
        for publisher in _translators(text, words.language):
            yield _job(publisher, text, words, Treatment.TRANSLATED)


def _job(publisher: Publisher, text: NewsText, words: Version, treatment: Treatment) -> _Job:
    story = text.text_id
    if treatment is Treatment.TRANSLATED:
        story = f"{text.text_id}.{words.language}"
    elif treatment is Treatment.OTHER_HAND:
        story = f"{text.text_id}.other-{text.others.index(words) + 1}"
    return _Job(publisher=publisher, text=text, words=words, treatment=treatment, story=story)


def _shuffled(text: NewsText, language: str) -> list[Publisher]:
    """The publishers of a language; who shall correct a text must show the whole of it."""
    there = [each for each in PUBLISHERS if each.language == language]
    there.sort(key=lambda each: number(text.text_id, each.key))
    if text.correction:
        there.sort(key=lambda each: each.design in _WALLS)
    return there


def _translators(text: NewsText, language: str) -> list[Publisher]:
    shuffled = _shuffled(text, language)
    if text.text_id == trap.TEXT_ID:  # False sorts first: the trap's publisher is always one
        shuffled.sort(key=lambda each: each.key != trap.PUBLISHER)
    return shuffled[:TRANSLATORS]


def _treatment(text: NewsText, place: int) -> Treatment:
    if place == 0 and text.correction:
        return Treatment.CORRECTION
    wanted = _ROTATION[place % len(_ROTATION)]
    lacking = {Treatment.RETITLED: not text.retitles, Treatment.EXTENDED: not text.locals}
    return Treatment.WHOLE if lacking.get(wanted) else wanted


def _planned(job: _Job, now: datetime) -> PlannedPage:
    published_at = _published_at(job, now)
    headline = _headline(job)
    paragraphs, verdict = _shown(job)
    page = PlannedPage(
        publisher=job.publisher,
        url=address(job.publisher, headline, published_at),
        event=job.text.text_id,
        story=job.story,
        treatment=_named(job),
        section=job.text.section,
        headline=headline,
        paragraphs=paragraphs,
        published_at=published_at,
        signature=_signature(job, published_at),
        photo=_photo(job),
        mentions=_mentioned(job.text, paragraphs),
        correction=_correction(job),
        verdict=verdict,
    )
    return trap.set_traps(page, job.text) if _is_trap(job) else page


def _is_trap(job: _Job) -> bool:
    is_there = job.text.text_id == trap.TEXT_ID and job.publisher.key == trap.PUBLISHER
    return is_there and job.treatment is Treatment.TRANSLATED


def _published_at(job: _Job, now: datetime) -> datetime:
    """The agency's time and 5 to 240 minutes; never in the future, never after a correction."""
    if _is_trap(job):
        return trap.published_at(now)
    dice = number(job.story, job.publisher.key, "minutes")
    delay = timedelta(minutes=0 if job.text.kind is Kind.OWN else 5 + dice % 236)
    latest = now - timedelta(minutes=3 + dice % 10)
    if job.text.correction:
        latest = min(latest, job.text.correction.at - timedelta(minutes=20))
    at = min(job.text.published_at + delay, latest)
    return max(at, job.text.published_at).replace(second=0, microsecond=0)


def _headline(job: _Job) -> str:
    if job.treatment is Treatment.RETITLED:
        dice = number(job.text.text_id, job.publisher.key, "headline")
        return job.text.retitles[dice % len(job.text.retitles)]
    return job.words.headline


def _named(job: _Job) -> Treatment:
    """A whole text behind a paywall is a cut one; other hands and translations stay."""
    is_paid = job.publisher.design is Design.PAYWALL
    whole = {Treatment.WHOLE, Treatment.RETITLED, Treatment.EXTENDED, Treatment.CORRECTION}
    return Treatment.CUT if is_paid and job.treatment in whole else job.treatment


def _shown(job: _Job) -> tuple[tuple[Paragraph, ...], PageVerdict]:
    design, paragraphs = job.publisher.design, _treated(job)
    if design is Design.PAYWALL:
        plain = tuple(each for each in paragraphs if not each.is_subhead)
        return plain[:PAYWALL_SHOWS], PageVerdict.PAYWALLED
    wall = PageVerdict.CONSENT_WALL if design is Design.CONSENT else PageVerdict.ARTICLE
    return paragraphs, wall


def _treated(job: _Job) -> tuple[Paragraph, ...]:
    paragraphs = job.words.paragraphs
    if job.treatment is Treatment.CUT:
        dice = number(job.text.text_id, job.publisher.key, "cut")
        return _cut(paragraphs, share=(45 + dice % 30) / 100)
    if job.treatment is Treatment.EXTENDED:
        added = tuple(Paragraph(text=each) for each in job.text.locals)
        return paragraphs + added
    return paragraphs


def _cut(paragraphs: tuple[Paragraph, ...], *, share: float) -> tuple[Paragraph, ...]:
    kept = list(paragraphs[: max(3, round(len(paragraphs) * share))])
    while kept and kept[-1].is_subhead:
        kept.pop()
    return tuple(kept)


def _signature(job: _Job, at: datetime) -> Signature:
    if job.treatment in {Treatment.OWN, Treatment.OTHER_HAND}:
        by = (job.words.reporter,) if job.words.reporter else job.text.reporters
        is_own = job.treatment is Treatment.OWN
        people = by if is_own or job.words.reporter else ()
        return sign_own(job.publisher, people or job.publisher.staff[:1])
    return sign_wire(job.publisher, job.text, at)


def _photo(job: _Job) -> Photo | None:
    """The text's picture; below a translation stands only who took it."""
    text, is_translated = job.text, job.treatment is Treatment.TRANSLATED
    if not text.photo_caption:
        return None
    caption = "" if is_translated else text.photo_caption
    return Photo(caption=caption, credit=text.photo_credit or "")


def _mentioned(text: NewsText, paragraphs: tuple[Paragraph, ...]) -> tuple[str, ...]:
    """The agencies of `mentions` that these paragraphs really name."""
    body = " ".join(each.text for each in paragraphs)
    return tuple(each for each in agencies_in(body) if each in text.mentions)


def _correction(job: _Job) -> PlannedCorrection | None:
    fixed = job.text.correction
    if fixed is None or _named(job) is not Treatment.CORRECTION:
        return None
    return PlannedCorrection(
        note=fixed.note,
        at=fixed.at,
        paragraphs=_put_right(job.words.paragraphs, fixed.paragraph, fixed.text),
    )


def _put_right(paragraphs: tuple[Paragraph, ...], place: int, text: str) -> tuple[Paragraph, ...]:
    """Replace the paragraph called `place`, counted from 1 without subheads."""
    plain = [index for index, each in enumerate(paragraphs) if not each.is_subhead]
    index = plain[place - 1]
    return (*paragraphs[:index], Paragraph(text=text), *paragraphs[index + 1 :])
