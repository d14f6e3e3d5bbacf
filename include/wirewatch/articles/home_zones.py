"""The clock of a country that has one: a newspaper at ".de" prints the time of Berlin."""

from wirewatch.urls import site

# Countries of one zone with a press at their own domain. Left out: those of several zones (au, br,
# ca, id, mx, ru, us …) and those whose domain is sold to everybody (ai, co, fm, io, me, tv …).
_ZONES = """
ae Asia/Dubai, al Europe/Tirane, am Asia/Yerevan, at Europe/Vienna, az Asia/Baku
ba Europe/Sarajevo, bd Asia/Dhaka, be Europe/Brussels, bg Europe/Sofia, by Europe/Minsk
ch Europe/Zurich, cn Asia/Shanghai, cz Europe/Prague, de Europe/Berlin, dk Europe/Copenhagen
dz Africa/Algiers, ee Europe/Tallinn, eg Africa/Cairo, fi Europe/Helsinki, fr Europe/Paris
ge Asia/Tbilisi, gh Africa/Accra, gr Europe/Athens, hk Asia/Hong_Kong, hr Europe/Zagreb
hu Europe/Budapest, ie Europe/Dublin, il Asia/Jerusalem, in Asia/Kolkata, iq Asia/Baghdad
ir Asia/Tehran, is Atlantic/Reykjavik, it Europe/Rome, jo Asia/Amman, jp Asia/Tokyo
ke Africa/Nairobi, kr Asia/Seoul, kw Asia/Kuwait, lb Asia/Beirut, li Europe/Vaduz
lk Asia/Colombo, lt Europe/Vilnius, lu Europe/Luxembourg, lv Europe/Riga, ma Africa/Casablanca
md Europe/Chisinau, mk Europe/Skopje, my Asia/Kuala_Lumpur, na Africa/Windhoek
ng Africa/Lagos, nl Europe/Amsterdam, no Europe/Oslo, np Asia/Kathmandu, pe America/Lima
ph Asia/Manila, pk Asia/Karachi, pl Europe/Warsaw, qa Asia/Qatar, ro Europe/Bucharest
rs Europe/Belgrade, sa Asia/Riyadh, se Europe/Stockholm, sg Asia/Singapore, si Europe/Ljubljana
sk Europe/Bratislava, th Asia/Bangkok, tn Africa/Tunis, tr Europe/Istanbul, tw Asia/Taipei
tz Africa/Dar_es_Salaam, ua Europe/Kyiv, ug Africa/Kampala, uk Europe/London
uy America/Montevideo, ve America/Caracas, vn Asia/Ho_Chi_Minh, za Africa/Johannesburg
"""
_ZONE_OF_DOMAIN = dict(pair.split() for pair in _ZONES.strip().replace("\n", ",").split(","))


def home_zone(url: str) -> str | None:
    """Return the IANA name of the zone of the country that `url` is at home in, if it has one.

    >>> home_zone("https://www.abendblatt.example.de/fähre")
    'Europe/Berlin'
    """
    return _ZONE_OF_DOMAIN.get(site(url).rpartition(".")[2])
