"""WARC files of others, and our own: pages of chosen sites, one by one, from any record on.

A file is never held as a whole. Of a record that is not wanted only the head is read: its host
decides, before the body is unpacked into Python.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO

from fastwarc import ArchiveIterator, WarcRecord, WarcRecordType

from wirewatch.adapters.http import MAX_BODY_BYTES, parsed_url
from wirewatch.adapters.pages import kept
from wirewatch.adapters.statuses import Headers
from wirewatch.adapters.warc import OURS, capture_told
from wirewatch.articles.rights import rights_of
from wirewatch.errors import Refused, Unreachable
from wirewatch.model import Capture, Via

_PAGES = ("text/html", "application/xhtml")
_MAX_HEADER_BYTES = 1 << 20

IsWanted = Callable[[str], bool]  # given an address


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A page of a WARC file, and where its record begins."""

    capture: Capture
    offset: int


def read_warc(
    file: BinaryIO, subject: str, is_wanted: IsWanted, *, start: int = 0
) -> Iterator[Found]:
    """Give the pages of a WARC file whose address is wanted, in the order of the file.

    Args:
        file: Stands where a record begins.
        subject: Its name, for errors.
        is_wanted: Asked with the address of every response.
        start: Where in the whole file that is; added to the offsets.

    Raises:
        Unreachable: The file is damaged, or ends before a record does. What came before is whole.
    """
    records = ArchiveIterator(
        file,
        record_types=WarcRecordType.response,
        parse_http=False,
        auto_decode="content",
        max_header_len=_MAX_HEADER_BYTES,
        func_filter=lambda record: is_wanted(_url(record)),
    )
    try:
        for record in records:
            capture = _capture(record, subject)
            if capture:
                yield Found(capture=capture, offset=start + record.stream_pos)
    except (OSError, ValueError) as error:
        raise Unreachable(subject, f"damaged: {error}") from error


def _url(record: WarcRecord) -> str:
    return (record.headers.get("WARC-Target-URI") or "").strip("<> ")


def _capture(record: WarcRecord, subject: str) -> Capture | None:
    """Return the page of a record; None when it is none: a picture, a redirect, a nameless one."""
    told = record.headers.get(OURS)
    record.parse_http()
    http, at = record.http_headers, record.record_date
    n_told = record.content_length
    if http is None or at is None or not (told or (http.status_code == 200 and _is_page(http))):
        return None
    body = record.reader.read(MAX_BODY_BYTES + 1)
    if len(body) < min(n_told, MAX_BODY_BYTES) and not _is_packed(http):
        raise Unreachable(subject, "the file ends before a record does")  # FastWARC is silent
    return _own(told, body) if told else _foreign(_url(record), _headers(http), body, _aware(at))


def _own(told: str, body: bytes) -> Capture | None:
    try:
        return capture_told(json.loads(told), body)
    except (ValueError, KeyError, TypeError):
        return None


def _foreign(url: str, headers: Headers, body: bytes, at: datetime) -> Capture | None:
    try:
        path = parsed_url(url).raw_path.decode("ascii")
    except Refused:
        return None
    is_cut = len(body) > MAX_BODY_BYTES
    body = body[:MAX_BODY_BYTES]
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=kept(headers),
        body=body,
        captured_at=at,
        via=Via.CC_NEWS,
        truncated=is_cut,
        rights=rights_of(kept(headers), body, path=path),
    )


def _is_page(http: object) -> bool:
    declared = dict(_headers(http)).get("content-type", "text/html")
    return declared.lower().startswith(_PAGES)


def _is_packed(http: object) -> bool:
    """Whether the body is shorter in the file than as it is read; its length then tells nothing."""
    return not {"content-encoding", "transfer-encoding"}.isdisjoint(dict(_headers(http)))


def _headers(http: object) -> Headers:
    return tuple((name.lower(), value) for name, value in http)  # type: ignore[attr-defined]


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
