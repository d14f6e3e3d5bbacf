"""The Wayback Machine: its index says what a site had on a day, its replay gives the bytes.

The index may be asked 30 times a minute and the replay 600 times (limits in the `wayback` client of
EDGI), so one query lists a site's day, and pages are asked for by time: where a capture is missing,
the archive redirects to its nearest one.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote_plus, unquote_plus, urlencode, urlsplit

from wirewatch.adapters.archives.base import Ask, Candidate
from wirewatch.adapters.hosts import host_of
from wirewatch.adapters.http import MAX_BODY_BYTES, Answer, parsed_url
from wirewatch.adapters.pages import kept
from wirewatch.adapters.polite import Limit, PoliteDoor
from wirewatch.adapters.statuses import Headers, http_date
from wirewatch.articles.rights import rights_of
from wirewatch.errors import Refused
from wirewatch.model import Capture, Via
from wirewatch.path_dates import path_date

BASE_URL = "https://web.archive.org"
INDEX_INTERVAL_S = 2.5  # 24 a minute, four fifths of the limit
REPLAY_INTERVAL_S = 0.125  # 8 a second, four fifths of the limit
WINDOW = timedelta(days=2)  # how long after publication a first capture is still looked for

_ROWS = 10_000  # of one answer of the index
_MAX_ANSWERS = 20  # 200,000 rows for three days of one site: more is a loop
_INDEX_BYTES = 20_000_000
_INDEX_DEADLINE_S = 90.0  # a guess: the index of a large domain is slow
_PAGE_DEADLINE_S = 60.0
_MEMENTO = re.compile(r"/web/(?P<at>\d{14})(?:id_)?/(?P<url>https?:/{1,2}.+)", re.DOTALL)
_ORIGINAL = "x-archive-orig-"


class Wayback:
    """The Wayback Machine at `base`, or whatever speaks as it does.

    Args:
        door: How it is reached; keeps its limits, across all processes.
        base: Scheme and host.
    """

    name = "wayback"
    via = Via.WAYBACK

    def __init__(self, door: PoliteDoor, *, base: str = BASE_URL) -> None:
        self._door = door
        self._base = base.rstrip("/")
        host = host_of(base)
        self._index_limit = Limit(f"{host}/index", INDEX_INTERVAL_S)
        self._replay_limit = Limit(host, REPLAY_INTERVAL_S)

    def discover(self, day: date, site: str) -> Iterator[Candidate]:
        """Give the pages of `site` captured from `day` to two days later, by address and time.

        Pages whose address carries the date of another day are left out, and front pages.
        """
        resume = ""
        for _ in range(_MAX_ANSWERS):
            rows, resume = self._index(day, site, resume)
            for row in rows:
                candidate = self._candidate(row)
                if candidate and _may_be_of(candidate.url, day):
                    yield candidate
            if not resume:
                return

    def capture(self, candidate: Candidate) -> Capture:
        """Return the capture nearest to the candidate's time."""
        answer = self._get(candidate.where, self._replay_limit, deadline_s=_PAGE_DEADLINE_S)
        memento = _MEMENTO.search(answer.final_url)
        if not memento:
            raise Refused(candidate.url, f"the archive sent us to {answer.final_url[:200]}")
        told = http_date(answer.header("memento-datetime"))
        final_url, headers = _original(memento["url"]), _original_headers(answer.headers)
        path = parsed_url(final_url).raw_path.decode("ascii")
        return Capture(
            url=candidate.url,
            final_url=final_url,
            status=answer.status,
            headers=headers,
            body=answer.body,
            captured_at=told or _stamped(candidate.url, memento["at"]),
            via=Via.WAYBACK,
            truncated=answer.truncated,
            rights=rights_of(headers, answer.body, path=path),
        )

    def nearest(self, url: str, at: datetime) -> Capture:
        """Return the capture of a page that is nearest to a time; no query of the index is spent.

        Raises:
            TransientError, PermanentError: Gone when there is none.
        """
        where = f"{self._base}/web/{at:%Y%m%d%H%M%S}id_/{url}"
        return self.capture(Candidate(url=url, captured_at=at, where=where))

    def asks(self, day: date, site: str) -> Ask:  # noqa: ARG002 - the same for every day
        """Return what listing a site's day takes: one query, more only beyond 10,000 rows."""
        return Ask(
            host=self._index_limit.name,
            n_at_least=1,
            n_at_most=_MAX_ANSWERS,
            interval_s=INDEX_INTERVAL_S,
        )

    def _index(self, day: date, site: str, resume: str) -> tuple[list[str], str]:
        """Return rows of the index, and the key under which it goes on, if it does."""
        query = [
            ("url", site),
            ("matchType", "prefix" if "/" in site else "domain"),
            ("from", day.strftime("%Y%m%d")),
            ("to", (day + WINDOW).strftime("%Y%m%d")),
            ("filter", "statuscode:200"),
            ("filter", "mimetype:text/html"),
            ("collapse", "digest"),  # of captures in a row that are alike, the first
            ("fl", "timestamp,original"),
            ("limit", str(_ROWS)),
            ("showResumeKey", "true"),
        ]
        url = f"{self._base}/cdx/search/cdx?{urlencode(query)}"
        if resume:
            url += f"&resumeKey={quote_plus(unquote_plus(resume))}"  # it comes quoted already
        answer = self._get(
            url, self._index_limit, deadline_s=_INDEX_DEADLINE_S, max_bytes=_INDEX_BYTES
        )
        # The key follows an empty line: rows, "", key.
        rows, _, key = answer.body.decode("utf-8", "replace").rstrip("\n").partition("\n\n")
        return rows.splitlines(), key.strip()

    def _candidate(self, row: str) -> Candidate | None:
        stamp, _, url = row.partition(" ")
        at = _time(stamp)
        if at is None or not url.startswith(("http://", "https://")):
            return None
        return Candidate(
            url=_original(url), captured_at=at, where=f"{self._base}/web/{stamp}id_/{url}"
        )

    def _get(
        self, url: str, limit: Limit, *, deadline_s: float, max_bytes: int = MAX_BODY_BYTES
    ) -> Answer:
        return self._door.get(
            url, limit=limit, max_bytes=max_bytes, deadline_s=deadline_s, stay_on_host=True
        )


def _may_be_of(url: str, day: date) -> bool:
    if urlsplit(url).path in {"", "/"}:
        return False
    found = path_date(url)
    return found is None or found.covers(day)


def _time(stamp: str) -> datetime | None:
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) == 14):
        return None
    try:
        return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _stamped(url: str, stamp: str) -> datetime:
    at = _time(stamp)
    if at is None:
        raise Refused(url, f"the archive names no time but {stamp}")
    return at


def _original(url: str) -> str:
    """Return the page's address as its visitors knew it: the index adds port 80 to old ones."""
    parts = urlsplit(url if "://" in url else url.replace(":/", "://", 1))
    netloc = parts.netloc.removesuffix(":80") if parts.scheme == "http" else parts.netloc
    return parts._replace(netloc=netloc).geturl()


def _original_headers(headers: Headers) -> Headers:
    """Return the page's own headers; the archive's own "link" speaks of other captures."""
    own = tuple((n, v) for n, v in headers if n == "content-type")
    theirs = tuple((n.removeprefix(_ORIGINAL), v) for n, v in headers if n.startswith(_ORIGINAL))
    return kept(own + tuple((n, v) for n, v in theirs if n != "content-type"))
