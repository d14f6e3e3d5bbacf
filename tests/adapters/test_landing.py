"""What has landed is there, whole, for ever, and for everybody's tools."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest
from fsspec.core import url_to_fs
from hypothesis import given, settings
from hypothesis import strategies as st

from wirewatch.adapters.landing import Landing, open_landing
from wirewatch.adapters.warc import Form
from wirewatch.errors import BadInput, Gone
from wirewatch.model import Capture, Rights, Via

AT = datetime(2026, 3, 12, 18, 4, 5, 678901, tzinfo=UTC)


def page(body: bytes = b"<p>Rain over Port Ellery</p>", **changes) -> Capture:
    known = {
        "url": "https://tidewater.example/rain?a=1",
        "final_url": "https://www.tidewater.example/rain",
        "status": 200,
        "headers": (("content-type", "text/html; charset=utf-8"), ("etag", '"7"')),
        "body": body,
        "captured_at": AT,
    }
    return Capture(**{**known, **changes})


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path)


both_forms = pytest.mark.parametrize("form", Form)
both_stores = pytest.mark.parametrize(
    "where",
    [lambda folder: folder, lambda _: f"memory://{uuid4()}"],
    ids=["folder", "store"],
)
Where = Callable[[Path], Path | str]


def visible(root: Path) -> list[str]:
    return sorted(
        str(path.relative_to(root)) for path in root.rglob("*.warc.*") if path.suffix != ".part"
    )


captures = st.builds(
    page,
    body=st.binary(max_size=5000),
    url=st.text(min_size=1, max_size=300),
    final_url=st.text(min_size=1),
    status=st.integers(100, 999),
    headers=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    captured_at=st.datetimes(datetime(1990, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    via=st.sampled_from(Via),
    truncated=st.booleans(),
    rights=st.none()
    | st.builds(
        Rights,
        robots=st.none() | st.text(),
        tdm_reserved=st.none() | st.booleans(),
        tdm_policy=st.none() | st.text(),
    ),
)


@both_forms
@both_stores
@settings(deadline=None, max_examples=40)
@given(st.lists(captures, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_every_capture_comes_back_as_it_was_in_any_order(
    tmp_path_factory, where: Where, form, landed, random
):
    landing = Landing(where(tmp_path_factory.mktemp("landing")), form)
    with landing.batch("2026/03/12/b") as batch:
        places = [(batch.add(capture), capture) for capture in landed]
    random.shuffle(places)
    for place, capture in places:
        assert landing.read(place.warc, place.offset) == capture


def test_a_body_that_looks_like_headers_comes_back(landing):
    body = b"\r\n\r\nWARC/1.1\r\nContent-Length: 9\r\n\r\n" * 3
    with landing.batch("b") as batch:
        place = batch.add(page(body))
        after = batch.add(page(b"after"))
    assert landing.read(place.warc, place.offset).body == body
    assert landing.read(after.warc, after.offset).body == b"after"


@both_forms
def test_a_large_page_comes_back(tmp_path, form):
    landing, body = Landing(tmp_path, form), os.urandom(1 << 20) * 15
    with landing.batch("b") as batch:
        place = batch.add(page(body))
    assert landing.read(place.warc, place.offset).body == body


def test_a_time_of_another_zone_is_the_same_instant(landing):
    local = AT.astimezone(timezone(timedelta(hours=-5)))
    with landing.batch("b") as batch:
        place = batch.add(page(captured_at=local))
    assert landing.read(place.warc, place.offset).captured_at == AT


@both_forms
def test_threads_may_share_a_batch(tmp_path, form):
    landing = Landing(tmp_path, form)
    pages = [page(os.urandom(3000)) for _ in range(200)]
    with landing.batch("b") as batch, ThreadPoolExecutor(8) as threads:
        places = list(threads.map(batch.add, pages))
    assert [landing.read(place.warc, place.offset) for place in places] == pages


# ── batches ─────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_visible_before_the_end(landing, tmp_path):
    with landing.batch("2026/03/12/b") as batch:
        batch.add(page())
        assert visible(tmp_path) == []
    assert visible(tmp_path) == ["2026/03/12/b.warc.gz"]


def test_a_batch_that_fails_leaves_nothing(landing, tmp_path):
    with pytest.raises(RuntimeError), landing.batch("b") as batch:  # noqa: PT012
        batch.add(page())
        raise RuntimeError("the task died")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_batch_leaves_nothing(landing, tmp_path):
    with landing.batch("b"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_zone_of_both_forms_is_read_whatever_the_form_of_new_files_is(tmp_path):
    places = []
    for form in Form:
        with Landing(tmp_path, form).batch("b") as batch:
            places.append(batch.add(page(form.encode())))
    assert visible(tmp_path) == ["b.warc.gz", "b.warc.zst"]
    for form in Form:
        landing = Landing(tmp_path, form)
        bodies = [landing.read(place.warc, place.offset).body for place in places]
        assert bodies == [b"warc.gz", b"warc.zst"]


def test_a_second_try_does_not_destroy_what_the_first_has_landed(landing, tmp_path):
    with landing.batch("b") as batch:
        first = batch.add(page(b"first"))
    with landing.batch("b") as batch:
        second = batch.add(page(b"second"))
    assert visible(tmp_path) == ["b.2.warc.gz", "b.warc.gz"]
    assert landing.read(first.warc, first.offset).body == b"first"
    assert landing.read(second.warc, second.offset).body == b"second"


@both_stores
def test_two_tries_at_once_write_two_files(tmp_path, where: Where):
    landing = Landing(where(tmp_path))
    with landing.batch("b") as one, landing.batch("b") as other:
        places = [one.add(page(b"one")), other.add(page(b"other"))]
    assert [landing.read(p.warc, p.offset).body for p in places] == [b"one", b"other"]


KILLED = """
import os, signal, sys
sys.path.insert(0, {tests!r})
from pathlib import Path
from wirewatch.adapters.landing import Landing
from adapters.test_landing import page
with Landing(Path({root!r})).batch("2026/03/12/b") as batch:
    for number in range(50):
        batch.add(page(os.urandom(20_000)))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_batch_killed_in_the_middle_leaves_no_half_file(landing, tmp_path):
    script = KILLED.format(root=str(tmp_path), tests=str(Path(__file__).parents[1]))
    done = subprocess.run([sys.executable, "-c", script], check=False)
    assert done.returncode == -signal.SIGKILL
    assert visible(tmp_path) == []
    with landing.batch("2026/03/12/b") as batch:  # and the retry is not in its way
        place = batch.add(page(b"again"))
    assert landing.read(place.warc, place.offset).body == b"again"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("2026/03/12/harvest-1800", "2026/03/12/harvest-1800.warc.gz"),
        ("scheduled__2026-03-12T00:00:00+00:00", "scheduled__2026-03-12T00_00_00_00_00.warc.gz"),
        ("a b/ü", "a_b/_.warc.gz"),
    ],
)
def test_a_batch_has_the_name_its_caller_gave(landing, tmp_path, name, file):
    with landing.batch(name) as batch:
        assert batch.add(page()).warc == file
    assert visible(tmp_path) == [file]


