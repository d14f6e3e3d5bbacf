"""What commands are given: files, and JSON lines with an id.

Everything is checked here and in `given`, once, and told with file and line; behind this edge
values are trusted.
"""

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedIOBase
from pathlib import Path
from typing import Any, TypeVar

from wirewatch.errors import BadInput, TooLarge

MAX_PAGE_BYTES = 15_000_000  # as from the web (adapters.http): seven times the largest real page

STDIN = Path("-")
_GZIP = b"\x1f\x8b"

Kind = TypeVar("Kind", str, list[Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of a file, and where it stands."""

    path: Path
    number: int
    values: Mapping[str, Any]

    @property
    def given_id(self) -> str | int:
        """The id as it was given."""
        found: str | int = self.values["id"]
        return found

    @property
    def key(self) -> str:
        """The id as we use it; every store takes it."""
        return storable(str(self.given_id))

    def text(self, key: str) -> str | None:
        """Return the text under `key`; None when it is null or not there."""
        return self._value(key, str, "a text")

    def objects(self, key: str) -> list[Any]:
        """Return the list under `key`; empty when it is null or not there."""
        return self._value(key, list, "a list") or []

    def time(self, key: str) -> datetime | None:
        """Return the time under `key`; None when it is null or not there."""
        text = self.text(key)
        if not text:
            return None
        try:
            return _utc(datetime.fromisoformat(text))
        except (ValueError, OverflowError) as error:
            raise self.wrong(f"{key} {text!r} is no time such as 2026-03-12T18:00:00Z") from error

    def known_time(self, key: str) -> datetime | None:
        """Return the time under `key`; None when it is none that anybody could read.

        Scraped texts hold such things: one of 5,006 press articles is of "2084-63-41".
        """
        try:
            return self.time(key)
        except BadInput:
            return None

    def wrong(self, detail: str) -> BadInput:
        """Return the error that says what is wrong with this line."""
        return BadInput(f"{_name(self.path)}, line {self.number}", detail)

    def _value(self, key: str, kind: type[Kind], name: str) -> Kind | None:
        value = self.values.get(key)
        if value is None or isinstance(value, kind):
            return value
        raise self.wrong(f"{key!r} is {value!r:.60} and not {name}")


def read_bytes(path: Path, *, max_bytes: int = MAX_PAGE_BYTES) -> bytes:
    """Return what a file holds, unpacked when it is gzipped; "-" is standard input.

    Raises:
        BadInput: it cannot be read.
        TooLarge: it holds more than `max_bytes`, packed or unpacked.
    """
    try:
        with _opened(path) as file:
            found = file.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error
    if len(found) > max_bytes:
        raise TooLarge(_name(path), f"has more than {max_bytes:,} bytes")
    return found


def read_text(path: Path) -> str:
    """Return the text of a UTF-8 file.

    Raises:
        BadInput: it cannot be read, or is not UTF-8.
        TooLarge: it holds more than any file that a person wrote.
    """
    try:
        return read_bytes(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(_name(path), f"is not UTF-8 ({error}); save it as UTF-8") from error


def read_rows(path: Path) -> tuple[Row, ...]:
    """Return the JSON objects of a file of lines; each has an id. Empty lines are passed over.

    Raises:
        BadInput: with the number of the line.
    """
    return tuple(_rows(path))


def unrepeated(rows: Sequence[Row]) -> Sequence[Row]:
    """Return `rows`.

    Raises:
        BadInput: two of them have the same id, so that nobody could tell their results apart.
    """
    first: dict[str, int] = {}
    for row in rows:
        before = first.setdefault(row.key, row.number)
        if before != row.number:
            raise row.wrong(f"the id {row.given_id!r} stands in line {before} already")
    return rows


def wrong_times(rows: Sequence[Row], key: str) -> tuple[BadInput, ...]:
    """Return what `Row.known_time` passes over."""
    return tuple(wrong for row in rows if (wrong := _wrong_time(row, key)))


def _wrong_time(row: Row, key: str) -> BadInput | None:
    try:
        row.time(key)
    except BadInput as wrong:
        return wrong
    return None


def _rows(path: Path) -> Iterator[Row]:
    try:
        with _opened(path) as file:
            for number, line in enumerate(file, start=1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if text.strip():
                    yield _row(path, number, text)
    except UnicodeDecodeError as error:
        raise BadInput(_name(path), f"is not UTF-8 ({error}); save it as UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error


def _row(path: Path, number: int, line: str) -> Row:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{_name(path)}, line {number}", f"is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadInput(
            f"{_name(path)}, line {number}", "is no JSON object; write one object a line"
        )
    row = Row(path=path, number=number, values=values)
    given = values.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        raise row.wrong('needs an "id": a text or a number')
    return row


@contextmanager
def _opened(path: Path) -> Iterator[BufferedIOBase]:
    with open(0, "rb", closefd=False) if path == STDIN else path.open("rb") as file:
        if file.peek(2)[:2] != _GZIP:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield unpacked


def _name(path: Path) -> str:
    return "standard input" if path == STDIN else str(path)


def _unreadable(path: Path, error: Exception) -> BadInput:
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return BadInput(_name(path), f"cannot be read: {why}; is the path right?")


def storable(text: str) -> str:
    """Return `text` without lone surrogates, which JSON can hold and no database."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
