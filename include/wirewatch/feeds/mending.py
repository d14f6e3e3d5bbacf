"""What is done to the bytes of a feed before a parser sees them.

Made harmless, always: the DOCTYPE (entities made of entities; external ones), and author elements
with endless words (feedparser 6.0.14 looks for an address in them with a pattern of quadratic cost:
32 kB take 2.9 s). Mended, only when the file is not well-formed: control characters, bare
ampersands, HTML's entities, prefixes without a declaration, junk around the document.
"""

import codecs
import re
from html import unescape
from html.entities import name2codepoint
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

from lxml import etree

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"\s*<\?xml\b[^<>]{0,200}\?>")
_ENCODING = re.compile(rb"<\?xml\b[^<>]{0,150}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})[\"']")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[\w.-]+:)?(?:rss|feed|rdf|channel)\b[^<>]*>", re.IGNORECASE)


# The names under which Windows-1252 goes; what is declared so is often UTF-8 all the same.
_LATIN = frozenset(
    {"iso-8859-1", "latin-1", "latin1", "windows-1252", "cp1252", "us-ascii", "ascii"}
)
_ASCII = '<?xml version="1.0"?>\\' + "x" * 64
_MIXED = "wirewatch.windows-1252"
MAX_PASTED = 10_000  # bytes of Windows-1252 in UTF-8; of a file with more, nothing is UTF-8


