"""Connections over the guarded network, kept for a while, straight or by way of a proxy."""

import ssl
from functools import cache

import httpcore
import httpx

from wirewatch.adapters.network import GuardedBackend

_MAX_CONNECTIONS = 100
_KEPT_CONNECTIONS = 40
_KEEPALIVE_S = 15.0  # below the limits that nginx (75 s) and cloud balancers (60 s) come with


def pool(backend: GuardedBackend, proxy: str | None = None) -> httpcore.ConnectionPool:
    """Return a pool of connections that `backend` makes; `proxy` is the address of one."""
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
