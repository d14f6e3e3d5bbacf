"""Files that people's readers fetch: one for all alerts of a channel, or one for each watch.

A file is replaced as a whole: a reader sees the old one or the new one, never a half.
"""

import fcntl
import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from wirewatch.errors import Unreachable
from wirewatch.model import digest

EACH_WATCH = "{watch}"  # in a path: the watch's name stands there
MAX_ENTRIES = 200  # a reader that looks once a day keeps up with 200 alerts a day


def path_for(path: Path, watch: str) -> Path:
    """Return the file for the alerts of `watch`."""
    if EACH_WATCH not in path.name:
        return path
    return path.with_name(path.name.replace(EACH_WATCH, file_name(watch)))


def file_name(watch: str) -> str:
    """Return a name that every file system takes; two watches never share one."""
    plain = re.sub(r"[^a-z0-9]+", "-", watch.lower()).strip("-")[:60]
    return plain if plain == watch else f"{plain}-{digest(watch)[:6]}".lstrip("-")


def files_of(path: Path) -> list[Path]:
    """Return the files there are, of all watches; `path` itself when it is for all alerts."""
    return sorted(path.parent.glob(path.name.replace(EACH_WATCH, "*")))


def names_any(text: str, urls: Collection[str]) -> bool:
    """Whether a message names one of some addresses."""
    return any(url in text for url in urls)


@contextmanager
def written(path: Path) -> Iterator[None]:
    """Let one writer at a time at a file.

    Raises:
        Unreachable: it cannot be written.
    """
    try:
        with locked(path):
            yield
    except OSError as error:
        raise Unreachable(str(path), str(error)) from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one writer at a time in; the lock falls with the process that holds it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(path.suffix + ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def replace_whole(path: Path, body: bytes) -> None:
    """Put `body` in the place of what the file held."""
    fresh = path.with_suffix(path.suffix + ".new")
    with fresh.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())  # else a power cut leaves an empty file under the final name
    fresh.replace(path)


def set_aside(path: Path) -> None:
    """Keep a file that is no feed under another name: it is not ours to lose."""
    path.replace(path.with_suffix(path.suffix + ".broken"))
