"""Headline, language, section, tags: each fact with the reader that found it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from wirewatch.articles import jsonld
from wirewatch.articles.blocks import RawBlock
from wirewatch.articles.body import bare
from wirewatch.articles.declared import Metadata
from wirewatch.articles.page import Page
from wirewatch.model import Fact
from wirewatch.text import clean
from wirewatch.urls import absolute, site

MAX_TITLE_CHARS = 500
_MAX_TAGS = 40
_MIN_LETTERS_FOR_LANGUAGE = 60

_SUFFIX_MARK = re.compile(
    r"\s*(?:\s[-–—|:·•»/~]\s|\||ㅣ|｜|\s::\s|\s«\s|：(?=[^：]{1,12}$)|-(?=[^-\s]{2,20}$))\s*"
)
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?=$|[-_])")


def site_name(metadata: Metadata) -> str | None:
    """Return what the site calls itself."""
    publisher = next(iter(metadata.people_nodes("publisher")), None)
    return metadata.meta("og:site_name", "application-name") or jsonld.first(publisher)


def own_names(metadata: Metadata, url: str) -> tuple[str, ...]:
    """Return all the names a site has for itself: its own, its publisher's, its address's."""
    host = site(url)
    publishers = [
        *jsonld.strings(metadata.people_nodes("publisher")),
        *(value for name, value in metadata.microdata if name == "publisher"),
    ]
    stated = (
        metadata.meta("og:site_name"),
        metadata.meta("application-name"),
        metadata.meta("publisher"),
    )
    site_nodes = [
        node
        for node in metadata.nodes
        if jsonld.types_of(node) & {"website", "newsmediaorganization", "organization"}
    ]
    named = [name for node in site_nodes for name in jsonld.strings(node.get("name"))]
    labels = host.split(".")
    return tuple(
        dict.fromkeys(
            name for name in (*stated, *publishers, *named, host, labels[0], *labels[-2:-1]) if name
        )
    )


def find_headline(
    page: Page, metadata: Metadata, blocks: Sequence[RawBlock], names: Sequence[str]
) -> Fact | None:
    """Return the headline without the site's name: JSON-LD's, og:title, h1 or title."""
    stated = _stated_headlines(page, metadata, blocks)
    titles = [
        (reader, without_site(title, names, [other for _, other in stated]))
        for reader, title in stated
    ]
    titles = [(reader, title) for reader, title in titles if title]
    if not titles:
        return None
    reader, value = _best(titles, names)
    others = [title for other, title in titles if other != reader]
    agrees = any(bare(other) == bare(value) for other in others) if others else None
    return Fact(value=value, reader=reader, agrees=agrees)


def _stated_headlines(
    page: Page, metadata: Metadata, blocks: Sequence[RawBlock]
) -> list[tuple[str, str]]:
    title = next((clean("".join(one.itertext())) for one in page.elements("title")), "")
    heading = next(
        (block.text for block in blocks if block.tag == "h1" and len(block.text) > 3), ""
    )
    marked = [block.text for block in blocks if block.tag == "h1" and _is_marked_title(block)]
    found = [
        ("json-ld", _plain(jsonld.first(metadata.article.get("headline")) or "")),
        ("opengraph", _plain(metadata.meta("og:title", "twitter:title") or "")),
        ("h1", marked[0] if marked else heading),
        ("microdata", metadata.item("headline") or ""),
        ("title", title),
    ]
    return [(reader, text[:MAX_TITLE_CHARS]) for reader, text in found if text]


def _is_marked_title(block: RawBlock) -> bool:
    return any(mark in block.path for mark in ("title", "headline")) or bool(
        block.zones & {"article", "main"}
    )


def _plain(text: str) -> str:
    return clean(re.sub(r"<[^<>]{1,200}>", "", text))


def _best(titles: list[tuple[str, str]], names: Sequence[str]) -> tuple[str, str]:
    """Take the first stated; a cut one gives way to the whole, a site's name to any other."""
    own = set(map(bare, names))
    usable = [(reader, title) for reader, title in titles if bare(title) not in own] or titles
    reader, value = usable[0]
    heading = dict(usable).get("h1", "")
    stem = bare(value.rstrip("…. "))
    if len(bare(heading)) > len(stem) >= 15 and bare(heading).startswith(stem):
        return "h1", heading
    return reader, value


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
    if len(bare(head)) >= 8 and (_is_own(bare(tail), own) or bare(head) in whole):
        return head
    if len(bare(tail)) >= 12 and bare(head) in own:
        return tail
    return ""


def _is_own(tail: str, own: list[str]) -> bool:
    if not tail or len(tail) > 40:
        return False
    return any(tail == name or (len(name) >= 4 and (tail in name or name in tail)) for name in own)


def find_language(page: Page, metadata: Metadata, body: str, given: str | None) -> str | None:
    """Return the language, ISO 639-1: what two of page, metadata and the text itself agree on.

    The text is judged by py3langid; it wins over a template that says "en" on every page.
    """
    stated = list(_stated_languages(page, metadata, given))
    if sum(map(str.isalpha, body)) < _MIN_LETTERS_FOR_LANGUAGE:
        return stated[0] if stated else None
    judged, score = _judge_language(body[:3_000])
    if judged in stated or not stated:
        return judged
    return judged if score > 0.95 else stated[0]


def _stated_languages(page: Page, metadata: Metadata, given: str | None) -> Iterator[str]:
    html_tag = next(page.elements("html"), None)
    lang = html_tag.get("lang") or html_tag.get("xml:lang") if html_tag is not None else None
    stated = (
        jsonld.first(metadata.article.get("inLanguage")),
        lang,
        metadata.meta("og:locale", "language", "content-language"),
        given,
    )
    for one in stated:
        found = _LANGUAGE.match(one or "")
        if found and len(found[0]) == 2:
            yield found[0].lower()


def _judge_language(text: str) -> tuple[str, float]:
    language, score = _identifier().classify(text)
    return str(language), float(score)


@cache
def _identifier() -> Any:
    # Loading the model took 1.5 s of CPU and 100 MB on a busy machine: once a process, on demand.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def canonical_url(page: Page, metadata: Metadata) -> str | None:
    """Return the address the page declares as its own, absolute."""
    links = (
        link
        for link in page.elements("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    href = next((link.get("href") for link in links if link.get("href")), None)
    stated = href or metadata.meta("og:url")
    return absolute(page.capture.final_url, stated) if stated else None


def image_url(page: Page, metadata: Metadata) -> str | None:
    """Return the address of the lead picture, absolute."""
    stated = metadata.meta("og:image", "og:image:url", "twitter:image")
    if not stated:
        image = next(iter(metadata.people_nodes("image")), None)
        found = image.get("url") or image.get("contentUrl") if isinstance(image, dict) else image
        stated = found if isinstance(found, str) else None
    return absolute(page.capture.final_url, stated) if stated else None


def section(metadata: Metadata) -> str | None:
    """Return the section the page stands in."""
    return jsonld.first(metadata.article.get("articleSection")) or metadata.meta(
        "article:section", "section", "parsely-section"
    )


def tags(metadata: Metadata) -> tuple[str, ...]:
    """Return the keywords the page declares, in its order."""
    listed = jsonld.strings(metadata.article.get("keywords")) or [
        value for key, value in metadata.metas if key == "article:tag"
    ]
    listed = listed or [metadata.meta("news_keywords", "keywords", "parsely-tags") or ""]
    split = (part.strip() for text in listed for part in re.split(r"[,;，、]", text))
    return tuple(dict.fromkeys(part for part in split if 2 <= len(part) <= 80))[:_MAX_TAGS]
