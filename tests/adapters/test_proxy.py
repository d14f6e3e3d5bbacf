"""With a proxy everything goes through it, but for mapped hosts and what is plainly inside."""

import base64
import socket
from contextlib import contextmanager

import pytest

from adapters.certificates import NAME, answer_securely, make_certificate, trusted
from adapters.servers import AGENT, answer, raw, serving
from wirewatch.adapters.http import Door
from wirewatch.adapters.network import refuse_inside_name
from wirewatch.errors import Refused, TooLarge, Unreachable

PAGE = "http://tidewater.invalid/story?a=1"  # no DNS knows it: only a proxy can have it


@contextmanager
def proxied(reply=answer(b"by proxy"), *, login="", overrides=None):  # noqa: B008 - a constant
    with serving({}, otherwise=reply) as proxy:
        address = f"http://{login}127.0.0.1:{proxy.port}"
        with Door(user_agent=AGENT, proxy=address, overrides=overrides) as door:
            yield door, proxy


def test_a_page_is_had_by_way_of_the_proxy():
    with proxied() as (door, proxy):
        assert door.get(PAGE).body == b"by proxy"
    (request,) = proxy.requests
    assert (request.target, request.host) == (PAGE, "tidewater.invalid")


def test_a_secure_page_is_had_through_a_tunnel(tmp_path):
    """The proxy learns the name of the host and nothing else; the host has to prove its own."""
    certificate = make_certificate(tmp_path)

    def tunnel(request, client: socket.socket) -> None:
        client.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        answer_securely(certificate, client, b"through a tunnel")

    with trusted(certificate), proxied(tunnel, login="desk:secret@") as (door, proxy):
        assert door.get(f"https://{NAME}/story").body == b"through a tunnel"
    (request,) = proxy.requests
    assert request.target == f"{NAME}:443"


def test_a_proxy_that_refuses_is_unreachable():
    refusal = raw(b"HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\n\r\n")
    with proxied(refusal) as (door, _), pytest.raises(Unreachable, match="407"):
        door.get(f"https://{NAME}/story")


INSIDE = [
    "127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "10.0.0.1", "169.254.169.254", "[::1]",
    "[::ffff:127.0.0.1]", "[fd00::1]", "localhost", "LOCALHOST.", "printer", "desk.local",
    "metadata.google.internal", "router.lan", "nas.home.arpa", "a.localhost", "wiki.intranet",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_what_is_inside_is_refused_without_asking_the_proxy(host):
    with proxied() as (door, proxy), pytest.raises(Refused):
        door.get(f"http://{host}/")
    assert proxy.requests == []


@pytest.mark.parametrize("host", ["example.org", "8.8.8.8", "[2606:4700::1111]", "local.example"])
def test_what_is_outside_is_not_refused(host):
    refuse_inside_name(host)


def test_a_redirect_inside_is_refused_without_asking_the_proxy():
    with (
        proxied(answer(status=302, Location="http://169.254.169.254/")) as (door, proxy),
        pytest.raises(Refused),
    ):
        door.get(PAGE)
    assert len(proxy.requests) == 1


def test_mapped_hosts_go_around_the_proxy():
    with serving({"/story": answer(b"from loopback")}) as newsroom:
        mapped = {"*.example": ("127.0.0.1", newsroom.port)}
        with proxied(overrides=mapped) as (door, proxy):
            assert door.get("https://tidewater.example/story").body == b"from loopback"
            assert door.get(PAGE).body == b"by proxy"
    assert [request.target for request in proxy.requests] == [PAGE]


def test_the_proxys_password_is_shown_to_the_proxy_only():
    """Whoever is behind the proxy gets what we send there: a password must not be among it."""
    with serving({"/story": answer(b"x")}) as newsroom:
        mapped = {"*.example": ("127.0.0.1", newsroom.port)}
        with proxied(login="desk:p%40ss@", overrides=mapped) as (door, proxy):
            door.get(PAGE)
            door.get("http://tidewater.example/story")
    shown = proxy.requests[0].headers["proxy-authorization"]
    assert base64.b64decode(shown.removeprefix("Basic ")) == b"desk:p@ss"
    assert "proxy-authorization" not in newsroom.requests[0].headers
    assert "authorization" not in newsroom.requests[0].headers | proxy.requests[0].headers


def test_proxies_of_the_environment_are_ignored(monkeypatch):
    """Every program of a machine may set them; ours is set in the desk file."""
    with serving({"/story": answer(b"x")}) as newsroom, serving({}) as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        mapped = {"*.example": ("127.0.0.1", newsroom.port)}
        with Door(user_agent=AGENT, overrides=mapped) as door:
            assert door.get("http://tidewater.example/story").body == b"x"
            with pytest.raises(Unreachable):
                door.get(PAGE, deadline_s=5)
    assert proxy.requests == []


def test_a_bomb_that_comes_by_proxy_is_bounded_as_well():
    with proxied(answer(bytes(1_000_001))) as (door, _), pytest.raises(TooLarge):
        door.get(PAGE, max_bytes=1_000_000)
