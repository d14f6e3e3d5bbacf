"""The newsroom on a socket of 127.0.0.1: one server, told apart by the Host header.

    with serve() as room:
        print(room.address)   # ("127.0.0.1", 43121)

Hosts are reached by their real names through the door's override `*.example=127.0.0.1:43121`.
"""

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread

from wirewatch.newsroom import NOW
from wirewatch.newsroom.pages import PlannedPage
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.site import Answer, NewsroomSite, Request, Site
from wirewatch.newsroom.texts import load_texts

SILENCE_S = 40.0  # a silent host holds the line this long: more than any fetch deadline
_MIN_GZIP_BYTES = 500
_MAX_BODY_BYTES = 1_000_000  # of a webhook
_BODILESS = (204, 304)


class LoopbackServer:
    """Serves a site on 127.0.0.1. Start and stop it, or use `with`."""

    def __init__(self, site: Site, *, port: int = 0, silence_s: float = SILENCE_S) -> None:
        self._stopping = Event()
        handler = type(
            "Handler",
            (_Handler,),
            {"site": site, "silence_s": silence_s, "stopping": self._stopping},
        )
        self._server = _QuietServer(("127.0.0.1", port), handler)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return ("127.0.0.1", self._server.server_address[1])

    def start(self) -> None:
        """Serve in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Stop serving; lines that are held in silence are let go."""
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()

    def run(self) -> None:
        """Serve in this thread until interrupted."""
        try:
            self._server.serve_forever()
        except KeyboardInterrupt:
            self._stopping.set()
        finally:
            self._server.server_close()


class Newsroom:
    """The sample newsroom, served: its pages, its address, and what its inbox received."""

    def __init__(
        self,
        root: Path | None = None,
        now: datetime = NOW,
        *,
        port: int = 0,
        silence_s: float = SILENCE_S,
    ) -> None:
        self.pages: tuple[PlannedPage, ...] = plan_pages(load_texts(root), now=now)
        self.site = NewsroomSite(self.pages, now=now)
        self.server = LoopbackServer(self.site, port=port, silence_s=silence_s)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return self.server.address

    @property
    def inbox(self) -> list[tuple[str, bytes]]:
        """The webhooks that came in: idempotency key and body, each key once."""
        return self.site.inbox


@contextmanager
def serve(
    root: Path | None = None, now: datetime = NOW, *, silence_s: float = SILENCE_S
) -> Iterator[Newsroom]:
    """Serve the newsroom for the length of a `with`; `root` is a folder of other texts."""
    room = Newsroom(root, now, silence_s=silence_s)
    room.server.start()
    try:
        yield room
    finally:
        room.server.stop()


class _QuietServer(ThreadingHTTPServer):
    request_queue_size = 128  # a harvest opens many lines at once

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that hang up; anything else is a mistake of ours."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    site: Site
    silence_s: float
    stopping: Event
    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 16  # headers and body leave in one piece
    timeout = 60

    def do_GET(self) -> None:
        self._send(self.site.answer(self._request()))

    do_HEAD = do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _request(self) -> Request:
        stated = self.headers.get("Content-Length", "")
        length = min(int(stated), _MAX_BODY_BYTES) if stated.isdecimal() else 0
        return Request(
            host=self.headers.get("Host", ""),
            target=self.path,
            method=self.command,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(length) if length else b"",
        )

    def _send(self, answer: Answer) -> None:
        try:
            if answer.is_silent:
                self._hold()
            elif answer.chunks is not None:
                self._stream(answer, answer.chunks)
            else:
                self._whole(answer)
        except (ConnectionError, TimeoutError):  # the client has had enough
            self.close_connection = True

    def _hold(self) -> None:
        self.stopping.wait(self.silence_s)
        self.close_connection = True

    def _stream(self, answer: Answer, chunks: Iterator[bytes]) -> None:
        self.close_connection = True
        self._head(answer, (("Connection", "close"),))
        for chunk in chunks if self.command != "HEAD" else ():
            if self.stopping.is_set():
                return
            self.wfile.write(chunk)

    def _whole(self, answer: Answer) -> None:
        body = answer.body
        more: tuple[tuple[str, str], ...] = ()
        if len(body) >= _MIN_GZIP_BYTES and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, more = gzip.compress(body, mtime=0), (("Content-Encoding", "gzip"),)
        length = () if answer.status in _BODILESS else (("Content-Length", str(len(body))),)
        self._head(answer, (*more, *length))
        if self.command != "HEAD":
            self.wfile.write(body)

    def _head(self, answer: Answer, more: tuple[tuple[str, str], ...]) -> None:
        self.send_response_only(answer.status)
        for name, value in (*answer.headers, *more):
            self.send_header(name, value)
        self.end_headers()
