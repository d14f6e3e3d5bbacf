"""Pages that an archive knows by address only: had from their own site, or as the Wayback has them.

A page that its site took down since may still be in the Wayback Machine; the capture nearest to the
day comes by redirect, without a query of its index.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from wirewatch.adapters.archives.base import Candidate
from wirewatch.adapters.archives.wayback import Wayback
from wirewatch.errors import Gone
from wirewatch.model import Capture, Via


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPages:
    """Fetches pages of past days by their address.

    Raises:
        TransientError, PermanentError: from `capture`, and nothing else.
    """

    fetch: Callable[[str], Capture]
    wayback: Wayback | None

    def capture(self, candidate: Candidate) -> Capture:
        """Return the page from its site; where it is gone, the capture nearest to its day."""
        try:
            return replace(self.fetch(candidate.url), via=Via.SITE)
        except Gone:
            if self.wayback is None or candidate.captured_at is None:
                raise
            return self.wayback.nearest(candidate.url, candidate.captured_at)
