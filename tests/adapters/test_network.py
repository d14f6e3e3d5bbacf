"""Nothing in our own network can be had through us, however its address is written."""

import datetime as dt
import ipaddress
import socket
import ssl
import threading
import time

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from adapters.servers import AGENT, answer, serving
from wirewatch.adapters.http import Door
from wirewatch.adapters.network import GuardedBackend, is_public, overridden
from wirewatch.errors import BadInput, Refused, Unreachable


def always(*addresses):
    """A DNS that gives these addresses for any name."""
    return lambda *_: addresses


def anywhere(_):
    return True


FORBIDDEN = [
    "127.0.0.1", "127.8.8.8", "localhost", "2130706433", "0x7f000001", "0x7f.1",
    "0177.0.0.1", "127.1", "127.0.1", "0", "0.0", "0.0.0.00", "0.1.2.3", "10.0.0.1",
    "172.16.0.1", "172.31.255.255", "192.168.0.1", "169.254.0.1", "169.254.169.254",
    "2852039166", "0xa9fea9fe", "100.64.0.1", "100.127.255.255", "100.100.100.200",
    "168.63.129.16", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "127。0。0。1", "１２７.0.0.1",
    "[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[::ffff:8.8.8.8]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]",
    "[64:ff9b::8.8.8.8]", "[64:ff9b:1::1]", "[100::1]", "[2001::1]", "[2001:db8::1]",
    "[2002:7f00:1::]", "[2002:808:808::]", "[3fff::1]", "[5f00::1]", "[fc00::1]", "[fd00::1]",
    "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[ff02::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", FORBIDDEN)
def test_an_address_of_our_own_network_is_refused(host):
    with Door(user_agent=AGENT) as door, pytest.raises(Refused):
        door.get(f"http://{host}:1/", deadline_s=5)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "1.1.1.1", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"]
)
def test_an_address_of_the_web_is_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_no_ipv4_address_gets_through_inside_an_ipv6_address(inside):
    number = int(inside)
    wrapped = [
        f"::ffff:{inside}", f"::{inside}", f"64:ff9b::{inside}",
        str(ipaddress.IPv6Address((0x2002 << 112) | (number << 80))),
        str(ipaddress.IPv6Address((0x20010000 << 96) | (number ^ 0xFFFFFFFF))),
    ]  # fmt: skip
    assert not any(is_public(address) for address in wrapped)


@given(st.ip_addresses())
def test_what_python_calls_not_global_is_never_public(ip):
    if not ip.is_global:
        assert not is_public(str(ip))


@given(st.text())
def test_what_is_no_address_is_not_public(text):
    try:
        ipaddress.ip_address(text)
    except ValueError:
        assert not is_public(text)


def door_resolving(*answers):
    """A door whose DNS gives these answers, one a question."""
    left = list(answers)
    asked = []

    def resolver(host, port):
        asked.append(host)
        return left.pop(0)

    return Door(user_agent=AGENT, backend=GuardedBackend(resolver=resolver)), asked


@pytest.mark.parametrize(
    "addresses",
    [
        pytest.param(["127.0.0.1"], id="a name for loopback"),
        pytest.param(["8.8.8.8", "127.0.0.1"], id="one good address, one of ours"),
        pytest.param(["not an address"], id="nonsense"),
    ],
)
def test_a_name_is_refused_when_any_of_its_addresses_is(addresses):
    door, _ = door_resolving(addresses)
    with door, pytest.raises(Refused, match="not a public address"):
        door.get("http://rebind.example/")


def test_the_address_that_was_checked_is_the_one_that_is_called():
    """A DNS that first says a public address and then ours gets no second question."""
    with serving({"/": answer(b"secret")}) as server:
        called = []

        def allows(address):
            called.append(address)
            return True

        answers = [["127.0.0.1"], ["127.0.0.2"]]
        backend = GuardedBackend(resolver=lambda *_: answers.pop(0), allows=allows)
        with Door(user_agent=AGENT, backend=backend) as door:
            door.get(f"http://rebind.example:{server.port}/")
    assert called == ["127.0.0.1"]
    assert answers == [["127.0.0.2"]]


def test_the_next_address_is_tried_when_one_does_not_answer():
    with serving({"/": answer(b"there")}) as server:
        backend = GuardedBackend(resolver=always("127.0.0.9", "127.0.0.1"), allows=anywhere)
        with Door(user_agent=AGENT, backend=backend) as door:
            assert door.get(f"http://two.example:{server.port}/").body == b"there"


