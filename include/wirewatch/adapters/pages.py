"""Article pages from the web, with the leave of robots.txt and at the host's pace."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine

from wirewatch.adapters.http import DEADLINE_S, parsed_url
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.robots import Robots, RobotsVerdict
from wirewatch.adapters.statuses import Headers
from wirewatch.adapters.well_known import WellKnown
from wirewatch.articles.rights import TdmRule, read_tdmrep, rights_of
from wirewatch.model import Capture

KEPT_HEADERS = frozenset(
    {
        "content-type",
        "last-modified",
        "etag",
        "x-robots-tag",
        "tdm-reservation",
        "tdm-policy",
        "link",
    }
)

_ACCEPT = "text/html, application/xhtml+xml, */*;q=0.5"
_TDM_FRESH = timedelta(days=7)  # a legal statement; one request a host and week
_MAX_TDM_BYTES = 200_000


class Pages:
    """Fetches pages. May be shared by threads.

    Args:
        door: How they are had.
        robots: Asked for leave, for every redirect too.
        engine: The warehouse, where the sites' tdmrep.json are kept.
        now: The clock.
        deadline_s: For one page.

    Raises:
        TransientError, PermanentError: from `fetch`, and nothing else.
    """

    def __init__(
        self,
        door: PoliteDoor,
        robots: Robots,
        engine: Engine,
        now: Callable[[], datetime],
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._door = door
        self._robots = robots
        self._tdmreps: WellKnown[tuple[TdmRule, ...]] = WellKnown(
            door,
            engine,
            "/.well-known/tdmrep.json",
            read_tdmrep,
            fresh=_TDM_FRESH,
            max_bytes=_MAX_TDM_BYTES,
        )
        self._now = now
        self._deadline_s = deadline_s

    def fetch(self, url: str) -> Capture:
        """Return the page at `url` as served now."""
        answer = self._door.get(
            url,
            headers={"Accept": _ACCEPT},
            deadline_s=self._deadline_s,
            ask_leave=lambda hop: self._robots.ask_leave(hop, self._now()),
        )
        now = self._now()
        headers = kept(answer.headers)
        rights = rights_of(
            headers,
            answer.body,
            path=parsed_url(answer.final_url).raw_path.decode("ascii"),
            robots=RobotsVerdict.ALLOWED,
            site_rules=self._tdmreps.of(answer.final_url, now).value or (),
        )
        return Capture(
            url=answer.url,
            final_url=answer.final_url,
            status=answer.status,
            headers=headers,
            body=answer.body,
            captured_at=now,
            truncated=answer.truncated,
            rights=rights,
        )


def kept(headers: Headers) -> Headers:
    """Return those headers that tell something of the page or of its rights."""
    return tuple((name, value) for name, value in headers if name in KEPT_HEADERS)
