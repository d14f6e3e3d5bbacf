"""Hosts that the operator maps are served from loopback; see tests/hostile for all others."""

import pytest

from adapters.servers import AGENT, answer, serving
from wirewatch.adapters.http import Door
from wirewatch.adapters.network import overridden
from wirewatch.errors import BadInput, Refused


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
