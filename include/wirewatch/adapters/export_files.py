"""Export files: a folder a day, as readers of Parquet and Hive know it; whole or not there.

out/event_date=2026-03-12/articles.parquet
out/event_date=2026-03-12/.articles.parquet.state   what the warehouse held when it was written
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq

from wirewatch.errors import BadInput
from wirewatch.exports.ninjs import ninjs_item
from wirewatch.exports.records import COLUMNS, Record, flat, plain
from wirewatch.exports.schema_org import news_article

_TIME = pa.timestamp("us", tz="UTC")
_CREDIT = pa.struct(
    [
        *((name, pa.string()) for name in ("agency", "role", "place", "evidence")),
        ("people", pa.list_(pa.string())),
        ("located", pa.string()),
    ]
)
_FACT = pa.struct(
    [*((name, pa.string()) for name in ("fact", "value", "reader")), ("agrees", pa.bool_())]
)
_KINDS = {
    "event_date": pa.date32(),
    **dict.fromkeys(("published_at", "modified_at", "captured_at", "recorded_at"), _TIME),
    **dict.fromkeys(("authors", "tags", "warnings"), pa.list_(pa.string())),
    **dict.fromkeys(("n_words", "n_copies"), pa.int32()),
    **dict.fromkeys(("is_canonical", "is_digest"), pa.bool_()),
    "coverage": pa.float64(),
    "credits": pa.list_(_CREDIT),
    "facts": pa.list_(_FACT),
}
# The day is in the folder's name, and readers add it from there: twice it would clash.
_SCHEMA = pa.schema(
    [(name, _KINDS.get(name, pa.string())) for name in COLUMNS if name != "event_date"]
)


def as_parquet(records: Sequence[Record]) -> bytes:
    """Return the records as a Parquet file, zstd-packed."""
    rows = [{name: record[name] for name in _SCHEMA.names} for record in records]
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows, schema=_SCHEMA), file, compression="zstd")
    return file.getvalue()


def as_csv(records: Sequence[Record]) -> bytes:
    """Return the records as CSV (RFC 4180) that spreadsheets open without running anything."""
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, COLUMNS)
    writer.writeheader()
    writer.writerows(map(flat, records))
    return file.getvalue().encode("utf-8", "replace")


def _lines_of(form: Callable[[Record], Mapping[str, Any]]) -> Callable[[Sequence[Record]], bytes]:
    def lines(records: Sequence[Record]) -> bytes:
        rows = (json.dumps(form(record), ensure_ascii=False) + "\n" for record in records)
        return "".join(rows).encode("utf-8", "replace")

    return lines


# Name of a format → ending of its files, and what makes their content.
FORMATS: Mapping[str, tuple[str, Callable[[Sequence[Record]], bytes]]] = {
    "parquet": ("parquet", as_parquet),
    "csv": ("csv", as_csv),
    "jsonl": ("jsonl", _lines_of(plain)),
    "ninjs": ("ninjs.jsonl", _lines_of(ninjs_item)),
    "schema.org": ("jsonld.jsonl", _lines_of(news_article)),
}


class ExportFolder:
    """Where the files of one format are written."""

    def __init__(self, root: Path, form: str) -> None:
        self._root = root
        self._ending, self._make = FORMATS[form]
        try:
            root.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadInput(str(root), f"this folder cannot be made: {error.strerror}") from error

    def has(self, day: date, state: str) -> bool:
        """Whether the file of `day` is there and was written from this `state` of the warehouse."""
        path = self._path(day)
        kept = _state_of(path)
        return path.exists() and kept.exists() and kept.read_text(encoding="utf-8") == state

    def write(self, day: date, records: Sequence[Record], state: str) -> None:
        """Write the file of a day, then what it was written from: killed between, it comes again.

        Raises:
            BadInput: there is no room, or no right to write.
        """
        path = self._path(day)
        path.parent.mkdir(exist_ok=True)
        _state_of(path).unlink(missing_ok=True)
        _replace(path, self._make(records))
        _replace(_state_of(path), state.encode())

    def drop_others(self, first: date, last: date, days: Iterable[date]) -> list[date]:
        """Delete files of days from `first` to `last` that are not in `days`; return these days.

        The articles of such a day were taken down since it was written.
        """
        kept, dropped = set(days), []
        for folder in sorted(self._root.glob("event_date=*")):
            day = _day_of(folder)
            path = folder / f"articles.{self._ending}"
            if day and first <= day <= last and day not in kept and path.exists():
                path.unlink()
                _state_of(path).unlink(missing_ok=True)
                dropped.append(day)
        return dropped

    def _path(self, day: date) -> Path:
        return self._root / f"event_date={day.isoformat()}" / f"articles.{self._ending}"


def _state_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.state")  # readers of Parquet and Hive skip dot files


def _day_of(folder: Path) -> date | None:
    try:
        return date.fromisoformat(folder.name.removeprefix("event_date="))
    except ValueError:
        return None


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f".{path.name}.{uuid4().hex}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        raise BadInput(str(path), f"cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
