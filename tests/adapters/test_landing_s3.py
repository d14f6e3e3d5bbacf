"""The landing zone by the S3 protocol, on a server of this machine.

The driver and the server are 100 MB: to run this, install the dependency group `s3`.
"""

import logging
import os
from collections.abc import Iterator

import pytest

from adapters.test_landing import page
from wirewatch.adapters.landing import Landing
from wirewatch.adapters.warc import Form
from wirewatch.errors import Gone, Unreachable

_ABSENT = "the dependency group s3 is not installed"
pytest.importorskip("s3fs", reason=_ABSENT)
moto = pytest.importorskip("moto.server", reason=_ABSENT)


@pytest.fixture
def server(monkeypatch) -> Iterator[moto.ThreadedMotoServer]:
    """Run a server with the bucket "desk"; drivers find it by the environment, as operators do."""
    import boto3
    import s3fs

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = moto.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "desk",
        "AWS_SECRET_ACCESS_KEY": "desk",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    s3fs.S3FileSystem.clear_instance_cache()
    boto3.client("s3").create_bucket(Bucket="desk")
    yield server
    server.stop()


@pytest.mark.parametrize("form", Form)
def test_pages_land_in_a_bucket_and_are_read_by_ranges(server, form):
    landing = Landing("s3://desk/zone/2026", form)
    pages = [page(os.urandom(size)) for size in (0, 9, 200_000, 300_000, 9)]
    with landing.batch("03/12/b") as batch:
        places = [batch.add(capture) for capture in pages]
    assert [landing.read(place.warc, place.offset) for place in places] == pages


@pytest.mark.parametrize(("warc", "offset"), [("none.warc.gz", 0), ("", 10**9), ("", 3)])
def test_what_is_not_in_the_bucket_is_gone(server, warc, offset):
    landing = Landing("s3://desk/zone")
    with landing.batch("b") as batch:
        place = batch.add(page())
    with pytest.raises(Gone):
        landing.read(warc or place.warc, offset)


def test_a_bucket_that_is_not_there_is_gone(server):
    nobody = Landing("s3://nobody/zone")
    with pytest.raises(Gone, match="bucket does not exist"), nobody.batch("b") as batch:
        batch.add(page())


def test_a_server_that_is_down_is_worth_another_try(server):
    landing = Landing("s3://desk/zone")
    server.stop()
    with pytest.raises(Unreachable, match="Could not connect"), landing.batch("b") as batch:
        batch.add(page())
