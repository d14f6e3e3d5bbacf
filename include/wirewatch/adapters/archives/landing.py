"""Our own landing zone as an archive: no network, every page as we once fetched it."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import Engine

from wirewatch.adapters.archives.base import Candidate
from wirewatch.adapters.landing import Landing
from wirewatch.adapters.warehouse.captures import captures_of
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.errors import Gone
from wirewatch.model import Capture, Via
from wirewatch.urls import site as site_of


class LandingArchive:
    """Replays what has landed. A replayed capture is the landed one, its time and way included."""

    via = Via.LANDING

    def __init__(self, landing: Landing, engine: Engine) -> None:
        self._landing = landing
        self._engine = engine

    def discover(self, day: date, site: str) -> Iterator[Candidate]:
        """Give the captures of `site` (and below it) that belong to `day`, oldest first."""
        with reading(self._engine) as db:
            refs = captures_of(db, day, None)
        for ref in refs:
            found = site_of(ref.url)
            if found == site or found.endswith("." + site):
                where = f"{ref.place.offset}@{ref.place.warc}"
                yield Candidate(url=ref.url, captured_at=ref.captured_at, where=where)

    def capture(self, candidate: Candidate) -> Capture:
        """Return the page as it landed.

        Raises:
            Gone: The file is no longer there.
        """
        offset, _, warc = candidate.where.partition("@")
        if not offset.isdigit():
            raise Gone(candidate.where, "not a place in the landing zone")
        return self._landing.read(warc, int(offset))
