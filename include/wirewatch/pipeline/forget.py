"""To forget an article or a source: everywhere, for good, and provably.

The tombstones come first: from then on nothing comes back. The grouping comes last, as it sweeps
away what is no article any more, whatever was killed before. Between them every step says "delete
what is there", so that a run that was killed at any line, run again, ends as one that was not.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass

import structlog
from sqlalchemy import Connection

from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.json_feed import JsonFeedChannel
from wirewatch.adapters.warehouse import forget as rows
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.tombstones import ARTICLE, SOURCE, bury, forgotten, source_key
from wirewatch.bootstrap import Desk
from wirewatch.errors import BadInput, Gone
from wirewatch.pipeline.group import group
from wirewatch.pipeline.keep import erase_in, erase_pages
from wirewatch.urls import article_id, site

log = structlog.get_logger()

_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was erased."""

    n_articles: int  # addresses of pages, as announced and as captured
    n_pages: int  # records in the landing zone
    n_tombstones: int  # new ones


def forget(desk: Desk, what: str, *, reason: str, run: str) -> Forgotten:
    """Erase what is known of a page, an article or a whole source, and let it not come back.

    Args:
        desk: Where we work.
        what: An address, an article_id, or a host; a host stands for those below it, too.
        reason: Why, in the operator's words; it stands on the tombstone.
        run: Who asks, for the ledger.

    Raises:
        BadInput: it is none of the three.
    """
    host = None if _is_page(what) else _host(what)
    with reading(desk.engine) as db:
        ids = rows.ids_of_source(db, host) if host else _ids_of_page(db, what)
    with writing(desk.engine) as db:
        n_new = bury(db, ARTICLE, ids, reason=reason, now=desk.now())
        n_new += bury(db, SOURCE, [source_key(host)] if host else [], reason=reason, now=desk.now())
    n_pages = _erase(desk, ids, run)
    log.info("forgotten", articles=len(ids), pages=n_pages)
    return Forgotten(n_articles=len(ids), n_pages=n_pages, n_tombstones=n_new)


def forget_again(desk: Desk, *, run: str) -> int:
    """Erase what came in while it was being forgotten; return how many articles that were."""
    with reading(desk.engine) as db:
        ids = rows.ids_of_tombstones(db)
    if ids:
        _erase(desk, ids, run)
    return len(ids)


def _is_page(what: str) -> bool:
    return what.startswith(("http://", "https://")) or bool(_ID.fullmatch(what))


def _host(what: str) -> str:
    host = site(f"https://{what}")
    if "." not in what or "/" in what or not host:
        raise BadInput(
            what, "is no address (https://…), no article_id and no host such as dawn.com"
        )
    return host


def _ids_of_page(db: Connection, what: str) -> set[str]:
    return rows.ids_beside(db, {what}) if _ID.fullmatch(what) else rows.ids_of_url(db, what)


def _erase(desk: Desk, ids: Collection[str], run: str) -> int:
    """Erase what is there of these articles, the rows that lead to the rest at last."""
    with reading(desk.engine) as db:
        pages = rows.pages_of(db, ids)
        told, urls = rows.deliveries_of(db, ids)
    n_pages = erase_pages(desk, pages) + _erase_unknown(desk, ids)
    for channel in desk.channels().values():
        if isinstance(channel, AtomChannel | JsonFeedChannel):
            channel.forget(told, urls)
    with writing(desk.engine) as db:
        days = rows.erase_rows(db, ids)
    group(desk.engine, sorted(days), run=run, now=desk.now())
    rows.scrub(desk.engine)
    return n_pages


def _erase_unknown(desk: Desk, ids: Collection[str]) -> int:
    """Erase pages in files that no row points to, as killed tasks leave them; return how many."""
    with reading(desk.engine) as db:
        strays = sorted({*desk.landing.files()} - rows.known_files(db))
    return sum(_erase_in_stray(desk, warc, ids) for warc in strays)


def _erase_in_stray(desk: Desk, warc: str, ids: Collection[str]) -> int:
    offsets = []
    try:
        for capture, offset in desk.landing.captures(warc):
            urls = {article_id(url): url for url in (capture.url, capture.final_url)}
            with reading(desk.engine) as db:
                if urls.keys() & set(ids) or forgotten(db, urls):
                    offsets.append(offset)
    except Gone as error:
        log.warning("damaged", warc=warc, why=str(error))
    if offsets:
        erase_in(desk, warc, offsets)
    return len(offsets)