def decode(body: bytes, content_type: str | None) -> str:
    """Return the text of `body`: by BOM, XML declaration, UTF-8, HTTP charset.

    HTTP comes late, against RFC 7303, because servers send a default charset over any file. What is
    left is read as UTF-8, and each byte of it that is none as Windows-1252: pasted quotes cost
    themselves, and not the accents of the whole file.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    for name in _encodings(body, content_type):
        try:
            return body.decode(name)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    n_bad = body.decode("utf-8", "replace").count("\ufffd")
    return body.decode("utf-8", _MIXED) if n_bad < MAX_PASTED else _windows_1252(body)


def _encodings(body: bytes, content_type: str | None) -> list[str]:
    if b"\x00" in body[:2]:
        return ["utf-16-be" if body[0] == 0 else "utf-16-le"]
    declared = _ENCODING.search(body[:400])
    served = _CHARSET.search(content_type or "")
    names = (
        declared[1].decode("ascii", "replace") if declared else "utf-8",
        "utf-8",
        served[1] if served else "utf-8",
    )
    return [name for name in names if name.lower() not in _LATIN and _reads_ascii(name)]


def _reads_ascii(name: str) -> bool:
    """Whether ASCII is itself in that encoding, as it must be where the file names it in ASCII.

    It is not in UTF-16, nor in Python's punycode (quadratic), idna and unicode_escape.
    """
    try:
        return _ASCII.encode(name) == _ASCII.encode("ascii")
    except (LookupError, ValueError):
        return False


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return _windows_1252(error.object[error.start : error.end]), error.end


def _windows_1252(body: bytes) -> str:
    return body.decode("windows-1252", "replace")


codecs.register_error(_MIXED, _as_windows_1252)


# ── made harmless ───────────────────────────────────────────────────────────────────────────────

MAX_AUTHOR_WORD = 100  # characters; the longest of 3,500 real entries has 31
_AUTHOR_TAG = re.compile(
    r"<(?P<end>/?)(?:[\w.-]+:)?(?P<name>author|creator|contributor|managingeditor|webmaster"
    r"|publisher|owner|name|email)\b[^<>]*>",
    re.IGNORECASE,
)
_TAG = re.compile(r"<!\[CDATA\[|\]\]>|<[^<>]*>")
_ASIDE = re.compile(r"<!--|<\?")  # a comment or instruction within a name: nobody real has one
_LONG_WORD = re.compile(rf"[\w.+-]{{{MAX_AUTHOR_WORD},}}")


def harmless(text: str) -> tuple[str, tuple[str, ...]]:
    """Return `text` without DOCTYPE and endless author words, and what was refused."""
    declaration = _DECLARATION.match(text)
    without = text[declaration.end() :] if declaration else text
    undeclared = _without_doctype(without)
    problems = ("its own entities were refused",) if "<!ENTITY" in without[:100_000] else ()
    tamed = _tamed_authors(undeclared)
    if tamed != undeclared:
        problems = (*problems, f"author words over {MAX_AUTHOR_WORD} characters were cut")
    return tamed, problems


def _without_doctype(text: str) -> str:
    root = _ROOT.search(text)
    start = text[: root.start() if root else len(text)].upper().find("<!DOCTYPE")
    if start < 0:
        return text
    end = text.find(">", start)
    subset = text.find("[", start)
    if 0 <= subset < end:
        closing = re.compile(r"\]\s*>").search(text, subset)
        end = closing.end() - 1 if closing else -1
    return text[:start] + text[end + 1 :] if end >= 0 else text[:start]


def _tamed_authors(text: str) -> str:
    """Return `text` with every outermost author element made short enough to search in."""
    pieces, done, depth, inside = [], 0, 0, 0
    for tag in _AUTHOR_TAG.finditer(text):
        if tag[0].endswith("/>"):
            continue
        if not tag["end"]:
            inside = tag.end() if depth == 0 else inside
            depth += 1
            continue
        depth = max(depth - 1, 0)
        if depth == 0 and inside and tag.start() - inside > MAX_AUTHOR_WORD:
            pieces += [text[done:inside], _tamed(text[inside : tag.start()])]
            done = tag.start()
    return "".join([*pieces, text[done:]])


def _tamed(content: str) -> str:
    aside = _ASIDE.search(content)
    words = unescape(unescape(_TAG.sub("", content[: aside.start()] if aside else content)))
    if aside is None and not _LONG_WORD.search(words):
        return content
    return escape(_LONG_WORD.sub("…", words)[: 10 * MAX_AUTHOR_WORD])


# ── mended ──────────────────────────────────────────────────────────────────────────────────────

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NUMBER = r"#\d{1,7}|#[xX][0-9a-fA-F]{1,6}"
_NAME = r"[A-Za-z][A-Za-z0-9]{0,30}"
_BARE_AMPERSAND = re.compile(rf"&(?!(?:{_NUMBER}|{_NAME});)")
_NOT_XMLS_OWN = re.compile(rf"&({_NUMBER}|(?!(?:amp|lt|gt|quot|apos);){_NAME});")
_MAX_CODE = 0x10FFFF
_MAX_TAG_CHARS = 200
_OPENED = re.compile(r"<([\w.:-]{1,100})(?:\s[^<>]*)?>\s*\Z")
_CDATA = re.compile(r"(<!\[CDATA\[)")
_PREFIX = re.compile(r"<([A-Za-z_][\w.-]{0,30}):[A-Za-z_]")
_DECLARED = re.compile(r"xmlns:([A-Za-z_][\w.-]{0,30})")
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "dcterms": "http://purl.org/dc/terms/",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "media": "http://search.yahoo.com/mrss/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sy": "http://purl.org/rss/1.0/modules/syndication/",
}


def storable(text: str) -> str:
    """Return `text` without the characters that no XML may hold; databases refuse some of them."""
    return _NOT_XML.sub("", text)


def is_well_formed(text: str) -> bool:
    """Whether an XML parser reads all of `text`; expat alone does that at 200 MB a second."""
    parser = ParserCreate(encoding="utf-8", namespace_separator=" ")
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)  # noqa: FBT003  expat's own interface
    except ExpatError:
        return False
    return True


def mended(text: str) -> str:
    """Return `text` as near to well-formed as it gets without taking the document apart."""
    start, end = text.find("<"), text.rfind(">")
    pieces = _CDATA.split(_last_section_closed(storable(text[max(start, 0) : end + 1])))
    for place in range(0, len(pieces), 2):
        pieces[place] = _ampersands_mended(pieces[place], is_cdata=place > 0)
    return _prefixes_declared("".join(pieces))


def _last_section_closed(text: str) -> str:
    """Return `text` with an end for its last CDATA section: that of the element it stands in."""
    start = text.rfind("<![CDATA[")
    if start < 0 or "]]>" in text[start:]:
        return text
    element = _OPENED.search(text, max(start - _MAX_TAG_CHARS, 0), start)
    end = text.find(f"</{element[1]}>", start) if element else -1
    return f"{text[:end]}]]>{text[end:]}" if end >= 0 else text


def _ampersands_mended(piece: str, *, is_cdata: bool) -> str:
    """Mend the ampersands of `piece`, which opens inside a CDATA section if `is_cdata`."""
    kept, mark, rest = piece.partition("]]>") if is_cdata else ("", "", piece)
    escaped = _BARE_AMPERSAND.sub("&amp;", rest)
    return kept + mark + _NOT_XMLS_OWN.sub(_as_number, escaped)


def _as_number(reference: re.Match[str]) -> str:
    name = reference[1]
    if name.startswith("#"):
        code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
        return reference[0] if code <= _MAX_CODE and storable(chr(code)) else ""
    return f"&#{name2codepoint[name]};" if name in name2codepoint else f"&amp;{name};"


def _prefixes_declared(text: str) -> str:
    root = _ROOT.search(text)
    if root is None:
        return text
    missing = sorted({*_PREFIX.findall(text)} - {*_DECLARED.findall(text), "xml"})
    names = "".join(
        f' xmlns:{prefix}="{_NAMESPACES.get(prefix, f"urn:undeclared:{prefix}")}"'
        for prefix in missing[:50]
    )
    end = root.end() - (2 if root[0].endswith("/>") else 1)
    return text[:end] + names + text[end:]


def rebuilt(text: str) -> str:
    """Return the tree that libxml2 can save of a broken document, as a document."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return ""
    return "" if root is None else etree.tostring(root, encoding="unicode")
