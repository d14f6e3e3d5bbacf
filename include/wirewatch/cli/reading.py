"""What runs in the worker that reads pages; only there are the rooms loaded, not in the command."""

from wirewatch.model import Capture, Habits, Record


def read_page(capture: Capture, *, zone: str = "UTC", habits: Habits | None = None) -> Record:
    """Return all that we say of one page."""
    from wirewatch.pipeline import page

    return page.read_page(capture, zone=zone, habits=habits)


def texts_of_rules(capture: Capture, habits: Habits) -> dict[str, list[str]]:
    """Return the texts that each rule of a publisher's file finds on a page."""
    from wirewatch.articles.habits import pointed_at
    from wirewatch.articles.page import parse_page

    return pointed_at(parse_page(capture), habits)
