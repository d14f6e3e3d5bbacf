"""No redirect leads out of the web, into our network, or round in circles."""

import pytest

from adapters.servers import AGENT, URL, answer, door_to, get, serving
from wirewatch.adapters.http import Door
from wirewatch.adapters.network import GuardedBackend
from wirewatch.errors import Refused


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "gopher://tidewater.example/",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://tidewater.example/",
        "//localhost/",
        "http://tidewater.example@127.0.0.1:{port}/secret",
        "http://user:password@127.0.0.1:{port}/secret",
        "http://0x7f.1:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "https://169.254.169.254/computeMetadata/v1/",
        "http://",
        "http://a.example:99999/",
    ],
)
def test_redirects_out_of_the_web_are_refused(location):
    with door_to({"/secret": answer(b"secret")}) as (door, server):
        there = location.format(port=server.port)
        server.routes["/story"] = answer(status=302, Location=there)
        with pytest.raises(Refused):
            door.get(URL)
    assert [request.target for request in server.requests] == ["/story"]


def test_the_address_of_each_hop_is_checked():
    """A host may be public when it is asked first, and ours when it has sent us back to itself."""
    checked: list[str] = []

    def allows(address: str) -> bool:
        checked.append(address)
        return len(checked) == 1

    with serving({"/secret": answer(b"secret")}) as server:
        there = f"http://rebind.example:{server.port}/secret"
        with serving({"/story": answer(status=302, Location=there)}) as first:
            backend = GuardedBackend(resolver=lambda *_: ["127.0.0.1"], allows=allows)
            with Door(user_agent=AGENT, backend=backend) as door, pytest.raises(Refused):
                door.get(f"http://rebind.example:{first.port}/story")
    assert (len(first.requests), server.requests) == (1, [])


def test_a_password_in_a_redirect_is_not_shown_to_anybody():
    there = "https://user:password@www.tidewater.example/new"
    routes = {"/story": answer(status=302, Location=there), "/new": answer(b"there")}
    with door_to(routes) as (door, server):
        assert door.get(URL).body == b"there"
    assert "authorization" not in server.requests[1].headers
    assert server.requests[1].host == "www.tidewater.example"


def test_two_places_that_send_to_each_other_end_after_five_redirects():
    routes = {
        "/story": answer(status=302, Location="/there"),
        "/there": answer(status=301, Location="/story"),
    }
    with door_to(routes) as (door, server), pytest.raises(Refused, match="5 redirects"):
        door.get(URL)
    assert len(server.requests) == 6


@pytest.mark.parametrize(("hops", "arrives"), [(5, True), (6, False)])
def test_five_redirects_are_followed_and_six_are_not(hops, arrives):
    routes = {f"/{n}": answer(status=302, Location=f"/{n + 1}") for n in range(hops)}
    with door_to({**routes, f"/{hops}": answer(b"there")}) as (door, _):
        if arrives:
            assert len(door.get("https://tidewater.example/0").redirects) == 5
        else:
            with pytest.raises(Refused):
                door.get("https://tidewater.example/0")


def test_a_redirect_loop_ends_after_five_redirects():
    routes = {"/story": answer(status=302, Location="/story")}
    with door_to(routes) as (door, server), pytest.raises(Refused, match="5 redirects"):
        door.get(URL)
    assert len(server.requests) == 6


def test_a_caller_may_ask_to_stay_on_the_host():
    with pytest.raises(Refused, match="another host"):
        get(answer(status=302, Location="https://other.example/"), stay_on_host=True)
