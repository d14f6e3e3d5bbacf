"""What we know of one news agency."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """A seller of texts and pictures, and the ways publishers print its name."""

    code: str
    name: str  # as we show it
    names: tuple[str, ...] = ()  # matched in any case, in every language that prints them
    initials: tuple[str, ...] = ()  # matched as written here only: "AP" is not "ap"
    signs: tuple[str, ...] = ()  # lower-case forms, believed in signs only: "cwo/fab (dpa, afp)"
    services: tuple[str, ...] = ()  # desks of the agency itself behind a slash: "dpa/lno"
    prints: tuple[str, ...] = ()  # how its texts open or close, as printed; a test reads each
    is_signed_behind: bool = False  # by its own editors: "EFE msr/fpa", "--IANS abc/def"
    feed_authors: tuple[str, ...] = ()  # what feeds call the author of its texts
    sites: tuple[str, ...] = ()  # hosts of its own; their subdomains count
    is_doubtful: bool = False  # initials that mean much else: in running text need "told", "said" …
    confused_with: tuple[str, ...] = ()  # in lower case; on a page that says so, no agency is meant
    source: str = ""  # where its names can be checked
