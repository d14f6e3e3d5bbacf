"""The door at each host's pace: how feeds, pages, robots files and archives are asked for.

One lease for whatever is wanted of a host: a site whose feed, robots.txt and pages were each asked
"only every five seconds" by three parts of a reader gets three times what it bears.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from wirewatch.adapters.hosts import HostLeases, host_of
from wirewatch.adapters.http import DEADLINE_S, MAX_BODY_BYTES, Answer, Door
from wirewatch.errors import Resting, Throttled, Unreachable

REST_S = 60.0  # for a host that asks us to slow down without saying for how long


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit other than one request to a host now and then: an archive's, for its index."""

    name: str
    interval_s: float


class PoliteDoor:
    """Gets what is behind a URL when its host may be asked. May be shared by threads.

    Args:
        door: How it is had.
        hosts: The leases on hosts.
        now: The clock.
    """

    def __init__(self, door: Door, hosts: HostLeases, now: Callable[[], datetime]) -> None:
        self._door = door
        self._hosts = hosts
        self._now = now

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BODY_BYTES,
        deadline_s: float = DEADLINE_S,
        stay_on_host: bool = False,
        limit: Limit | None = None,
        ask_leave: Callable[[str], None] | None = None,
    ) -> Answer:
        """Return what is behind `url`, having waited for its host, and for those of redirects.

        Args:
            url: http or https.
            headers: Sent beside our own.
            max_bytes: As `Door.get`.
            deadline_s: As `Door.get`; the wait for a lease is not counted.
            stay_on_host: As `Door.get`.
            limit: Kept instead of the host's own.
            ask_leave: Called with each address before its host is waited for; raises to refuse.

        Raises:
            TransientError, PermanentError: and nothing else.
        """
        asked: list[str] = []
        try:
            answer = self._door.get(
                url,
                headers=headers,
                max_bytes=max_bytes,
                deadline_s=deadline_s,
                stay_on_host=stay_on_host,
                before=partial(self._wait, asked, limit, ask_leave),
            )
        except Resting:
            raise
        except Unreachable as error:
            for name in asked:
                self._hosts.count_silence(name, error.detail)
            raise
        except Throttled as error:
            rest_s = REST_S if error.retry_after_s is None else error.retry_after_s
            for name in asked:
                self._hosts.back_off(name, self._now() + timedelta(seconds=rest_s), error.detail)
            raise Throttled(url, error.detail, rest_s) from error
        self._hosts.count_answer(asked[-1])
        return answer

    def _wait(
        self,
        asked: list[str],
        limit: Limit | None,
        ask_leave: Callable[[str], None] | None,
        address: str,
    ) -> None:
        """Wait until `address` may be asked; `asked` then names whose answer is waited for."""
        asked.clear()
        if ask_leave:
            ask_leave(address)
        name = limit.name if limit else host_of(address)
        self._hosts.take(name, interval_s=limit.interval_s if limit else None)
        asked.append(name)
