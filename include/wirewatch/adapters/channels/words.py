"""A message as plain text and as HTML, for the channels that show either. All words are escaped."""

import re
from collections.abc import Iterator
from html import escape

from wirewatch.model import Message

_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0 §2.2
MAX_COPIES_SHOWN = 20


def in_xml(text: str) -> str:
    """Return `text` without the characters that no XML file may hold, escaped or not."""
    return _NOT_XML.sub("", text)


def heading(message: Message) -> str:
    """Return the title of `message`, behind the reason where it is no first alert."""
    kind, _, mark = message.reason.partition(":")
    return _HEADINGS.get(kind, "{title}").format(title=message.title, mark=mark)


_HEADINGS = {
    "correction": "Corrected: {title}",
    "withdrawn": "Withdrawn: {title}",
    "pickup": "At {mark} outlets: {title}",
    "translation": "Maybe in translation ({mark}): {title}",
    "spike": "More than usual: {title}",
}
MAY_REPEAT = "This may be a repeat: nobody knows whether an earlier try arrived."


def as_text(message: Message) -> str:
    """Return `message` as a few lines of plain text."""
    return "\n".join(_lines(message)) + "\n"


def _lines(message: Message) -> Iterator[str]:
    yield heading(message)
    if message.reason == "digest":
        yield from message.snippets
        for part in message.parts:
            yield from ("", *_lines(part))
        return
    yield message.url
    yield f"{message.source}, {message.published_at:%Y-%m-%d %H:%M} UTC"
    if message.agency:
        yield f"Agency: {message.agency} ({message.why})" if message.why else message.agency
    for before, after in message.difference:
        yield ""
        yield from (f"{word} {text}".strip() for word, text in sides(before, after))
    for snippet in message.snippets:
        yield ""
        yield snippet
    others = _others(message)
    if others:
        yield ""
        yield f"Also at {len(others)} more:"
        yield from (f"- {source}: {url}" for source, url in others[:MAX_COPIES_SHOWN])
    yield ""
    yield f"Watch: {message.watch}"
    if message.may_repeat:
        yield MAY_REPEAT


def as_html(message: Message) -> str:
    """Return `message` as a small HTML page; hits are in <mark>."""
    return "<!doctype html>\n<html><body>\n" + "\n".join(_parts(message)) + "\n</body></html>\n"


def _parts(message: Message) -> Iterator[str]:
    yield f"<h2>{_link(message.url, heading(message))}</h2>"
    if message.reason == "digest":
        yield from (f"<p>{escape(line)}</p>" for line in message.snippets)
        for part in message.parts:
            yield from _parts(part)
        return
    told = f"{message.source}, {message.published_at:%Y-%m-%d %H:%M} UTC"
    if message.agency:
        told += f" · {message.agency}" + (f" ({message.why})" if message.why else "")
    yield f"<p>{escape(told)}</p>"
    for before, after in message.difference:
        yield from (f"<p>{word}</p>{_quote(text)}" for word, text in sides(before, after))
    for snippet in message.snippets:
        yield _quote(snippet)
    others = _others(message)
    if others:
        listed = "".join(f"<li>{_link(url, source)}</li>" for source, url in others)
        yield f"<p>Also at {len(others)} more:</p><ul>{listed}</ul>"
    repeat = f" {MAY_REPEAT}" if message.may_repeat else ""
    yield f"<p><small>Watch: {escape(message.watch)}{repeat}</small></p>"


def sides(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Return what changed as (word, sentence); a notice has nothing before it."""
    return (("Before:", before), ("Now:", after)) if before else (("", after),)


def _quote(snippet: str) -> str:
    marked = escape(snippet).replace("«", "<mark>").replace("»", "</mark>")
    return f"<blockquote>{marked if _is_paired(snippet) else escape(snippet)}</blockquote>"


def _others(message: Message) -> list[tuple[str, str]]:
    return [(source, url) for source, url in message.copies if url != message.url]


def _is_paired(snippet: str) -> bool:
    """Tell whether each « has its »; a page's own quotes may not be, and would spill the mark."""
    depth = 0
    for character in snippet:
        depth += (character == "«") - (character == "»")
        if depth not in (0, 1):
            return False
    return depth == 0


def _link(url: str, text: str) -> str:
    if not url.startswith(("http://", "https://")):  # javascript: and the like
        return escape(text)
    return f'<a href="{escape(url)}">{escape(text)}</a>'
