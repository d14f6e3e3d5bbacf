"""The country a source is at home in: by its clock where we are told it, else by its domain."""

from functools import cache
from importlib.resources import files

# Two letters that are sold to everybody, or stand for no country.
_SOLD = frozenset(
    [
        "ac",
        "ai",
        "am",
        "bz",
        "cc",
        "co",
        "eu",
        "fm",
        "gg",
        "im",
        "io",
        "la",
        "ly",
        "me",
        "mn",
        "mu",
        "nu",
        "pw",
        "sc",
        "sh",
        "st",
        "su",
        "tk",
        "to",
        "tv",
        "vc",
        "ws",
    ]
)
_OTHER_CODES = {"uk": "gb"}


def country_of(source: str, zone: str | None = None) -> str | None:
    """Return the country of a site, in ISO 3166's two letters; None when nothing tells.

    Args:
        source: The site: host without www.
        zone: IANA zone of the publisher, where the operator gave one; UTC is nobody's.

    >>> country_of("abendblatt.example.de"), country_of("tidewater.example", "Europe/London")
    ('de', 'gb')
    """
    if zone and zone in _country_of_zone():
        return _country_of_zone()[zone]
    domain = source.rpartition(".")[2].casefold()
    if len(domain) != 2 or not domain.isalpha() or not domain.isascii() or domain in _SOLD:
        return None
    return _OTHER_CODES.get(domain, domain)


@cache
def _country_of_zone() -> dict[str, str]:
    """Return the country of each zone, from the table that comes with the zones themselves."""
    text = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {row[2]: row[0].casefold() for row in rows}
