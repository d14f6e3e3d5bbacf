"""What every channel promises: it sends one message, or says why not in one of two ways."""

from typing import Protocol

from wirewatch.model import Message


class Channel(Protocol):
    """A way to tell somebody.

    The same message may be given again, with the same delivery_id: after a crash nobody knows
    whether it went out. `guarantee` says in plain words what a repeat does on this channel.
    """

    @property
    def name(self) -> str:
        """What routes call it."""
        ...

    @property
    def guarantee(self) -> str:
        """What happens when a message is sent twice, for the operator to read."""
        ...

    def send(self, message: Message) -> None:
        """Send `message`; return only when the other side has it.

        Raises:
            TransientError: try later. `Throttled.retry_after_s` is respected.
            PermanentError: this message cannot be sent as the channel is set up.
        """
        ...
