"""Addresses: one key for all the ways to write the address of one page.

`url_key` folds what only tells how a reader came to a page (scheme, mobile and AMP hosts, trackers)
and keeps all that may tell which page it is. A list of allowed parameters does the opposite: of 28
real ones such as `article`, `storyId` or `t` it dropped 23, and different articles became one.
The key is for comparing; what is fetched is the address as announced.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, urljoin, urlsplit

from wirewatch.model import digest
from wirewatch.text import clean

MAX_URL_CHARS = 8_192  # servers refuse longer request lines; most at 8 kB
MAX_HOST_CHARS = 253  # RFC 1035

_TRACKER_PREFIXES = ("utm_", "mtm_", "hsa_", "piwik_", "matomo_", "ns_m", "__hs", "guce_")
# Click ids of advertisers and networks; newsletters and campaigns; AMP viewers.
_TRACKER_NAMES = """
    fbclid gclid gclsrc dclid wbraid gbraid gad_source gad_campaignid msclkid yclid ymclid twclid
    ttclid tblci li_fat_id igshid igsh mibextid sfnsn rb_clickid epik srsltid s_kwcid ef_id dicbo
    _branch_match_id fb_action_ids fb_action_types fb_source fb_ref __twitter_impression ref_src
    ref_url

    mc_cid mc_eid mkt_tok _ga _gl _hsenc _hsmi hsctatracking oly_enc_id oly_anon_id vero_id
    vero_conv pk_campaign pk_kwd pk_keyword pk_source pk_medium pk_content pk_cid ss_source
    ss_campaign_id ss_email_id trk_contact trk_msg trk_module trk_sid wt_mc wt_zmc wt.mc_id
    wt.tsrc wtrid xtor xtref xtcr s_cid cmp cmpid ncid ocid ito ftag sref smid smtyp emc
    ns_source ns_campaign ns_linkname ns_fee at_medium at_campaign at_custom1 at_custom2
    at_custom3 at_custom4 at_format at_link_id at_link_origin at_link_type at_ptr_name
    at_bbc_team at_creation at_variant guccounter traffic_source int_source int_medium
    int_campaign icid itm_source itm_medium itm_campaign

    amp_js_v amp_gsa amp_ct amp_r usqp aoh
