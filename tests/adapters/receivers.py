"""Loopback receivers of mail and of webhooks."""

# ruff: noqa: ARG002 — the signatures are aiosmtpd's

import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Inbox:
    """Takes mail; `answer` is what it says to the text of a mail, `unknown` whom it refuses."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.answer = "250 taken"
        self.unknown: set[str] = set()

    async def handle_RCPT(  # noqa: N802 — aiosmtpd's names and arguments
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 nobody here of that name"
        envelope.rcpt_tos.append(address)
        return "250 ok"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answer.startswith("250"):
            self.raw.append(bytes(envelope.content or b""))
            mail = message_from_bytes(self.raw[-1], policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
        return self.answer


@contextmanager
def inbox_at(inbox: Inbox) -> Iterator[int]:
    """Give the port at which `inbox` takes mail."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


class Receiver(BaseHTTPRequestHandler):
    """Answers as its server's mood is, and keeps what it got."""

    server: "Desk"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, dict(self.headers), body))
        mood = self.server.moods.pop() if self.server.moods else "take"
        status = 503 if mood == "503" else self.server.status
        if status < 300:
            self.server.taken[self.headers["Idempotency-Key"]] += 1
        if mood.startswith("hang"):
            self.server.hung_up += 1
            if mood == "hang":  # until the client's patience ends
                self.rfile.read(1)
            return
        self.send_response(status)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Desk(ThreadingHTTPServer):
    """A receiver of webhooks. `moods` are taken from the end: "take", "503", "hang up", "hang"."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Receiver)
        self.status = 200
        self.moods: list[str] = []
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.taken: Counter[str] = Counter()  # by key
        self.hung_up = 0

    def handle_error(self, *_: object) -> None:
        """Say nothing when a killed client hangs up."""


@contextmanager
def open_desk() -> Iterator[Desk]:
    """Give a receiver that listens."""
    server = Desk()
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()
