"""Names of the site, language, section, tags: each fact with the reader that found it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from wirewatch.articles import jsonld
from wirewatch.articles.agreement import agreed
from wirewatch.articles.declared import Metadata
from wirewatch.articles.page import Page
from wirewatch.articles.pictures import find_caption, picture_name
from wirewatch.model import Fact
from wirewatch.urls import absolute, site, url_key

_MAX_TAGS = 40
_MIN_LETTERS_FOR_LANGUAGE = 60
_LANGUAGE_CHARS = 1_000  # 3,000 say the same of 953 real pages, in three times the time

Facts = tuple[tuple[str, Fact], ...]  # name, and who says so; a name stands once for each value

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?=$|[-_])")


def read_facts(page: Page, metadata: Metadata, known: Sequence[tuple[str, Fact | None]]) -> Facts:
    """Return the facts `known`, and those about the address, section, tags and lead picture."""
    images = image_urls(page, metadata)
    found = {
        "canonical_url": canonical_urls(page, metadata),
        "section": sections(metadata),
        "tag": tags(metadata),
        "image_url": images,
        **find_caption(page, metadata, images[0].value if images else None),
    }
    rest = [(name, fact) for name, said in found.items() for fact in said]
    return (*((name, fact) for name, fact in known if fact), *rest)


def values(found: Facts, name: str) -> tuple[str, ...]:
    """Return what is known under `name`: of many authors or tags, all."""
    return tuple(fact.value for each, fact in found if each == name)


def first(found: Facts, name: str) -> str | None:
    """Return the one value known under `name`, or None."""
    return next(iter(values(found, name)), None)


def site_name(metadata: Metadata) -> str | None:
    """Return what the site calls itself."""
    publisher = next(iter(metadata.people_nodes("publisher")), None)
    return metadata.meta("og:site_name", "application-name") or jsonld.first(publisher)


def own_names(metadata: Metadata, url: str) -> tuple[str, ...]:
    """Return all the names a site has for itself: its own, its publisher's, its address's.

    A publisher who is a person, as plugins write of a blog of one, is no name of the site.
    """
    host = site(url)
    publishers = [
        *jsonld.strings([one for one in metadata.people_nodes("publisher") if not _is_human(one)]),
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
        and not _is_human(node)
    ]
    named = [name for node in site_nodes for name in jsonld.strings(node.get("name"))]
    labels = host.split(".")
    return tuple(
        dict.fromkeys(
            name for name in (*stated, *publishers, *named, host, labels[0], *labels[-2:-1]) if name
        )
    )


def _is_human(node: Any) -> bool:
    return isinstance(node, dict) and "person" in jsonld.types_of(node)


def find_language(page: Page, metadata: Metadata, body: str, given: str | None) -> Fact | None:
    """Return the language, ISO 639-1: what two of page, metadata and the text itself agree on.

    The text is judged by py3langid; it wins over a template that says "en" on every page.
    """
    stated = _stated_languages(page, metadata, given)
    told = next(iter(agreed(stated)), None)
    if sum(map(str.isalpha, body)) < _MIN_LETTERS_FOR_LANGUAGE:
        return told
    judged, score = _judge_language(body[:_LANGUAGE_CHARS])
    if told is None:
        return Fact(value=judged, reader="text")
    is_stated = [judged] in stated.values()
    if is_stated or score > 0.95:
        return Fact(value=judged, reader="text", agrees=is_stated)
    return Fact(value=told.value, reader=told.reader, agrees=bool(told.agrees))


def _stated_languages(page: Page, metadata: Metadata, given: str | None) -> dict[str, list[str]]:
    html_tag = next(page.elements("html"), None)
    lang = html_tag.get("lang") or html_tag.get("xml:lang") if html_tag is not None else None
    stated = {
        "json-ld": jsonld.first(metadata.article.get("inLanguage")),
        "html": lang,
        "meta": metadata.meta("og:locale", "language", "content-language"),
        "publisher": given,
    }
    found = {reader: _LANGUAGE.match(one or "") for reader, one in stated.items()}
    return {
        reader: [match[0].lower()]
        for reader, match in found.items()
        if match and len(match[0]) == 2
    }


def _judge_language(text: str) -> tuple[str, float]:
    language, score = _identifier().classify(text)
    return str(language), float(score)


@cache
def _identifier() -> Any:
    # Loading the model took 1.5 s of CPU and 100 MB on a busy machine: once a process, on demand.
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def canonical_urls(page: Page, metadata: Metadata) -> tuple[Fact, ...]:
    """Return the address the page declares as its own, absolute; none, or one."""
    links = (
        link.get("href")
        for link in page.elements("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    )
    stated = {"link": next(filter(None, links), None), "opengraph": metadata.meta("og:url")}
    return agreed(_absolute(page, stated), url_key)


def image_urls(page: Page, metadata: Metadata) -> tuple[Fact, ...]:
    """Return the address of the lead picture, absolute; none, or one."""
    image = next(iter(metadata.people_nodes("image")), None)
    linked = (image.get("url") or image.get("contentUrl")) if isinstance(image, dict) else image
    stated = {
        "opengraph": metadata.meta("og:image", "og:image:url", "twitter:image"),
        "json-ld": linked if isinstance(linked, str) else None,
    }
    return agreed(_absolute(page, stated), picture_name)


def _absolute(page: Page, stated: Mapping[str, str | None]) -> dict[str, list[str]]:
    base = page.capture.final_url
    links = {reader: absolute(base, link) for reader, link in stated.items() if link}
    return {reader: [link] for reader, link in links.items() if link}


def sections(metadata: Metadata) -> tuple[Fact, ...]:
    """Return the section the page stands in; none, or one.

    A trail ("Home > Politics > Budget passed") only confirms what another reader says: many a
    trail has no section in it.
    """
    stated = {
        "json-ld": jsonld.strings(metadata.article.get("articleSection")),
        "microdata": [value for key, value in metadata.microdata if key == "articleSection"],
        "meta": _all(metadata.meta("article:section", "section", "parsely-section")),
    }
    trail = {"breadcrumb": list(_trail(metadata))} if any(stated.values()) else {}
    return agreed({**stated, **trail})[:1]


def _all(text: str | None) -> list[str]:
    return [text] if text else []


def _trail(metadata: Metadata) -> Iterator[str]:
    for node in metadata.nodes:
        steps = node.get("itemListElement")
        if "breadcrumblist" in jsonld.types_of(node) and isinstance(steps, list):
            for step in steps[:20]:
                named = isinstance(step, dict) and (step.get("name") or step.get("item"))
                yield from jsonld.strings(named)


def tags(metadata: Metadata) -> tuple[Fact, ...]:
    """Return the keywords the page declares, in its order, each once."""
    stated = {
        "json-ld": jsonld.strings(metadata.article.get("keywords")),
        "microdata": [value for key, value in metadata.microdata if key == "keywords"],
        "opengraph": [value for key, value in metadata.metas if key == "article:tag"],
        "meta": _all(metadata.meta("news_keywords", "keywords", "parsely-tags")),
    }
    return agreed({reader: _split(texts) for reader, texts in stated.items()})


def _split(texts: Sequence[str]) -> list[str]:
    parts = (part.strip() for text in texts for part in re.split(r"[,;，、]", text))
    return list(dict.fromkeys(part for part in parts if 2 <= len(part) <= 80))[:_MAX_TAGS]
