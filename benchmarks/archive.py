"""A file of the size of Common Crawl's, read past for one site: records a CPU-second, and memory.

    make bench-archive MEGABYTES=1000

The file is made here: 200 pages of 100 kB, half of it letters that cannot be packed, of 50 invented
sites, written by warcio again and again. It is served from loopback in parts, as the crawl serves
them, and read from there. The goals: 400 records a CPU-second, less than 300 MB of memory.
"""

import argparse
import base64
import random
import resource
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from wirewatch.adapters.archives.cc_news import CcNews
from wirewatch.adapters.archives.warc_files import read_warc
from wirewatch.adapters.hosts import HostLeases
from wirewatch.adapters.http import Door, utc_now
from wirewatch.adapters.polite import PoliteDoor
from wirewatch.adapters.warehouse.engine import migrate, open_warehouse

GOAL_RECORDS = 400  # a CPU-second
GOAL_MEGABYTES = 300
_PAGES = 200
_SITES = 50


def make_file(path: Path, megabytes: int) -> int:
    """Write the file; return how many records it has."""
    dice, out = random.Random(0), BytesIO()  # noqa: S311 - no secret
    writer = WARCWriter(out, gzip=True)
    for n in range(_PAGES):
        body = b"<p>" + base64.b64encode(dice.randbytes(50_000)) + b"<p>Rain. " * 4_000
        head = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        url = f"https://site{n % _SITES}.example/{n}"
        writer.write_record(
            writer.create_warc_record(url, "response", payload=BytesIO(body), http_headers=head)
        )
    part = out.getvalue()
    rounds = megabytes * 1_000_000 // len(part) + 1
    with path.open("wb") as file:
        for _ in range(rounds):
            file.write(part)
    return rounds * _PAGES


def serve(path: Path, ports: Any) -> None:
    """Serve the file in parts, in a process of its own: its memory and time are not ours."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            first, last = self.headers["Range"].removeprefix("bytes=").split("-")
            with path.open("rb") as file:
                file.seek(int(first))
                part = file.read(int(last) - int(first) + 1)
            self.send_response(206)
            told = f"bytes {first}-{int(first) + len(part) - 1}/{path.stat().st_size}"
            self.send_header("Content-Range", told)
            self.send_header("Content-Length", str(len(part)))
            self.end_headers()
            self.wfile.write(part)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    ports.put(server.server_address[1])
    server.serve_forever()


def read(folder: Path, port: int) -> int:
    """Read the file past for one site; return how many of its pages were found."""
    engine = open_warehouse(f"sqlite:///{folder}/warehouse.db")
    migrate(engine)
    with Door(user_agent="bench", overrides={"*.example": ("127.0.0.1", port)}) as door:
        hosts = HostLeases(engine, interval_s=0, now=utc_now, sleep=time.sleep)
        crawl = CcNews(PoliteDoor(door, hosts, utc_now), base="http://crawl.example")
        with crawl.open("http://crawl.example/f.warc.gz") as file:
            return sum(1 for _ in read_warc(file, "f", lambda url: "//site7." in url))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--megabytes", type=int, default=100)
    megabytes = parser.parse_args().megabytes
    with TemporaryDirectory() as name:
        folder = Path(name)
        n_records = make_file(folder / "f.warc.gz", megabytes)
        context = get_context("spawn")
        ports = context.Queue()
        server = context.Process(target=serve, args=(folder / "f.warc.gz", ports))
        server.start()
        try:
            port = ports.get(timeout=60)
            begun = time.process_time()
            n_found = read(folder, port)
            took_s = time.process_time() - begun
        finally:
            server.terminate()
            server.join()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    speed = n_records / took_s
    print(f"{megabytes} MB, {n_records:,} records, {n_found:,} of our site, {took_s:.1f} CPU-s")
    print(f"{speed:,.0f} records a CPU-second (goal {GOAL_RECORDS}), peak {peak:.0f} MB "
          f"(goal {GOAL_MEGABYTES})")  # fmt: skip
    sys.exit(speed < GOAL_RECORDS or peak > GOAL_MEGABYTES)


if __name__ == "__main__":
    main()
