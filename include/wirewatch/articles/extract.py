"""One page, read: `read_article` turns a capture into labelled blocks and facts.

What is the article, what is around it, what the page states of itself, and where two of its
statements do not fit. Nothing is dropped, nothing is guessed that would look like a fact.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from wirewatch.articles import facts, jsonld
from wirewatch.articles.blocks import MAX_BLOCKS, RawBlock, count_words, raw_blocks
from wirewatch.articles.body import bare, find_kept
from wirewatch.articles.dateline import open_dateline
from wirewatch.articles.dates import Shown, read_dates
from wirewatch.articles.declared import Metadata, declared_credits, read_metadata
from wirewatch.articles.habits import habitual_headline, kept_by_habit, pointed_at
from wirewatch.articles.headlines import find_headline
from wirewatch.articles.home_zones import home_zone
from wirewatch.articles.labels import Known, label_blocks
from wirewatch.articles.page import Page, parse_page
from wirewatch.articles.people import names_anybody, names_in, read_people
from wirewatch.articles.phrases import lead
from wirewatch.articles.signatures import looks_like_names
from wirewatch.articles.signed import signers
from wirewatch.articles.translated import translation_marks
from wirewatch.articles.verdict import MIN_ARTICLE_WORDS, judge_page
from wirewatch.model import Article, Block, BlockKind, Capture, Fact, Habits
from wirewatch.text import clean
from wirewatch.urls import article_id, url_key

EXTRACTOR = "wirewatch@2"

SIGNED_BY_ANOTHER = "the metadata name"  # how the warning begins
_HEAD_BLOCKS = 40  # how far above the text a visible date may stand
_BLOCKS_AROUND = 12  # how far above it a date may stand among other words
_MAX_NOTE_CHARS = 300  # of a line that names a translator; longer is a text about translating
_TAG = re.compile(r"<[^<>]{1,500}>")
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.)[\s\])]{0,3}$")
_LINES = re.compile(r"[\r\n]+|</p>|<br\s{0,3}/?>", re.IGNORECASE)


def read_article(
    capture: Capture,
    *,
    zone: str = "UTC",
    language: str | None = None,
    habits: Habits | None = None,
) -> Article:
    """Return what `capture` holds. Never raises; a page without text has a verdict that says so.

    Args:
        capture: The page as served.
        zone: IANA name of the publisher's zone, for times that name none; where it is only UTC,
            the address's country is asked.
        language: What the publisher usually writes in, if known.
        habits: What the publisher's file says of pages of that day; it goes before the rest.
    """
    page = parse_page(capture)
    metadata = read_metadata(page)
    raw = raw_blocks(page.tree)
    names = facts.own_names(metadata, capture.final_url or capture.url)
    pointed = pointed_at(page, habits)
    headline = habitual_headline(find_headline(page, metadata, raw, names), pointed)
    kept = kept_by_habit(raw, find_kept(page, raw), pointed)
    known = _known(metadata, raw, headline, names)
    blocks = _with_declared_body(label_blocks(raw, kept, known), metadata)
    read = _Read(
        page=page,
        metadata=metadata,
        raw=raw,
        blocks=blocks,
        names=names,
        headline=headline,
        zone=_clock(capture, (habits and habits.zone) or zone),
        language=(habits and habits.language) or language,
        pointed=pointed,
    )
    return _assemble(read)


def _clock(capture: Capture, zone: str) -> str:
    return zone if zone != "UTC" else home_zone(capture.final_url or capture.url) or zone


def _known(
    metadata: Metadata, raw: Sequence[RawBlock], headline: Fact | None, names: Sequence[str]
) -> Known:
    _, declared = read_people(metadata, (), not_people=names)
    titles = {headline.value} if headline else set()
    titles |= {block.text for block in raw if block.tag == "h1" and _is_like(block, headline)}
    stated = (
        *jsonld.strings(metadata.article.get("description")),
        metadata.meta("og:description"),
        metadata.meta("description"),
    )
    return Known(
        headlines=frozenset(filter(None, map(bare, titles))),
        descriptions=frozenset(bare(one) for one in stated if one and len(one) > 30),
        people=declared,
        names=frozenset(filter(None, map(bare, names))),
    )


def _is_like(block: RawBlock, headline: Fact | None) -> bool:
    """Whether an h1 says the same as the headline, if not in the same words."""
    if headline is None:
        return True
    words, others = set(headline.value.lower().split()), set(block.text.lower().split())
    return len(words & others) * 2 >= min(len(words), len(others))


def _with_declared_body(blocks: tuple[Block, ...], metadata: Metadata) -> tuple[Block, ...]:
    """Add the text that JSON-LD carries, where the page itself shows (almost) none."""
    stated = metadata.article.get("articleBody")
    n_shown = sum(count_words(block.text) for block in blocks if block.kind.is_text)
    if not isinstance(stated, str) or n_shown >= MIN_ARTICLE_WORDS:
        return blocks
    lines = [clean(_TAG.sub("", html.unescape(line))) for line in _LINES.split(stated[:200_000])]
    lines = [line for line in lines if line]
    if sum(map(count_words, lines)) < 2 * MIN_ARTICLE_WORDS:
        return blocks
    hidden = tuple(
        Block(
            kind=BlockKind.BODY if at else BlockKind.LEDE,
            text=line,
            why="the JSON-LD's articleBody",
        )
        for at, line in enumerate(lines)
    )
    return tuple(_demoted(block) for block in blocks) + hidden


def _demoted(block: Block) -> Block:
    if not block.kind.is_text:
        return block
    return Block(kind=BlockKind.OTHER, text=block.text, why="the JSON-LD holds the whole text")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What the first steps found."""

    page: Page
    metadata: Metadata
    raw: tuple[RawBlock, ...]
    blocks: tuple[Block, ...]
    names: tuple[str, ...]  # of the site
    headline: Fact | None
    zone: str
    language: str | None
    pointed: dict[str, list[str]]  # what the publisher's file points at

    @property
    def first_text(self) -> int:
        """The place of the first block of text."""
        return next(
            (
                at
                for at, one in enumerate(self.blocks)
                if one.kind.is_text and one.kind is not BlockKind.LIST
            ),
            0,
        )

    @property
    def lede(self) -> str:
        return next((one.text for one in self.blocks if one.kind is BlockKind.LEDE), "")

    @property
    def body(self) -> str:
        return "\n".join(block.text for block in self.blocks if block.kind.is_text)


