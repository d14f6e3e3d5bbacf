"""JSON-LD, read leniently: what publishers write is often not quite JSON.

Of 412 real pages with JSON-LD 7 had a block that `json.loads` refuses. Mended are: control
characters inside strings, commas before brackets, comments or CDATA around it, objects in a row.
"""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from wirewatch.articles.page import Page
from wirewatch.text import clean

MAX_NODES = 2_000
MAX_SCRIPTS = 60
MAX_SCRIPT_CHARS = 1_000_000
_MAX_DEPTH = 12

ARTICLE_TYPES = frozenset(
    [
        "article",
        "newsarticle",
        "blogposting",
        "reportagenewsarticle",
        "analysisnewsarticle",
        "opinionnewsarticle",
        "backgroundnewsarticle",
        "reviewnewsarticle",
        "askpublicnewsarticle",
        "liveblogposting",
        "report",
        "review",
        "advertisercontentarticle",
        "satiricalarticle",
        "scholarlyarticle",
        "techarticle",
        "socialmediaposting",
    ]
)
_WRAPPING = re.compile(
    r"^\s*(?:/\*\s*)?(?://\s*)?(?:<!\[CDATA\[|<!--)\s*(?:\*/)?|(?:/\*\s*)?(?://\s*)?(?:\]\]>|-->)\s*(?:\*/)?[\s;]*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s{0,200}[}\]])")
_DOUBLE_COMMA = re.compile(r",(?=\s{0,200},)")
_BAD_ESCAPE = re.compile(r'\\(?!["\\/bfnrtu])')

Node = dict[str, Any]


def read_nodes(page: Page) -> tuple[Node, ...]:
    """Return every object of the page's JSON-LD, the outer ones first, `@graph` opened."""
    found: list[Node] = []
    scripts = (
        one for one in page.elements("script") if "ld+json" in (one.get("type") or "").lower()
    )
    for _, script in zip(range(MAX_SCRIPTS), scripts, strict=False):
        for value in parse_lenient((script.text or "")[:MAX_SCRIPT_CHARS]):
            for node in _objects(value, _MAX_DEPTH):
                found.append(node)
                if len(found) >= MAX_NODES:
                    return tuple(found)
    return tuple(found)


def parse_lenient(source: str) -> list[Any]:
    """Return the JSON values in `source`, mended where that is safe; none when it cannot be."""
    text = _WRAPPING.sub("", source.strip()).strip()
    for attempt in (text, _mended(text), _mended(html.unescape(text))):
        values = _values(attempt)
        if values:
            return values
    return []


def _mended(text: str) -> str:
    mended = _BAD_ESCAPE.sub(r"\\\\", text)
    return _TRAILING_COMMA.sub("", _DOUBLE_COMMA.sub("", mended)).rstrip("; \n")


def _values(text: str) -> list[Any]:
    decoder = json.JSONDecoder(strict=False)
    values: list[Any] = []
    at = 0
    while at < len(text) and len(values) < MAX_SCRIPTS:
        try:
            value, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        values.append(value)
        while at < len(text) and text[at] in " \t\r\n,;":
            at += 1
    return values


def _objects(value: Any, depth: int) -> Iterator[Node]:
    """Yield the objects in `value`; of what they hold only `@graph`, main entities and parts."""
    if depth <= 0:
        return
    if isinstance(value, list):
        for part in value[:MAX_NODES]:
            yield from _objects(part, depth - 1)
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "hasPart"):
            yield from _objects(value.get(name), depth - 1)


def types_of(node: Node) -> frozenset[str]:
    """Return the schema.org types of `node`, in lower case, without a prefix."""
    return frozenset(
        name.rpartition("/")[2].rpartition(":")[2].lower() for name in strings(node.get("@type"))
    )


def main_article(nodes: tuple[Node, ...]) -> Node:
    """Return the node that stands for the article of the page, or an empty one."""
    articles = [node for node in nodes if types_of(node) & ARTICLE_TYPES]
    named = [node for node in articles if node.get("headline") or node.get("author")]
    if named or articles:
        return max(named or articles, key=lambda node: _richness(node))
    pages = [
        node
        for node in nodes
        if node.get("datePublished") and (node.get("headline") or node.get("author"))
    ]
    return pages[0] if pages else {}


def _richness(node: Node) -> int:
    return sum(
        bool(node.get(name))
        for name in ("headline", "author", "datePublished", "publisher", "articleBody")
    )


def strings(value: Any, depth: int = _MAX_DEPTH) -> list[str]:
    """Return the texts that a property states: of a list each, of an object its name."""
    if depth <= 0:
        return []
    if isinstance(value, str):
        text = clean(html.unescape(value))
        return [text] if text else []
    if isinstance(value, int | float):
        return [str(value)]
    if isinstance(value, list):
        return [text for part in value[:100] for text in strings(part, depth - 1)][:500]
    if isinstance(value, dict):
        names = (value.get(key) for key in ("name", "@value", "url", "@id"))
        return strings(next(filter(None, names), None), depth - 1)[:5]
    return []


def first(value: Any) -> str | None:
    """Return the first text that a property states."""
    return next(iter(strings(value)), None)


def references(nodes: tuple[Node, ...]) -> dict[str, Node]:
    """Return the named nodes by `@id`, so that {"@id": "#teilor"} can be looked up."""
    return {
        node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and node.get("name")
    }


def resolved(value: Any, by_id: dict[str, Node]) -> list[Any]:
    """Return the parts of a property as a flat list, references replaced by what they name."""
    parts = value if isinstance(value, list) else [value]
    flat: list[Any] = []
    for part in parts[:100]:
        if isinstance(part, list):
            flat += part[:100]
        elif isinstance(part, dict) and not part.get("name") and part.get("@id") in by_id:
            flat.append(by_id[part["@id"]])
        elif part:
            flat.append(part)
    return flat
