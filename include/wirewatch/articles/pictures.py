"""The lead picture: what is printed below it, and who made it."""

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from wirewatch.articles import jsonld, marks
from wirewatch.articles.agreement import agreed
from wirewatch.articles.body import bare
from wirewatch.articles.declared import Metadata
from wirewatch.articles.page import Page
from wirewatch.articles.phrases import lead, names_an_agency
from wirewatch.model import Fact
from wirewatch.text import clean, words

MAX_CAPTION_CHARS = 1_000
_MAX_FIGURES = 40
_MAX_MARKED = 20  # credits in one figure; a hostile one may hold one in another, 200 deep
_MIN_PARAGRAPH_CHARS = 80
_MIN_NAME_CHARS = 6  # "1.jpg", "image.jpg" of a later path is any picture's name
_MAX_CREDIT_WORDS = 12
_MAX_MARKED_WORDS = 25  # "Photo: … Styling: … Hair: …"; more is the caption, in a box of both

_SIZE = re.compile(r"[-_]?\d{2,4}x\d{2,4}|[-_]scaled$")
_SOURCES = ("src", "data-src", "srcset", "data-srcset", "data-lazy-src")
# Of a caption each sentence, bracket or piece behind a bar may be the credit.
_PIECES = re.compile(
    r"(?<=[.!?…\"”»])\s+|\s+[|–—•·]\s+|\s*\((?=[^()]{2,100}\)\W*$)|\s+(?=©|\(c\)\s)"
)
_OPENS_CREDIT = re.compile(r"©|\([cC]\)\s")
_EMPTY_BRACKETS = re.compile(r"\(\s*\)?\s*$")  # of which the credit was cut
_LABEL_ENDS = frozenset([":", "©", "/", "|", "："])
_EDGES = " |–—•·,"


def picture_name(url: str) -> str:
    """Return what the addresses of one picture in several sizes share: the name of its file."""
    path = urlsplit(url).path.rstrip("/").lower()
    stem = _SIZE.sub("", path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2])
    return stem if len(stem) >= _MIN_NAME_CHARS else path


def find_caption(page: Page, metadata: Metadata, url: str | None) -> Mapping[str, tuple[Fact, ...]]:
    """Return "image_caption" and "image_credit" of the lead picture at `url`; none, or one each."""
    image = _node(metadata)
    figure = _figure(page, url)
    shown, credit = _read_figure(figure) if figure is not None else ("", "")
    named = ("creditText", "author", "creator", "copyrightHolder", "copyrightNotice")
    credits = (jsonld.first(image.get(name)) for name in named)
    captions = {"dom": shown, "json-ld": jsonld.first(image.get("caption"))}
    makers = {"dom": credit, "json-ld": next(filter(None, credits), "")}
    return {"image_caption": _told(captions), "image_credit": _told(makers, _maker)}


def _told(stated: Mapping[str, str | None], alike: Callable[[str], str] = bare) -> tuple[Fact, ...]:
    return agreed({k: [v[:MAX_CAPTION_CHARS]] for k, v in stated.items() if v}, alike)


def _maker(credit: str) -> str:
    """Return what "Foto: Kai Ohm/dpa" and "dpa/Kai Ohm" share."""
    named = lead("caption", credit) or credit
    return " ".join(sorted(words(named)))


def _node(metadata: Metadata) -> jsonld.Node:
    image = next(iter(metadata.people_nodes("image")), None)
    return image if isinstance(image, dict) else {}


def _figure(page: Page, url: str | None) -> Any:
    """Return the figure that shows the picture at `url`, else the one above the first paragraph."""
    name = picture_name(url) if url else ""
    named = (one for one in _figures(page) if name and name in _addresses(one))
    found = next(named, None)
    return _first_figure(page) if found is None else found


def _figures(page: Page) -> Iterator[Any]:
    for _, figure in zip(range(_MAX_FIGURES), page.elements("figure"), strict=False):
        yield figure


def _addresses(figure: Any) -> str:
    images = figure.iter("img", "source", "amp-img")
    return " ".join(one.get(name) or "" for one in images for name in _SOURCES).lower()


def _first_figure(page: Page) -> Any:
    """Return the figure between the first h1 and the first paragraph, if one is there."""
    heading = next(page.elements("h1"), None)
    if heading is None:
        return None
    for element in heading.xpath("following::*[self::figure or self::p]"):
        if element.tag == "figure":
            return element
        if len(clean("".join(element.itertext()))) >= _MIN_PARAGRAPH_CHARS:
            return None
    return None


def _read_figure(figure: Any) -> tuple[str, str]:
    """Return what is printed below a picture: the caption, and the credit cut from it."""
    printed = next((one for one in figure.iter() if _is_caption(one)), None)
    text = "" if printed is None else _text(printed)
    marked = (_text(one) for one in islice(filter(_is_credit, figure.iter()), _MAX_MARKED))
    short = (one for one in marked if 0 < len(one.split()) <= _MAX_MARKED_WORDS)
    credit = next(short, "") or _credit_in(text)
    rest = _EMPTY_BRACKETS.sub("", text.replace(credit, "", 1)) if credit else text
    return rest.strip(_EDGES), credit.strip(f"{_EDGES}()")


def _is_caption(element: Any) -> bool:
    return element.tag == "figcaption" or marks.is_caption((element.get("class") or "").lower())


def _is_credit(element: Any) -> bool:
    return marks.is_picture_credit(f"{element.get('class')} {element.get('itemprop')}".lower())


def _credit_in(text: str) -> str:
    pieces = [piece for piece in _PIECES.split(text) if len(piece.split()) <= _MAX_CREDIT_WORDS]
    opening = (piece for piece in pieces if _opens_credit(piece))
    signed = (piece for piece in pieces[-1:] if names_an_agency(piece))
    return next(opening, "") or next(signed, "")


def _opens_credit(piece: str) -> bool:
    rest = lead("caption", piece)
    is_labelled = rest is not None and (rest.lstrip()[:1] in _LABEL_ENDS or rest[:4] == " by ")
    return is_labelled or _OPENS_CREDIT.match(piece) is not None


def _text(element: Any) -> str:
    return clean(" ".join(element.xpath(".//text()[not(parent::script or parent::style)]")[:60]))
