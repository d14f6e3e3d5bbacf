"""Who wrote an article: people only. Agencies are the wire room's; publishers wrote nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from wirewatch.articles import jsonld
from wirewatch.articles.agreement import agreed
from wirewatch.articles.body import bare
from wirewatch.articles.declared import Metadata, meta_authors
from wirewatch.articles.habits import READER
from wirewatch.articles.phrases import lead, names_an_agency
from wirewatch.model import Fact
from wirewatch.text import clean

MAX_AUTHORS = 20
_MAX_NAME_CHARS = 60
_MAX_DENSE_NAME_CHARS = 10  # "レオナルド・ダ" is cut at its dot before

_JOINTS = re.compile(
    r"\s*[;,|/•·⋅、，]\s*|\s+(?:and|und|et|y|och|og|en|ve|with|mit|avec|con|&|i|та|и)\s+",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"\s*[(\[（][^()\[\]（）]{0,80}[)\]）]")
_FILED = re.compile(r"\s\W?\s*(?:filed under|in|category|categories|tags?)\s?:.*", re.IGNORECASE)
_SPACED_DASH = re.compile(r"\s+[–—-]\s+")
_PLACE = re.compile(r"\s+(?:in|à|en|a|aus|from|i|da|te)\s+[^\s,]{2,30}(?:\s[^\s,]{2,30})?$")
# "Recipe by …" says who; "Reviewed by …" says who did not write it.
_ROLE = re.compile(r"^[^\W\d_]+ by (?=[^\W\d_a-z])")
_HELPER = re.compile(
    r"(?:^|\. )(?:(?:medically|expertly|fact) )?(?:reviewed|edited|(?:fact-?)?checked|sponsored)"
    r" by\b.*",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(r"\s*(?:기자|記者|특파원)$|^(?:Dr|Prof|Mr|Mrs|Ms)\.?\s+(?=\S+\s\S)")
# Words that no person is called: jobs, desks, legal forms, leftovers of other fields.
_NOT_A_NAME = frozenset(
    {
        "bio", "full", "written", "name", "profile", "follow", "terms", "privacy",
        "staff", "desk", "team", "newsroom", "editor", "editors", "editorial",
        "editorial-board", "board", "admin", "administrator", "webmaster", "web",
        "reporter", "reporters", "correspondent", "writer", "writers", "journalist",
        "columnist", "contributor", "contributors", "author", "authors", "guest",
        "bureau", "agency", "agencies", "news", "newspaper", "media", "press",
        "publisher", "publishing", "magazine", "online", "digital", "network", "group",
        "company", "gmbh", "inc", "ltd", "llc", "ag", "unknown", "anonymous",
        "redaktion", "redaktionsteam", "redaktionell", "onlineredaktion", "redakteur",
        "redakteurin", "volontär", "reporterin", "autorin", "chefredakteur", "zeitung",
        "rédaction", "journaliste", "correspondant", "correspondante", "envoyé",
        "redacción", "redaccion", "redactor", "periodista", "editora", "editor-chefe",
        "redação", "redacao", "equipe", "equipo", "redazione", "giornalista",
        "redactie", "redacteur", "redakcja", "redaktor", "nachrichten", "haber",
        "merkezi", "servisi", "editör", "muhabir", "redaksjonen", "redaktionen",
        "redaktør", "tv", "radio", "channel", "updated", "published", "posted", "photo",
        "photos", "video", "getty", "images", "service", "services", "politics",
        "sports", "sport", "business", "world", "local", "national", "international",
        "sponsored", "partner", "special", "advertorial", "breaking", "com", "www",
        "director", "founder", "co-founder", "cofounder", "head", "manager", "ceo", "president",
        "officer", "executive", "expert", "specialist", "analyst", "licensed", "certified",
        "attorney", "insights", "category",
        "phd", "ph.d",
        "編集部", "記者", "部", "신문", "редакция", "редакція", "новости",
    }
)  # fmt: skip


def read_people(
    metadata: Metadata,
    bylines: Sequence[str],
    *,
    not_people: Sequence[str],
    pointed: Sequence[str] = (),
) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Return the authors, and those that the metadata name.

    The publisher's file is asked first, then JSON-LD, microdata, meta tags, and the bylines of the
    page. The first that names a person is believed. Where a byline names people, only it can agree:
    one program writes all the metadata, and repeats itself.

    Args:
        metadata: What the page states about itself.
        bylines: The bylines above the text, as printed.
        not_people: Names of the site and its publisher.
        pointed: The byline that the publisher's file points at.
    """
    found = {reader: only_people(read(metadata), not_people) for reader, read in _READERS.items()}
    reader = next((name for name, names in found.items() if names), "")
    declared = found.get(reader, ())
    lines = only_people(_names(*bylines), not_people)
    printed = lines or only_people(_names(*metadata.signed), not_people)
    habitual = tuple(_names("; ".join(pointed)))
    stated = {reader: declared, "byline": printed} if printed else found
    authors = agreed({READER: habitual, **stated})
    return authors[:MAX_AUTHORS], declared[:MAX_AUTHORS]


