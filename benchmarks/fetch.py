"""Fetching: how fast, how safe against servers that mean harm, and how polite; beside httpx and co.

    .venv/bin/python benchmarks/fetch.py [speed] [harm] [manners] [--pages 800] [--rounds 3]

speed    Pages a CPU-second of the client, in 16 threads, from 200 hosts on loopback that keep their
         connections and send real pages gzipped (made-up ones where the private data are absent),
         in the order of the pipeline: 25 feeds at once, 4 pages each.
         The servers are in a process of their own, each client in a fresh one; clients take turns.
         Best and median of the rounds: what else the machine does makes them worse, never better.
harm     What one answer adds to the most memory of a fresh process that may have 4 GB, and how long
         it takes; the clients as they come, with the deadline given as their time-out.
manners  The score of tests/behaviour: 32 rules of asking for feeds, judged over simulated weeks.
"""

import argparse
import asyncio
import gzip
import logging
import multiprocessing
import random
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import httpx
import requests
import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from adapters.servers import answer, dribble, serving
from behaviour.pollers import POLLERS
from behaviour.scorer import grade
from hostile.bombs import bombs, harm
from wirewatch.adapters.http import Door
from wirewatch.adapters.network import GuardedBackend, is_public

PAGES = Path(__file__).parents[2] / "shared" / "data" / "news_pages" / "html"
GOAL = 500  # pages a CPU-second
_HOSTS = 200
_CHUNK = 25  # feeds a task, as in pipeline.harvest
_PAGES_A_FEED = 4  # so that a task's first batch is of 100 pages
_THREADS = 16
_SPAWN = multiprocessing.get_context("spawn")
_BOMB_MB = 512
_DEADLINE_S = 2.0  # for a server that dribbles; a client that is still there after 20 s is ended

Get = Callable[[str], bytes]


def main() -> int:
    """Print what was asked for; without a name, all of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("parts", nargs="*", metavar="speed|harm|manners")
    parser.add_argument("--pages", type=int, default=800)
    parser.add_argument("--rounds", type=int, default=3)
    call = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    parts = {
        "speed": lambda: measure_speed(call.pages, call.rounds),
        "harm": measure_harm,
        "manners": measure_manners,
    }
    for name in call.parts or parts:
        if name not in parts:
            parser.error(f"{name!r} is none of {', '.join(parts)}")
        parts[name]()
    return 0


# ── speed ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a client is to fetch: so many pages, from hosts that are ports of 127.0.0.1."""

    ports: Sequence[int]
    n_pages: int


def measure_speed(n_pages: int, n_rounds: int) -> None:
    """Print the pages a CPU-second of each client."""
    with _origins() as ports:
        load = Load(ports=ports, n_pages=n_pages)
        speeds: dict[str, list[float]] = {name: [] for name in _CLIENTS}
        for _ in range(n_rounds):
            for name, found in speeds.items():
                with ProcessPoolExecutor(1, mp_context=_SPAWN) as process:
                    found.append(n_pages / process.submit(_fetch_all, name, load).result())
    slowest = min(statistics.median(found) for found in speeds.values())
    print(f"\n{'pages a CPU-second':24} {'best':>6} {'median':>6} {'ratio':>6}   (goal: {GOAL})")
    for name, found in speeds.items():
        median = statistics.median(found)
        print(f"{name:24} {max(found):6.0f} {median:6.0f} {median / slowest:6.2f}")


def _fetch_all(name: str, load: Load) -> float:
    """Return the CPU seconds that a client takes; runs in a process of its own."""
    get = _CLIENTS[name](load)
    urls = list(islice(cycle(_in_chunks(load.ports)), load.n_pages))
    began = time.process_time()
    with ThreadPoolExecutor(_THREADS) as threads:
        lengths = list(threads.map(lambda url: len(get(url)), urls))
    took_s = time.process_time() - began
    assert min(lengths) > 1_000, "an answer is no page"
    return took_s


def _in_chunks(ports: Sequence[int]) -> Iterator[str]:
    """Yield addresses as the pipeline asks for them: 25 feeds a task, the pages of each mixed."""
    for start in range(0, len(ports), _CHUNK):
        for number in range(_PAGES_A_FEED):
            for port in ports[start : start + _CHUNK]:
                yield f"http://127.0.0.1:{port}/{number}"


def _ours(load: Load) -> Get:  # noqa: ARG001
    # As for the live web, names looked up and addresses checked; but loopback is let through.
    backend = GuardedBackend(
        resolver=lambda *_: ["127.0.0.1"], allows=lambda address: not is_public(address)
    )
    door = Door(user_agent="benchmark", backend=backend)

    def get(url: str) -> bytes:
        return door.get(url.replace("127.0.0.1", "origin.example")).body

    return get


