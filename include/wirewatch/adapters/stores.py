"""Where the files of the landing zone lie: a folder, or an object store.

In both a file appears whole or not at all, and none ever replaces another one, but one in which
somebody's pages were erased: that takes the place of the file it was made of, at once and whole.
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol
from uuid import uuid4

from wirewatch.errors import BadInput, Gone, Refused, Unreachable

_PART = ".part"  # a file that is being written, or whose writer was killed
_STALE_S = 86_400.0  # a batch is written in seconds, after all its pages were fetched
# Of 164 real pages of 343 kB, 94 % (zstd) and 88 % (gzip) fit: mostly one request a page.
_BLOCK_BYTES = 1 << 17
_PASSWORD = re.compile(r"[^/]*:[^/]*@")
_ANY_ERROR = Exception  # what the drivers of S3, GCS and Azure raise has no other base in common


class NewFile(NamedTuple):
    """A file being written, and the path below the landing zone under which it will appear."""

    warc: str
    file: BinaryIO


class Store(Protocol):
    """What the landing zone needs of a place for files."""

    def create(self, name: str, suffix: str) -> AbstractContextManager[NewFile]:
        """Give a file that appears when the block ends without an error, unless it is empty."""

    def blocks(self, warc: str, offset: int) -> Iterator[bytes]:
        """Give what a file holds from `offset` on, block by block."""

    def open(self, warc: str) -> BinaryIO:
        """Open a file to be read from its beginning; who reads it meets its errors as OSError."""

    def names(self, below: str = "") -> list[str]:
        """Return the files there are in one folder, sorted; without one, in all of them."""

    def overwrite(self, warc: str, patches: Mapping[int, bytes]) -> None:
        """Put bytes over those at some offsets of a file, all at once or none."""


def store_at(where: Path | str) -> Store:
    """Return the store in a folder, or at a URL: "file:///…", or one that fsspec has a driver for.

    Raises:
        BadInput: It is no such URL, or the driver is not installed.
    """
    if isinstance(where, Path):
        return Folder(where)
    scheme, _, rest = where.partition("://")
    if not rest.strip("/"):
        detail = "is no address such as s3://bucket/folder or file:///folder"
    elif _PASSWORD.match(rest):
        detail = "holds a password; leave it to the variables that the store's driver reads"
    elif scheme == "file" and not rest.startswith("/"):
        detail = "is no absolute path; write file:///folder"
    else:
        return Folder(Path(rest)) if scheme == "file" else ObjectStore(where)
    raise BadInput(f"[landing] url = {where!r}", detail)


@contextmanager
def in_our_words(subject: str, foreign: type[Exception] = OSError) -> Iterator[None]:
    """Turn what files raise in the block, or `foreign` errors, into ours about `subject`."""
    try:
        yield
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise Gone(subject, str(error)) from error
    except PermissionError as error:
        raise Refused(subject, str(error)) from error
    except foreign as error:
        raise Unreachable(subject, f"{type(error).__name__}: {error}") from error


class Folder:
    """Files below the folder `root`. A name that is taken gets a number."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._is_swept = False

    @contextmanager
    def create(self, name: str, suffix: str) -> Iterator[NewFile]:
        """Give a ".part" that is renamed when the block ends."""
        with in_our_words(name):
            self._sweep()
            warc, part = self._reserve(name, suffix)
            file = part.open("wb")
        try:
            yield NewFile(warc, file)
            with in_our_words(warc):
                size = _sync(file)
        except BaseException:
            with suppress(OSError):  # of a disk that is full it would tell once more
                file.close()
            part.unlink()
            raise
        with in_our_words(warc):
            self._show(part, self._root / warc) if size else part.unlink()

    def blocks(self, warc: str, offset: int) -> Iterator[bytes]:
        """Give what a file holds from `offset` on, block by block."""
        with in_our_words(warc), (self._root / warc).open("rb") as file:
            yield from _blocks(file, offset)

    def open(self, warc: str) -> BinaryIO:
        """Open a file to be read from its beginning."""
        with in_our_words(warc):
            return (self._root / warc).open("rb")

    def names(self, below: str = "") -> list[str]:
        """Return the files there are in one folder, sorted; without one, in all of them."""
        there = (self._root / below).rglob("*.warc.*")
        found = (path for path in there if path.suffix != _PART)
        return sorted(path.relative_to(self._root).as_posix() for path in found)

    def overwrite(self, warc: str, patches: Mapping[int, bytes]) -> None:
        """Write a patched copy beside the file, and give it the file's name; one writer at a time.

        What is patched over is not written a second time, not even into the copy.
        """
        path = self._root / warc
        part = path.with_name(f"{path.name}{_PART}")  # of one killed, the next one writes over it
        with in_our_words(warc), (self._root / ".erasing").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            with path.open("rb") as old, part.open("wb") as new:
                for offset, patch in sorted(patches.items()):
                    while block := old.read(min(_BLOCK_BYTES, offset - old.tell())):
                        new.write(block)
                    new.write(patch)
                    old.seek(len(patch), os.SEEK_CUR)
                shutil.copyfileobj(old, new)
                _sync(new)
            part.replace(path)
            _sync_folder(path.parent)

    def _sweep(self) -> None:
        """Remove what killed writers left, once a task: 1,000 days of 50 batches take 0.3 s."""
        if self._is_swept:
            return
        self._is_swept = True
        stale_before = time.time() - _STALE_S  # files know the machine's time, not the desk's
        for part in self._root.rglob(f"*.warc.*{_PART}"):
            with suppress(FileNotFoundError):  # another task sweeps, too
                if part.stat().st_mtime < stale_before:
                    part.unlink()

    def _reserve(self, name: str, suffix: str) -> tuple[str, Path]:
        """Return the path of a file that nobody has or will have, and of its unfinished self.

        Whoever has created the ".part" owns the name: it is made exclusively, and only its owner
        makes the final file.
        """
        (self._root / name).parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            warc = f"{name}{f'.{number}' if number > 1 else ''}{suffix}"
            part = self._root / (warc + _PART)
            number += 1
            if (self._root / warc).exists():
                continue
            try:
                part.touch(exist_ok=False)
            except FileExistsError:
                continue
            if not (self._root / warc).exists():
                return warc, part
            part.unlink()

    def _show(self, part: Path, path: Path) -> None:
        part.rename(path)
        for folder in path.parents:  # each may be new, and then it is a line in the one above it
            _sync_folder(folder)
            if folder == self._root:
                break


