"""Feeds from the web, asked for politely: nothing is sent again that has not changed."""

from dataclasses import dataclass
from itertools import takewhile

from wirewatch.adapters.http import Answer
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.statuses import Headers, first, http_date, whole_number
from wirewatch.errors import Unreachable

MAX_FEED_BYTES = 10_000_000  # the largest of 95 real feeds has 2.5 MB
FEED_DEADLINE_S = 20.0  # as long as Miniflux and FreshRSS wait

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAnswer:
    """A feed as served, or the news that it has not changed."""

    answer: Answer | None  # None: not modified
    etag: str | None
    last_modified: str | None
    declared_s: int | None  # how long the server says the answer stays fresh
    moved_to: str | None  # where permanent redirects lead; None: nowhere


def fetch_feed(
    door: PoliteDoor,
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    deadline_s: float = FEED_DEADLINE_S,
) -> FeedAnswer:
    """Ask for the feed at `url`, on the condition that it changed where validators are given.

    Raises:
        TransientError, PermanentError: as `PoliteDoor.get`; Unreachable, too, for "not modified"
            when nobody asked whether.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in conditions.items() if value}
    answer = door.get(
        url,
        headers={"Accept": _ACCEPT, **headers},
        max_bytes=MAX_FEED_BYTES,
        deadline_s=deadline_s,
    )
    is_unchanged = answer.status == 304
    if is_unchanged and not headers:
        raise Unreachable(url, "HTTP 304, though it was asked without condition")
    return FeedAnswer(
        answer=None if is_unchanged else answer,
        etag=answer.header("etag"),
        last_modified=answer.header("last-modified"),
        declared_s=declared_freshness_s(answer.headers),
        moved_to=_moved_to(answer),
    )


def _moved_to(answer: Answer) -> str | None:
    """Return where the permanent redirects lead that come before any other."""
    permanent = takewhile(lambda redirect: redirect.is_permanent, answer.redirects)
    return next((redirect.url for redirect in reversed([*permanent])), None)


def declared_freshness_s(headers: Headers) -> int | None:
    """Return for how many seconds the server calls its answer fresh; None when it does not say.

    `max-age` goes before `Expires` (RFC 9111, 5.3). An `Expires` without a `Date`, or in the past,
    says nothing: "0" and old dates are how servers spell "do not cache".
    """
    for directive in (first(headers, "cache-control") or "").lower().split(","):
        name, _, value = directive.strip().partition("=")
        if name == "max-age":
            return whole_number(value)
    expires_at, sent_at = http_date(first(headers, "expires")), http_date(first(headers, "date"))
    if not expires_at or not sent_at or expires_at <= sent_at:
        return None
    return int((expires_at - sent_at).total_seconds())
