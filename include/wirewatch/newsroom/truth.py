"""What each page of the newsroom is: from the plan, never from reading our own pages back.

Whoever measures a room against the newsroom compares with this.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from wirewatch.model import PageVerdict, Place, Role
from wirewatch.newsroom import NOW
from wirewatch.newsroom.archive import take_captures
from wirewatch.newsroom.feeds import shown_in_feed
from wirewatch.newsroom.habits import Design, Publisher
from wirewatch.newsroom.hazards import HazardEntry, hazards_of
from wirewatch.newsroom.labels import LABELS
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.printing import PrintedCredit
from wirewatch.newsroom.publishers import PUBLISHERS


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePage:
    """One page as it really is. What it does not have is None or empty."""

    url: str
    publisher: str  # its key
    verdict: str  # a PageVerdict, or "gone", "too_large", "refused"
    event: str | None  # id of the text it goes back to
    story: str | None  # copies of one text share it; translations and other hands have their own
    treatment: str | None
    agency: str | None  # as printed; None: the page names none, whoever wrote it
    role: Role | None
    place: Place | None
    evidence: str | None  # words that stand in the page
    people: tuple[str, ...]  # the agency's reporters, where the credit names them
    photo_agency: str | None
    mentions: tuple[str, ...]  # agencies only quoted
    authors: tuple[str, ...]  # the people who signed it; no agencies, no house names
    language: str
    published_at: datetime
    modified_at: datetime
    headline: str | None
    dateline: str | None
    paragraphs: tuple[str, ...]  # the body, subheads too, without dateline and last line
    not_body: tuple[str, ...]  # stands in the page and is no body
    correction: str | None  # the notice it carries now
    holds: tuple[str, ...]  # a digest's stories
    feed_url: str | None  # the feed that announces it now
    in_feed_paragraphs: bool  # the feed carries the whole text
    archived_at: tuple[str, ...]  # when the archive took it, in 14 digits


def true_pages(pages: Sequence[PlannedPage], *, now: datetime = NOW) -> tuple[TruePage, ...]:
    """Return what each of `pages` is at `now`; the entries that lead nowhere come last."""
    captured = _captured(pages)
    announced = {page.url for each in PUBLISHERS for page in shown_in_feed(each, pages, now=now)}
    real = [_true(page, captured, announced, now) for page in pages]
    nowhere = [_nowhere(each, entry) for each in PUBLISHERS for entry in hazards_of(each)]
    return (*real, *nowhere)


def as_json(truth: Iterable[TruePage]) -> str:
    """Return the truth as JSON, one page a line."""
    return "".join(
        json.dumps(asdict(page), ensure_ascii=False, default=_plain) + "\n" for page in truth
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    raise TypeError(f"{value!r} has no JSON form")


def _captured(pages: Sequence[PlannedPage]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for capture in take_captures(pages):
        found[capture.url] = (*found.get(capture.url, ()), capture.timestamp)
    return found


def _true(
    page: PlannedPage, captured: dict[str, tuple[str, ...]], announced: set[str], now: datetime
) -> TruePage:
    is_wall = page.verdict is PageVerdict.CONSENT_WALL
    in_feed = page.publisher.has_full_text_feed and page.url in announced
    credit = _seen_credit(page, in_feed=in_feed)
    photo = None if is_wall else page.photo
    return TruePage(
        url=page.url,
        publisher=page.publisher.key,
        verdict=page.verdict.value,
        event=page.event,
        story=page.story,
        treatment=page.treatment.value,
        agency=credit.agency if credit else None,
        role=credit.role if credit else None,
        place=credit.place if credit else None,
        evidence=credit.evidence if credit else None,
        people=credit.people if credit else (),
        photo_agency=photo.agency if photo else None,
        mentions=() if is_wall and not in_feed else page.mentions,
        authors=_authors(page),
        language=page.publisher.language,
        published_at=page.published_at,
        modified_at=page.modified_at(now),
        headline=page.headline,
        dateline=page.signature.dateline,
        paragraphs=tuple(each.text for each in page.paragraphs_at(now)),
        not_body=_not_body(page),
        correction=page.correction.note if page.correction and page.correction.at <= now else None,
        holds=page.holds,
        feed_url=page.publisher.feed_url if page.url in announced else None,
        in_feed_paragraphs=in_feed,
        archived_at=captured.get(page.url, ()),
    )


def _seen_credit(page: PlannedPage, *, in_feed: bool) -> PrintedCredit | None:
    """Behind a wall only the feed's own text still names the agency."""
    credit = page.signature.credit
    if credit is None or page.verdict is not PageVerdict.CONSENT_WALL:
        return credit
    return replace(credit, place=Place.FEED) if in_feed else None


def _authors(page: PlannedPage) -> tuple[str, ...]:
    credit = page.signature.credit
    if page.traps:  # the box's author did not write it; the agency's two reporters did
        return credit.people if credit else ()
    return tuple(each.name for each in page.signature.authors if each.is_person)


def _not_body(page: PlannedPage) -> tuple[str, ...]:
    labels = LABELS[page.publisher.language]
    if page.verdict is PageVerdict.CONSENT_WALL:
        return (labels.consent_text, labels.consent_accept)
    lines = [page.signature.byline, page.photo.line if page.photo else None]
    if page.publisher.design is Design.JSON_LD:
        lines[1] = page.photo.caption if page.photo else None
        lines.append(labels.newsletter if len(page.paragraphs) > 3 else None)
    if page.publisher.design is Design.WORDPRESS:
        lines += [labels.newsletter, labels.share]
    if page.verdict is PageVerdict.PAYWALLED:
        lines.append(labels.subscribe)
    if traps := page.traps:
        lines += [traps.share, traps.times, traps.advert, *traps.read_more, traps.bio]
    return tuple(line for line in lines if line)


def _nowhere(publisher: Publisher, entry: HazardEntry) -> TruePage:
    return TruePage(
        url=publisher.site + entry.path,
        publisher=publisher.key,
        verdict=entry.hazard.value,
        event=None,
        story=None,
        treatment=None,
        agency=None,
        role=None,
        place=None,
        evidence=None,
        people=(),
        photo_agency=None,
        mentions=(),
        authors=(),
        language=publisher.language,
        published_at=entry.published_at,
        modified_at=entry.published_at,
        headline=entry.title,
        dateline=None,
        paragraphs=(),
        not_body=(),
        correction=None,
        holds=(),
        feed_url=publisher.feed_url,
        in_feed_paragraphs=False,
        archived_at=(),
    )
