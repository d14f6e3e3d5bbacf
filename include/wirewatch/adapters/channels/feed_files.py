"""Files that people's readers fetch: one for all alerts of a channel, or one for each watch.

A file is replaced as a whole: a reader sees the old one or the new one, never a half.
"""

import fcntl
import os
import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar
from uuid import UUID

from wirewatch.errors import Unreachable
from wirewatch.model import Message, digest

EACH_WATCH = "{watch}"  # in a path: the watch's name stands there
MAX_ENTRIES = 200  # a reader that looks once a day keeps up with 200 alerts a day

Entry = TypeVar("Entry")


class Said(NamedTuple):
    """What is asked of an entry, whatever its form."""

    published: str  # sorts as time runs
    key: str
    text: str


class FeedFile(ABC, Generic[Entry]):
    """Alerts as entries of a file. An entry has the delivery's id: a repeat changes nothing.

    Args:
        name: What routes call it.
        path: The file; its folder is made when missing. "{watch}" in its name: one a watch.
        title: The feed's title.
    """

    guarantee = "exactly once: an entry has one id, and a repeat changes nothing"

    def __init__(self, *, name: str, path: Path, title: str = "Wirewatch alerts") -> None:
        self.name = name
        self._path = path
        self._title = title

    def send(self, message: Message) -> None:
        """Put `message` into the file, the newest first.

        Raises:
            Unreachable: the file cannot be written.
        """
        path = path_for(self._path, message.watch)
        with _written(path):
            there = {self._said(entry).key: entry for entry in self._entries(path)}
            key = UUID(message.delivery_id).urn
            if key in there:
                return
            there[key] = self._entry(key, message)
            newest = sorted(there.values(), key=self._said)[-MAX_ENTRIES:]
            replace_whole(path, self._feed(path, newest[::-1]))

    def forget(self, delivery_ids: Collection[str], urls: Collection[str]) -> None:
        """Take out the entries of these deliveries, and those that name one of `urls`.

        Raises:
            Unreachable: a file cannot be written.
        """
        gone = {UUID(key).urn for key in delivery_ids}
        for path in files_of(self._path):
            with _written(path):
                entries = self._entries(path)
                kept = [one for one in entries if not _is_gone(self._said(one), gone, urls)]
                if len(kept) < len(entries):
                    replace_whole(path, self._feed(path, kept))

    @abstractmethod
    def _entries(self, path: Path) -> list[Entry]:
        """Return the entries there are; a file that is no feed is set aside, not lost."""

    @abstractmethod
    def _entry(self, key: str, message: Message) -> Entry: ...

    @abstractmethod
    def _said(self, entry: Entry) -> Said: ...

    @abstractmethod
    def _feed(self, path: Path, entries: list[Entry]) -> bytes: ...


def _is_gone(said: Said, keys: Collection[str], urls: Collection[str]) -> bool:
    return said.key in keys or any(url in said.text for url in urls)


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


@contextmanager
def _written(path: Path) -> Iterator[None]:
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
