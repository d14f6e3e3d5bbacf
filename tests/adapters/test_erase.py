"""A page that is erased is nowhere in its file, and every other record stays where it was."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import fastwarc
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from adapters.test_landing import both_forms, both_stores, page
from wirewatch.adapters.landing import Landing, Place
from wirewatch.adapters.warc import Form, packed_size
from wirewatch.adapters.warc_blank import blank
from wirewatch.errors import Gone

Where = Callable[[Path], Path | str]
SECRET = b"<p>The minister kept a heron in the cellar.</p>"


def landed(landing: Landing, *bodies: bytes) -> list[Place]:
    with landing.batch("2026/03/12/b") as batch:
        return [batch.add(page(body)) for body in bodies]


def content(landing: Landing, warc: str) -> bytes:
    return b"".join(landing._store.blocks(warc, 0))


@both_forms
@given(n_bytes=st.integers(220, 400_000))
def test_a_blank_has_the_length_that_was_asked_for_and_is_a_whole_record(form, n_bytes):
    """Whatever the length: around the sizes of blocks, too, where a length field begins."""
    packed = blank(n_bytes, form, place="b@0")
    assert len(packed) == n_bytes
    assert packed_size("b@0", [packed, b"the next record"], form) == n_bytes
    assert packed == blank(n_bytes, form, place="b@0")


@both_forms
@pytest.mark.parametrize("near", [0xFFFF, 1 << 17, 2 * 0xFFFF, 1 << 18])
def test_a_blank_fits_around_the_size_of_a_block(form, near):
    for n_bytes in range(near - 40, near + 40):
        assert packed_size("b@0", [blank(n_bytes, form, place="b@0")], form) == n_bytes


def test_a_place_that_is_too_small_for_a_record_is_refused():
    with pytest.raises(ValueError, match="no room"):
        blank(100, Form.GZIP, place="b@0")


@both_forms
@both_stores
def test_an_erased_page_is_gone_and_the_others_are_where_they_were(tmp_path, where: Where, form):
    landing = Landing(where(tmp_path), form)
    first, secret, last = landed(landing, b"one", SECRET, b"three")
    before = content(landing, secret.warc)
    landing.erase(secret.warc, [secret.offset])
    after = content(landing, secret.warc)
    assert len(after) == len(before)
    assert [landing.read(one.warc, one.offset).body for one in (first, last)] == [b"one", b"three"]
    with pytest.raises(Gone):
        landing.read(secret.warc, secret.offset)
    found = [(capture.body, offset) for capture, offset in landing.captures(secret.warc)]
    assert found == [(b"one", first.offset), (b"three", last.offset)]
    landing.erase(secret.warc, [secret.offset])  # twice is once
    assert content(landing, secret.warc) == after
    assert landing.files() == [secret.warc]


@both_forms
def test_a_file_of_erased_pages_is_still_one_that_every_tool_reads(tmp_path, form):
    landing = Landing(tmp_path, form)
    places = landed(landing, b"one", os.urandom(300_000), b"three")
    landing.erase(places[1].warc, [places[1].offset])
    raw = content(landing, places[1].warc)
    kinds = [one.headers["WARC-Type"] for one in fastwarc.ArchiveIterator(BytesIO(raw))]
    assert kinds == ["response", "metadata", "response"]
    if form is Form.GZIP:
        records = list(ArchiveIterator(BytesIO(raw), check_digests="raise"))
        assert [record.rec_type for record in records] == ["response", "metadata", "response"]


def test_what_is_not_there_is_not_erased(tmp_path):
    landing = Landing(tmp_path)
    (place,) = landed(landing, b"one")
    for warc, offset in (("none.warc.gz", 0), (place.warc, 7), ("../out.warc.gz", 0)):
        with pytest.raises(Gone):
            landing.erase(warc, [offset])
    assert landing.read(place.warc, place.offset).body == b"one"


def _erase_for_ever(root: Path, warc: str, offset: int) -> None:
    landing = Landing(root)
    while True:
        landing.erase(warc, [offset])


def test_killed_in_the_middle_the_file_is_whole_and_the_next_run_ends_the_same(tmp_path):
    """The file is replaced as a whole, and no copy of the page is left beside it."""
    landing = Landing(tmp_path)
    first, secret, _ = landed(landing, os.urandom(100_000), SECRET, os.urandom(100_000))
    expected = content(landing, secret.warc)
    for _ in range(5):
        process = multiprocessing.get_context("fork").Process(
            target=_erase_for_ever, args=(tmp_path, secret.warc, secret.offset)
        )
        process.start()
        process.join(0.05)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        assert len(content(landing, secret.warc)) == len(expected)
        assert landing.read(first.warc, first.offset).body
    landing.erase(secret.warc, [secret.offset])
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()].count(".erasing") == 1
    assert landing.files() == [secret.warc]
    assert not list(tmp_path.rglob("*.part"))
