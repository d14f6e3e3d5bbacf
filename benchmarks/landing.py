"""The landing zone beside warcio, on the same pages in the same run: speed, and bytes a page.

    .venv/bin/python benchmarks/landing.py [--set news_pages|blog_pages|dated_pages] [--limit 400]

Each writes the pages into one file on disk and reads each back from its offset, digests and all;
warcio writes as it does by default (gzip level 9). The figures are the best of a few rounds, in CPU
seconds of one process: what else the machine does makes them worse, never better.
Says so and ends well when the data are absent.
"""

import argparse
import gzip
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from wirewatch.adapters.landing import Landing, Place
from wirewatch.adapters.warc import Form
from wirewatch.model import Capture

DATA = Path(__file__).parents[2] / "shared" / "data"
GOAL = 700  # pages written a CPU-second
_AT = datetime(2026, 3, 12, 18, tzinfo=UTC)
_ROUNDS = 5

Write = Callable[[Path, list[Capture]], list[Place]]
Read = Callable[[Path, Place], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one round took."""

    write_s: float
    read_s: float
    size: int


def ours(form: Form) -> tuple[Write, Read]:
    """Return the two sides of our landing zone."""

    def write(folder: Path, captures: list[Capture]) -> list[Place]:
        with Landing(folder, form).batch("b") as batch:
            return [batch.add(capture) for capture in captures]

    def read(folder: Path, place: Place) -> bytes:
        return Landing(folder).read(place.warc, place.offset).body

    return write, read


def warcio_write(folder: Path, captures: list[Capture]) -> list[Place]:
    """Write with warcio, as its documentation shows."""
    places = []
    with (folder / "b.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for capture in captures:
            places.append(Place(warc="b.warc.gz", offset=file.tell()))
            head = StatusAndHeaders("200 OK", list(capture.headers), protocol="HTTP/1.1")
            record = writer.create_warc_record(
                capture.url, "response", payload=BytesIO(capture.body), http_headers=head
            )
            writer.write_record(record)
    return places


def warcio_read(folder: Path, place: Place) -> bytes:
    """Read with warcio."""
    with (folder / place.warc).open("rb") as file:
        file.seek(place.offset)
        return next(iter(ArchiveIterator(file))).content_stream().read()


WAYS: dict[str, tuple[Write, Read]] = {
    "warcio": (warcio_write, warcio_read),
    **{form.value: ours(form) for form in Form},
}


def measure(captures: list[Capture], write: Write, read: Read) -> Score:
    """Write and read all captures once; whatever comes back must be what was written."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        begun = time.process_time()
        places = write(folder, captures)
        written = time.process_time()
        bodies = [read(folder, place) for place in places]
        ended = time.process_time()
        assert bodies == [capture.body for capture in captures]
        size = (folder / places[0].warc).stat().st_size
    return Score(write_s=written - begun, read_s=ended - written, size=size)


def best(rounds: list[Score]) -> Score:
    """Return the least of each figure."""
    return Score(
        write_s=min(score.write_s for score in rounds),
        read_s=min(score.read_s for score in rounds),
        size=rounds[0].size,
    )


def pages(folder: Path, limit: int) -> list[Capture]:
    """Return the pages of a set as captures."""
    return [
        Capture(
            url=f"https://site.example/{path.stem}",
            final_url=f"https://site.example/{path.stem}",
            status=200,
            headers=(("content-type", "text/html"),),
            body=gzip.decompress(path.read_bytes()),
            captured_at=_AT,
        )
        for path in sorted((folder / "html").glob("*.html.gz"))[:limit]
    ]


def show(captures: list[Capture], scores: dict[str, list[Score]]) -> None:
    """Print the table; ratios are to warcio."""
    n, size = len(captures), sum(len(capture.body) for capture in captures)
    print(f"{n} pages of {size / n / 1e3:.0f} kB; pages a CPU-second, goal {GOAL} written")
    print(f"{'':9} {'written':>8} {'ratio':>6} {'MB/s':>5} {'read':>7} {'ratio':>6} {'kB/page':>8}")
    peer = best(scores["warcio"])
    for name, rounds in scores.items():
        score = best(rounds)
        print(
            f"{name:9} {n / score.write_s:8,.0f} {peer.write_s / score.write_s:6.1f} "
            f"{size / score.write_s / 1e6:5.0f} {n / score.read_s:7,.0f} "
            f"{peer.read_s / score.read_s:6.1f} {score.size / n / 1e3:8.1f}"
        )


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--set", default="news_pages")
    parser.add_argument("--limit", type=int, default=400)
    call = parser.parse_args()
    if not (DATA / call.set).is_dir():
        print(f"{DATA / call.set} is not here: nothing to measure")
        return 0
    captures = pages(DATA / call.set, call.limit)
    scores: dict[str, list[Score]] = {name: [] for name in WAYS}
    for _ in range(_ROUNDS):  # in turns, so that a busy moment hits all
        for name, (write, read) in WAYS.items():
            scores[name].append(measure(captures, write, read))
    show(captures, scores)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
