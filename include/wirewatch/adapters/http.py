"""The one door to the web. What comes through is bounded in time and size, from public addresses.

Built on httpcore's pool without httpx's client: no cookies that make an answer depend on earlier
ones, no proxies or passwords from the environment, no decoder without a limit (an 809-byte brotli
body took httpx 3.1 GB), and every redirect is ours to check.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import NamedTuple, Self

import httpcore
import httpx

from wirewatch.adapters import bodies, network
from wirewatch.adapters.connections import Connections
from wirewatch.adapters.statuses import Headers, check_status, first, whole_number
from wirewatch.errors import Refused, TooLarge, Unreachable

MAX_BODY_BYTES = 15_000_000  # decoded; the largest of 1,930 real pages has 2.2 MB
DEADLINE_S = 30.0  # from the first look-up to the last byte, redirects included
MAX_REDIRECTS = 5

_WIRE_SLACK_BYTES = 262_144  # headers of six hops
_PERMANENT_REDIRECTS = frozenset({301, 308})
_REDIRECTS = _PERMANENT_REDIRECTS | {302, 303, 307}
_DRAIN_BYTES = 65_536  # a short body of a redirect or an error is read, which keeps the connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """One step of the way to an answer: the status that sent us on, and where to."""

    status: int
    url: str

    @property
    def is_permanent(self) -> bool:
        """Whether the server says that the new address is the one to ask from now on."""
        return self.status in _PERMANENT_REDIRECTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent. `body` is unzipped; `truncated`: it ended before the server said so."""

    url: str  # as asked for
    final_url: str  # after redirects
    status: int  # 2xx or 304
    headers: Headers  # lower-case names
    body: bytes
    truncated: bool = False
    redirects: tuple[Redirect, ...] = ()  # in the order they were followed

    def header(self, name: str) -> str | None:
        """The first header called `name` (lower case), or None."""
        return first(self.headers, name)


class _SentOn(NamedTuple):
    """A redirect as a server wrote it."""

    status: int
    location: str


def utc_now() -> datetime:
    """The clock, for those who are not given one."""
    return datetime.now(UTC)


