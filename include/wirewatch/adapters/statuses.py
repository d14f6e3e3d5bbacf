"""What a server's status line and headers mean for us."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn

from wirewatch.errors import Gone, Refused, Removed, Throttled, Unreachable

Headers = tuple[tuple[str, str], ...]

MAX_RETRY_AFTER_S = 7 * 86_400.0  # a longer wish is a mistake or a trap; we look again after a week

_PASSING = frozenset({408, 421, 425})  # a time-out, a wrong connection, too early: not our fault
_ASKS_FOR_REST = frozenset({403, 503})  # when they carry a Retry-After, as CDNs do


def first(headers: Headers, name: str) -> str | None:
    """Return the first header called `name` (lower case), or None."""
    return next((value for key, value in headers if key == name), None)


def check_status(url: str, status: int, headers: Headers, now: Callable[[], datetime]) -> NoReturn:
    """Raise what HTTP `status` means, for a status that brings no body we want."""
    detail = f"HTTP {status}"
    named = first(headers, "retry-after")
    if status == 429 or (status in _ASKS_FOR_REST and named):
        raise Throttled(url, detail, _retry_after_s(named, headers, now))
    if status >= 500 or status in _PASSING:
        raise Unreachable(url, detail)
    if status == 410:
        raise Removed(url, detail)
    if status == 404:
        raise Gone(url, detail)
    raise Refused(url, detail)


def http_date(raw: str | None) -> datetime | None:
    """Read a date as HTTP writes it; None when it is none."""
    if not raw or len(raw) > 100:
        return None
    try:
        at = parsedate_to_datetime(raw)
    except (ValueError, TypeError, OverflowError):
        return None
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


def whole_number(raw: str) -> int | None:
    """Read a count of seconds or bytes, or None; a count of more than ten digits means "very"."""
    digits = raw.strip().strip('"')
    return int(digits[:10]) if digits.isascii() and digits.isdigit() else None


def _retry_after_s(
    named: str | None, headers: Headers, now: Callable[[], datetime]
) -> float | None:
    if named is None:
        return None
    count = whole_number(named)
    wish = None if count is None else float(count)
    if wish is None and (until := http_date(named)):
        # The server's own clock, when it tells: ours may run ahead of it.
        sent_at = http_date(first(headers, "date")) or now()
        wish = (until - sent_at).total_seconds()
    return None if wish is None else min(max(wish, 0.0), MAX_RETRY_AFTER_S)
