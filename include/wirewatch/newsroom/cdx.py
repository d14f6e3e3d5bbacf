"""The query language of a CDX index: which captures of which addresses are there.

What of the real server's language is here: url with its wildcards, matchType, from, to, filter,
collapse, fl, limit (also negative), showResumeKey, resumeKey, output=json. Source of the rules:
https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote_plus, urlsplit

FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")
MAX_PATTERN = 200  # characters of a filter; a longer one is not answered

Row = Mapping[str, str]


def url_key(url: str) -> str:
    """Return the key an index sorts by: "example,tidewater)/2026/03/09/slug"."""
    host, path = _host_and_path(url)
    return f"{host}){path.removesuffix('/') or '/'}"


def answer_query(rows: Sequence[Row], query: Mapping[str, Sequence[str]]) -> str:
    """Return the lines of `rows`, which are in order, that `query` asks for.

    Raises:
        ValueError: The query names no url, or a number or a pattern in it is not one.
    """
    first = {name: values[0] for name, values in query.items() if values}
    is_asked = _test(first)
    found = _in_time([row for row in rows if is_asked(row["urlkey"])], first)
    for each in query.get("filter", ()):
        found = _filtered(found, each)
    if field := first.get("collapse"):
        found = _collapsed(found, field)
    found, key = _limited(_resumed(found, first), first)
    names = tuple(filter(None, first.get("fl", "").split(","))) or FIELDS
    lines = [[row.get(name, "-") for name in names] for row in found]
    return _as_json(names, lines, key) if first.get("output") == "json" else _as_text(lines, key)


def _host_and_path(url: str) -> tuple[str, str]:
    parts = urlsplit(url if "//" in url else f"http://{url}")
    host = ",".join(reversed((parts.hostname or "").removeprefix("www.").split(".")))
    query = f"?{parts.query}" if parts.query else ""
    return host, (parts.path + query).lower() or "/"


def _test(query: Mapping[str, str]) -> Callable[[str], bool]:
    url, match_type = query.get("url", ""), query.get("matchType", "exact")
    if not url:
        raise ValueError("url is missing")
    if url.endswith("/*"):
        url, match_type = url[:-1], "prefix"
    if url.startswith("*."):
        url, match_type = url[2:], "domain"
    host, path = _host_and_path(url)
    starts = {
        "exact": (),
        "prefix": (f"{host}){path}",),
        "host": (f"{host})",),
        "domain": (f"{host})", f"{host},"),
    }.get(match_type)
    if starts is None:
        raise ValueError(f"matchType is {match_type!r}")
    return (lambda key: key.startswith(starts)) if starts else (lambda key: key == url_key(url))


def _in_time(rows: Sequence[Row], query: Mapping[str, str]) -> list[Row]:
    since = query.get("from", "").ljust(14, "0")
    until = query.get("to", "").ljust(14, "9")
    return [row for row in rows if since <= row["timestamp"] <= until]


def _filtered(rows: Sequence[Row], expression: str) -> list[Row]:
    """Keep what `[!]field:pattern` describes; the pattern fits the whole field."""
    field, colon, pattern = expression.removeprefix("!").partition(":")
    if not colon or field not in FIELDS or len(pattern) > MAX_PATTERN:
        raise ValueError(f"filter is {expression!r}")
    try:
        fits = re.compile(pattern).fullmatch
    except re.error as error:
        raise ValueError(f"filter is no pattern: {expression!r}") from error
    is_wanted = not expression.startswith("!")
    return [row for row in rows if (fits(row[field]) is not None) is is_wanted]


def _collapsed(rows: Sequence[Row], expression: str) -> list[Row]:
    """Keep the first of neighbours that are equal in a field, or in its first n characters."""
    field, _, width = expression.partition(":")
    end = int(width) if width else None
    kept: list[Row] = []
    for row in rows:
        if not kept or kept[-1].get(field, "")[:end] != row.get(field, "")[:end]:
            kept.append(row)
    return kept


def _resumed(rows: Sequence[Row], query: Mapping[str, str]) -> list[Row]:
    key = query.get("resumeKey", "").replace("+", " ")
    return [row for row in rows if _place(row) >= key]


def _limited(rows: Sequence[Row], query: Mapping[str, str]) -> tuple[list[Row], str | None]:
    """Return the rows within the limit, and the key at which the next answer begins."""
    limit = int(query["limit"]) if query.get("limit") else len(rows)
    if limit < 0:
        return list(rows[limit:]), None
    is_cut = limit < len(rows) and query.get("showResumeKey") == "true"
    return list(rows[:limit]), quote_plus(_place(rows[limit])) if is_cut else None


def _place(row: Row) -> str:
    return f"{row['urlkey']} {row['timestamp']}"


def _as_text(lines: Sequence[Sequence[str]], key: str | None) -> str:
    text = "".join(" ".join(line) + "\n" for line in lines)
    return f"{text}\n{key}\n" if key else text


def _as_json(names: Sequence[str], lines: Sequence[Sequence[str]], key: str | None) -> str:
    table = [list(names), *map(list, lines)] if lines else []
    return json.dumps([*table, [], [key]] if key else table)
