"""The publisher files there are: the operator's own, and those that come with Wirewatch."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from wirewatch import publishers
from wirewatch.errors import BadInput
from wirewatch.model import Habits
from wirewatch.publishers.files import Publisher, read_publisher

OURS = Path(publishers.__file__).parent


def load_publishers(own: Path) -> tuple[Publisher, ...]:
    """Return what the files in `own` say, then what ours say; for a site the first counts.

    Raises:
        BadInput: a file is wrong, or two files of `own` are for one site.
    """
    mine = tuple(map(load_publisher, sorted(own.glob("*.toml"))))
    seen: dict[str, str] = {}
    for publisher in mine:
        for site in publisher.sites:
            if site in seen:
                detail = f"sites: {site} stands in {seen[site]}, too; take it out of one"
                raise BadInput(publisher.file, detail)
            seen[site] = publisher.file
    return mine + tuple(map(load_publisher, sorted(OURS.glob("*.toml"))))


def load_publisher(path: Path) -> Publisher:
    """Return what one file says.

    Raises:
        BadInput: it is not there, no text, or wrong.
    """
    try:
        return read_publisher(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(str(path), f"cannot be read: {error}") from error


def habits_at(site: str, day: date, known: Iterable[Publisher]) -> Habits | None:
    """Return what to know of pages of `site` captured on `day`, if there is a file for it."""
    return next((one.habits_on(day) for one in known if site in one.sites), None)
