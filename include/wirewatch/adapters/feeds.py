"""Feeds from the web, asked for politely: nothing is sent again that has not changed."""

from dataclasses import dataclass

from wirewatch.adapters.http import Answer
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.statuses import Headers, first, http_date, whole_number

MAX_FEED_BYTES = 10_000_000  # the largest of 95 real feeds has 2.5 MB
FEED_DEADLINE_S = 20.0  # as long as Miniflux and FreshRSS wait

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedAnswer:
    """A feed as served, or the news that it has not changed.

    `etag` and `last_modified` are what to ask with next time; `declared_s` is how long the server
    says the answer stays fresh.
    """

    answer: Answer | None  # None: not modified
    etag: str | None
    last_modified: str | None
    declared_s: int | None


def fetch_feed(
    door: PoliteDoor,
    url: str,
    *,
    etag: str | None = None,
    last_modified: str | None = None,
    deadline_s: float = FEED_DEADLINE_S,
) -> FeedAnswer:
    """Ask for the feed at `url`, with both validators of its last answer.

    A server that leaves out a validator with a 304 means the one we sent (RFC 9110, 15.4.5); peers
    that dropped it there asked without condition ever after.

    Raises:
        TransientError, PermanentError: as `Door.get`.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": last_modified}
    headers = {name: value for name, value in conditions.items() if value}
    answer = door.get(
        url,
        headers={"Accept": _ACCEPT, **headers},
        max_bytes=MAX_FEED_BYTES,
        deadline_s=deadline_s,
    )
    unchanged = answer.status == 304
    return FeedAnswer(
        answer=None if unchanged else answer,
        etag=answer.header("etag") or (etag if unchanged else None),
        last_modified=answer.header("last-modified") or (last_modified if unchanged else None),
        declared_s=declared_freshness_s(answer.headers),
    )


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
