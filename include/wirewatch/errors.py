"""What can go wrong, told apart by what to do about it.

WirewatchError
├── TransientError      try again: a page with the next run, a whole source by Airflow's retry
│   ├── Unreachable       DNS, TLS, timeout, 5xx, a body cut short
│   └── Throttled         429, or 503 with Retry-After; `retry_after_s` when the server named one
│       └── Resting         the host is left alone for now: nobody was asked
└── PermanentError      trying again cannot help; count it and go on
    ├── Gone              404
    │   └── Removed         410: the server says it is for good
    ├── Refused           401, 402, 403, 451; robots.txt; an address we may not call
    ├── TooLarge          the body passes the size limit
    ├── TooCostly         reading the page passes the limit of time or memory
    ├── Unreadable        our own code breaks on the page; its error says how
    ├── Unstorable        no store can hold it: a NUL, half a character, a text without end
    ├── Forgotten         we were asked to forget it, and promised that it does not come back
    ├── NotWell           a check of what came in: too little, too late, or not whole
    ├── NotAFeed          the body holds no feed that any of our parsers can read
    └── BadInput          what the operator gave us (settings, a watch, a file) is wrong
"""


class WirewatchError(Exception):
    """Base of all our errors; `subject` names what failed, usually a URL."""

    def __init__(self, subject: str, detail: str = "") -> None:
        super().__init__(subject, detail)  # both in args, so the error survives pickling
        self.subject = subject
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.subject}: {self.detail}" if self.detail else self.subject


class TransientError(WirewatchError):
    """Worth a retry."""


class Unreachable(TransientError):
    """No answer, a broken one, or the server says it is broken."""


class Throttled(TransientError):
    """The server asks us to slow down; `retry_after_s` is None when it names no time."""

    def __init__(self, subject: str, detail: str = "", retry_after_s: float | None = None) -> None:
        super().__init__(subject, detail)
        self.args = (subject, detail, retry_after_s)
        self.retry_after_s = retry_after_s


class Resting(Throttled):
    """The host asked us to stay away, or did not answer for long: this time nobody was asked."""


class PermanentError(WirewatchError):
    """Trying again cannot help."""


class Gone(PermanentError):
    """There is nothing at this address."""


class Removed(Gone):
    """What was at this address is gone for good, says the server."""


class Refused(PermanentError):
    """We may not have it: paywall, robots.txt, legal block, or a forbidden address."""


class TooLarge(PermanentError):
    """The body passes the size limit."""


class TooCostly(PermanentError):
    """Reading the page passes the limit of time or memory."""


class Unreadable(PermanentError):
    """Our own code breaks on the page; `detail` is the error it raised."""


class Unstorable(PermanentError):
    """No store of ours can hold it; `subject` is the table and column."""


class Forgotten(PermanentError):
    """A tombstone stands where it was."""


class NotWell(PermanentError):
    """What came in is not as it should be; `subject` is the check, `detail` says of what."""


class NotAFeed(PermanentError):
    """No parser of ours finds a feed in the body."""


class BadInput(PermanentError):
    """What the operator gave us is wrong; `detail` says what to do about it."""