class ObjectStore:
    """Objects below a URL such as "s3://bucket/zone".

    An object appears by one put, which stores do whole or not at all. No name is given twice, as
    each has 122 random bits. Asking the store to refuse a second put of a name would do worse: not
    every store can, and a put whose answer got lost is repeated by the driver, against itself.
    """

    def __init__(self, url: str) -> None:
        import fsspec  # 0.1 s, for those alone who have such a store

        try:
            self._files, self._root = fsspec.url_to_fs(url)
        except (ImportError, ValueError) as error:  # "Install s3fs to access S3"
            raise BadInput(f"[landing] url = {url!r}", str(error)) from error

    @contextmanager
    def create(self, name: str, suffix: str) -> Iterator[NewFile]:
        """Give a file in memory, where its pages are anyhow and take several times as much."""
        warc, file = f"{name}.{uuid4().hex}{suffix}", BytesIO()
        yield NewFile(warc, file)
        if packed := file.getvalue():
            with in_our_words(warc, _ANY_ERROR):
                self._files.pipe_file(f"{self._root}/{warc}", packed)

    def blocks(self, warc: str, offset: int) -> Iterator[bytes]:
        """Give what an object holds from `offset` on, a request a block."""
        path = f"{self._root}/{warc}"
        with (
            in_our_words(warc, _ANY_ERROR),
            self._files.open(path, "rb", cache_type="none") as file,
        ):
            yield from _blocks(file, offset)

    def open(self, warc: str) -> BinaryIO:
        """Open an object to be read from its beginning, some megabytes a request."""
        with in_our_words(warc, _ANY_ERROR):
            file: BinaryIO = self._files.open(f"{self._root}/{warc}", "rb")
            return file

    def names(self, below: str = "") -> list[str]:
        """Return the objects there are in one folder, sorted; without one, in all of them."""
        with in_our_words(self._root, _ANY_ERROR):
            found = self._files.find(f"{self._root}/{below}")
        names = (name[name.index(self._root) + len(self._root) :].lstrip("/") for name in found)
        return sorted(name for name in names if ".warc." in name)

    def overwrite(self, warc: str, patches: Mapping[int, bytes]) -> None:
        """Put a patched copy in the object's place, which stores do whole or not at all."""
        packed = bytearray(b"".join(self.blocks(warc, 0)))
        for offset, patch in patches.items():
            packed[offset : offset + len(patch)] = patch
        with in_our_words(warc, _ANY_ERROR):
            self._files.pipe_file(f"{self._root}/{warc}", bytes(packed))


def _blocks(file: BinaryIO, offset: int) -> Iterator[bytes]:
    file.seek(offset)
    while block := file.read(_BLOCK_BYTES):
        yield block


def _sync(file: BinaryIO) -> int:
    """Bring a file onto the disk and close it; return its size."""
    with file:
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