def _assemble(read: _Read) -> Article:
    capture, metadata, blocks = read.page.capture, read.metadata, read.blocks
    spoken = facts.find_language(read.page, metadata, read.body, read.language)
    language = spoken.value if spoken else None
    dates = read_dates(
        read.page,
        metadata,
        Shown(lines=_dated(read), around=_around(read), pointed=read.pointed),
        zone=read.zone,
        language=language,
    )
    bylines = _bylines(read)
    authors, declared = _people(read, bylines)
    known = (("headline", read.headline), *(("author", one) for one in authors))
    found = facts.read_facts(read.page, metadata, (*known, ("language", spoken)))
    verdict, why = judge_page(metadata, read.raw, blocks, facts.first(found, "headline") or "")
    warnings = chain(
        read.page.warnings,
        _limits(read),
        dates.warnings,
        _doubts(bylines, declared, _boxed_names(blocks)),
        translation_marks(read.body, _shown(read), read.page.source, language),
    )
    return Article(
        article_id=article_id(capture.final_url),
        url=capture.final_url,
        url_key=url_key(capture.final_url),
        canonical_url=facts.first(found, "canonical_url"),
        captured_at=capture.captured_at,
        verdict=verdict,
        verdict_why=why,
        headline=read.headline,
        blocks=blocks,
        declared=declared_credits(metadata),
        byline=bylines[-1] if bylines else None,
        authors=facts.values(found, "author"),
        dateline=open_dateline(read.lede),
        language=language,
        published=dates.published,
        modified=dates.modified,
        section=facts.first(found, "section"),
        tags=facts.values(found, "tag"),
        site_name=facts.site_name(metadata),
        image_url=facts.first(found, "image_url"),
        extractor=EXTRACTOR,
        warnings=tuple(dict.fromkeys(warnings)),
        facts=found,
    )


