"""Whatever keeps the files: they appear whole or not at all, and its errors are ours."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from adapters.shelf import Shelf, ShelfFileSystem
from adapters.test_landing import page
from wirewatch.adapters.landing import Landing
from wirewatch.errors import Gone, Refused, Unreachable, WirewatchError


@pytest.fixture
def shelf() -> Shelf:
    ShelfFileSystem.shelf = Shelf()
    return ShelfFileSystem.shelf


@pytest.fixture
def landing(shelf: Shelf) -> Landing:
    return Landing("shelf://bucket/zone")


class DriverError(Exception):
    """As botocore's, gcsfs's and azure's: no OSError, and no kin of one another."""


TROUBLES = [
    pytest.param(FileNotFoundError("no such bucket"), Gone, id="no bucket"),
    pytest.param(PermissionError("AccessDenied"), Refused, id="denied"),
    pytest.param(TimeoutError("after 15 s"), Unreachable, id="timeout"),
    pytest.param(OSError(121, "SlowDown"), Unreachable, id="5xx"),
    pytest.param(DriverError("no credentials"), Unreachable, id="of the driver"),
]


# ── object stores ───────────────────────────────────────────────────────────────────────────────


def test_an_object_appears_by_one_put_when_the_batch_is_whole(landing, shelf):
    with landing.batch("2026/03/12/b") as batch:
        places = [batch.add(page(b"one")), batch.add(page(b"two"))]
        assert shelf.objects == {}
    assert list(shelf.objects) == [f"bucket/zone/{places[0].warc}"]
    assert [landing.read(place.warc, place.offset).body for place in places] == [b"one", b"two"]


def test_a_batch_that_fails_or_is_empty_puts_nothing(landing, shelf):
    with pytest.raises(RuntimeError), landing.batch("b") as batch:  # noqa: PT012
        batch.add(page())
        raise RuntimeError("the task died")
    with landing.batch("b"):
        pass
    assert shelf.objects == {}


def test_no_name_is_given_twice(landing, shelf):
    for number in range(20):
        with landing.batch("b") as batch:
            batch.add(page(b"%d" % number))
    assert len(shelf.objects) == 20
    assert all(name.startswith("bucket/zone/b.") for name in shelf.objects)
    assert all(name.endswith(".warc.gz") for name in shelf.objects)


def test_one_page_is_read_without_the_file_around_it(landing, shelf):
    with landing.batch("b") as batch:
        places = [batch.add(page(os.urandom(60_000))) for _ in range(100)]
    landing.read(places[50].warc, places[50].offset)
    assert shelf.served == [(places[50].offset, places[50].offset + (1 << 17))]


def test_a_page_larger_than_a_block_is_read_block_by_block(landing, shelf):
    with landing.batch("b") as batch:
        place = batch.add(page(os.urandom(300_000)))
        batch.add(page(os.urandom(300_000)))
    landing.read(place.warc, place.offset)
    assert shelf.served == [(at << 17, (at + 1) << 17) for at in range(3)]


@pytest.mark.parametrize(("trouble", "error"), TROUBLES)
def test_what_a_store_cannot_do_is_told_in_our_words(landing, shelf, trouble, error):
    with landing.batch("b") as batch:
        place = batch.add(page())
    shelf.trouble = trouble
    with pytest.raises(error) as reading:
        landing.read(place.warc, place.offset)
    with pytest.raises(error) as writing, landing.batch("b") as batch:
        batch.add(page())
    for raised in (reading.value, writing.value):
        assert raised.__cause__ is trouble
        assert str(trouble) in str(raised)


def test_what_the_writer_of_a_batch_raises_stays_what_it_is(landing):
    """Only what the store raises is the store's."""
    with pytest.raises(DriverError), landing.batch("b"):
        raise DriverError("of somebody else")


# ── folders ─────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def files_up_to(n_bytes: int) -> Iterator[None]:
    """Let the machine refuse to make a file any larger, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (n_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("n_pages", [1, 40], ids=["at the end", "half-way"])
def test_a_full_disk_is_worth_another_try_and_keeps_no_half_file(tmp_path, n_pages):
    pages = [page(os.urandom(3000)) for _ in range(n_pages)]
    with (  # noqa: PT012
        pytest.raises(Unreachable, match="File too large"),
        files_up_to(2000),
        Landing(tmp_path).batch("b") as batch,
    ):
        for capture in pages:
            batch.add(capture)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told_in_our_words(tmp_path):
    (tmp_path / "landing").write_text("a file")
    with pytest.raises(WirewatchError) as told, Landing(tmp_path / "landing").batch("a/b"):
        pass
    assert told.value.subject == "a/b"


def test_a_link_to_another_disk_is_part_of_the_landing_zone(tmp_path):
    (tmp_path / "landing").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "landing/2026").symlink_to(tmp_path / "other")
    landing = Landing(tmp_path / "landing")
    with landing.batch("2026/b") as batch:
        place = batch.add(page())
    assert landing.read(place.warc, place.offset) == page()


def test_what_killed_batches_left_is_swept_after_a_day(tmp_path):
    """Whole files stay, whoever points to them; a batch of today may still be being written."""
    for name in ("old.warc.gz.part", "new.warc.gz.part", "old.warc.gz"):
        path = tmp_path / "2026/03/11" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        if name.startswith("old"):
            os.utime(path, (0, 0))
    with Landing(tmp_path).batch("2026/03/12/b") as batch:
        batch.add(page())
    left = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert left == ["b.warc.gz", "new.warc.gz.part", "old.warc.gz"]
