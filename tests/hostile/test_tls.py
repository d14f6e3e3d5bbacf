"""A server has to prove that it is the one whose name was asked for."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from adapters.certificates import DAY, NAME, answer_securely, make_certificate, trusted
from adapters.servers import AGENT
from wirewatch.adapters.http import Door
from wirewatch.adapters.network import GuardedBackend
from wirewatch.errors import Unreachable


@contextmanager
def secure_server(certificate: Path) -> Iterator[int]:
    """Answer one connection by TLS; the port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        client, _ = listener.accept()
        with client, suppress(OSError):
            answer_securely(certificate, client, b"Rain")

    threading.Thread(target=talk, daemon=True).start()
    with listener:
        yield listener.getsockname()[1]


def get(certificate: Path) -> bytes:
    backend = GuardedBackend(resolver=lambda *_: ["127.0.0.1"], allows=lambda _: True)
    with secure_server(certificate) as port, Door(user_agent=AGENT, backend=backend) as door:
        return door.get(f"https://{NAME}:{port}/", deadline_s=5).body


def test_a_certificate_of_an_authority_we_know_is_trusted(tmp_path):
    """Without this, the refusals below could be for any reason."""
    certificate = make_certificate(tmp_path)
    with trusted(certificate):
        assert get(certificate) == b"Rain"


def test_a_certificate_nobody_signed_is_not_trusted(tmp_path):
    with pytest.raises(Unreachable, match="self-signed"):
        get(make_certificate(tmp_path))


@pytest.mark.parametrize(
    ("how", "why"),
    [
        pytest.param({"name": "other.example"}, "not valid for 'secure.example'", id="other name"),
        pytest.param({"valid_for": -DAY}, "certificate has expired", id="expired"),
    ],
)
def test_a_certificate_of_somebody_else_or_of_yesterday_is_not_trusted(tmp_path, how, why):
    certificate = make_certificate(tmp_path, **how)
    with trusted(certificate), pytest.raises(Unreachable, match=why):
        get(certificate)
