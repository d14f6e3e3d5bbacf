"""Alerts through Apprise, for the 170 services that we have no channel for: `pip install apprise`.

One service a channel: Apprise tells of each whether it took the message, and a second try must not
repeat it at those that did.
"""

from importlib import import_module
from typing import Any

from wirewatch.adapters.channels.words import as_text, heading
from wirewatch.errors import BadInput, Unreachable
from wirewatch.model import Message

TIMEOUT_S = 60.0


class AppriseChannel:
    """Alerts to one service.

    Args:
        name: What routes call it.
        url: As Apprise writes it, for example "pover://user@token"; it holds secrets.

    Raises:
        BadInput: Apprise is not installed, is too old, or does not know such an address.
    """

    guarantee = (
        "at least once: after a crash a message may come twice; pagerduty and others with a "
        "key of their own show it once"
    )

    def __init__(self, *, name: str, url: str) -> None:
        self.name = name
        self._library = _apprise(name)
        self._service = self._library.Apprise()
        if not self._service.add(url) or len(self._service) != 1:
            raise BadInput(f"channel {name!r}", "its url is of no service that Apprise knows")

    def send(self, message: Message) -> None:
        """Hand `message` to Apprise.

        Raises:
            Unreachable: the service did not take it, or not in time; with its own last words.
        """
        result = self._service.notify(
            body=as_text(message), title=heading(message), body_format="text", timeout=TIMEOUT_S
        )
        if not result or result.success_count != 1:
            words = " ".join(str(entry.message) for entry in result.logs())[-300:]
            raise Unreachable(f"channel {self.name!r}", words or result.status.name.lower())


def _apprise(name: str) -> Any:
    """Return the library, of a version that tells of each service how it went."""
    try:
        library = import_module("apprise")
    except ImportError as error:
        raise BadInput(f"channel {name!r}", "needs Apprise: `pip install apprise`") from error
    if not hasattr(library, "AppriseResult"):
        raise BadInput(
            f"channel {name!r}", "needs Apprise 2.2 or newer; the old ones hide failures"
        )
    return library
