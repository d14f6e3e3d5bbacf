"""Nothing in our own network can be had through us, however its address is written."""

import ipaddress
import socket
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.servers import AGENT, answer, serving
from wirewatch.adapters.http import Door
from wirewatch.adapters.network import GuardedBackend, is_public
from wirewatch.errors import Refused, Unreachable


def always(*addresses):
    """A DNS that gives these addresses for any name."""
    return lambda *_: addresses


def anywhere(_):
    return True


FORBIDDEN = [
    "127.0.0.1", "127.8.8.8", "localhost", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1",
    "127.1", "127.0.1", "0", "0.0", "0.0.0.00", "0.1.2.3", "10.0.0.1", "172.16.0.1",
    "172.31.255.255", "192.168.0.1", "169.254.0.1", "169.254.169.254", "2852039166", "0xa9fea9fe",
    "100.64.0.1", "100.127.255.255", "100.100.100.200", "168.63.129.16", "192.0.0.192",
    "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
    "239.255.255.250", "240.0.0.1", "255.255.255.255", "127。0。0。1", "１２７.0.0.1",
    "①②⑦.⓪.⓪.①", "127．0．0．1", "0300.0250.0.1", "0xc0.0xa8.1", "3232235521",
    "017700000001", "0x7F.0x0.0x0.0x1", "00127.0.0.1", "%31%32%37.0.0.1", "127%2e0%2e0%2e1",
    "user@127.0.0.1", "8.8.8.8@127.0.0.1", "a.example:80@127.0.0.1", "LOCALHOST",
    "ｌｏｃａｌｈｏｓｔ", "localhost@localhost", "169.254.170.2", "169.254.169.253",
    "[fd00:ec2::23]", "[fd20:ce::254]", "[fd00:c1::a9fe:a9fe]", "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]", "[64:ff9b::a9fe:a9fe]", "[2002:a9fe:a9fe::]", "[2001:0:7f00:1::]",
    "[0:0:0:0:0:ffff:7f00:1]", "[::0:1]", "[0000::1]", "[fe80::1%251]", "[ff0e::1]", "[::]",
    "[::1]", "[0:0:0:0:0:0:0:1]", "[::127.0.0.1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::ffff:8.8.8.8]", "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::8.8.8.8]",
    "[64:ff9b:1::1]", "[100::1]", "[2001::1]", "[2001:db8::1]", "[2002:7f00:1::]",
    "[2002:808:808::]", "[3fff::1]", "[5f00::1]", "[fc00::1]", "[fd00::1]", "[fd00:ec2::254]",
    "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[ff02::1]",
]  # fmt: skip


@pytest.mark.parametrize("host", FORBIDDEN)
def test_an_address_of_our_own_network_is_refused(host):
    with Door(user_agent=AGENT) as door, pytest.raises(Refused):
        door.get(f"http://{host}:1/", deadline_s=5)


@pytest.mark.parametrize("host", ["127.0.0.1.", "127.1.", "169.254.169.254.", "localhost."])
def test_a_dot_at_the_end_opens_nothing(host):
    """Most resolvers know no such name; one that does gives an address that is refused."""
    with Door(user_agent=AGENT) as door, pytest.raises((Refused, Unreachable)):
        door.get(f"http://{host}:1/", deadline_s=5)
    door, _ = door_resolving([host.rstrip(".")])
    with door, pytest.raises(Refused):
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
