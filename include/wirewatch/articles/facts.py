"""Names of the site, language, section, tags: each fact with the reader that found it."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from wirewatch.articles import jsonld
from wirewatch.articles.declared import Metadata
from wirewatch.articles.page import Page
from wirewatch.urls import absolute, site

_MAX_TAGS = 40
_MIN_LETTERS_FOR_LANGUAGE = 60
_LANGUAGE_CHARS = 1_000  # 3,000 say the same of 953 real pages, in three times the time

_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?=$|[-_])")


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


def find_language(page: Page, metadata: Metadata, body: str, given: str | None) -> str | None:
    """Return the language, ISO 639-1: what two of page, metadata and the text itself agree on.

    The text is judged by py3langid; it wins over a template that says "en" on every page.
    """
    stated = list(_stated_languages(page, metadata, given))
    if sum(map(str.isalpha, body)) < _MIN_LETTERS_FOR_LANGUAGE:
        return stated[0] if stated else None
    judged, score = _judge_language(body[:_LANGUAGE_CHARS])
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