def _httpx(load: Load) -> Get:  # noqa: ARG001
    client = httpx.Client(timeout=30)

    def get(url: str) -> bytes:
        try:
            return client.get(url).content
        except httpx.ReadError:  # its pool may close a connection that a thread has just taken
            return get(url)

    return get


def _requests(load: Load) -> Get:  # noqa: ARG001
    kept = threading.local()  # a session is not for many threads

    def get(url: str) -> bytes:
        if not hasattr(kept, "session"):
            kept.session = requests.Session()
        found: bytes = kept.session.get(url, timeout=30).content
        return found

    return get


_CLIENTS: dict[str, Callable[[Load], Get]] = {
    "wirewatch": _ours,
    "httpx, one client": _httpx,
    "requests, sessions": _requests,
}


@contextmanager
def _origins() -> Any:
    """Serve the pages from a process of its own; its ports, one a host."""
    here, there = _SPAWN.Pipe()
    process = _SPAWN.Process(target=_serve, args=(there, _answers()), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.terminate()
        process.join()


def _answers() -> list[bytes]:
    """Return whole answers, head and gzipped body."""
    bodies = [path.read_bytes() for path in sorted(PAGES.glob("*.gz"))] or _made_up()
    unpacked = sum(len(gzip.decompress(body)) for body in bodies) / len(bodies)
    packed = sum(map(len, bodies)) / len(bodies)
    print(
        f"{len(bodies)} pages of {unpacked / 1000:.0f} kB on average, {packed / 1000:.0f} gzipped"
    )
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
    return [f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body for body in bodies]


def _made_up() -> list[bytes]:
    """Return pages of random words, as large as real ones and packing as well."""
    print("the private pages are not here: made-up ones are served")
    dice = random.Random(7)  # noqa: S311
    words = ["".join(dice.choices("etaoinshrdlu", k=dice.randint(2, 9))) for _ in range(900)]
    texts = (" ".join(dice.choices(words, k=23_000)) for _ in range(60))
    return [gzip.compress(f"<p>{text}".encode() + b"<div></div>" * 15_000) for text in texts]


def _serve(ports: Connection, answers: list[bytes]) -> None:
    asyncio.run(_serve_for_ever(ports, answers))


async def _serve_for_ever(ports: Connection, answers: list[bytes]) -> None:
    left = cycle(answers)
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda: _Origin(left), "127.0.0.1", 0) for _ in range(_HOSTS)
    ]
    ports.send([server.sockets[0].getsockname()[1] for server in servers])
    await asyncio.Event().wait()


class _Origin(asyncio.Protocol):
    """Answers every request with the next page."""

    def __init__(self, answers: Any) -> None:
        self._answers = answers
        self._transport: Any = None
        self._heard = b""

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        if self._heard.endswith(b"\r\n\r\n"):
            self._heard = b""
            self._transport.write(next(self._answers))


# ── harm ────────────────────────────────────────────────────────────────────────────────────────


def measure_harm() -> None:
    """Print what bombs and dribbles do to each client."""
    print(f"\n{f'{_BOMB_MB} MB, packed':24}" + "  ".join(f"{name:^32}" for name in _VICTIMS))
    for name, reply in bombs(_BOMB_MB).items():
        _print_harm(name, reply, deadline_s=20.0, give_up_s=60.0)
    heads = dribble(b"X-A: b\r\n", 0.1, b"HTTP/1.1 200 OK\r\n")
    body = dribble(b"x", 0.1, b"HTTP/1.1 200 OK\r\n\r\n")
    for name, reply in (("dribbled headers, 2 s", heads), ("dribbled body, 2 s", body)):
        _print_harm(name, reply, deadline_s=_DEADLINE_S, give_up_s=20.0)


_VICTIMS = ("wirewatch", "httpx", "requests")


def _print_harm(name: str, reply: Any, *, deadline_s: float, give_up_s: float) -> None:
    cells = []
    with serving({"/small": answer(b"x"), "/harm": reply}) as server:
        for client in _VICTIMS:
            done = harm(client, server.port, "/harm", deadline_s=deadline_s, give_up_s=give_up_s)
            added = f"{done.added_mb:.0f} MB" if done.added_mb is not None else ""
            cells.append(f"{added:>8} {done.took_s:5.1f} s  {done.ended:<15}")
    print(f"{name:24}" + "  ".join(cells))


# ── manners ─────────────────────────────────────────────────────────────────────────────────────


def measure_manners() -> None:
    """Print how each poller keeps the rules of asking for feeds."""
    scores = {name: grade(make) for name, make in POLLERS.items()}
    print()
    for name, score in scores.items():
        print(f"{name:40} {score.points:3} of {score.most} points")
    print("\nbroken:")
    for name, score in scores.items():
        for verdict in score.verdicts:
            if not verdict.points:
                print(f"{name:40} {verdict}")


if __name__ == "__main__":
    raise SystemExit(main())
