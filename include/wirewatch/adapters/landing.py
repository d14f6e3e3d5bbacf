"""The landing zone: pages as served, in WARC files, written before anybody reads them.

A batch is one file. It appears whole or not at all, and never replaces another one. Each record is
a gzip member of its own, so that one page is read by one seek; warcio and others read the files.

A task killed between the appearance of its file and its commit leaves a whole file that no row
points to. That is harmless, as the next run fetches and lands those pages again, and it stays: a
landing zone is not thinned out by machines. A task killed while it writes leaves a ".part"; the
first batch of a later task removes those that are older than a day.
"""

import json
import os
import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from fastwarc import ArchiveIterator, GzipWriter, WarcRecord, WarcRecordType

from wirewatch.errors import BadInput, Gone
from wirewatch.model import Capture, Via

# Of 400 real pages, pages a CPU-second and bytes a page: level 1: 1550, 46.9 kB; 4: 777, 33.8 kB;
# 6: 604, 32.9 kB; 9: 351, 32.6 kB.
_LEVEL = 4
_SUFFIX = ".warc.gz"
_PART = ".part"  # a batch that is being written, or was killed
_STALE_S = 86_400.0  # a batch is written in seconds, after all its pages were fetched
_MAX_HEADER_BYTES = 1 << 20  # a 9 kB URL of percent signs, three times over
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
# One header holds, as ASCII JSON, what a WARC has no field for; we read back from there, so that
# the round trip does not hang on anybody's reading of odd header values.
_OURS = "WARC-X-Wirewatch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a capture lies: a file below the landing zone, and the offset of its record."""

    warc: str
    offset: int


class Batch:
    """A file being written. May be shared by threads."""

    def __init__(self, warc: str, file: BinaryIO) -> None:
        self._warc = warc
        self._file = file
        self._writer = GzipWriter(file, compression_level=_LEVEL)
        self._lock = threading.Lock()
        self.count = 0

    def add(self, capture: Capture) -> Place:
        """Write a capture; its place can be read once the batch is complete."""
        record = _record(capture)
        with self._lock:
            place = Place(warc=self._warc, offset=self._file.tell())
            record.write(self._writer, checksum_data=True)
            self._writer.finish()  # ends the gzip member: without it, no seeking
            self.count += 1
        return place


class Landing:
    """The landing zone below the folder `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._is_swept = False

    @contextmanager
    def batch(self, name: str) -> Iterator[Batch]:
        """Give a file to write to; it appears when the block ends without an error.

        Args:
            name: Path without suffix, like "2026/03/12/harvest-1800". A name that has landed
                before gets a number: what an earlier try landed stays. Characters other than
                letters, digits and ". _ -" become "_".

        Raises:
            BadInput: The name leads out of the landing zone.
        """
        self._sweep()
        warc, part = self._reserve(_checked_name(name))
        try:
            with part.open("r+b") as file:
                batch = Batch(warc, file)
                yield batch
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            part.unlink()
            raise
        if batch.count:
            part.rename(self._root / warc)
            _fsync_folder(part.parent)
        else:
            part.unlink()

    def read(self, warc: str, offset: int) -> Capture:
        """Return the capture whose record begins at `offset` of file `warc`.

        Raises:
            Gone: There is no such file or record.
        """
        subject = f"{warc}@{offset}"
        path = (self._root / warc).resolve()
        if not path.is_relative_to(self._root.resolve()):
            raise Gone(subject, "not in the landing zone")
        try:
            with path.open("rb") as file:
                file.seek(offset)
                return _capture(subject, file)
        except (OSError, ValueError) as error:
            raise Gone(subject, str(error)) from error

    def _sweep(self) -> None:
        """Remove what killed batches left, once a task: 1,000 days of 50 batches take 0.3 s."""
        if self._is_swept:
            return
        self._is_swept = True
        stale_before = time.time() - _STALE_S  # files know the machine's time, not the desk's
        for part in self._root.rglob(f"*{_SUFFIX}{_PART}"):
            with suppress(FileNotFoundError):  # another task sweeps, too
                if part.stat().st_mtime < stale_before:
                    part.unlink()

    def _reserve(self, name: str) -> tuple[str, Path]:
        """Return the path of a file that nobody has or will have, and of its unfinished self.

        Whoever has created the ".part" owns the name: it is made exclusively, and only its owner
        makes the final file.
        """
        (self._root / name).parent.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            warc = f"{name}{f'.{number}' if number > 1 else ''}{_SUFFIX}"
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


def _checked_name(name: str) -> str:
    parts = [_UNSAFE.sub("_", part) for part in name.split("/")]
    if not all(part.strip(".") for part in parts):
        raise BadInput(f"batch name {name!r}", "empty or dotted folders lead elsewhere")
    return "/".join(parts)


def _record(capture: Capture) -> WarcRecord:
    record = WarcRecord()
    record.init_headers(WarcRecordType.response, record_urn=b"uuid:" + str(uuid.uuid4()).encode())
    headers = record.headers
    at = capture.captured_at.astimezone(UTC)
    headers["WARC-Date"] = at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    headers["WARC-Target-URI"] = _one_line(capture.url)
    if capture.truncated:
        headers["WARC-Truncated"] = "disconnect"
    headers[_OURS] = _ours(capture)
    record.is_http = True
    record.set_bytes_content(_http_head(capture) + capture.body)
    return record


def _ours(capture: Capture) -> str:
    return json.dumps(
        {
            "url": capture.url,
            "final_url": capture.final_url,
            "status": capture.status,
            "headers": capture.headers,
            "captured_at": capture.captured_at.astimezone(UTC).isoformat(),
            "via": capture.via.value,
            "truncated": capture.truncated,
        }
    )


def _http_head(capture: Capture) -> bytes:
    known = {status.value: status.phrase for status in HTTPStatus}
    lines = [f"HTTP/1.1 {capture.status} {known.get(capture.status, 'Unknown')}"]
    lines += [f"{_one_line(name)}: {_one_line(value)}" for name, value in capture.headers]
    lines += [f"Content-Length: {len(capture.body)}", "", ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def _one_line(text: str) -> str:
    plain = _CONTROLS.sub(" ", text).strip()
    return plain.encode("utf-8", "replace").decode()


def _capture(subject: str, file: BinaryIO) -> Capture:
    records = ArchiveIterator(file, parse_http=False, max_header_len=_MAX_HEADER_BYTES)
    record = next(iter(records), None)
    ours = record.headers.get(_OURS) if record else None
    if record is None or ours is None:
        raise Gone(subject, "no record of ours begins here")
    told = json.loads(ours)
    return Capture(
        url=told["url"],
        final_url=told["final_url"],
        status=told["status"],
        headers=tuple((name, value) for name, value in told["headers"]),
        body=record.reader.read().partition(b"\r\n\r\n")[2],
        captured_at=datetime.fromisoformat(told["captured_at"]),
        via=Via(told["via"]),
        truncated=told["truncated"],
    )


def _fsync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