def _people(read: _Read, bylines: Sequence[str]) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Return the authors, and those that the metadata name."""
    names, pointed = read.names, read.pointed.get("byline", ())
    authors, declared = read_people(read.metadata, bylines, not_people=names, pointed=pointed)
    return authors or signers(read.blocks, not_people=names), declared


def _shown(read: _Read) -> str:
    """Return the words of the text and of what stands close to it."""
    near = read.blocks[max(0, read.first_text - _BLOCKS_AROUND) :]
    return "\n".join(block.text for block in near if len(block.text) <= _MAX_NOTE_CHARS)


def _dated(read: _Read) -> list[RawBlock]:
    """Return the blocks that may tell a date: those above the text, else the first below it."""
    found = [at for at, block in enumerate(read.blocks) if block.kind is BlockKind.DATELINE]
    above = [at for at in found if read.first_text - _HEAD_BLOCKS <= at < read.first_text]
    below = [at for at in found if at > read.first_text]
    return [read.raw[at] for at in (above or below[:1])]


def _around(read: _Read) -> list[RawBlock]:
    """Return the blocks around the headline, down to the first paragraph: no pictures' words."""
    ledes = (at for at, block in enumerate(read.blocks) if block.kind is BlockKind.LEDE)
    first = next(ledes, read.first_text)
    return list(read.raw[max(0, first - _BLOCKS_AROUND) : first + 1])


def _bylines(read: _Read) -> list[str]:
    """Return the bylines above the text, else those below it; the nearest to the text last."""
    if told := read.pointed.get("byline"):
        return told[::-1]  # the first is the nearest
    found = [at for at, block in enumerate(read.blocks) if block.kind is BlockKind.BYLINE]
    above = [at for at in found if at < read.first_text]
    below = (line for at in found if names_in(line := _whole_byline(read, at)))
    return [_whole_byline(read, at) for at in above] or list(islice(below, 1))


def _whole_byline(read: _Read, at: int) -> str:
    """Return a byline with the name that follows it as a block of its own: "By", "Ada Marlowe"."""
    text = read.blocks[at].text
    follows = read.blocks[at + 1 : at + 2]
    if lead("byline", text) != "" or not follows or not looks_like_names(follows[0].text):
        return text
    return f"{text} {follows[0].text}"


def _limits(read: _Read) -> Iterator[str]:
    """Say where the text is not whole."""
    if len(read.raw) >= MAX_BLOCKS:
        yield f"the page has more than {MAX_BLOCKS} blocks; the rest was left out"
    if read.page.capture.truncated:
        yield "the page was cut when it was fetched"
    if _BREAKS_OFF.search(read.body[-10:]):  # none of 472 real pages with a whole text
        yield f"the text breaks off: {read.body[-40:]!r}"


def _boxed_names(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return who heads the author box: "By Ada Marlowe"."""
    heads = [one.text for one in blocks if one.kind is BlockKind.BIO and len(one.text) <= 60]
    return tuple(dict.fromkeys(name for text in heads for name in names_in(text)))


def _doubts(bylines: Sequence[str], declared: Sequence[str], boxed: Sequence[str]) -> Iterator[str]:
    """Say when the byline next to the text names people, but none that another place names."""
    byline = bylines[-1] if bylines else ""
    if not names_in(byline):
        return
    if declared and not names_anybody(byline, declared):
        yield f"{SIGNED_BY_ANOTHER} {', '.join(declared)} as author, but the byline says {byline!r}"
    elif boxed and not names_anybody(byline, boxed):
        yield f"the author box is {', '.join(boxed)}'s, but the byline says {byline!r}"