"""
_TRACKERS = frozenset(_TRACKER_NAMES.split())
# Parameters that track only with these values: `ref=rss` is a tracker, `ref=20431` an article.
_TRACKING_VALUES = {
    "amp": re.compile("|1|true|yes"),
    "output": re.compile("amp|rss"),
    "outputtype": re.compile("amp"),
    "mod": re.compile("rss.*|djem.*|rsswn"),
    "partner": re.compile("rss|rssnyt|.*feed.*"),
    "rss": re.compile("|1|true|yes"),
    **dict.fromkeys(
        ("ref", "source", "src", "from", "via", "feed", "origin", "cmp_source"),
        re.compile("rss.*|feed|atom|twitter|facebook|newsletter|social|share|homepage"),
    ),
}

_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f:.]*:[0-9a-f:.]*")
_FACE = re.compile(r"(?:www|m|mobile|amp)\.(?=[^.]+\.)")  # leaves "m.com" alone
_SUFFIX = re.compile(r"(?:co|com|org|net|gov|ac|edu)\.[a-z]{2}")  # and "amp.co.uk"
_CACHE = (
    r"(?:[^/?#]{1,253}\.cdn\.ampproject\.org/[a-z]/|(?:www\.)?(?:google|bing)\.[a-z.]{2,6}/amp/)"
    r"(?:s/)?(?=[^/?#.]{1,63}\.[^/?#])"
)
_AMP_CACHES = re.compile(rf"https?://(?:{_CACHE})+", re.IGNORECASE)
_REDIRECTOR = re.compile(
    r"https?://(?:(?:www\.)?google\.[a-z.]{2,6}/url|lm?\.facebook\.com/l\.php"
    r"|consent\.(?:google|youtube)\.[a-z.]{2,6}/\w{0,2})\?",
    re.IGNORECASE,
)
_TARGETS = ("url", "q", "u", "continue")
_PAGE = re.compile(r"\.html?$")
_SESSION = re.compile(r";jsessionid=[^/?#]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_BREAKS = re.compile(r"[\t\r\n]+")
_INVISIBLE = "\ufeff\u200b\u200c\u200d\u200e\u200f\u2060 "  # as editors paste them
_AMPERSAND = re.compile("&(?:amp|#0*38|#[xX]0*26);")  # escaped once too often
_QUERY = re.compile("[?#]")
_WEB = re.compile("https?:", re.IGNORECASE)
_WHOLE = re.compile("https?://[^/?#]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
_MAX_SCHEME_CHARS = 200


class _Address(NamedTuple):
    host: str
    port: str
    path: str
    query: str


def url_key(url: str) -> str:
    """Return what `url` is compared by: "news.example/a/b?id=7".

    Promises: never raises; `url_key("https://" + key) == key` for every web address. What is no web
    address is its own key, with white space folded.
    """
    shown = _tidy(url)
    address = _split(shown)
    if address is None:
        return shown
    query = "&".join(sorted(set(_kept_parameters(address.query))))
    return f"{address.host}{address.port}{_path(address.path)}" + (f"?{query}" if query else "")


def article_id(url: str) -> str:
    """Return the key under which the page at `url` is kept: `digest` of its `url_key`."""
    return digest(url_key(url))


def site(url: str) -> str:
    """Return the host of `url` as in its key, or "" when it is no web address."""
    address = _split(_tidy(url))
    return address.host if address else ""


def absolute(base: str, link: str) -> str | None:
    """Return `link` as seen from the page `base`, when that is an http or https address.

    Read as browsers read it: white space and control characters at its ends or in its middle are
    not there, a backslash is a slash. None for javascript:, data:, file: and mailto: links, however
    dressed up, for what has no host, and for anything longer than MAX_URL_CHARS.
    """
    shown = clean(_BREAKS.sub("", link[: MAX_URL_CHARS + 1])).strip(_INVISIBLE)
    spelt = _slashed(_AMPERSAND.sub("&", shown)).replace(" ", "%20")
    if not _WEB.match(spelt) and _has_other_scheme(spelt):
        return None
    try:
        # Joining what is whole already takes half of the time, and changes nothing.
        joined = spelt if _WHOLE.match(spelt) else urljoin(_BREAKS.sub("", base).strip(), spelt)
        parts = urlsplit(joined)
        is_whole = _host(parts) is not None and parts.port != 0
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not is_whole or len(joined) > MAX_URL_CHARS:
        return None
    return joined


def unwrapped(url: str) -> str:
    """Return the address that `url` says it leads to, when it is a known redirector's, else `url`.

    Google Alerts links nothing but its redirector, which robots.txt closes to everybody.
    """
    if not _REDIRECTOR.match(url):
        return url
    parameters = dict(parse_qsl(urlsplit(url).query))
    targets = (absolute("", parameters.get(name, "")) for name in _TARGETS)
    return next(filter(None, targets), url)


def _slashed(link: str) -> str:
    """Return `link` with slashes for its backslashes, up to its query."""
    if "\\" not in link:
        return link
    place = _QUERY.search(link)
    end = place.start() if place else len(link)
    return link[:end].replace("\\", "/") + link[end:]


def _has_other_scheme(link: str) -> bool:
    """Whether `link` opens with a scheme that is not the web's, hidden as it may be.

    Hidden by entities, by characters of no width, or in full-width letters.
    """
    folded = unicodedata.normalize("NFKC", unescape(unescape(link[:_MAX_SCHEME_CHARS])))
    scheme = _SCHEME.match("".join(filter(str.isprintable, folded)).lower().replace("%20", ""))
    return scheme is not None and scheme[1] not in {"http", "https"}


def _tidy(url: str) -> str:
    shown = clean(_BREAKS.sub("", url))
    if caches := _AMP_CACHES.match(shown):
        shown = "https://" + shown[caches.end() :]
    return "https:" + shown if shown.startswith("//") else shown


def _split(shown: str) -> _Address | None:
    try:
        parts = urlsplit(shown)
        host, port = _host(parts), parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or host is None:
        return None
    return _Address(host, "" if port in {None, 80, 443} else f":{port}", parts.path, parts.query)


def _host(parts: SplitResult) -> str | None:
    """Return the host in lower-case ASCII without its mobile or AMP face, or None."""
    host = (parts.hostname or "").strip(".")
    if len(host) > MAX_HOST_CHARS:
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower().strip(".")
        except UnicodeError:
            return None
    if not _HOST.fullmatch(host):
        return None
    while (face := _FACE.match(host)) and not _SUFFIX.fullmatch(host, face.end()):
        host = host[face.end() :]
    return f"[{host}]" if ":" in host else host


def _path(path: str) -> str:
    spelt = _spelt(_SESSION.sub("", path), safe="/:@!$&'()*+,;=~|")
    steps: list[str] = []
    for step in spelt.split("/"):
        if step == "..":
            steps = steps[:-1]
        elif step not in {"", "."}:
            steps.append(step)
    return "".join(f"/{step}" for step in _without_amp(steps))


def _without_amp(steps: list[str]) -> list[str]:
    """Return the steps of a path without "/amp" at the end and ".amp" in the last step."""
    n = len(steps)
    while n > 1 and steps[n - 1] in {"amp", "amp.html"}:
        n -= 1
    if not n:
        return []
    stem, html = _PAGE.sub("", steps[n - 1]), _PAGE.search(steps[n - 1])
    end = len(stem)
    while end > len(".amp") and stem.endswith(".amp", 0, end):
        end -= len(".amp")
    return [*steps[: n - 1], stem[:end] + (html[0] if html else "")]


def _kept_parameters(query: str) -> Iterator[str]:
    for parameter in query.split("&"):
        spelt = _spelt(parameter.replace("+", "%20"), safe="/:@!$'()*,;=~|?")
        name, _, value = spelt.partition("=")
        if name and not _is_tracker(name.lower(), value.lower()):
            yield spelt


def _is_tracker(name: str, value: str) -> bool:
    if name in _TRACKERS or name.startswith(_TRACKER_PREFIXES):
        return True
    values = _TRACKING_VALUES.get(name)
    return values is not None and values.fullmatch(value) is not None


def _spelt(part: str, *, safe: str) -> str:
    """Return `part` with one spelling for each character: unreserved plain, the rest as %XX."""

    def plain(escape: re.Match[str]) -> str:
        if escape[1] is None:
            return "%25"  # a lone per cent sign would make a new escape with what follows
        character = chr(int(escape[1], 16))
        return character if character in _UNRESERVED else escape[0].upper()

    return quote(_ESCAPE.sub(plain, part), safe=safe + "%", errors="replace")
