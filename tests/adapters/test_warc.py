"""A record is read by everybody's tools, on any day, from where it begins, or not at all."""

import json
import os
from io import BytesIO

import fastwarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from adapters.test_landing import AT, page
from wirewatch.adapters.warc import Form, form_of, pack, unpack
from wirewatch.errors import Gone
from wirewatch.model import Capture, Via

both_forms = pytest.mark.parametrize("form", Form)


def pieces(packed: bytes, size: int) -> list[bytes]:
    return [packed[at : at + size] for at in range(0, len(packed), size)]


@pytest.mark.parametrize(
    ("warc", "form"),
    [
        ("2026/b.warc.gz", Form.GZIP),
        ("b.warc.zst", Form.ZSTD),
        ("b.warc.zst.part", None),
        ("b.gz", None),
        ("warc.gz", None),
    ],
)
def test_the_name_of_a_file_tells_its_form(warc, form):
    assert form_of(warc) is form


@both_forms
@given(size=st.integers(1, 5000), body=st.binary(max_size=3000))
def test_a_record_is_read_in_blocks_of_any_size_and_no_further(form, size, body):
    blocks = iter([*pieces(pack(page(body), form), size), b"the next record"])
    assert unpack("b", blocks, form) == page(body)
    assert next(blocks) == b"the next record"


@both_forms
@given(share=st.floats(0, 1, exclude_max=True))
def test_a_record_that_is_cut_off_is_gone(form, share):
    packed = pack(page(), form)
    with pytest.raises(Gone):
        unpack("b@0", [packed[: int(share * len(packed))]], form)


@both_forms
@settings(deadline=None, max_examples=150)
@given(share=st.floats(0, 1, exclude_max=True), flip=st.integers(1, 255))
def test_a_damaged_record_is_gone_or_as_it_was(form, share, flip):
    """Some bytes mean nothing, as the clock in gzip's header; none may make another page of it."""
    capture = page(b"<p>Rain over Port Ellery, and more of it on Friday</p>" * 20)
    damaged = bytearray(pack(capture, form))
    damaged[int(share * len(damaged))] ^= flip
    try:
        read = unpack("b@0", [bytes(damaged)], form)
    except Gone:
        return
    assert read == capture


# ── other tools, other days ─────────────────────────────────────────────────────────────────────


def test_warcio_reads_our_gzip_files():
    """A WARC that only its writer can read is no archive."""
    captures = (
        page(b"one", truncated=True),
        page(b"two", headers=(("link", "<\r\nX-Evil: 1\r\n\r\n>"),)),
    )
    file = BytesIO(b"".join(pack(capture, Form.GZIP) for capture in captures))
    records = [
        (
            record.rec_type,
            record.rec_headers.get_header("WARC-Target-URI"),
            record.rec_headers.get_header("WARC-Date"),
            record.rec_headers.get_header("WARC-Truncated"),
            record.http_headers.get_statuscode(),
            record.http_headers.get_header("x-evil"),
            record.content_stream().read(),
            record.digest_checker.passed,
        )
        for record in ArchiveIterator(file, check_digests=True)
    ]
    uri, at = "https://tidewater.example/rain?a=1", "2026-03-12T18:04:05.678901Z"
    assert records == [
        ("response", uri, at, "disconnect", "200", None, b"one", True),
        ("response", uri, at, None, "200", None, b"two", True),
    ]


@both_forms
def test_fastwarc_finds_each_record_where_it_begins(form):
    packed = [pack(page(os.urandom(size)), form) for size in (0, 9, 70_000, 300_000, 9)]
    found = [
        (record.stream_pos, record.verify_block_digest())
        for record in fastwarc.ArchiveIterator(BytesIO(b"".join(packed)), parse_http=False)
    ]
    starts = [sum(map(len, packed[:number])) for number in range(len(packed))]
    assert found == [(start, True) for start in starts]


def test_a_record_of_the_days_before_rights_is_read():
    """What has landed stays, and fields of a capture come and go."""
    told = {
        "url": "https://sea.example/a", "final_url": "https://sea.example/b", "status": 200,
        "headers": [["etag", "7"]], "captured_at": AT.isoformat(), "via": "wayback",
        "truncated": True, "of days to come": 1,
    }  # fmt: skip
    assert unpack("old", [by_fastwarc({"WARC-X-Wirewatch": json.dumps(told)})], Form.GZIP) == (
        Capture(
            url="https://sea.example/a",
            final_url="https://sea.example/b",
            status=200,
            headers=(("etag", "7"),),
            body=b"old",
            captured_at=AT,
            via=Via.WAYBACK,
            truncated=True,
            rights=None,
        )
    )


@pytest.mark.parametrize(
    "headers", [{}, {"WARC-X-Wirewatch": "not JSON"}], ids=["theirs", "in our name"]
)
def test_a_record_of_somebody_else_is_gone(headers):
    with pytest.raises(Gone, match="no record of ours begins here"):
        unpack("theirs", [by_fastwarc(headers)], Form.GZIP)


def by_fastwarc(headers: dict[str, str]) -> bytes:
    """A record as FastWARC writes it, and as we let it write ours in the beginning."""
    record = fastwarc.WarcRecord()
    record.init_headers(fastwarc.WarcRecordType.response)
    for name, value in headers.items():
        record.headers[name] = value
    record.set_bytes_content(b"HTTP/1.1 200 OK\r\n\r\nold")
    file = BytesIO()
    writer = fastwarc.GzipWriter(file)
    record.write(writer, checksum_data=True)
    writer.close()
    return file.getvalue()