class Door:
    """Gets what is behind a URL. May be shared by threads.

    Args:
        user_agent: How we introduce ourselves; names a contact.
        overrides: Hosts that are served from loopback, see `GuardedBackend`.
        now: Tells how long a "Retry-After" with a date is, where the server sends no Date.
        backend: The network, when it is not the guarded one made of `overrides`.
        proxy: Address of the proxy through which everything goes but the hosts of `overrides`. It
            looks up names itself, so it is the one that has to keep us from addresses inside; we
            refuse what is plainly one.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        overrides: network.Overrides | None = None,
        now: Callable[[], datetime] = utc_now,
        backend: network.GuardedBackend | None = None,
        proxy: str | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._now = now
        self._overrides = overrides or {}
        self._direct = Connections(backend or network.GuardedBackend(overrides=overrides))
        self._proxied = proxy and Connections(network.GuardedBackend(allows=lambda _: True), proxy)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections kept for later requests."""
        self._direct.close()
        if self._proxied:
            self._proxied.close()

    def get(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = MAX_BODY_BYTES,
        deadline_s: float = DEADLINE_S,
        stay_on_host: bool = False,
        before: Callable[[str], None] | None = None,
    ) -> Answer:
        """Return what is behind `url` after at most five redirects.

        Args:
            url: http or https; a fragment is not sent.
            headers: Sent beside our own, to every hop.
            max_bytes: Bound of the decoded body; what comes over the wire is bounded as well.
            deadline_s: Bound of the whole, redirects included.
            stay_on_host: Refuse redirects to another host.
            before: Called with every address before it is asked, those of redirects too; what it
                raises ends the request, and the time it takes is not counted.

        Raises:
            TransientError, PermanentError: and nothing else, but for what `before` raises.
        """
        wire_bytes = 2 * max_bytes + _WIRE_SLACK_BYTES  # twice: chunks have heads
        with (
            _our_errors(url, deadline_s, max_bytes),
            network.budget(deadline_s=deadline_s, wire_bytes=wire_bytes) as budget,
        ):
            limits = bodies.Limits(max_bytes, budget)
            hop, sent = parsed_url(url), self._headers(headers or {})
            followed: list[Redirect] = []
            while len(followed) <= MAX_REDIRECTS:
                if before:
                    budget.pause(partial(before, _without_fragment(hop)))
                outcome = self._ask(url, hop, sent, limits)
                if isinstance(outcome, Answer):
                    return replace(outcome, redirects=tuple(followed))
                target = _redirected(url, hop, outcome)
                if stay_on_host and target.raw_host != hop.raw_host:
                    raise Refused(url, "redirected to another host")
                followed.append(Redirect(status=outcome.status, url=_without_fragment(target)))
                hop = target
        raise Refused(url, f"more than {MAX_REDIRECTS} redirects")

    def _ask(
        self, url: str, hop: httpx.URL, sent: list[tuple[bytes, bytes]], limits: bodies.Limits
    ) -> Answer | _SentOn:
        """Ask one hop; return its answer, or where it sends us.

        A connection kept from before may be at its end, or have a wrong answer on it: the question
        is put once more, as RFC 9112, 9.3.1 allows.
        """
        limits.budget.begin()
        try:
            return self._ask_once(url, hop, sent, limits)
        except (httpcore.NetworkError, httpcore.RemoteProtocolError):
            if limits.budget.is_fresh:
                raise
        return self._ask_once(url, hop, sent, limits)

    def _ask_once(
        self, url: str, hop: httpx.URL, sent: list[tuple[bytes, bytes]], limits: bodies.Limits
    ) -> Answer | _SentOn:
        address = httpcore.URL(
            scheme=hop.raw_scheme, host=hop.raw_host, port=hop.port, target=hop.raw_path
        )
        own = [(b"Host", hop.netloc), *sent]
        timeouts = {"timeout": {"pool": limits.budget.remaining_s()}}
        with self._pool_of(hop).stream(
            "GET", address, headers=own, extensions=timeouts
        ) as response:
            if not limits.budget.is_heard:  # sent behind the last answer; httpx takes it for ours
                raise httpcore.RemoteProtocolError("answered before it was asked")
            headers = _read_headers(response.headers)
            location = first(headers, "location")
            if response.status in _REDIRECTS and location:
                _drain(response, headers)
                return _SentOn(response.status, location)
            if not 200 <= response.status < 300 and response.status != 304:
                _drain(response, headers)
                check_status(url, response.status, headers, self._now)
            body = bodies.read(url, response.iter_stream(), headers, limits)
        return Answer(
            url=url,
            final_url=_without_fragment(hop),
            status=response.status,
            headers=headers,
            body=body.content,
            truncated=body.truncated,
        )

    def _pool_of(self, hop: httpx.URL) -> httpcore.ConnectionPool:
        name = hop.raw_host.decode("ascii")
        if not self._proxied or network.overridden(name, self._overrides):
            return self._direct.of(hop.netloc)
        network.refuse_inside_name(name)
        return self._proxied.of(hop.netloc)

    def _headers(self, extra: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
        own = {"User-Agent": self._user_agent, "Accept": "*/*", "Accept-Encoding": "gzip"}
        return [
            (name.encode("ascii"), value.encode("latin-1", "replace"))
            for name, value in {**own, **extra}.items()
        ]


@contextmanager
def _our_errors(url: str, deadline_s: float, max_bytes: int) -> Iterator[None]:
    try:
        yield
    except network.ForbiddenAddress as error:
        raise Refused(url, str(error)) from error
    except network.TooManyBytes as error:
        raise TooLarge(url, f"more over the wire than a body of {max_bytes} bytes takes") from error
    except httpcore.TimeoutException as error:
        raise Unreachable(url, f"not answered within {deadline_s:g} s") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError) as error:
        raise Unreachable(url, str(error) or type(error).__name__) from error


def parsed_url(url: str) -> httpx.URL:
    """Return `url` in its parts.

    Raises:
        Refused: It is no address on the web.
    """
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:  # ValueError: a host that IDNA cannot spell
        raise Refused(url, f"not a URL: {error}") from error
    return _checked(url, parsed)


def _redirected(url: str, hop: httpx.URL, sent_on: _SentOn) -> httpx.URL:
    try:
        target = hop.join(sent_on.location)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(url, f"redirected to no URL: {error}") from error
    return _checked(url, target)


def _checked(url: str, parsed: httpx.URL) -> httpx.URL:
    if parsed.scheme not in {"http", "https"}:
        raise Refused(url, f"scheme {parsed.scheme or 'missing'}: only http and https")
    # Not `host`: it decodes "xn--…", and raises where that is no name.
    if not parsed.raw_host or (parsed.port or 0) > 65_535:
        raise Refused(url, "no host, or no such port")
    return parsed


def _read_headers(raw: list[tuple[bytes, bytes]]) -> Headers:
    return tuple((name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in raw)


def _drain(response: httpcore.Response, headers: Headers) -> None:
    length = whole_number(first(headers, "content-length") or "")
    if length is not None and length <= _DRAIN_BYTES:
        with suppress(httpcore.RemoteProtocolError, httpcore.ReadError):
            for _ in response.iter_stream():
                pass


def _without_fragment(url: httpx.URL) -> str:
    return str(url).partition("#")[0]
