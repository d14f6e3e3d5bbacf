"""What commands are given: files, JSON lines, and the pages and texts that the lines name.

Everything is checked here, once, and told with file and line; behind this edge values are trusted.
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

from wirewatch.alerts.document import make_document
from wirewatch.errors import BadInput, TooLarge
from wirewatch.model import Block, BlockKind, Capture, Credit, Document, Place, Role, Text, Via
from wirewatch.urls import site

MAX_PAGE_BYTES = 15_000_000  # as from the web (adapters.http): seven times the largest real page
NO_ADDRESS = "https://page.invalid/"  # stands for an address that nobody told us
NO_DATE = datetime(1, 1, 1, tzinfo=UTC)  # stands for a date that nobody told us

_STDIN = Path("-")
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

    def wrong(self, detail: str) -> BadInput:
        """Return the error that says what is wrong with this line."""
        return BadInput(f"{self.path}, line {self.number}", detail)

    def _value(self, key: str, kind: type[Kind], name: str) -> Kind | None:
        value = self.values.get(key)
        if value is None or isinstance(value, kind):
            return value
        raise self.wrong(f"{key!r} is {value!r:.60} and not {name}")


# ── files ───────────────────────────────────────────────────────────────────────────────────────


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
        raise TooLarge(str(path), f"has more than {max_bytes:,} bytes")
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
        raise BadInput(str(path), f"is not UTF-8 ({error}); save it as UTF-8") from error


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
        before = first.setdefault(str(row.given_id), row.number)
        if before != row.number:
            raise row.wrong(f"the id {row.given_id!r} stands in line {before} already")
    return rows


def _rows(path: Path) -> Iterator[Row]:
    try:
        with _opened(path) as file:
            for number, line in enumerate(file, start=1):
                text = line.decode("utf-8-sig" if number == 1 else "utf-8")
                if text.strip():
                    yield _row(path, number, text)
    except UnicodeDecodeError as error:
        raise BadInput(str(path), f"is not UTF-8 ({error}); save it as UTF-8") from error
    except (OSError, EOFError, zlib.error) as error:
        raise _unreadable(path, error) from error


def _row(path: Path, number: int, line: str) -> Row:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{path}, line {number}", f"is not JSON: {error}") from error
    if not isinstance(values, dict):
        raise BadInput(f"{path}, line {number}", "is no JSON object; write one object a line")
    row = Row(path=path, number=number, values=values)
    given = values.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        raise row.wrong('needs an "id": a text or a number')
    return row


@contextmanager
def _opened(path: Path) -> Iterator[BufferedIOBase]:
    with open(0, "rb", closefd=False) if path == _STDIN else path.open("rb") as file:
        if file.peek(2)[:2] != _GZIP:
            yield file
            return
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield unpacked


def _unreadable(path: Path, error: Exception) -> BadInput:
    why = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return BadInput(str(path), f"cannot be read: {why}; is the path right?")


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


def capture_of(row: Row, *, now: datetime) -> Capture:
    """Return the page that a line of `articles` names; its path is relative to the file of lines.

    Raises:
        BadInput, TooLarge: the page is not there, or the line is wrong.
    """
    page = row.text("page")
    if not page:
        raise row.wrong('needs a "page": the path of its .html or .html.gz')
    return captured(
        read_bytes(_folder(row.path) / page),
        url=row.text("url"),
        captured_at=row.time("captured_at") or now,
    )


def captured(body: bytes, *, url: str | None, captured_at: datetime) -> Capture:
    """Return a page that stood in a file as if it had been captured."""
    address = url or NO_ADDRESS
    return Capture(
        url=address,
        final_url=address,
        status=200,
        headers=(),
        body=body,
        captured_at=captured_at,
        via=Via.LANDING,
    )


def _folder(path: Path) -> Path:
    return Path() if path == _STDIN else path.parent


# ── texts ───────────────────────────────────────────────────────────────────────────────────────


def text_of(row: Row) -> Text:
    """Return what the stories room needs of a line: a text, or a record of `articles`.

    A text whose source nobody told is a source of its own: what one site prints again and again is
    taken for furniture, and of texts that all came from "" that would be every copy.
    """
    return Text(
        text_id=str(row.given_id),
        source=_source(row) or str(row.given_id),
        title=row.text("title") or "",
        body=row.text("text") or row.text("body") or "",
        published_at=row.time("published_at") or NO_DATE,
        language=row.text("language"),
    )


def document_of(row: Row) -> Document:
    """Return what the matcher reads of a line: a text as for `stories`, or a record.

    Of a text, the first line that is not blank is the lede, and all that follows is the body:
    offsets of hits count from there.
    """
    return make_document(
        str(row.given_id),
        headline=row.text("title") or "",
        blocks=_labelled(row) if "blocks" in row.values else _paragraphs(row),
        credits=[_credit(row, credit) for credit in row.objects("credits")],
        fields=(
            ("source", _source(row)),
            ("lang", row.text("language")),
            ("section", row.text("section")),
        ),
    )


def _source(row: Row) -> str | None:
    url = row.text("url")
    return row.text("source") or (site(url) if url else None)


def _paragraphs(row: Row) -> list[Block]:
    text = (row.text("text") or row.text("body") or "").lstrip()
    lede, _, body = text.partition("\n")
    parts = ((BlockKind.LEDE, lede), (BlockKind.BODY, body))
    return [Block(kind=kind, text=part) for kind, part in parts if part]


def _labelled(row: Row) -> list[Block]:
    try:
        blocks = [
            Block(kind=BlockKind(block["kind"]), text=str(block["text"]))
            for block in row.objects("blocks")
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise row.wrong(f'"blocks" is not as `wirewatch articles` prints it: {error}') from error
    byline = row.text("byline")
    if byline and not any(block.kind is BlockKind.BYLINE for block in blocks):
        blocks.append(Block(kind=BlockKind.BYLINE, text=byline))
    return blocks


def _credit(row: Row, credit: Any) -> Credit:
    try:
        return Credit(
            agency=str(credit["agency"]),
            role=Role(credit["role"]),
            place=Place(credit["place"]),
            evidence=str(credit["evidence"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise row.wrong(f'"credits" is not as `wirewatch articles` prints it: {error}') from error


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
