"""Loopback servers that say exactly the bytes a test wants them to say."""

import gzip
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from wirewatch.adapters.http import Answer, Door

AGENT = "Wirewatch/0.1 (+https://desk.example)"
URL = "https://tidewater.example/story"


@dataclass(frozen=True)
class Request:
    """What a client asked: `target` with its query, headers with lower-case names."""

    host: str
    target: str
    headers: Mapping[str, str]


Reply = Callable[[Request, socket.socket], None]


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Reply:
    """Answer as a good server does; underscores in header names stand for dashes."""

    def reply(request: Request, client: socket.socket) -> None:
        names = {"Content-Length": str(len(body)), **headers}
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n" + "".join(
            f"{name.replace('_', '-')}: {value}\r\n" for name, value in names.items()
        )
        client.sendall(head.encode("latin-1") + b"\r\n" + body)

    return reply


NOT_FOUND = answer(status=404)


def zipped(body: bytes, *, cut: int = 0) -> Reply:
    """Answer with gzip, the last `cut` bytes left out and not announced."""
    packed = gzip.compress(body)
    return answer(packed[: len(packed) - cut], Content_Encoding="gzip")


def raw(*parts: bytes) -> Reply:
    """Say these bytes and hang up."""

    def reply(request: Request, client: socket.socket) -> None:
        for part in parts:
            client.sendall(part)
        client.shutdown(socket.SHUT_WR)  # a close would wait for the file made of the socket

    return reply


def dribble(part: bytes, pause_s: float, first: bytes = b"") -> Reply:
    """Say `first`, and then `part` again and again until the client has had enough."""

    def reply(request: Request, client: socket.socket) -> None:
        client.sendall(first)
        waiting = threading.Event()
        while True:
            client.sendall(part)
            waiting.wait(pause_s)

    return reply


@dataclass
class Server:
    """A server of scripted replies, by target or by host and target ("a.example/x")."""

    routes: dict[str, Reply]
    otherwise: Reply = NOT_FOUND
    port: int = 0
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    def reply_to(self, request: Request) -> Reply:
        """The reply for a request: its host's own, the target's, or what is said otherwise."""
        path = request.target.partition("?")[0]
        names = (request.host + request.target, request.host + path, request.target, path)
        return next((self.routes[name] for name in names if name in self.routes), self.otherwise)


@contextmanager
def serving(routes: Mapping[str, Reply], *, otherwise: Reply = NOT_FOUND) -> Iterator[Server]:
    """Run a server on loopback for as long as the block lasts."""
    server = Server(dict(routes), otherwise)
    listener = socket.create_server(("127.0.0.1", 0))
    server.port = listener.getsockname()[1]
    threading.Thread(target=_accept, args=(listener, server), daemon=True).start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@contextmanager
def door_to(routes: Mapping[str, Reply]) -> Iterator[tuple[Door, Server]]:
    """Give a door through which every "….example" is a server with these routes."""
    with (
        serving(routes) as server,
        Door(user_agent=AGENT, overrides={"*.example": ("127.0.0.1", server.port)}) as door,
    ):
        yield door, server


def get(reply: Reply, url: str = URL, **how: Any) -> Answer:
    """Return what the door makes of a reply."""
    with door_to({"/story": reply}) as (door, _):
        return door.get(url, **how)


def _accept(listener: socket.socket, server: Server) -> None:
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return  # the test is over
        server.connections += 1
        threading.Thread(target=_talk, args=(client, server), daemon=True).start()


def _talk(client: socket.socket, server: Server) -> None:
    try:
        with client, client.makefile("rb") as incoming:
            while request := _read(incoming):
                server.requests.append(request)
                server.reply_to(request)(request, client)
    except OSError:
        pass  # the client hung up: that is what many of these tests are about


def _read(incoming) -> Request | None:
    first = incoming.readline().split()
    if len(first) < 2:
        return None
    headers = {}
    while (line := incoming.readline()) not in {b"\r\n", b""}:
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    return Request(headers.get("host", ""), first[1].decode("latin-1"), headers)
