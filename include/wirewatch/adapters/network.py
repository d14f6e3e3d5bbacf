"""The guarded network: which addresses we connect to, and for how long we listen.

A name is resolved once, every address it has is checked, and the connection goes to the address
that was checked: a second answer of the DNS (rebinding) is never asked for. Each request has one
`Budget`, kept by every read and write beneath it. Per-read time-outs do not bound a request:
httpx with `timeout=2` listened for 159 s to headers that came one byte at a time (measured).
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import httpcore

from wirewatch.errors import BadInput

Resolver = Callable[[str, int], Sequence[str]]
Overrides = Mapping[str, tuple[str, int]]

CONNECT_S = 10.0  # for one address; a host with a dead IPv6 address is still had by IPv4

# Beyond `is_global`, whose tables differ between the Python versions we run on (3.11.7 calls
# 192.88.99.0/24 and 2002::/16 global).
_REFUSED_V4 = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata is 100.100.100.200
            "168.63.129.16/32",  # Azure's host agent: looks public, answers from inside
            "192.0.0.0/24",  # Oracle's metadata is 192.0.0.192
            "192.88.99.0/24",  # 6to4 relays
            "198.18.0.0/15",
            "224.0.0.0/3",
        ),
    )
)
# What the registries give to sites on the internet; mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96),
# local (fc00::/7, fe80::/10) and loopback addresses are all outside of it.
_UNICAST_V6 = ip_network("2000::/3")
_REFUSED_V6 = tuple(
    map(
        ip_network,
        (
            "2001::/23",  # protocols, with Teredo: an IPv4 address inside
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",  # documentation
        ),
    )
)


_INSIDE_SUFFIXES = (".localhost", ".local", ".internal", ".home.arpa", ".lan", ".intranet")


class ForbiddenAddress(Exception):
    """A host whose address we do not call; the message names both."""


class TooManyBytes(Exception):
    """The server sent more than the request may cost."""


@dataclass(slots=True)
class Budget:
    """What is left to one request: time until `ends_at` (monotonic), and bytes from the wire."""

    ends_at: float
    bytes_left: int
    is_heard: bool = False  # whether anything came since we last wrote
    is_fresh: bool = False  # whether the question goes over a connection made for it

    def remaining_s(self) -> float:
        """Return the seconds left; raise `httpcore.ReadTimeout` when there are none."""
        remaining = self.ends_at - time.monotonic()
        if remaining <= 0:
            raise httpcore.ReadTimeout("the deadline has passed")
        return remaining

    def begin(self) -> None:
        """Begin with another question: nothing is heard yet, and no connection made for it."""
        self.is_heard = self.is_fresh = False

    def pause(self, wait: Callable[[], None]) -> None:
        """Do `wait`; the time it takes is added to what is left."""
        started = time.monotonic()
        wait()
        self.ends_at += time.monotonic() - started

    def spend(self, count: int) -> None:
        """Take `count` bytes from the budget; raise `TooManyBytes` when it is used up."""
        self.is_heard = True
        self.bytes_left -= count
        if self.bytes_left < 0:
            raise TooManyBytes


# The thread that sends a request also reads its answer, on a connection nobody else uses then.
_BUDGET: ContextVar[Budget] = ContextVar("wirewatch_budget")


@contextmanager
def budget(*, deadline_s: float, wire_bytes: int) -> Iterator[Budget]:
    """Bound everything this thread reads from and writes to guarded connections."""
    granted = Budget(time.monotonic() + deadline_s, wire_bytes)
    token = _BUDGET.set(granted)
    try:
        yield granted
    finally:
        _BUDGET.reset(token)


def is_public(address: str) -> bool:
    """Whether `address` (digits, not a name) is one that a site on the internet can have."""
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, IPv4Address):
        return ip.is_global and not any(ip in network for network in _REFUSED_V4)
    return _is_public_v6(ip)


def _is_public_v6(ip: IPv6Address) -> bool:
    if ip.scope_id is not None or ip not in _UNICAST_V6:
        return False
    return ip.is_global and not any(ip in network for network in _REFUSED_V6)


def refuse_inside_name(host: str) -> None:
    """Raise `ForbiddenAddress` when `host` is plainly inside, without asking the DNS.

    For hosts that a proxy looks up: digits in any spelling that the C library takes for an address
    ("2130706433", "0x7f.1"), and names that exist on local networks only (RFC 6761, RFC 6762).
    """
    name = host.strip("[]").rstrip(".").lower()
    with suppress(OSError):
        name = socket.inet_ntoa(socket.inet_aton(name))
    is_digits = ":" in name or name.replace(".", "").isdigit()
    if is_digits and not is_public(name):
        raise ForbiddenAddress(f"{host} is not a public address")
    if not is_digits and ("." not in name or name.endswith(_INSIDE_SUFFIXES)):
        raise ForbiddenAddress(f"{host} is a name of a local network")


def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of `host`, in the order the system would try them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))


def overridden(host: str, overrides: Overrides) -> tuple[str, int] | None:
    """Return where `host` is mapped to: by its name, then by "*.suffix" (longest first), then "*".

    >>> overridden("a.b.example", {"*.example": ("127.0.0.1", 1), "*.b.example": ("127.0.0.1", 2)})
    ('127.0.0.1', 2)
    """
    labels = host.lower().rstrip(".").split(".")
    patterns = [".".join(labels), *("*." + ".".join(labels[n:]) for n in range(1, len(labels)))]
    return next((overrides[name] for name in [*patterns, "*"] if name in overrides), None)


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to public addresses only, and to the loopback addresses the operator mapped.

    Args:
        overrides: host, "*.suffix" or "*" → (loopback address, port). A mapped host is spoken to
            in plain TCP even for https, so the address has to be this machine's own.
        resolver: Gives the addresses of a name; may block, it is waited for within the budget.
        allows: Decides on one address.

    Raises:
        BadInput: An override points to another machine.
    """

    def __init__(
        self,
        *,
        overrides: Overrides | None = None,
        resolver: Resolver = resolve,
        allows: Callable[[str], bool] = is_public,
    ) -> None:
        self._overrides = dict(overrides or {})
        self._resolver = resolver
        self._allows = allows
        self._tcp = httpcore.SyncBackend()
        for name, (address, _) in self._overrides.items():
            if not ip_address(address).is_loopback:
                raise BadInput(f"override of {name}", f"{address} is not a loopback address")

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002  # the budget decides
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of `host` that answers; refuse if any is forbidden."""
        _BUDGET.get().is_fresh = True
        mapped = overridden(host, self._overrides)
        addresses, target = (
            ([mapped[0]], mapped[1]) if mapped else (self._checked(host, port), port)
        )
        for number, address in enumerate(addresses, 1):
            limit = min(CONNECT_S, _BUDGET.get().remaining_s())
            try:
                stream = self._tcp.connect_tcp(
                    address, target, limit, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(addresses):
                    raise
            else:
                return _GuardedStream(stream, is_plain=mapped is not None)
        raise httpcore.ConnectError(f"{host} has no address")

    def _checked(self, host: str, port: int) -> Sequence[str]:
        if "%" in host:
            raise ForbiddenAddress(f"{host} names an interface of this machine")
        addresses = _within_budget(lambda: self._resolver(host, port))
        for address in addresses:
            if not self._allows(address):
                raise ForbiddenAddress(f"{host} is {address}, not a public address")
        return addresses


class _GuardedStream(httpcore.NetworkStream):
    def __init__(self, inner: httpcore.NetworkStream, *, is_plain: bool = False) -> None:
        self._inner = inner
        self._is_plain = is_plain  # a mapped host: TLS is left out

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002
        allowed = _BUDGET.get()
        received = self._inner.read(max_bytes, allowed.remaining_s())
        allowed.spend(len(received))
        return received

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002
        allowed = _BUDGET.get()
        allowed.is_heard = False
        self._inner.write(buffer, allowed.remaining_s())

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        if self._is_plain:
            return self
        limit = _BUDGET.get().remaining_s()
        try:
            return _GuardedStream(self._inner.start_tls(ssl_context, server_hostname, limit))
        except ValueError as error:  # the ssl module's word for a name that cannot be one
            raise httpcore.ConnectError(str(error)) from error

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _within_budget(look_up: Callable[[], Sequence[str]]) -> Sequence[str]:
    """Return what `look_up` gives; a resolver cannot be interrupted, so it runs in a thread."""
    answers: list[Sequence[str] | Exception] = []

    def run() -> None:
        try:
            answers.append(look_up())
        except (OSError, ValueError) as error:  # ValueError: a name that IDNA cannot spell
            answers.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(_BUDGET.get().remaining_s())
    if not answers:
        raise httpcore.ConnectTimeout("no answer from the DNS")
    if isinstance(answers[0], Exception):
        raise httpcore.ConnectError(str(answers[0])) from answers[0]
    return answers[0]
