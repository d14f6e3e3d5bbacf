"""The agencies we know, and whose site an address is.

To add an agency, add an entry to the table of its part of the world and a case to
tests/wire/press. Codes are stable: they stand in warehouse rows.
"""

from collections.abc import Mapping
from types import MappingProxyType

from wirewatch.wire.agencies_america import AMERICA
from wirewatch.wire.agencies_asia import ASIA
from wirewatch.wire.agencies_east import EAST
from wirewatch.wire.agencies_north import NORTH
from wirewatch.wire.agencies_orient import ORIENT
from wirewatch.wire.agencies_south import SOUTH
from wirewatch.wire.agency import Agency

AGENCIES: tuple[Agency, ...] = AMERICA + NORTH + SOUTH + EAST + ASIA + ORIENT

AGENCY_OF_CODE: Mapping[str, Agency] = MappingProxyType({each.code: each for each in AGENCIES})

_CODE_OF_SITE = {site: agency.code for agency in AGENCIES for site in agency.sites}


def agency_of_site(site: str) -> str | None:
    """Return the code of the agency that owns `site` (a host; subdomains count), or None."""
    labels = site.lower().rstrip(".").split(".")
    hosts = (".".join(labels[start:]) for start in range(len(labels) - 1))
    return next((_CODE_OF_SITE[host] for host in hosts if host in _CODE_OF_SITE), None)