@pytest.mark.parametrize(
    "failure", [socket.gaierror(-2, "no such name"), UnicodeError("label too long")]
)
def test_a_name_that_cannot_be_resolved_is_unreachable(failure):
    def resolver(host, port):
        raise failure

    door = Door(user_agent=AGENT, backend=GuardedBackend(resolver=resolver))
    with door, pytest.raises(Unreachable):
        door.get("http://nowhere.example/")


def test_a_name_without_addresses_is_unreachable():
    door, _ = door_resolving([])
    with door, pytest.raises(Unreachable, match="no address"):
        door.get("http://nowhere.example/")


def test_a_dns_that_does_not_answer_is_left_at_the_deadline():
    over = threading.Event()

    def resolver(host, port):
        over.wait(20)
        return ["8.8.8.8"]

    began = time.monotonic()
    door = Door(user_agent=AGENT, backend=GuardedBackend(resolver=resolver))
    with door, pytest.raises(Unreachable):
        door.get("http://slow.example/", deadline_s=0.3)
    over.set()
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "url", ["", "tidewater.example", "ftp://a.example/", "http:///x", "https://a.example:0x1/",
            "http://a\n.example/", "http://[::1/", "file:///etc/passwd",
            "http://" + "a" * 70_000],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url):
    with Door(user_agent=AGENT) as door, pytest.raises(Refused):
        door.get(url)


@pytest.mark.parametrize("host", ["a..example", ".example", "a" * 70 + ".example"])
def test_a_name_no_dns_can_hold_is_unreachable(host):
    """Python refuses to spell these before it asks anybody."""
    with Door(user_agent=AGENT) as door, pytest.raises(Unreachable):
        door.get(f"http://{host}/", deadline_s=5)


@pytest.mark.parametrize("host", ["xn--0.example", "xn--", "a b.example", "%00.example"])
def test_a_name_that_is_hardly_one_is_our_error(host):
    door, _ = door_resolving([])
    with door, pytest.raises((Unreachable, Refused)):
        door.get(f"http://{host}/")


# ── overrides ───────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("host", "port"),
    [
        pytest.param("desk.b.example", 1, id="its own name"),
        pytest.param("DESK.B.example.", 1, id="in other letters"),
        pytest.param("other.b.example", 2, id="the longest suffix"),
        pytest.param("c.example", 3, id="a suffix"),
        pytest.param("example", None, id="the suffix itself is no host of it"),
        pytest.param("badexample", None, id="only whole labels count"),
    ],
)
def test_an_override_holds_for_a_host_or_for_what_is_below_a_suffix(host, port):
    overrides = {
        "desk.b.example": ("127.0.0.1", 1),
        "*.b.example": ("127.0.0.1", 2),
        "*.example": ("127.0.0.1", 3),
    }
    assert overridden(host, overrides) == (None if port is None else ("127.0.0.1", port))
    assert overridden(host, {**overrides, "*": ("127.0.0.1", 9)}) is not None


def test_hosts_that_are_not_mapped_stay_guarded():
    with serving({"/": answer(b"x")}) as server:
        overrides = {"*.example": ("127.0.0.1", server.port)}
        with Door(user_agent=AGENT, overrides=overrides) as door:
            assert door.get("https://a.example/").body == b"x"
            with pytest.raises(Refused):
                door.get(f"http://127.0.0.1:{server.port}/")


def test_an_override_to_another_machine_is_refused():
    """A mapped host is spoken to without TLS: that must not leave this machine."""
    with pytest.raises(BadInput, match="loopback"):
        Door(user_agent=AGENT, overrides={"*.example": ("10.0.0.1", 80)})


# ── TLS ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for secure.example that no authority has signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "secure.example")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("secure.example")]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "secure.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_a_certificate_nobody_signed_is_not_trusted(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listener = socket.create_server(("127.0.0.1", 0))

    def shake_hands():
        client, _ = listener.accept()
        try:
            context.wrap_socket(client, server_side=True).close()
        except OSError:
            client.close()

    threading.Thread(target=shake_hands, daemon=True).start()
    backend = GuardedBackend(resolver=always("127.0.0.1"), allows=anywhere)
    url = f"https://secure.example:{listener.getsockname()[1]}/"
    door = Door(user_agent=AGENT, backend=backend)
    with listener, door, pytest.raises(Unreachable, match="certificate"):
        door.get(url, deadline_s=5)
