"""What an agency tells editors in the text: corrections, kills, updates, embargoes, slugs."""

import re
from collections.abc import Iterable, Mapping

from wirewatch.model import Article, BlockKind, Notice, NoticeKind
from wirewatch.wire.notice_words import COLONS, MARKS, PHRASES

MAX_HEAD = 300  # characters; a notice opens or closes a text, it does not hide in a paragraph
_NOT_READ = frozenset(
    {BlockKind.OTHER, BlockKind.READMORE, BlockKind.SHARE, BlockKind.ADVERT, BlockKind.TAG}
)
_AS_WARNING = {
    NoticeKind.KILL: "killed or replaced",
    NoticeKind.CORRECTION: "a correction",
    NoticeKind.EMBARGO: "under embargo",
}
_WEIGHT = {kind: weight for weight, kind in enumerate(NoticeKind)}


def find_notices(article: Article) -> tuple[Notice, ...]:
    """Return the notices in an article's headline and paragraphs, weightiest first.

    `evidence` is a substring of the headline or of the block. One notice a kind and evidence.
    """
    texts = [block.text for block in article.blocks if block.kind not in _NOT_READ]
    found = [notice for text in texts for notice in _opening(text)]
    found += _opening(article.title) or _closing(article.title)
    return tuple(sorted(dict.fromkeys(found), key=lambda notice: _WEIGHT[notice.kind]))


def warnings(notices: Iterable[Notice]) -> tuple[str, ...]:
    """Return in plain words the notices that say a text may not stand as it is."""
    return tuple(
        f"marked as {_AS_WARNING[notice.kind]}: “{notice.evidence}”"
        for notice in notices
        if notice.kind.is_warning
    )


def _opening(text: str) -> list[Notice]:
    head = text[:MAX_HEAD]
    for pattern in _OPENINGS:
        if (match := pattern.match(head)) and match.lastgroup:
            start = match.start(match.lastgroup)
            return [Notice(kind=NoticeKind(match.lastgroup), evidence=_sentence(text, start))]
    return []


def _closing(title: str) -> list[Notice]:
    """Return what stands in brackets or behind the last dash of a headline: "… (CORRECTED)"."""
    for pattern in _CLOSINGS:
        if (match := pattern.search(title)) and match.lastgroup:
            return [Notice(kind=NoticeKind(match.lastgroup), evidence=match[match.lastgroup])]
    return []


def _sentence(text: str, start: int) -> str:
    """From the notice's first word to the end of its sentence."""
    stop = re.search(r"[.!?)\]】](?=\s|$)", text[start : start + MAX_HEAD])
    return text[start : start + (stop.end() if stop else MAX_HEAD)].strip()


# ── the patterns, compiled once; the group that matched is the kind ─────────────────────────────

_BEFORE = r"^[\s(\[【*«“\"#:_/+–—-]{0,6}"
_LEAD = r"(?:[^.:]{0,30}[-–—:(] ?)?"  # "Editor's note: an earlier version …"
_NUMBER = r"(?:\d+(?:ST|ND|RD|TH|E|ER|EME|ÈME)?\s)?"  # "2nd LEAD", "2EME LEAD"
# Behind a word in capitals: an end, a number and a headline ("UPDATE 2-…", "LEAD 1 …"), or the
# words by which wires go on ("ADDS quotes", "CORRECTS date").
_GOES_ON = "quotes?|details?|with|con|com|avec|in|to|that|spelling|name|date|paragraph|until|for"
_AFTER = (
    r"(?=(?:\s\d+\s[A-ZÀ-Þ]|(?:\s?\d+)?\s?(?:[:：)\]】|–—/+!]|\s-|-(?=[\w\s])|\.-|$)"
    rf"|,?\s(?:{_GOES_ON})\b))"
)
_SHUT = r"\s?\d*\s?[)\]】]"


def _compiled(
    words: Mapping[NoticeKind, str], form: tuple[str, str, str], flags: int = 0
) -> re.Pattern[str]:
    """Return a pattern of what stands in front, with the words, and behind them."""
    before, form_of_words, behind = form
    groups = (f"(?P<{kind}>{form_of_words.format(words[kind])})" for kind in words)
    return re.compile(f"{before}(?:{'|'.join(groups)}){behind}", flags)


def _literals(table: Mapping[NoticeKind, str]) -> dict[NoticeKind, str]:
    return {
        kind: f"(?:{'|'.join(re.escape(word.strip()) for word in words.split('|'))})"
        for kind, words in table.items()
    }


_PHRASES = {kind: re.sub(r"\s*\n\s*", "", words.strip()) for kind, words in PHRASES.items()}
_MARKS, _COLONS = _literals(MARKS), _literals(COLONS)
_COUNTED = _NUMBER + "{}"
_OPENINGS = (
    _compiled(_PHRASES, (_BEFORE + _LEAD, "{}", ""), re.IGNORECASE),
    _compiled(_COLONS, (_BEFORE, "{}", r"\s?[:：]"), re.IGNORECASE),
    _compiled(_MARKS, (_BEFORE, _COUNTED + r"(?!\w)", _AFTER)),
    _compiled(_MARKS, (r"^\s?[(\[【]", _COUNTED, _SHUT), re.IGNORECASE),
)
_CLOSINGS = (
    _compiled(_MARKS, ("", r"[(\[【]\s?" + _COUNTED + _SHUT, ""), re.IGNORECASE),
    _compiled(_MARKS, (r"\s[-–—|]\s", _COUNTED + r"\s?\d*", "$")),
)
