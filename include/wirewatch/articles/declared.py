"""What a page says about itself, as printed: every credit in JSON-LD, meta tags and microdata."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wirewatch.articles import jsonld
from wirewatch.articles.jsonld import Node
from wirewatch.articles.page import Page
from wirewatch.model import Declared, Place
from wirewatch.text import clean

MAX_DECLARED = 100
MAX_VALUE_CHARS = 1_000
_MAX_SIGNED = 2

# meta name or property → what it states of who wrote or owns the text
_CREDIT_METAS = {
    "author": "author",
    "article:author": "author",
    "article:author_name": "author",
    "byl": "author",
    "parsely-author": "author",
    "sailthru.author": "author",
    "dc.creator": "creator",
    "dcterms.creator": "creator",
    "dcsext.author": "author",
    "cxenseparse:author": "author",
    "twitter:data1": "author",
    "citation_author": "author",
    "bt:author": "author",
    "dc.publisher": "publisher",
    "publisher": "publisher",
    "article:publisher": "publisher",
    "og:site_name": "publisher",
    "copyright": "copyright",
    "dc.rights": "copyright",
    "rights": "copyright",
    "source": "source",
    "dc.source": "source",
    "original-source": "source",
    "syndication-source": "syndication-source",
    "news_keywords:source": "source",
    "provider": "provider",
    "agency": "agency",
}
_CREDIT_PROPERTIES = {
    "author": "author",
    "creator": "creator",
    "contributor": "contributor",
    "editor": "editor",
    "publisher": "publisher",
    "provider": "provider",
    "copyrightHolder": "copyright",
    "copyrightNotice": "copyright",
    "creditText": "credit",
    "sourceOrganization": "source",
    "isBasedOn": "source",
    "isBasedOnUrl": "source",
    "dateline": "dateline",
}
_MICRODATA = frozenset(
    {
        "author",
        "creator",
        "datePublished",
        "dateModified",
        "headline",
        "publisher",
        "copyrightHolder",
        "articleSection",
        "keywords",
    }
)
# Whose properties are the article's: many a template calls the page or the blog the author's.
_ITEM_TYPES = jsonld.ARTICLE_TYPES | {"creativework", "webpage", "itempage", "blog"}
_IMAGE_PROPERTIES = {
    "author": "image-author",
    "creator": "image-creator",
    "copyrightHolder": "image-copyright",
    "copyrightNotice": "image-copyright",
    "creditText": "image-credit",
    "caption": "image-caption",
    "credit": "image-credit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """All that a page states in its head and its markup, read once."""

    nodes: tuple[Node, ...] = ()  # JSON-LD
    article: Node = field(default_factory=dict)  # the JSON-LD node of the article
    by_id: dict[str, Node] = field(default_factory=dict)
    metas: tuple[tuple[str, str], ...] = ()  # name in lower case, content; in page order
    microdata: tuple[tuple[str, str], ...] = ()  # itemprop, value
    signed: tuple[str, ...] = ()  # texts of links with rel="author"

    def meta(self, *names: str) -> str | None:
        """The first meta tag called one of `names`, in the order of `names`."""
        for name in names:
            found = next((value for key, value in self.metas if key == name), None)
            if found:
                return found
        return None

    def item(self, name: str) -> str | None:
        """The first microdata property called `name`."""
        return next((value for key, value in self.microdata if key == name), None)

    def people_nodes(self, name: str) -> list[Any]:
        """What JSON-LD states for property `name` of the article, references resolved."""
        return jsonld.resolved(self.article.get(name), self.by_id)


def read_metadata(page: Page) -> Metadata:
    """Return what `page` states about itself."""
    nodes = jsonld.read_nodes(page)
    return Metadata(
        nodes=nodes,
        article=jsonld.main_article(nodes),
        by_id=jsonld.references(nodes),
        metas=tuple(_metas(page)),
        microdata=tuple(_microdata(page)),
        signed=tuple(_signed(page)),
    )


def _signed(page: Page) -> Iterator[str]:
    """Yield who signs by a link; many such names are those of a list of other articles."""
    links = () if page.tree is None else page.tree.xpath("//a[@rel='author']")
    names = {clean(_text_of(link)): None for link in links[:40]}
    if len(names) <= _MAX_SIGNED:
        yield from filter(None, names)


def _metas(page: Page) -> Iterator[tuple[str, str]]:
    for _, meta in zip(range(500), page.elements("meta"), strict=False):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        content = clean(meta.get("content") or meta.get("value") or "")[:MAX_VALUE_CHARS]
        if name and content:
            yield name.strip().lower(), content


def _microdata(page: Page) -> Iterator[tuple[str, str]]:
    n_seen = 0
    for element in () if page.tree is None else page.tree.xpath("//*[@itemprop]"):
        name = element.get("itemprop").strip()
        if name in _MICRODATA and n_seen < 60:
            n_seen += 1
            value = element.get("content") or element.get("datetime") or _text_of(element)
            if (owned := _name_of_owner(element)) is not None and clean(value):
                yield owned + name, clean(value)[:300]


def _name_of_owner(element: Any) -> str | None:
    """Return "" for a property of the article, "image-" for a picture's, None for another's.

    The author of the picture or of a comment stands inside the article's element, too.
    """
    owner = next(iter(element.xpath("ancestor::*[@itemscope][1]")), None)
    if owner is None:
        return ""
    types = {one.rpartition("/")[2].lower() for one in (owner.get("itemtype") or "").split()}
    if "imageobject" in types:
        return "image-"
    is_article = types & _ITEM_TYPES if types else not owner.get("itemprop")
    return "" if is_article else None


def _text_of(element: Any) -> str:
    inner = next((one for one in element.iter() if one.get("itemprop") == "name"), element)
    if stated := inner.get("content"):
        return str(stated)
    return " ".join(text for _, text in zip(range(40), inner.itertext(), strict=False))


def meta_authors(metadata: Metadata) -> Iterator[list[str]]:
    """Yield what each kind of meta tag states as author, as printed."""
    for name, kind in _CREDIT_METAS.items():
        if kind in {"author", "creator"} and (name != "twitter:data1" or _is_written_by(metadata)):
            values = [value for key, value in metadata.metas if key == name]
            yield [_turned(value) for value in values] if name == "citation_author" else values


def _turned(name: str) -> str:
    """Return "Marlowe, Ada", as the tags of scholars have it, as "Ada Marlowe"."""
    last, comma, first = name.partition(", ")
    return f"{first} {last}" if comma else name


def declared_credits(metadata: Metadata) -> tuple[Declared, ...]:
    """Return every author, owner, source and picture credit that the page states, as printed."""
    found = dict.fromkeys((*_of_json_ld(metadata), *_of_metas(metadata), *_of_microdata(metadata)))
    return tuple(found)[:MAX_DECLARED]


def _of_json_ld(metadata: Metadata) -> Iterator[Declared]:
    nodes = [node for node in metadata.nodes if jsonld.types_of(node) & jsonld.ARTICLE_TYPES]
    articles = [metadata.article] if metadata.article else []
    for node in (articles + [one for one in nodes if one is not metadata.article])[:3]:
        for name, kind in _CREDIT_PROPERTIES.items():
            parts = jsonld.resolved(node.get(name), metadata.by_id)
            yield from _stated(Place.JSON_LD, kind, jsonld.strings(parts))
        for image in jsonld.resolved(node.get("image"), metadata.by_id):
            yield from _of_image(image)
    for node in metadata.nodes:
        if "imageobject" in jsonld.types_of(node):
            yield from _of_image(node)


def _of_image(image: Any) -> Iterator[Declared]:
    if isinstance(image, dict):
        for name, kind in _IMAGE_PROPERTIES.items():
            yield from _stated(Place.JSON_LD, kind, jsonld.strings(image.get(name)))


def _of_metas(metadata: Metadata) -> Iterator[Declared]:
    for name, value in metadata.metas:
        kind = _CREDIT_METAS.get(name)
        if kind and (name != "twitter:data1" or _is_written_by(metadata)):
            yield from _stated(Place.META, kind, [value])


def _is_written_by(metadata: Metadata) -> bool:
    """WordPress SEO plugins put "Written by" into twitter:label1 and the name into data1."""
    label = (metadata.meta("twitter:label1") or "").lower()
    return label in {
        "written by",
        "écrit par",
        "verfasst von",
        "escrito por",
        "scritto da",
        "geschreven door",
    }


def _of_microdata(metadata: Metadata) -> Iterator[Declared]:
    kinds = {
        "author": "author",
        "creator": "creator",
        "publisher": "publisher",
        "copyrightHolder": "copyright",
        **{f"image-{name}": kind for name, kind in _IMAGE_PROPERTIES.items()},
    }
    for name, value in metadata.microdata:
        if name in kinds:
            yield from _stated(Place.META, kinds[name], [value])


def _stated(place: Place, name: str, texts: list[str]) -> Iterator[Declared]:
    for text in texts:
        kept = text[:MAX_VALUE_CHARS]
        if kept and not kept.startswith(("http://", "https://", "{", "#", "@")):
            yield Declared(place=place, name=name, text=kept)