@pytest.mark.parametrize("name", ["", "../x", "a/../../x", "/etc/x", "a//b", "a/."])
def test_a_name_that_leads_out_of_the_landing_zone_is_refused(landing, name):
    with pytest.raises(BadInput), landing.batch(name):
        pass


# ── places that are wrong ───────────────────────────────────────────────────────────────────────


@both_stores
@pytest.mark.parametrize(
    ("warc", "offset"),
    [
        ("none.warc.gz", 0), ("b.warc.gz", 1), ("b.warc.gz", 10**9), ("b.warc.gz", -1),
        ("../outside.warc.gz", 0), ("/etc/passwd", 0), (".", 0), ("broken.warc.gz", 0),
        ("other.warc.gz", 0), ("folder.warc.gz", 0), ("b.txt", 0),
        ("a/../b.warc.gz", 0),
    ],
)  # fmt: skip
def test_a_place_without_a_record_is_gone(tmp_path, where: Where, warc, offset):
    zone = where(tmp_path / "landing")
    files, root = url_to_fs(str(zone))
    with Landing(tmp_path / "else").batch("b") as batch:
        batch.add(page())
    whole = (tmp_path / "else/b.warc.gz").read_bytes()
    files.makedirs(f"{root}/folder.warc.gz")
    for name, content in {
        "b.warc.gz": whole,
        "b.txt": whole,
        "../outside.warc.gz": whole,
        "broken.warc.gz": whole[: len(whole) // 2],
        "other.warc.gz": b'{"not": "a WARC"}',
    }.items():
        files.pipe_file(f"{root}/{name}", content)
    with pytest.raises(Gone):
        Landing(zone).read(warc, offset)


# ── as desk.toml says ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("table", "file"),
    [
        ({}, "home/landing/b.warc.gz"),
        ({"format": "warc.zst"}, "home/landing/b.warc.zst"),
        ({"url": "file://{}/elsewhere", "format": "warc.gz"}, "elsewhere/b.warc.gz"),
    ],
)
def test_the_desk_says_where_pages_land_and_in_which_form(tmp_path, table, file):
    table = {key: value.format(tmp_path) for key, value in table.items()}
    with open_landing(table, home=tmp_path / "home").batch("b") as batch:
        batch.add(page())
    assert visible(tmp_path) == [file]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ({"format": "zip"}, "[landing] format = 'zip': is none of warc.gz, warc.zst"),
        ({"format": ["warc.gz"]}, "[landing] format = ['warc.gz']: is none of"),
        ({"url": "bucket/folder"}, "[landing] url = 'bucket/folder': is no address such as s3://"),
        ({"url": 5}, "[landing] url = '5': is no address"),
        ({"url": ""}, "is no address"),
        ({"url": "file:///"}, "is no address"),
        ({"url": "file://folder"}, "is no absolute path; write file:///folder"),
        ({"url": "sftp://me:secret@host/x"}, "holds a password; leave it to the variables"),
        ({"url": "nowhere://x"}, "Protocol not known: nowhere"),
    ],
)
def test_a_wrong_landing_zone_is_refused(tmp_path, table, told):
    with pytest.raises(BadInput) as refused:
        open_landing(table, home=tmp_path)
    assert told in str(refused.value)
