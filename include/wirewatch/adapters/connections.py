"""Connections over the guarded network, kept for a while, straight or by way of a proxy."""

import ssl
from functools import cache
from zlib import crc32

import httpcore
import httpx

from wirewatch.adapters.network import GuardedBackend

# httpcore looks at every pair of a pool's idle connections, twice a request. With 40 of them in one
# pool that was 3/4 of the CPU time of a fetch from 200 hosts; so hosts are spread over small pools.
_POOLS = 64
_MAX_CONNECTIONS = 100  # of a pool: more than there are threads
_KEPT_CONNECTIONS = 2  # of a pool
_KEEPALIVE_S = 15.0  # below the limits that nginx (75 s) and cloud balancers (60 s) come with


class Connections:
    """Connections that `backend` makes; `proxy` is the address of one. May be shared by threads."""

    def __init__(self, backend: GuardedBackend, proxy: str | None = None) -> None:
        self._pools = tuple(_pool(backend, proxy) for _ in range(_POOLS))

    def of(self, host: bytes) -> httpcore.ConnectionPool:
        """Return the pool that has the connections to `host`."""
        return self._pools[crc32(host) % _POOLS]

    def close(self) -> None:
        """Close those that are kept."""
        for pool in self._pools:
            pool.close()


def _pool(backend: GuardedBackend, proxy: str | None) -> httpcore.ConnectionPool:
    return httpcore.ConnectionPool(
        ssl_context=tls(),
        max_connections=_MAX_CONNECTIONS,
        max_keepalive_connections=_KEPT_CONNECTIONS,
        keepalive_expiry=_KEEPALIVE_S,
        network_backend=backend,
        proxy=_proxy(proxy) if proxy else None,
    )


@cache
def tls() -> ssl.SSLContext:
    """Return what verifies certificates: once a process, as reading the roots takes 50 ms."""
    return httpcore.default_ssl_context()


def _proxy(url: str) -> httpcore.Proxy:
    """Return the proxy at `url`; a name and password in it are what we show it."""
    parts = httpx.Proxy(url)
    return httpcore.Proxy(str(parts.url), auth=parts.raw_auth)
