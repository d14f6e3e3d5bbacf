"""Only what the operator keeps of each source: words are cut, pages erased, facts stay."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import structlog
from sqlalchemy import Connection

from wirewatch.adapters.warehouse.articles import ReadCapture, text_hash
from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.keep import (
    Held,
    cut_articles,
    held_captures,
    mark_erased,
    matched_articles,
)
from wirewatch.adapters.warehouse.sketches import save_sketches
from wirewatch.adapters.warehouse.stories import let_nobody_group
from wirewatch.bootstrap import Desk
from wirewatch.errors import Gone
from wirewatch.model import Store
from wirewatch.stories.sketch import make_sketch
from wirewatch.text import words
from wirewatch.urls import site

log = structlog.get_logger()

_AT_ONCE = 200  # articles a transaction: others write, too


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepCounts:
    """What one run took away."""

    n_articles: int  # that had words which are not to be kept
    n_pages: int  # taken out of the landing zone


def sketch_unkept(db: Connection, readings: Iterable[ReadCapture]) -> None:
    """Sketch the texts of which the words are not kept, while they are at hand."""
    articles = [one.record.article for one in readings if one.store is not Store.FULL]
    if not articles:
        return
    let_nobody_group(db)
    save_sketches(
        db, {text_hash(one): make_sketch(words(f"{one.title}\n{one.body}")) for one in articles}
    )


def cut_days(desk: Desk, days: Collection[date]) -> int:
    """Cut what the watches have seen of some days, as far as it is not kept; how many articles."""
    if not desk.settings.keep:
        return 0
    with reading(desk.engine) as db:
        found = matched_articles(db, days)
    unkept = [key for key, source, day in found if desk.allowed(source, day) is not Store.FULL]
    return sum(_cut(desk, some) for some in _in_parts(unkept))


def keep_what_is_allowed(desk: Desk) -> KeepCounts:
    """Apply the operator's choices to all that is there, old texts too, and erase their pages.

    Killed anywhere, the next run does the rest: a page is marked as erased when it is.
    """
    if not desk.settings.keep:
        return KeepCounts(n_articles=0, n_pages=0)
    with reading(desk.engine) as db:
        unkept = [held for held in held_captures(db) if _is_unkept(desk, held)]
    ids = sorted({held.article_id for held in unkept})
    n_articles = sum(_cut(desk, some) for some in _in_parts(ids))
    n_pages = erase_pages(desk, unkept)
    log.info("kept what is allowed", articles=n_articles, pages=n_pages)
    return KeepCounts(n_articles=n_articles, n_pages=n_pages)


def erase_pages(desk: Desk, pages: Iterable[Held]) -> int:
    """Take pages out of the landing zone, file by file; return how many."""
    by_file: dict[str, list[Held]] = defaultdict(list)
    for held in pages:
        by_file[held.warc].append(held)
    for warc, some in sorted(by_file.items()):
        erase_in(desk, warc, [held.offset for held in some])
        with writing(desk.engine) as db:
            mark_erased(db, [held.capture_id for held in some], desk.now())
    return sum(map(len, by_file.values()))


def erase_in(desk: Desk, warc: str, offsets: Sequence[int]) -> None:
    """Put blanks over records of a file; one that is damaged holds up no other."""
    try:
        desk.landing.erase(warc, offsets)
    except Gone as error:
        if len(offsets) > 1:  # one that is damaged holds up no other
            for offset in offsets:
                erase_in(desk, warc, [offset])
            return
        log.warning("not erased", warc=warc, offset=offsets[0], why=str(error))


def _is_unkept(desk: Desk, held: Held) -> bool:
    return desk.allowed(site(held.final_url), held.event_date) is not Store.FULL


def _cut(desk: Desk, article_ids: Sequence[str]) -> int:
    with writing(desk.engine) as db:
        return cut_articles(db, article_ids, desk.allowed)


def _in_parts(keys: Sequence[str]) -> Iterable[Sequence[str]]:
    return (keys[start : start + _AT_ONCE] for start in range(0, len(keys), _AT_ONCE))
