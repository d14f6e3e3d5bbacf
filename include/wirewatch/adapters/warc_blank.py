"""An erased record: exactly as long as the one whose place it takes, so that no other one moves.

Every row that points into the file stays true, and a rewrite that is killed has changed nothing.
The blank is a whole WARC record (type "metadata"), stored and not compressed, padded with spaces.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from wirewatch.adapters.warc import Form
from wirewatch.model import digest

_END = b"\r\n\r\n"
_NOTE = b"Erased on request."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Storing:
    """How a form stores bytes as they are: so many bytes around all, and before each block."""

    around: int
    before_block: int
    block: int  # the most that one block holds
    store: Callable[[list[bytes]], bytes]


def blank(n_bytes: int, form: Form, *, place: str) -> bytes:
    """Return a record of `n_bytes` bytes in the file that says nothing; the same at each call.

    Args:
        n_bytes: How long the record is that it stands in for; the shortest of ours has 350.
        form: Of the file.
        place: Where it will lie, for an id of its own.

    Raises:
        ValueError: no record is as short as that.
    """
    storing = _STORINGS[form]
    n_blocks = max(1, -(-(n_bytes - storing.around) // (storing.block + storing.before_block)))
    raw = _record(n_bytes - storing.around - n_blocks * storing.before_block, place)
    blocks = [raw[n * storing.block : (n + 1) * storing.block] for n in range(n_blocks)]
    return storing.store(blocks)


def _record(n_bytes: int, place: str) -> bytes:
    def head(length: int) -> bytes:
        return (
            "WARC/1.1\r\nWARC-Type: metadata\r\n"
            f"WARC-Record-ID: <urn:uuid:{UUID(digest('erased', place))}>\r\n"
            f"WARC-Date: 1970-01-01T00:00:00Z\r\nContent-Length: {length:010}\r\n\r\n"
        ).encode()

    length = n_bytes - len(head(0)) - len(_END)
    if length < 0:
        raise ValueError(f"a record of {n_bytes} bytes has no room for its own head")
    return head(length) + _NOTE[:length].ljust(length) + _END


def _gzip(blocks: list[bytes]) -> bytes:
    """RFC 1952 around stored blocks of RFC 1951, 3.2.4."""
    parts = [b"\x1f\x8b\x08\0\0\0\0\0\0\xff"]
    for number, block in enumerate(blocks, start=1):
        size = len(block)
        is_last = number == len(blocks)
        parts += [bytes([is_last]), size.to_bytes(2, "little")]
        parts += [(size ^ 0xFFFF).to_bytes(2, "little"), block]
    raw = b"".join(blocks)
    parts += [zlib.crc32(raw).to_bytes(4, "little"), len(raw).to_bytes(4, "little")]
    return b"".join(parts)


def _zstd(blocks: list[bytes]) -> bytes:
    """RFC 8878: a frame in one segment, its size in four bytes, raw blocks, no checksum."""
    parts = [b"\x28\xb5\x2f\xfd\xa0", sum(map(len, blocks)).to_bytes(4, "little")]
    for number, block in enumerate(blocks, start=1):
        is_last = number == len(blocks)
        parts += [(len(block) << 3 | is_last).to_bytes(3, "little"), block]
    return b"".join(parts)


_STORINGS: Mapping[Form, _Storing] = {
    Form.GZIP: _Storing(around=18, before_block=5, block=0xFFFF, store=_gzip),
    Form.ZSTD: _Storing(around=9, before_block=3, block=1 << 17, store=_zstd),
}
