"""A body, read within its limits. We ask for gzip only and unzip it ourselves.

Decoders that know no limit turned 1 MB of gzip into 2 GB of memory (requests, httpx; measured), and
both hand out a gzip body that was cut short as if it were whole.
"""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import httpcore

from wirewatch.adapters.network import Budget
from wirewatch.adapters.statuses import Headers, first
from wirewatch.errors import Refused, TooLarge, Unreachable

_GZIP_WBITS = 31
_GZIP_BEGINS = b"\x1f"  # the second byte of the magic may come with the next chunk
_PLAIN = frozenset({"", "identity", "none", "utf-8"})  # the last two are real servers' mistakes
_GZIP = frozenset({"gzip", "x-gzip"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a decoded body may get, and what else the request may cost."""

    max_bytes: int
    budget: Budget


@dataclass(frozen=True, slots=True)
class Body:
    """A decoded body; `truncated` when its end is missing."""

    content: bytes
    truncated: bool


def read(url: str, chunks: Iterator[bytes], headers: Headers, limits: Limits) -> Body:
    """Return the decoded body of a response.

    Raises:
        TooLarge: The decoded body passes the limit.
        Refused: It comes in an encoding we did not ask for.
        Unreachable: The gzip is broken, or nothing came before the connection did break.
    """
    encoding = (first(headers, "content-encoding") or "").strip().lower()
    wire = _Wire(chunks)
    if encoding in _PLAIN:
        content = _joined(url, wire, limits)
        whole = True
    elif encoding in _GZIP:
        content, whole = _unzipped(url, wire, limits)
    else:
        raise Refused(url, f"encoded as {encoding[:40]!r}, which we did not ask for")
    if wire.error is not None and not content:
        raise Unreachable(url, f"the body broke off: {wire.error}") from wire.error
    return Body(content, truncated=wire.error is not None or not whole)


class _Wire:
    """The chunks of a body up to its end, or up to where the connection broke."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self.error: Exception | None = None

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._chunks
        except (httpcore.RemoteProtocolError, httpcore.ReadError) as error:
            self.error = error


def _joined(url: str, wire: _Wire, limits: Limits) -> bytes:
    content = bytearray()
    for chunk in wire:
        content += chunk
        _check_size(url, content, limits)
    return bytes(content)


def _unzipped(url: str, wire: _Wire, limits: Limits) -> tuple[bytes, bool]:
    content, unzip, begun = bytearray(), _Unzip(), False
    try:
        for chunk in wire:
            begun = begun or bool(chunk)
            for piece in unzip.feed(chunk, limits):
                content += piece
                _check_size(url, content, limits)
    except zlib.error as error:
        raise Unreachable(url, f"broken gzip: {error}") from error
    return bytes(content), unzip.is_whole or not begun


def _check_size(url: str, content: bytearray, limits: Limits) -> None:
    if len(content) > limits.max_bytes:
        raise TooLarge(url, f"more than {limits.max_bytes} bytes")


class _Unzip:
    """Unzips one gzip member after another, in pieces that never pass the limit by much."""

    _PIECE_BYTES = 1_048_576

    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_WBITS)

    @property
    def is_whole(self) -> bool:
        return self._member.eof

    def feed(self, chunk: bytes, limits: Limits) -> Iterator[bytes]:
        while chunk:
            if self._member.eof:
                if not chunk.startswith(_GZIP_BEGINS):
                    return  # padding behind the last member
                limits.budget.remaining_s()  # a million empty members are work, too
                self._member = zlib.decompressobj(_GZIP_WBITS)
            yield self._member.decompress(chunk, self._PIECE_BYTES)
            chunk = self._member.unconsumed_tail or self._member.unused_data
