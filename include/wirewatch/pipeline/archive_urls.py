"""A plain list of addresses → pages in the landing zone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial

from wirewatch.adapters.archives.base import Candidate, noon_of
from wirewatch.adapters.warehouse.captures import known_articles
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.bootstrap import Desk
from wirewatch.model import digest
from wirewatch.path_dates import path_date
from wirewatch.pipeline.archive import land_batch
from wirewatch.pipeline.archives import past_pages
from wirewatch.pipeline.land import Wanted, in_batches
from wirewatch.pipeline.outcomes import Outcome
from wirewatch.urls import article_id


def land_urls(desk: Desk, lines: Iterable[tuple[str, date | None]], *, run: str) -> dict[str, int]:
    """Land the pages of some addresses that we do not have; the outcomes, counted.

    Args:
        desk: Where we work.
        lines: Addresses, each with the day its page was published, if that is known. Of others it
            is the day in the address, or else today.
        run: Who asks, for the ledger.
    """
    outcomes: Counter[str] = Counter()
    for some in in_batches({article_id(url): (url, day) for url, day in lines}.items()):
        with reading(desk.engine) as db:
            known = known_articles(db, [key for key, _ in some])
        wanted = list(_wanted(desk, [line for key, line in some if key not in known]))
        outcomes[Outcome.KNOWN] += len(known)
        if wanted:
            which = digest("batch", *(one.url for one in wanted))[:8]
            name = f"{desk.now():%Y/%m/%d}/urls--{which}"
            outcomes += land_batch(desk, name, wanted, run=run)
    return dict(outcomes)


def _wanted(desk: Desk, lines: Iterable[tuple[str, date | None]]) -> Iterator[Wanted]:
    pages = past_pages(desk)
    for url, told in lines:
        named = path_date(url)
        day = told or (named.first if named and named.first == named.last else None)
        at = noon_of(day) if day else None
        candidate = Candidate(url=url, captured_at=at, where=url)
        yield Wanted(
            url=url,
            day=day or desk.now().date(),
            feed_id=None,
            fetch=partial(pages.capture, candidate),
        )
