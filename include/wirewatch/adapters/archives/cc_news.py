"""CC-NEWS: which WARC files there are of a day, and a file over the network as if it lay here.

Common Crawl keeps its news crawl in files of 1 GB, named by when they were begun, without an index
of sites: who wants one site's pages reads past all others. A page is crawled hours to days after it
was published, so a day's pages lie in the files of that day and of the two behind it.
"""

import re
from datetime import UTC, date, datetime, timedelta
from io import SEEK_CUR, SEEK_SET, RawIOBase, UnsupportedOperation
from typing import Any, BinaryIO, cast

from wirewatch.adapters.archives.sitemap_file import unpacked
from wirewatch.adapters.hosts import host_of
from wirewatch.adapters.polite import Limit, PoliteDoor
from wirewatch.errors import Gone, Unreachable

BASE_URL = "https://data.commoncrawl.org"
LAG = timedelta(days=2)
PIECE_BYTES = 8_000_000  # of one request: 130 for a file of 1 GB, and never more in memory
INTERVAL_S = 1.0  # a guess: the operators ask for few connections at a time and name no figure

_FIRST_MONTH = (2016, 8)
_MAX_PATHS_BYTES = 5_000_000
_DEADLINE_S = 120.0
_NAME = re.compile(r"CC-NEWS-(?P<begun>\d{14})-\d+\.warc\.gz$")
_RANGE = re.compile(r"bytes \d+-\d+/(?P<total>\d+)")


class CcNews:
    """The crawl at `base`.

    Args:
        door: How it is reached; keeps its pace, across all processes.
        base: Scheme and host.
    """

    name = "cc-news"

    def __init__(self, door: PoliteDoor, *, base: str = BASE_URL) -> None:
        self._door = door
        self._base = base.rstrip("/")
        self._limit = Limit(host_of(base), INTERVAL_S)

    def files_of(self, day: date) -> list[str]:
        """Return the addresses of the files in which a day's pages may lie, oldest first.

        The last file that was begun before the day is one of them: it goes on into it.
        """
        first = datetime(day.year, day.month, day.day, tzinfo=UTC)
        end = first + LAG + timedelta(days=1)
        begun = sorted(
            (at, path) for month in _months(day) for path in self._paths(month) if (at := _at(path))
        )
        within = [path for at, path in begun if first <= at < end]
        before = [path for at, path in begun if at < first][-1:]
        return [f"{self._base}/{path}" for path in (*before, *within)]

    def open(self, url: str, *, offset: int = 0) -> BinaryIO:
        """Return a file of the crawl, to be read from `offset` on.

        Reading raises TransientError and PermanentError, and nothing else.
        """
        return cast(BinaryIO, RemoteFile(self._door, url, self._limit, offset))

    def _paths(self, month: tuple[int, int]) -> list[str]:
        year, number = month
        url = f"{self._base}/crawl-data/CC-NEWS/{year}/{number:02}/warc.paths.gz"
        try:
            answer = self._door.get(
                url, limit=self._limit, max_bytes=_MAX_PATHS_BYTES, deadline_s=_DEADLINE_S
            )
        except Gone:
            return []  # the month is still to come, or before the first
        return unpacked(answer.body, _MAX_PATHS_BYTES).decode("ascii", "replace").split()


class RemoteFile(RawIOBase):
    """A file that is read from front to back, piece by piece.

    Raises:
        TransientError, PermanentError: from reading, and nothing else.
    """

    def __init__(self, door: PoliteDoor, url: str, limit: Limit, offset: int) -> None:
        self._door = door
        self._url = url
        self._limit = limit
        self._start = offset
        self._next = offset  # of what is read next
        self._total: int | None = None
        self._piece = b""
        self._piece_at = offset

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is, as FastWARC asks where it stands by seeking there."""
        return True

    def seek(self, offset: int, whence: int = SEEK_SET, /) -> int:
        """Go elsewhere in the file, its beginning being where it was opened."""
        base = {SEEK_SET: self._start, SEEK_CUR: self._next}.get(whence)
        if base is None:
            raise UnsupportedOperation("the end is not known before it is reached")
        self._next = base + offset  # mostly within the piece that is there
        return self._next - self._start

    def readinto(self, buffer: Any, /) -> int:
        """Put the next bytes into `buffer`; return how many, 0 at the end."""
        skip = self._next - self._piece_at
        if not 0 <= skip < len(self._piece) and (self._total is None or self._next < self._total):
            self._piece, self._piece_at, skip = self._fetch(), self._next, 0
        taken = self._piece[skip : skip + len(buffer)] if skip >= 0 else b""
        buffer[: len(taken)] = taken
        self._next += len(taken)
        return len(taken)

    def _fetch(self) -> bytes:
        until = self._next + PIECE_BYTES - 1
        answer = self._door.get(
            self._url,
            headers={"Range": f"bytes={self._next}-{until}", "Accept-Encoding": "identity"},
            limit=self._limit,
            max_bytes=PIECE_BYTES,
            deadline_s=_DEADLINE_S,
            stay_on_host=True,
        )
        told = _RANGE.fullmatch(answer.header("content-range") or "")
        if answer.status != 206 or told is None or answer.truncated or not answer.body:
            raise Unreachable(self._url, "the server gives no part of the file, or a broken one")
        self._total = int(told["total"])
        return answer.body


def _months(day: date) -> list[tuple[int, int]]:
    """Return the months whose lists name the files of a day: of the day before to the last lag."""
    days = (day + timedelta(days=n) for n in range(-1, LAG.days + 1))
    return sorted(
        {(each.year, each.month) for each in days if (each.year, each.month) >= _FIRST_MONTH}
    )


def _at(path: str) -> datetime | None:
    found = _NAME.search(path)
    if not found:
        return None
    try:
        return datetime.strptime(found["begun"], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
