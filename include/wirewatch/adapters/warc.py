"""WARC records: a capture as bytes that everybody's tools can read, and back.

Each record is compressed for itself, so that one page is read by one seek. We write records
ourselves, as that is two to three times as fast as FastWARC's writers, and read them by FastWARC.
"""

import base64
import json
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha1
from http import HTTPStatus
from io import BytesIO
from typing import Any, Protocol

from backports import zstd
from fastwarc import ArchiveIterator
from isal import isal_zlib

from wirewatch.errors import Gone
from wirewatch.model import Capture, Rights, Via

_MAX_HEADER_BYTES = 1 << 20  # a 9 kB URL of percent signs, three times over
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
# One header holds, as ASCII JSON, what a WARC has no field for; we read back from there, so that
# the round trip does not hang on anybody's reading of odd header values.
OURS = "WARC-X-Wirewatch"


class Form(StrEnum):
    """How the records of a file are compressed; also the file's suffix."""

    GZIP = "warc.gz"  # every tool reads it
    ZSTD = "warc.zst"  # a sixth smaller; FastWARC and zstd read it


class _Unpacker(Protocol):
    """What both libraries' decompressors can do."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, packed: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Packing:
    pack: Callable[[bytes], bytes]
    unpacker: Callable[[], _Unpacker]
    error: type[Exception]


# Of 164 real pages of 343 kB, records a CPU-second and bytes a page, all in one run.
# gzip by isal, level 1: 1,029, 75.1 kB; 2: 1,018, 74.4 kB; 3: 459, 72.1 kB.
# gzip by zlib-ng, level 4: 337, 66.3 kB; by FastWARC's writer: 328, 66.3 kB.
# zstd, level 1: 900, 64.1 kB; 2: 795, 61.8 kB; 3: 650, 59.6 kB; by FastWARC's writer, 3: 459.
_GZIP_LEVEL = 2
_GZIP_WBITS = 31  # with gzip's header and checksum
_ZSTD_OPTIONS: Mapping[int, int] = {
    zstd.CompressionParameter.compression_level: 2,
    zstd.CompressionParameter.checksum_flag: 1,  # damage must not be taken for a page
}
_PACKINGS: Mapping[Form, _Packing] = {
    Form.GZIP: _Packing(
        pack=lambda raw: isal_zlib.compress(raw, _GZIP_LEVEL, _GZIP_WBITS),
        unpacker=lambda: isal_zlib.decompressobj(_GZIP_WBITS),
        error=isal_zlib.error,  # type: ignore[arg-type]  # its stub takes the class for an error
    ),
    Form.ZSTD: _Packing(
        pack=lambda raw: zstd.compress(raw, options=_ZSTD_OPTIONS),
        unpacker=zstd.ZstdDecompressor,
        error=zstd.ZstdError,
    ),
}

_PHRASES = {status.value: status.phrase for status in HTTPStatus}
_TOLD = tuple(field.name for field in fields(Capture) if field.name != "body")
_READ: Mapping[str, Callable[[Any], Any]] = {  # what JSON does not give back as it was
    "headers": lambda told: tuple((name, value) for name, value in told),
    "captured_at": datetime.fromisoformat,
    "via": Via,
    "rights": lambda told: Rights(**told) if told else None,
}


def form_of(warc: str) -> Form | None:
    """Return the form that the name of a file tells, or None."""
    return next((form for form in Form if warc.endswith(f".{form}")), None)


def pack(capture: Capture, form: Form) -> bytes:
    """Return a capture as a record: one member of a gzip file, or one zstd frame."""
    return _PACKINGS[form].pack(_record(capture))


def unpack(subject: str, blocks: Iterable[bytes], form: Form) -> Capture:
    """Return the capture whose record begins where `blocks` begin; no more of them are taken.

    Raises:
        Gone: They begin with anything else, are damaged, or end before the record does. It is
            called `subject`.
    """
    return _capture(subject, _unpacked(subject, blocks, form)[0])


def packed_size(subject: str, blocks: Iterable[bytes], form: Form) -> int:
    """Return how many bytes of the file the record takes that begins where `blocks` begin.

    Raises:
        Gone: as `unpack` does; what the record says does not matter.
    """
    return _unpacked(subject, blocks, form)[1]


def _unpacked(subject: str, blocks: Iterable[bytes], form: Form) -> tuple[bytes, int]:
    packing = _PACKINGS[form]
    unpacker = packing.unpacker()
    raw, n_taken = [], 0
    try:
        for block in blocks:
            raw.append(unpacker.decompress(block))
            n_taken += len(block)
            if unpacker.eof:
                return b"".join(raw), n_taken - len(unpacker.unused_data)
    except packing.error as error:
        raise Gone(subject, str(error)) from error
    raise Gone(subject, "the file ends before the record does")


def capture_told(told: Mapping[str, Any], body: bytes) -> Capture:
    """Return the capture that the header of a record tells of.

    A record of earlier days lacks the fields that came later: they have their defaults.

    Raises:
        KeyError, ValueError, TypeError: the header is none of ours.
    """
    known = {name: _READ.get(name, _as_it_is)(told[name]) for name in _TOLD if name in told}
    return Capture(body=body, **known)


def _record(capture: Capture) -> bytes:
    http = _http_head(capture)
    block_digest = sha1(http, usedforsecurity=False)  # warcio and FastWARC check it
    block_digest.update(capture.body)
    at = capture.captured_at.astimezone(UTC)
    lines = [
        "WARC/1.1",
        "WARC-Type: response",
        f"WARC-Record-ID: <urn:uuid:{uuid.uuid4()}>",
        f"WARC-Date: {at:%Y-%m-%dT%H:%M:%S.%fZ}",
        f"WARC-Target-URI: {_one_line(capture.url)}",
        *(["WARC-Truncated: disconnect"] if capture.truncated else []),
        f"{OURS}: {_told(capture)}",
        f"WARC-Block-Digest: sha1:{base64.b32encode(block_digest.digest()).decode()}",
        "Content-Type: application/http; msgtype=response",
        f"Content-Length: {len(http) + len(capture.body)}",
    ]
    return b"".join((_head(lines), http, capture.body, b"\r\n\r\n"))


def _http_head(capture: Capture) -> bytes:
    lines = [f"HTTP/1.1 {capture.status} {_PHRASES.get(capture.status, 'Unknown')}"]
    lines += [f"{_one_line(name)}: {_one_line(value)}" for name, value in capture.headers]
    lines += [f"Content-Length: {len(capture.body)}"]
    return _head(lines)


def _head(lines: Iterable[str]) -> bytes:
    return "\r\n".join((*lines, "", "")).encode()


def _one_line(text: str) -> str:
    plain = _CONTROLS.sub(" ", text).strip()
    return plain.encode("utf-8", "replace").decode()


def _told(capture: Capture) -> str:
    return json.dumps({name: getattr(capture, name) for name in _TOLD}, default=_plain)


def _plain(value: Any) -> Any:
    """Return a value that JSON has no word for in words that it has."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return asdict(value)


def _capture(subject: str, raw: bytes) -> Capture:
    records = ArchiveIterator(BytesIO(raw), parse_http=False, max_header_len=_MAX_HEADER_BYTES)
    try:
        record = next(iter(records))
        told = json.loads(record.headers[OURS])
    except (OSError, StopIteration, KeyError, ValueError) as error:
        raise Gone(subject, "no record of ours begins here") from error
    return capture_told(told, record.reader.read().partition(b"\r\n\r\n")[2])


def _as_it_is(value: Any) -> Any:
    return value
