"""Article pages from the web, with the leave of robots.txt and at the host's pace."""

from collections.abc import Callable
from datetime import datetime, timedelta

from wirewatch.adapters.hosts import HostLeases, host_of
from wirewatch.adapters.http import DEADLINE_S, MAX_BODY_BYTES, Answer, Door
from wirewatch.adapters.robots import Robots, RobotsVerdict
from wirewatch.adapters.statuses import Headers
from wirewatch.errors import Refused, Throttled, Unreachable
from wirewatch.model import Capture

KEPT_HEADERS = frozenset(
    {"content-type", "last-modified", "etag", "x-robots-tag", "tdm-reservation", "link"}
)
REST_S = 60.0  # for a host that asks us to slow down without saying for how long
DOWN_S = 600.0  # for a host that has not answered three times in a row, as Media Cloud does

_SILENCES = 3
_ACCEPT = "text/html, application/xhtml+xml, */*;q=0.5"


class Pages:
    """Fetches pages. May be shared by threads.

    Raises:
        TransientError, PermanentError: from `fetch`, and nothing else.
    """

    def __init__(
        self,
        door: Door,
        robots: Robots,
        hosts: HostLeases,
        now: Callable[[], datetime],
        deadline_s: float = DEADLINE_S,
    ) -> None:
        self._door = door
        self._robots = robots
        self._hosts = hosts
        self._now = now
        self._deadline_s = deadline_s
        self._silences: dict[str, int] = {}  # a lost count costs one more try, so it has no lock

    def fetch(self, url: str) -> Capture:
        """Return the page at `url` as served now."""
        host = host_of(url)
        self._ask_leave(url)
        self._hosts.take(host)
        answer = self._get(url, host)
        if host_of(answer.final_url) != host:
            self._ask_leave(answer.final_url)
        return captured(answer, self._now())

    def _ask_leave(self, url: str) -> None:
        verdict = self._robots.verdict(url, self._now())
        if verdict is RobotsVerdict.DISALLOWED:
            raise Refused(url, "robots.txt")
        if verdict is RobotsVerdict.UNKNOWN:
            raise Unreachable(url, "robots.txt is out of reach")

    def _get(self, url: str, host: str) -> Answer:
        try:
            answer = self._door.get(
                url,
                headers={"Accept": _ACCEPT},
                max_bytes=MAX_BODY_BYTES,
                deadline_s=self._deadline_s,
            )
        except Throttled as error:
            rest_s = REST_S if error.retry_after_s is None else error.retry_after_s
            self._hosts.back_off(host, self._now() + timedelta(seconds=rest_s), error.detail)
            raise
        except Unreachable as error:
            self._count_silence(host, error)
            raise
        self._silences.pop(host, None)
        return answer

    def _count_silence(self, host: str, error: Unreachable) -> None:
        count = self._silences.get(host, 0) + 1
        self._silences[host] = count % _SILENCES
        if count >= _SILENCES:
            until = self._now() + timedelta(seconds=DOWN_S)
            self._hosts.back_off(host, until, f"{count} times in a row: {error.detail}")


def captured(answer: Answer, at: datetime) -> Capture:
    """Return `answer` as a capture made at that time."""
    return Capture(
        url=answer.url,
        final_url=answer.final_url,
        status=answer.status,
        headers=kept(answer.headers),
        body=answer.body,
        captured_at=at,
        truncated=answer.truncated,
    )


def kept(headers: Headers) -> Headers:
    """Return those headers that tell something of the page or of its rights."""
    return tuple((name, value) for name, value in headers if name in KEPT_HEADERS)