def _names(*bylines: str) -> Iterator[str]:
    return (name for byline in bylines for name in names_in(byline))


def _of_json_ld(metadata: Metadata) -> Iterator[str]:
    for name in ("author", "creator"):
        found = [one for part in metadata.people_nodes(name) for one in _of_node(part)]
        if found:
            yield from found
            return


def _of_node(part: Any) -> Iterator[str]:
    types = jsonld.types_of(part) if isinstance(part, dict) else frozenset()
    if "organization" in types and "person" not in types:
        return
    for stated in jsonld.strings(part):
        yield from names_in(stated)


def _of_microdata(metadata: Metadata) -> Iterator[str]:
    for name, value in metadata.microdata:
        if name in {"author", "creator"}:
            yield from names_in(value)


def _of_metas(metadata: Metadata) -> Iterator[str]:
    for values in meta_authors(metadata):
        found = [one for value in values for one in names_in(value)]
        if found:
            yield from found
            return


_READERS = {"json-ld": _of_json_ld, "microdata": _of_microdata, "meta": _of_metas}


def names_in(printed: str) -> list[str]:
    """Return the people named in a byline or an author field, in order.

    >>> names_in("By Ada Marlowe and Tom Reyes, political editor")
    ['Ada Marlowe', 'Tom Reyes']
    """
    text = _FILED.sub("", _IN_BRACKETS.sub("", clean(printed)[:400]))
    rest = lead("byline", text)
    if rest is not None and rest[:1] in {" ", ":", "："}:
        text = rest.lstrip(" :：")
    parts = [half for part in _JOINTS.split(text) for half in _SPACED_DASH.split(part)]
    return [name for name in map(_name, parts) if name]


def _name(part: str) -> str:
    shown = _ROLE.sub("", _HELPER.sub("", part.strip(" .:*\"'”“")))
    name = _HONORIFIC.sub("", _PLACE.sub("", shown)).strip()
    return name if is_person(name) else ""


def is_person(name: str) -> bool:
    """Whether `name` may be a person's: words without digits, none of them a desk or a job."""
    if not 2 <= len(name) <= _MAX_NAME_CHARS or any(map(str.isdigit, name)):
        return False
    if re.search(r"[@:/\\<>{}=_#?!]|\.(?:com|org|net|de|fr)\b", name) or names_an_agency(name):
        return False
    words = name.split()
    if not 1 <= len(words) <= 6 or any(word.lower().strip(".,-") in _NOT_A_NAME for word in words):
        return False
    if len(words) == 1 and not name.isascii() and not name[:1].isupper():  # no letter cases: CJK …
        return len(name) <= _MAX_DENSE_NAME_CHARS
    if len(words) == 1:
        return not name.isascii() or (name.istitle() and len(name) >= 3)
    return sum(1 for word in words if not word[0].islower()) * 2 >= len(words)


def only_people(names: Iterable[str], not_people: Sequence[str]) -> tuple[str, ...]:
    """Return `names` without those of the site and its publisher, each once.

    The address of a site may be its author's name ("adamarlowe.example"): written as such, with
    its spaces, it is a person unless the site has just that name.
    """
    ours = set(map(bare, not_people))
    spelt = {bare(name) for name in not_people if " " in name or "." in name}
    kept: dict[str, str] = {}
    for name in names:
        key, words = bare(name), name.split()
        is_ours = key in (spelt if len(words) > 1 else ours) or any(bare(w) in ours for w in words)
        if key and not is_ours:
            kept.setdefault(key, name)
    return tuple(kept.values())


def names_anybody(byline: str, people: Iterable[str]) -> bool:
    """Whether `byline` holds the last name of one of `people`."""
    words = set(map(bare, re.split(r"[\s,/|–—-]+", byline)))
    return any(
        bare(person.split()[-1]) in words or bare(person) in bare(byline) for person in people
    )
