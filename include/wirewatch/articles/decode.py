"""Bytes to text. Whatever the bytes are, there is a text; nothing here raises."""

import codecs
import re

MAX_HTML_BYTES = 5_000_000
"""The longest page that is parsed whole. Real news pages have 0.3 MB on average; 30 MB of `<p>`
cost trafilatura 91 s of CPU and 0.8 GB."""

# Bytes that no text has: all controls but NUL (UTF-16 without a mark), white space and ESC
# (ISO-2022-JP). A picture, a PDF or a gzip stream has 10 % of them, real pages have none.
_NEVER_TEXT = bytes([*range(0x01, 0x09), *range(0x0E, 0x1B), *range(0x1C, 0x20)])
_MAX_NEVER_TEXT = 0.02
_LOOKED_AT_BYTES = 65_536

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([\w.:-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_META_WITHIN_BYTES = 4096  # the standard says 1024; publishers put scripts before it
# Browsers read these names as the larger set (WHATWG Encoding, "names and labels").
_READ_AS = {
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "iso-8859-9": "cp1254",
    "tis-620": "cp874",
    "windows-874": "cp874",
}


def decode(body: bytes, content_type: str | None) -> tuple[str, tuple[str, ...]]:
    """Return the text of `body` and what had to be mended, in plain words.

    The first that decodes wins: BOM, UTF-8 (bytes that are valid UTF-8 are UTF-8, whatever the
    page claims), the header's charset, the page's own, Windows-1252. More than `MAX_HTML_BYTES`
    is cut. What is no text at all gives none.
    """
    warnings: tuple[str, ...] = ()
    if _is_binary(body):
        return "", ("the body is no text: a picture, an archive, or broken",)
    if len(body) > MAX_HTML_BYTES:
        warnings = (f"the page has {len(body)} bytes; only the first {MAX_HTML_BYTES} were read",)
        body = body[:MAX_HTML_BYTES]
    for bom, encoding in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(encoding, "replace"), warnings
    return _decode_without_bom(body, content_type, warnings)


def _is_binary(body: bytes) -> bool:
    head = body[:_LOOKED_AT_BYTES]
    n_never = len(head) - len(head.translate(None, _NEVER_TEXT))
    return n_never > _MAX_NEVER_TEXT * max(len(head), 1)


def _decode_without_bom(
    body: bytes, content_type: str | None, warnings: tuple[str, ...]
) -> tuple[str, tuple[str, ...]]:
    for encoding in ("utf-8", *_declared(body, content_type)):
        try:
            return codecs.lookup(encoding).decode(body)[0], warnings
        except UnicodeError as error:
            if _is_cut_end(error, len(body)):
                return body.decode("utf-8", "ignore"), warnings
        except (LookupError, TypeError, ValueError):  # "charset=utf8mb4", or a codec not for text
            continue
    note = "the page's bytes fit none of the charsets it declares; read as Windows-1252"
    return body.decode("cp1252", "replace"), (*warnings, note)


def _is_cut_end(error: UnicodeError, n_bytes: int) -> bool:
    """Whether UTF-8 fails only in its last bytes: the page was cut in the middle of a letter."""
    is_utf8 = isinstance(error, UnicodeDecodeError) and error.encoding == "utf-8"
    return is_utf8 and isinstance(error, UnicodeDecodeError) and error.start > max(n_bytes - 4, 8)


def _declared(body: bytes, content_type: str | None) -> list[str]:
    found = [match[1] for match in [_HEADER.search(content_type or "")] if match]
    meta = _META.search(body[:_META_WITHIN_BYTES])
    if meta:
        found.append(meta[1].decode("ascii", "replace"))
    names = [_READ_AS.get(name.lower(), name.lower()) for name in found]
    return [name for name in names if name not in {"utf-16", "utf-16le", "utf-16be", "utf-7"}]
