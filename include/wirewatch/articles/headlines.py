"""The headline: which of a page's titles it is, and where the site's name is cut off."""

import re
from collections.abc import Iterable, Sequence

from wirewatch.articles import jsonld
from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.body import bare
from wirewatch.articles.declared import Metadata
from wirewatch.articles.page import Page
from wirewatch.model import Fact
from wirewatch.text import clean, words

MAX_TITLE_CHARS = 500

_SUFFIX_MARK = re.compile(
    r"\s*(?:\s[-–—|:·•»/~]\s|\||ㅣ|｜|\s::\s|\s«\s|：(?=[^：]{1,12}$)|-(?=[^-\s]{2,20}$))\s*"
)
_MIN_HEAD_CHARS = 8  # before a site that is only part of its name: "Coffee - Post" is not "Coffee"
# The types that plugins for search engines write: what they call the headline is the title tag.
# On half of blog_pages the h1 was the headline on 10 pages against such a JSON-LD, and it on 4;
# where a newsroom writes its own JSON-LD (NewsArticle, half of news_pages) on 2 and 7.
_PLUGIN_TYPES = frozenset({"article", "blogposting", "webpage"})
_PLUGIN_ORDER = ("h1", "json-ld", "microdata", "opengraph", "title")
_DESK_ORDER = ("json-ld", "h1", "microdata", "opengraph", "title")


def find_headline(
    page: Page, metadata: Metadata, blocks: Sequence[RawBlock], names: Sequence[str]
) -> Fact | None:
    """Return the headline without the site's name, from the best of the page's titles.

    The h1 is asked only when its words stand in another title too: many a site's h1 is its logo.
    """
    stated = _stated_titles(page, metadata)
    printed = [block.text[:MAX_TITLE_CHARS] for block in blocks if block.tag == "h1"]
    titles = _without_sites(stated, printed, names)
    if heading := _heading(printed, titles, names):
        titles["h1"] = heading
    titles = titles or stated  # nothing but the site's name
    if not titles:
        return None
    reader = _best_reader(titles, metadata)
    others = [bare(title) for other, title in titles.items() if other != reader]
    agrees = bare(titles[reader]) in others if others else None
    return Fact(value=titles[reader], reader=reader, agrees=agrees)


def _stated_titles(page: Page, metadata: Metadata) -> dict[str, str]:
    title = next((clean("".join(one.itertext())) for one in page.elements("title")), "")
    found = {
        "json-ld": _plain(jsonld.first(metadata.article.get("headline")) or ""),
        "microdata": metadata.item("headline") or "",
        "opengraph": _plain(metadata.meta("og:title", "twitter:title") or ""),
        "title": title,
    }
    return {reader: text[:MAX_TITLE_CHARS] for reader, text in found.items() if text}


def _plain(text: str) -> str:
    return clean(re.sub(r"<[^<>]{1,200}>", "", text))


def _without_sites(
    stated: dict[str, str], printed: Sequence[str], names: Sequence[str]
) -> dict[str, str]:
    """Return the titles without the site's name; one that is nothing else is left out."""
    own = set(map(bare, names))
    shown = [*stated.values(), *printed]
    cut = {reader: without_site(title, names, shown) for reader, title in stated.items()}
    return {reader: title for reader, title in cut.items() if bare(title) not in own}


def _heading(printed: Sequence[str], titles: dict[str, str], names: Sequence[str]) -> str:
    """Return the h1 that shares most words with a title; that title, where the h1 adds a kicker."""
    own = set(map(bare, names))
    shown = [without_site(text, names, [*titles.values()]) for text in printed if len(text) > 3]
    shown = [text for text in shown if bare(text) not in own]
    if not titles:
        return next(iter(shown), "")
    best = max(shown, key=lambda text: _n_shared_with_any(text, titles.values()), default="")
    if not best or not _n_shared_with_any(best, titles.values()):
        return ""
    return next((title for title in titles.values() if _is_rest_of(best, title)), best)


def _n_shared_with_any(text: str, titles: Iterable[str]) -> int:
    return max(_n_shared(text, title) for title in titles)


def _n_shared(one: str, other: str) -> int:
    """Return how many words two titles share; none if less than half of the shorter one."""
    mine, theirs = set(words(one)), set(words(other))
    n = len(mine & theirs)
    is_like = n >= 2 and 2 * n >= min(len(mine), len(theirs))
    return n if is_like or bare(one) == bare(other) else 0


def _is_rest_of(heading: str, title: str) -> bool:
    """Whether `title` is the h1 without what is glued before it ("Culture : …") or without case."""
    whole, rest = bare(heading), bare(title)
    return whole.endswith(rest) and 2 * len(rest) >= len(whole)


def _best_reader(titles: dict[str, str], metadata: Metadata) -> str:
    is_plugin = not metadata.article or jsonld.types_of(metadata.article) & _PLUGIN_TYPES
    if not is_plugin and _is_written_apart(titles):
        return "opengraph"
    order = [one for one in (_PLUGIN_ORDER if is_plugin else _DESK_ORDER) if one in titles]
    stem = _stem_of_cut(titles[order[0]])
    whole = [one for one in order if stem and bare(titles[one]).startswith(stem)]
    return max(whole, key=lambda one: len(bare(titles[one])), default=order[0])


def _is_written_apart(titles: dict[str, str]) -> bool:
    """Whether a newsroom wrote the og:title for itself, and not as the h1 or the title tag.

    Of the 22 such pages of news_pages 14 have it for their headline, 8 another.
    """
    shared, others = bare(titles.get("opengraph", "")), {**titles, "opengraph": ""}.values()
    return bool(shared) and "h1" in titles and shared not in map(bare, others)


def _stem_of_cut(title: str) -> str:
    """Return what stands of a title that ends in dots, or nothing when it is whole."""
    stem = bare(title.rstrip("…. "))
    return stem if title.endswith(("…", "...")) and len(stem) >= 15 else ""


def without_site(title: str, names: Sequence[str], others: Sequence[str]) -> str:
    """Return `title` without the name of the site behind (or before) it.

    What stands behind the last mark is the site when it is one of `names`, or when what stands
    before is printed elsewhere (`others`) as the whole headline.
    """
    own = [bare(name) for name in names if len(bare(name)) >= 2]
    whole = {bare(other) for other in others if other != title}
    for _ in range(3):
        marks = list(_SUFFIX_MARK.finditer(title))
        cut = next((short for mark in marks[::-1] if (short := _cut(title, mark, own, whole))), "")
        if not cut:
            break
        title = cut
    return title


def _cut(title: str, mark: re.Match[str], own: list[str], whole: set[str]) -> str:
    head, tail = title[: mark.start()].strip(), title[mark.end() :].strip()
    is_long = len(bare(head)) >= _MIN_HEAD_CHARS
    if is_long and (_is_own(tail, own) or bare(head) in whole):
        return head
    if len(bare(head)) >= 3 and bare(tail) in own and bare(head) not in own:
        return head
    if len(bare(tail)) >= 12 and bare(head) in own:
        return tail
    return ""


def _is_own(printed: str, own: list[str]) -> bool:
    """Whether `printed` is a name of the site, part of one, or short and with one for a word."""
    tail, parts = bare(printed), printed.split()
    if not tail or len(tail) > 40:
        return False
    if len(parts) <= 3 and any(bare(part) in own and part.isupper() for part in parts):
        return True  # "CBC News", of cbc.example
    return any(tail == name or (len(name) >= 4 and (tail in name or name in tail)) for name in own)
