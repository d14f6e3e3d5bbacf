"""The landing zone: pages as served, in WARC files, written before anybody reads them.

A batch is one file. It appears whole or not at all, and never replaces another one. Each record is
compressed for itself, so that one page is read by one seek; a zone may hold files of both forms.

A task killed between the appearance of its file and its commit leaves a whole file that no row
points to. That is harmless, as the next run fetches and lands those pages again, and it stays: a
landing zone is not thinned out by machines. A task killed while it writes leaves a ".part" in a
folder, which the first batch of a later task removes when it is a day old; in an object store it
leaves nothing.

Only erasing changes a file: see `Landing.erase`.
"""

import re
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from wirewatch.adapters.stores import NewFile, in_our_words, store_at
from wirewatch.adapters.warc import Form, form_of, pack, packed_size, unpack
from wirewatch.adapters.warc_blank import blank
from wirewatch.errors import BadInput, Gone
from wirewatch.model import Capture

_UNSAFE = re.compile(r"[^A-Za-z0-9._/-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a capture lies: a file below the landing zone, and the offset of its record."""

    warc: str
    offset: int


class Batch:
    """A file being written. May be shared by threads."""

    def __init__(self, new: NewFile, form: Form) -> None:
        self._warc, self._file = new
        self._form = form
        self._lock = threading.Lock()

    def add(self, capture: Capture) -> Place:
        """Write a capture; its place can be read once the batch is complete."""
        record = pack(capture, self._form)
        with self._lock, in_our_words(self._warc):
            place = Place(warc=self._warc, offset=self._file.tell())
            self._file.write(record)
        return place


def open_landing(table: Mapping[str, Any], *, home: Path) -> "Landing":
    """Return the landing zone that [landing] in desk.toml describes; below `home` if it does not.

    Raises:
        BadInput: naming the key, and what is expected there.
    """
    url, form = table.get("url"), table.get("format", Form.GZIP)
    if form not in list(Form):
        raise BadInput(f"[landing] format = {form!r}", f"is none of {', '.join(Form)}")
    return Landing(home / "landing" if url is None else str(url), Form(form))


class Landing:
    """The landing zone in a folder, or in an object store when `where` is a URL.

    Raises:
        BadInput: There is no driver for the URL.
        Unreachable, Refused: from `batch` and `read`, when the store does not serve us.
    """

    def __init__(self, where: Path | str, form: Form = Form.GZIP) -> None:
        self._store = store_at(where)
        self._form = form

    @contextmanager
    def batch(self, name: str) -> Iterator[Batch]:
        """Give a file to write to; it appears when the block ends without an error.

        Args:
            name: Path without suffix, like "2026/03/12/harvest-1800". A name that has landed
                before gets an ending: what an earlier try landed stays. Characters other than
                letters, digits and ". _ -" become "_".

        Raises:
            BadInput: The name leads out of the landing zone.
        """
        plain = _UNSAFE.sub("_", name)
        if not _is_inside(plain):
            raise BadInput(f"batch name {name!r}", "empty or dotted folders lead elsewhere")
        with self._store.create(plain, f".{self._form}") as new:
            yield Batch(new, self._form)

    def read(self, warc: str, offset: int) -> Capture:
        """Return the capture whose record begins at `offset` of file `warc`.

        Raises:
            Gone: There is no such file or record, or it is damaged.
        """
        subject, form = _checked(warc, offset)
        return unpack(subject, self._store.blocks(warc, offset), form)

    def files(self, below: str = "") -> list[str]:
        """Return the names of the files in one folder, sorted; without one, of all."""
        return [warc for warc in self._store.names(below) if form_of(warc)]

    def open(self, warc: str) -> BinaryIO:
        """Open file `warc`, to be read from its beginning; the caller closes it.

        Raises:
            Gone, Unreachable, Refused: It is not there, or the store does not serve us.
        """
        _checked(warc, 0)
        return self._store.open(warc)

    def captures(self, warc: str) -> Iterator[tuple[Capture, int]]:
        """Give every capture of file `warc` and the offset of its record, erased ones left out.

        Raises:
            Gone: There is no such file, or it is damaged; what came before is given.
        """
        offset = 0
        form = _checked(warc, offset)[1]
        while any(self._store.blocks(warc, offset)):
            with suppress(Gone):  # a blank; a damaged one has no size either
                yield self.read(warc, offset), offset
            offset += packed_size(f"{warc}@{offset}", self._store.blocks(warc, offset), form)

    def erase(self, warc: str, offsets: Collection[int]) -> None:
        """Put blanks of the same length in the place of some records, all at once or none.

        Doing it twice is as doing it once. No other record moves.

        Raises:
            Gone: There is no such file or record, or it is damaged.
        """
        patches = {}
        for offset in sorted(offsets):
            subject, form = _checked(warc, offset)
            size = packed_size(subject, self._store.blocks(warc, offset), form)
            patches[offset] = blank(size, form, place=subject)
        self._store.overwrite(warc, patches)


def _checked(warc: str, offset: int) -> tuple[str, Form]:
    subject, form = f"{warc}@{offset}", form_of(warc)
    if form is None or offset < 0 or not _is_inside(warc):
        raise Gone(subject, "not in the landing zone")
    return subject, form


def _is_inside(path: str) -> bool:
    return all(part.strip(".") for part in path.split("/"))
