"""Small bodies that become large ones, and a process in which to see how much memory they take."""

import gzip
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import brotli

from adapters.servers import Reply, answer, dribble

_PIECE = bytes(1 << 20)
_VICTIM = Path(__file__).with_name("victim.py")


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """What one request did to the process that sent it."""

    ended: str  # what it got: the name of an error, "answer", or "never"
    added_mb: float | None  # to the most memory the process ever had; None: it had to be killed
    took_s: float


def bombs(size_mb: int) -> dict[str, Reply]:
    """Return answers of a few kilobytes that decode to `size_mb`, or never end."""
    packed = _packed(zlib.compressobj(9, wbits=31), size_mb)
    return {
        "gzip": answer(packed, Content_Encoding="gzip"),
        "gzip in members": answer(gzip.compress(_PIECE) * size_mb, Content_Encoding="gzip"),
        "gzip in gzip": answer(gzip.compress(packed), Content_Encoding="gzip, gzip"),
        "gzip in gzip, said once": answer(gzip.compress(packed), Content_Encoding="gzip"),
        "empty members": answer(gzip.compress(b"") * 100_000, Content_Encoding="gzip"),
        "deflate": answer(_packed(zlib.compressobj(9), size_mb), Content_Encoding="deflate"),
        "brotli": answer(_brotli(size_mb), Content_Encoding="br"),
        "zstd": answer(_zstd(size_mb), Content_Encoding="zstd"),
        "endless": dribble(_PIECE, 0, b"HTTP/1.1 200 OK\r\n\r\n"),
    }


def harm(
    client: str, port: int, path: str, *, deadline_s: float = 60.0, give_up_s: float = 120.0
) -> Harm:
    """Return what asking for a path does to a process of its own, by the client of this name."""
    call = [sys.executable, str(_VICTIM), client, str(port), path, str(deadline_s)]
    try:
        done = subprocess.run(call, capture_output=True, timeout=give_up_s, check=False)
    except subprocess.TimeoutExpired:
        return Harm(ended="never", added_mb=None, took_s=give_up_s)
    if done.returncode:
        raise RuntimeError(f"{client} died: {done.stderr.decode()[-500:]}")
    told: Mapping[str, Any] = json.loads(done.stdout)
    return Harm(**told)


def _packed(packer: "zlib._Compress", size_mb: int) -> bytes:
    return b"".join([*(packer.compress(_PIECE) for _ in range(size_mb)), packer.flush()])


def _brotli(size_mb: int) -> bytes:
    packer = brotli.Compressor(quality=5)
    return b"".join([*(packer.process(_PIECE) for _ in range(size_mb)), packer.finish()])


def _zstd(size_mb: int) -> bytes:
    """Return a frame of blocks that each say "128 KiB of the same byte" (RFC 8878, 3.1.1.2)."""
    return b"".join(_zstd_blocks(size_mb * 8))


def _zstd_blocks(count: int) -> Iterator[bytes]:
    yield b"\x28\xb5\x2f\xfd" + b"\x00\x38"  # magic; no size told; a window of 128 KiB
    for number in range(count):
        is_last = number == count - 1
        yield ((131_072 << 3) | (1 << 1) | is_last).to_bytes(3, "little") + b"\0"
