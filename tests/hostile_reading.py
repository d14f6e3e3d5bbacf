"""Ways in which reading a page may go wrong, for workers to die of."""

import os
import signal
import time
from collections.abc import Sequence
from dataclasses import replace

from wirewatch.model import Capture, Habits, Record
from wirewatch.pipeline.page import read_page


def echo(value: object) -> object:
    return value


def environment() -> dict[str, str]:
    return dict(os.environ)


def spin() -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(600)


def eat() -> list[bytes]:
    eaten = []
    while True:
        eaten.append(bytes(50_000_000))


def recurse() -> None:
    recurse()


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(path: str) -> str:
    if not os.path.exists(path):  # noqa: PTH110
        open(path, "w").close()  # noqa: PTH123
        die()
    return "read"


def chat() -> str:
    print("a library that prints")  # noqa: T201
    return "read"


_MARKS = {b"<!-- spin -->": spin, b"<!-- eat -->": eat, b"<!-- recurse -->": recurse}


def read_marked(
    capture: Capture,
    *,
    zone: str = "UTC",
    feed_authors: Sequence[str] = (),
    habits: Habits | None = None,
) -> Record:
    """Read a page as always, unless it carries one of the marks."""
    for mark, way in _MARKS.items():
        if mark in capture.body:
            way()
    record = read_page(capture, zone=zone, feed_authors=feed_authors, habits=habits)
    is_poisoned = b"<!-- nul -->" in capture.body
    byline = "Ana\0 Ruiz" if is_poisoned else record.article.byline
    return replace(record, article=replace(record.article, byline=byline))
