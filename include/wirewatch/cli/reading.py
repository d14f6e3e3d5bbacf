"""What runs in the worker that reads pages; only there are the rooms loaded, not in the command."""

from wirewatch.model import Capture, Record


def read_page(capture: Capture, *, zone: str = "UTC") -> Record:
    """Return all that we say of one page."""
    from wirewatch.pipeline import page

    return page.read_page(capture, zone=zone)
