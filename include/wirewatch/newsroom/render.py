"""The HTML of a planned page, as somebody sees it at a given time."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from wirewatch.model import PageVerdict
from wirewatch.newsroom.habits import Design, Publisher
from wirewatch.newsroom.labels import LABELS, printed_ago, printed_day
from wirewatch.newsroom.pages import PlannedPage

FOLDER = Path(__file__).parent / "templates"
N_RELATED = 4


@cache
def templates() -> Environment:
    """Return the templates; everything put into them is escaped."""
    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def related(page: PlannedPage, pages: Sequence[PlannedPage]) -> tuple[PlannedPage, ...]:
    """Return the publisher's earlier pages that stand beside `page` as links."""
    earlier = [
        each
        for each in pages
        if each.publisher.key == page.publisher.key and each.published_at < page.published_at
    ]
    return tuple(earlier[-N_RELATED:][::-1])


def render_page(
    page: PlannedPage, *, seen_at: datetime, beside: Sequence[PlannedPage] = ()
) -> bytes:
    """Return the HTML that `page` is at `seen_at`, with links to the pages `beside` it."""
    name = "trap" if page.traps else page.publisher.design.value
    html = templates().get_template(f"{name}.html").render(_context(page, seen_at, beside))
    return html.encode()


def render_front(publisher: Publisher, pages: Sequence[PlannedPage]) -> bytes:
    """Return the front page: a list of links, and no article."""
    template = templates().get_template("front.html")
    return template.render(
        publisher=publisher, labels=LABELS[publisher.language], pages=pages
    ).encode()


def render_body(page: PlannedPage, *, seen_at: datetime) -> str:
    """Return the article alone as HTML, as a full-text feed carries it."""
    return templates().get_template("body.html").render(_context(page, seen_at, ()))


def _context(page: PlannedPage, seen_at: datetime, beside: Sequence[PlannedPage]) -> dict[str, Any]:
    publisher = page.publisher
    return {
        "page": page,
        "publisher": publisher,
        "labels": LABELS[publisher.language],
        "paragraphs": page.paragraphs_at(seen_at),
        "correction": _note(page, seen_at),
        "published": _iso(page.published_at, publisher),
        "modified": _iso(page.modified_at(seen_at), publisher),
        "printed": printed_day(page.published_at, zone=publisher.zone, language=publisher.language),
        "ago": printed_ago(
            page.published_at,
            seen_at=seen_at,
            zone=publisher.zone,
            language=publisher.language,
        ),
        "json_ld": _json_ld(page, seen_at),
        "beside": beside,
    }


def _note(page: PlannedPage, seen_at: datetime) -> str | None:
    fixed = page.correction
    return fixed.note if fixed and fixed.at <= seen_at else None


def _iso(at: datetime, publisher: Publisher) -> str:
    return at.astimezone(ZoneInfo(publisher.zone)).isoformat()


def _json_ld(page: PlannedPage, seen_at: datetime) -> dict[str, Any]:
    publisher = page.publisher
    article: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": page.headline,
        "datePublished": _iso(page.published_at, publisher),
        "dateModified": _iso(page.modified_at(seen_at), publisher),
        "mainEntityOfPage": page.url,
        "inLanguage": publisher.language,
        "articleSection": page.section,
        "author": [
            {"@type": "Person" if each.is_person else "Organization", "name": each.name}
            for each in page.signature.authors
        ],
        "publisher": {"@type": "NewsMediaOrganization", "name": publisher.name},
    }
    if publisher.design is Design.JSON_LD and page.photo:
        article["image"] = {
            "@type": "ImageObject",
            "url": f"{publisher.site}/media/{page.event}.jpg",
            "caption": page.photo.caption,
            "creditText": page.photo.credit,
        }
    if page.verdict is PageVerdict.PAYWALLED:
        article["isAccessibleForFree"] = False
        part = {"isAccessibleForFree": False, "cssSelector": ".premium", "@type": "WebPageElement"}
        article["hasPart"] = part
    return article
