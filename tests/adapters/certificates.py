"""Certificates that are their own authority, and ways to trust them for a while."""

import datetime as dt
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from wirewatch.adapters import connections

NAME = "secure.example"
DAY = dt.timedelta(days=1)


def make_certificate(folder: Path, *, name: str = NAME, valid_for: dt.timedelta = DAY) -> Path:
    """Write a certificate and its key to a file; its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - 3 * DAY)
        .not_valid_after(now + valid_for)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path = folder / f"{name}.pem"
    path.write_bytes(kept + signed.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def trusted(certificate: Path) -> Iterator[None]:
    """Make a certificate one of the roots of this process, as an operator does."""
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(certificate)
    connections.tls.cache_clear()
    try:
        yield
    finally:
        os.environ.pop("SSL_CERT_FILE")
        if before is not None:
            os.environ["SSL_CERT_FILE"] = before
        connections.tls.cache_clear()


def answer_securely(certificate: Path, client: socket.socket, body: bytes) -> None:
    """Shake hands as the server of `certificate`, read a request and answer with `body`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with context.wrap_socket(client, server_side=True) as secure:
        secure.recv(65_536)
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n"
        secure.sendall(head.encode() + body)
