"""A page as one tree, parsed once; all that a hostile page could blow up is bounded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from wirewatch.articles.decode import decode
from wirewatch.model import Capture

# None of 800 real pages passes one of these. Their worst: 10,106 elements, depth 45, 850 children,
# 308 elements in one paragraph, 73 attributes, 19,629 tags.
MAX_ELEMENTS = 60_000
MAX_DEPTH = 200  # Python's own recursion ends at 1,000; trafilatura recurses
MAX_CHILDREN = 3_000
# trafilatura grows faster than the page: 78 kB of spans took it 0.3 s, 1.25 MB 136 s.
MAX_SPANS_IN_PARAGRAPH = 400
MAX_ATTRIBUTES = 200  # 32,000 attributes on one element: 10 s
_WIDE_TAG = 20_000  # bytes
_MANY_WORDS = 1_000
MAX_TAGS = 250_000  # what stands behind is cut: 5 MB of "<p>" are 1.7 million elements, 10 s
# lxml.html asks a Python function for the class of each element it hands out, 400,000 times on 80
# news pages; one class for all costs nothing. Forms and inputs lose methods that nobody calls.
_ELEMENT_CLASS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
_NEVER_READ = ("style", "svg", "iframe")  # a seventh of the elements, copied four times
_PARAGRAPHS = frozenset({"p", "h1", "h2", "h3"})
_PARSER_DEPTH = 2_040  # libxml2 silently drops what is nested deeper than 2,048

# All that may nest and means nothing to us; what is left cannot be nested deep.
_WRAPPERS = re.compile(
    rb"</?(?!(?:p|h[1-6]|br|li|html|head|body|title|meta|link|script|style|time|img)[\s/>])"
    rb"[a-z][^<>]{0,2000}>",
    re.IGNORECASE,
)
_XML_HEAD = re.compile(rb"\s*<\?xml[^<>]{0,500}\?>")
_CONTROLS = bytes([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20)])
_NEVER_CHARACTERS = ("\ufffe".encode(), "\uffff".encode())
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


# "&#1;" and "&#xFFFE;" become characters that no tree may hold: trafilatura then gives up the page.
_REFERENCE = re.compile(rb"&#(?:[xX]([0-9a-fA-F]{1,7})|([0-9]{1,7}));?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A parsed page. `tree` is None when there is no element in it at all."""

    capture: Capture
    source: str  # the decoded text
    tree: Any  # lxml.html.HtmlElement | None; never changed by anybody
    is_hostile: bool  # too deep, too wide, too many spans: trafilatura must not see this tree
    warnings: tuple[str, ...] = ()

    def elements(self, *tags: str) -> Iterator[Any]:
        """All elements called one of `tags`, in document order."""
        return iter(()) if self.tree is None else self.tree.iter(*tags)


def parse_page(capture: Capture) -> Page:
    """Return the tree of `capture`. Never raises, whatever the bytes are."""
    content_type = capture.header("content-type")
    source, warnings = decode(capture.body, content_type)
    markup, cut = _cut_tags(_with_narrow_tags(_readable(source)))
    warnings = (*warnings, *cut)
    tree = _parse(markup)
    why = _hostility(tree)
    if why.startswith("nested") and _depth_is_cut(tree):
        tree = _parse(_WRAPPERS.sub(b"\n<br><br>\n", markup))
    if why:
        warnings = (*warnings, f"unusual markup ({why}): the text was found by simpler rules")
    return Page(capture=capture, source=source, tree=tree, is_hostile=bool(why), warnings=warnings)


def _readable(source: str) -> bytes:
    """Return the markup in UTF-8, without what no tree may hold. By bytes: a third of the time."""
    markup = source.encode("utf-8", "ignore").translate(None, _CONTROLS)
    for never in _NEVER_CHARACTERS:
        markup = markup.replace(never, b"")
    head = _XML_HEAD.match(markup)
    return _REFERENCE.sub(_without_unwanted, markup[head.end() :] if head else markup)


def _without_unwanted(reference: re.Match[bytes]) -> bytes:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    is_kept = 0 < code <= 0x10FFFF and not _UNWANTED.match(chr(code))
    return reference[0] if is_kept else b""


def _cut_tags(markup: bytes) -> tuple[bytes, tuple[str, ...]]:
    if markup.count(b"<") <= MAX_TAGS:
        return markup, ()
    head = b"<".join(markup.split(b"<", MAX_TAGS)[:MAX_TAGS])
    return head, (f"the page has more than {MAX_TAGS} tags; the rest was left out",)


def _with_narrow_tags(markup: bytes) -> bytes:
    """Return the markup with thousands of attributes cut off: to libxml2 their square is a cost.

    A tag may be long for one attribute, a picture in its own address.
    """
    pieces = markup.split(b"<")
    for number, piece in enumerate(pieces):
        if len(piece) > _WIDE_TAG:
            tag, end, text = piece.partition(b">")
            if len(tag.split()) > _MANY_WORDS:
                pieces[number] = tag[:_WIDE_TAG] + end + text
    return b"<".join(pieces)


def parse_fragment(source: str) -> Any:
    """Return the tree of HTML text of our own making, or None when it is empty."""
    return _parse(source.encode())


def _parse(markup: bytes) -> Any:
    parser = html.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
        default_doctype=False,
        huge_tree=True,
    )
    parser.set_element_class_lookup(_ELEMENT_CLASS)
    try:
        tree = html.document_fromstring(markup, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):  # no element at all
        return None
    etree.strip_elements(tree, *_NEVER_READ, with_tail=False)
    return tree


def _hostility(tree: Any) -> str:
    """Say what is unusual about the tree, or nothing."""
    if tree is None:
        return ""
    depth = n_elements = n_in_paragraph = 0
    paragraph_depth = MAX_DEPTH + 1
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if event == "end":
            paragraph_depth = MAX_DEPTH + 1 if depth == paragraph_depth else paragraph_depth
            depth -= 1
            continue
        depth += 1
        n_elements += 1
        n_in_paragraph += depth > paragraph_depth
        if element.tag in _PARAGRAPHS and depth < paragraph_depth:
            paragraph_depth, n_in_paragraph = depth, 0
        why = _too_much(depth, n_elements, n_in_paragraph) or _element_hostility(element)
        if why:
            return why
    return ""


def _too_much(depth: int, n_elements: int, n_in_paragraph: int) -> str:
    if depth > MAX_DEPTH:
        return "nested too deep"
    if n_elements > MAX_ELEMENTS:
        return "too many elements"
    return "too many spans in a paragraph" if n_in_paragraph > MAX_SPANS_IN_PARAGRAPH else ""


def _element_hostility(element: Any) -> str:
    if len(element) > MAX_CHILDREN:
        return "too many children"
    if len(element.keys()) > MAX_ATTRIBUTES:
        return "too many attributes"
    return ""


def _depth_is_cut(tree: Any) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth >= _PARSER_DEPTH:
            return True
    return False
