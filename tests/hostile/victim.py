"""One process, one request, and what it cost: python victim.py CLIENT PORT PATH DEADLINE_S.

A process of its own, because the most memory that one ever had can only grow; and with a bound on
its memory, because some clients would take all there is.
"""

import json
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

_MOST_BYTES = 4_000_000_000

Get = Callable[[str], object]


def _wirewatch(port: int, deadline_s: float) -> Get:
    from wirewatch.adapters.http import Door

    door = Door(user_agent="victim", overrides={"*": ("127.0.0.1", port)})
    return lambda path: door.get(f"http://a.example{path}", deadline_s=deadline_s)


def _httpx(port: int, deadline_s: float) -> Get:
    import httpx

    client = httpx.Client(timeout=deadline_s)
    return lambda path: client.get(f"http://127.0.0.1:{port}{path}").content


def _requests(port: int, deadline_s: float) -> Get:
    import requests

    session = requests.Session()
    return lambda path: session.get(f"http://127.0.0.1:{port}{path}", timeout=deadline_s).content


_CLIENTS = {"wirewatch": _wirewatch, "httpx": _httpx, "requests": _requests}


def main(client: str, port: str, path: str, deadline_s: str) -> None:
    """Ask once for something small, then for `path`; print what that did."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    get = _CLIENTS[client](int(port), float(deadline_s))
    get("/small")
    before, began = _peak_mb(), time.monotonic()
    try:
        get(path)
        ended = "answer"
    except Exception as error:
        ended = type(error).__name__
    took_s = time.monotonic() - began
    print(json.dumps({"ended": ended, "added_mb": _peak_mb() - before, "took_s": took_s}))  # noqa: T201


def _peak_mb() -> float:
    """Return the most memory this program had; `ru_maxrss` has its parent's from before, too."""
    status = Path("/proc/self/status")
    if not status.exists():  # not Linux: in bytes
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", status.read_text())
    return int(peak) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
