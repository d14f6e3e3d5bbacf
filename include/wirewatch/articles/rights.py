"""What a publisher says of the use of a page: X-Robots-Tag, and the TDM Reservation Protocol.

TDMRep (W3C Community Group, 2024) has three places for one statement. The nearer to the page goes
first: its meta elements, the headers it came with, the site's /.well-known/tdmrep.json.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import unescape

from wirewatch.model import Rights
from wirewatch.text import clean

MAX_RULES = 1_000  # of one tdmrep.json
MAX_VALUE_CHARS = 500  # of what is recorded

_HEAD_BYTES = 262_144  # the metas of 957 real pages end before; a body is not searched
_META = re.compile(r"<meta\b([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z-]{1,30})\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I
)
_END_OF_HEAD = re.compile(rb"<body\b|</head\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TdmRule:
    """A rule of a tdmrep.json: for which paths, written as in robots.txt, and what it says."""

    location: str
    is_reserved: bool
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    reservation: str | None
    policy: str | None


def read_tdmrep(text: str) -> tuple[TdmRule, ...]:
    """Return the rules of a tdmrep.json; those that cannot be read are left out."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    rules = found if isinstance(found, list) else [found]
    return tuple(filter(None, map(_rule, rules[:MAX_RULES])))


def rights_of(
    headers: Sequence[tuple[str, str]],
    body: bytes,
    *,
    path: str,
    robots: str | None = None,
    site_rules: Sequence[TdmRule] = (),
) -> Rights:
    """Return what is said of a page.

    Args:
        headers: Lower-case names, as served.
        body: As served; only its head is looked at.
        path: Path and query of the page, for the site's own rules.
        robots: What robots.txt said of it.
        site_rules: Of the site's tdmrep.json.
    """
    metas = _metas(body)
    by_place = {
        "meta": _Said(metas.get("tdm-reservation"), metas.get("tdm-policy")),
        "header": _Said(_header(headers, "tdm-reservation"), _header(headers, "tdm-policy")),
    }
    tags = [value for name, value in headers if name == "x-robots-tag"]
    tags += [f"meta: {metas['robots']}"] if metas.get("robots") else []
    shared = Rights(robots=robots, x_robots_tag=_shown(", ".join(tags)))
    for place, said in by_place.items():
        if (is_reserved := _flag(said.reservation)) is not None:
            return _with_tdm(shared, is_reserved, said.policy, place)
    rule = _rule_for(path, site_rules)
    return _with_tdm(shared, rule.is_reserved, rule.policy, "tdmrep.json") if rule else shared


def _with_tdm(shared: Rights, is_reserved: bool, policy: str | None, why: str) -> Rights:  # noqa: FBT001  a column
    return Rights(
        robots=shared.robots,
        x_robots_tag=shared.x_robots_tag,
        tdm_reserved=is_reserved,
        tdm_policy=_shown(policy or ""),
        tdm_why=why,
    )


def _rule(found: object) -> TdmRule | None:
    if not isinstance(found, Mapping):
        return None
    location, policy = found.get("location"), found.get("tdm-policy")
    is_reserved = _flag(str(found.get("tdm-reservation")))
    if not isinstance(location, str) or is_reserved is None:
        return None
    return TdmRule(
        location=location,
        is_reserved=is_reserved,
        policy=policy if isinstance(policy, str) else None,
    )


def _rule_for(path: str, rules: Sequence[TdmRule]) -> TdmRule | None:
    """Return the rule with the longest location that fits, as robots.txt has it (RFC 9309)."""
    fitting = [rule for rule in rules if _fits(rule.location, path)]
    return max(fitting, key=lambda rule: len(rule.location), default=None)


def _fits(location: str, path: str) -> bool:
    pieces = location.removesuffix("$").split("*")
    if not path.startswith(pieces[0]):
        return False
    at = len(pieces[0])
    for piece in pieces[1:]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not location.endswith("$") or path.endswith(pieces[-1])


def _metas(body: bytes) -> dict[str, str]:
    end = _END_OF_HEAD.search(body, 0, _HEAD_BYTES)
    head = body[: end.start() if end else _HEAD_BYTES].decode("latin-1")
    found: dict[str, str] = {}
    for name, content in _named_metas(head):
        found.setdefault(name, content)
    return found


def _named_metas(head: str) -> Iterator[tuple[str, str]]:
    for meta in _META.finditer(head):
        attributes = {
            each[1].lower(): each[2] or each[3] or each[4] or ""
            for each in _ATTRIBUTE.finditer(meta[1])
        }
        if "name" in attributes:
            yield attributes["name"].strip().lower(), unescape(attributes.get("content", ""))


def _header(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    return next((value for key, value in headers if key == name), None)


def _flag(raw: str | None) -> bool | None:
    """Return whether "1" or "0" is meant; anything else is an error, and means nothing."""
    return {"1": True, "0": False}.get((raw or "").strip())


def _shown(raw: str) -> str | None:
    return clean(raw)[:MAX_VALUE_CHARS] or None
