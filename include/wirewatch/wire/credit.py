"""Which agency wrote an article, which took its picture, which is only quoted — and how we know.

The place of a name decides its role. In a byline, an author field, a dateline or a sign at the
foot the agency wrote the text; in a caption it took the picture; in the running text it is quoted.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from wirewatch.model import Article, Block, BlockKind, Credit, Declared, Place, Role
from wirewatch.wire.agencies import agency_of_site
from wirewatch.wire.agency import Agency
from wirewatch.wire.datelines import find_dateline
from wirewatch.wire.fields import role_of_field
from wirewatch.wire.foot import place_of_credit
from wirewatch.wire.hands import agreed
from wirewatch.wire.lines import (
    Reading,
    is_text_sign,
    picture_from,
    read_line,
    with_bare_bylines,
)
from wirewatch.wire.names import line_mentions, named_in, narrowed
from wirewatch.wire.own_names import houses_with_initials, own_names
from wirewatch.wire.patterns import PHOTO, TEASERS
from wirewatch.wire.people import MAX_LINE
from wirewatch.wire.quoted import believed, confused, find_pictured, find_quoted
from wirewatch.wire.tails import Sign, find_contributions, find_signs

FIRST_PARAGRAPHS = 4  # a dateline stands before the story: behind a teaser or two at most
LAST_PARAGRAPHS = 4  # a sign stands behind it: before a footnote or two at most
STRAY_WORDS_MAX = 4  # more words than that, and a "byline" is a sentence about somebody

# These speak of the page, not of the article.
_NOT_SEARCHED = frozenset(
    {
        BlockKind.OTHER,
        BlockKind.READMORE,
        BlockKind.BIO,
        BlockKind.ADVERT,
        BlockKind.SHARE,
        BlockKind.NEWSLETTER,
        BlockKind.PAYWALL,
        BlockKind.TAG,
        BlockKind.HEADLINE,
    }
)
_TEXT = frozenset(kind for kind in BlockKind if kind.is_text)
BY_ITS_WORDS = "a picture's credit"  # why a block is a caption, when no markup says so
_PLACE_ORDER = (
    Place.BYLINE,
    Place.DATELINE,
    Place.TAIL,
    Place.JSON_LD,
    Place.META,
    Place.FEED,
    Place.CAPTION,
    Place.BODY,
    Place.DOMAIN,
)
_ROLE_ORDER = tuple(Role)


def find_credits(article: Article, *, feed_authors: Sequence[str] = ()) -> tuple[Credit, ...]:
    """Return every agency that an article names, with its role, strongest role first.

    Args:
        article: One copy. Sidebars, adverts and author boxes in it are not searched.
        feed_authors: Who wrote it as the feed says, unchanged.

    Returns:
        One credit for each agency, role and place. `evidence` is a substring of the block, the
        declared text, the feed's author or the URL it comes from. Empty when none is named.
    """
    blocks = tuple(with_bare_bylines(article.blocks))
    text = "\n".join(_texts(article, blocks, feed_authors))
    agencies = named_in(text)
    owner, own = agency_of_site(_host(article)), own_names(article)
    page = _Page(
        article=article,
        blocks=blocks,
        agencies=agencies,
        owner=owner,
        own=own,
        others=confused(text, agencies) | houses_with_initials(own, agencies, owner),
    )
    found = [
        *_from_domain(article, owner),
        *page.from_declared(),
        *page.from_blocks(),
        *page.from_feed(feed_authors),
    ]
    return _best(agreed(found, article.declared))


def text_credit(credits: Iterable[Credit]) -> Credit | None:
    """Return the strongest of `credits` that says an agency had a hand in the text, or None."""
    return min((each for each in credits if each.role.is_text), key=_strength, default=None)


def _texts(
    article: Article, blocks: Sequence[Block], feed_authors: Sequence[str]
) -> tuple[str, ...]:
    declared = (each.text for each in article.declared)
    shown = (block.text for block in blocks if block.kind not in _NOT_SEARCHED)
    return (*shown, *declared, *feed_authors)


def _strength(credit: Credit) -> tuple[int, int, int]:
    knows = len(credit.people) + (credit.located is not None)
    return _ROLE_ORDER.index(credit.role), _PLACE_ORDER.index(credit.place), -knows


def _best(found: Iterable[Credit]) -> tuple[Credit, ...]:
    best: dict[tuple[str, Role, Place], Credit] = {}
    for credit in sorted(found, key=_strength):  # stable: of equals, the first on the page
        best.setdefault((credit.agency, credit.role, credit.place), credit)
    return tuple(best.values())


def _host(article: Article) -> str:
    return urlsplit(article.url).hostname or ""


def _from_domain(article: Article, owner: str | None) -> Iterator[Credit]:
    host = _host(article)
    start = article.url.lower().find(host)
    if owner and start >= 0:
        evidence = article.url[start : start + len(host)]
        yield Credit(agency=owner, role=Role.OWN, place=Place.DOMAIN, evidence=evidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """An article and the blocks to search."""

    article: Article
    blocks: Sequence[Block]
    agencies: tuple[Agency, ...]  # those of which some name may stand somewhere on it
    owner: str | None  # the agency whose site it is
    own: frozenset[str]  # what the site calls itself, in lower case
    others: frozenset[str]  # agencies whose initials mean something else on this page

    def _named_in(self, text: str) -> list[Agency]:
        return narrowed(text, self.agencies)

    def from_declared(self) -> Iterator[Credit]:
        for declared in self.article.declared:
            if role := role_of_field(declared):
                yield from self._from_field(declared, role)

    def from_feed(self, feed_authors: Iterable[str]) -> Iterator[Credit]:
        for author in feed_authors:
            yield from self._from_line(author, Place.FEED)

    def from_blocks(self) -> Iterator[Credit]:
        texts = [at for at, block in enumerate(self.blocks) if block.kind in _TEXT]
        opening, closing = set(texts[:FIRST_PARAGRAPHS]), set(texts[-LAST_PARAGRAPHS:])
        for at, block in enumerate(self.blocks):
            if block.kind in _NOT_SEARCHED:
                continue
            if block.kind is BlockKind.BYLINE:
                yield from self._from_line(block.text, Place.BYLINE, is_seen=True)
            elif block.kind in {BlockKind.CREDIT, BlockKind.CAPTION}:
                yield from self._from_credit_block(at, place_of_credit(self.blocks, at, texts))
            else:
                is_opening = at in opening or block.kind is BlockKind.DATELINE
                yield from self._from_text(block.text, opens=is_opening, closes=at in closing)

    def _from_field(self, declared: Declared, role: Role) -> Iterator[Credit]:
        is_seen = declared.place is Place.META  # image microdata end up among the metas
        for credit in self._from_line(declared.text, declared.place, is_seen=is_seen):
            if role is Role.PHOTO:
                yield _as(credit, Role.PHOTO)
            elif self.owner == credit.agency and declared.name.lower().endswith("publisher"):
                yield _as(credit, Role.OWN)
            else:
                yield credit

    def _from_line(self, text: str, place: Place, *, is_seen: bool = False) -> Iterator[Credit]:
        """Read a byline or an author field; `is_seen`: it may have a photo credit glued to it."""
        line = text[:MAX_LINE]
        found = believed(line, line_mentions(line, self._named_in(line)), self.own)
        if not found:
            return
        cut = picture_from(line, found)
        for taken in (each for each in found if each.start >= cut):
            yield Credit(
                agency=taken.agency.code, role=Role.PHOTO, place=place, evidence=line[cut:].strip()
            )
        line, found = line[:cut], tuple(each for each in found if each.start < cut)
        reading = read_line(line, found, own=self.own, is_seen=is_seen)
        if reading.stray > STRAY_WORDS_MAX:
            yield from self._from_text(text, opens=False, closes=True)
        else:
            yield from _credits(reading, place, line.strip())

    def _from_credit_block(self, at: int, place: Place | None) -> Iterator[Credit]:
        """Read a line of pure credit; amid the text it is a picture's or a chart's."""
        block = self.blocks[at]
        is_picture = block.kind is BlockKind.CAPTION and not (
            place is Place.TAIL and (is_text_sign(block.text) or self._closes_text(at))
        )
        if is_picture:
            yield from self._from_caption(block.text)
        elif place is not None:
            yield from self._from_credit_line(block.text, place)

    def _closes_text(self, at: int) -> bool:
        """Whether a line taken for a picture's by its words alone touches the end of the text.

        "© 2024 AFP", "lno/dpa", "© dpa-infocom, dpa:…": no picture is near.
        """
        block = self.blocks[at]
        if block.why != BY_ITS_WORDS or self.blocks[at - 1].kind not in _TEXT:
            return False
        roles = {sign.reading.role for sign in self._signs(block.text)}
        is_person = Role.JOINT in roles and not block.text.islower()  # "Delil Sandor/AFP"
        is_picture = is_person or Role.PHOTO in roles or PHOTO.search(block.text) is not None
        return bool(roles) and not is_picture

    def _from_credit_line(self, text: str, place: Place) -> Iterator[Credit]:
        helped = list(find_contributions(text, self._named_in(text)))
        if not helped and place is Place.CAPTION:
            yield from self._from_caption(text)
            return
        signs = helped or list(self._signs(text))
        for sign in signs:
            yield from _of_sign(sign, text, Place.TAIL if helped else place)
        if not signs:
            yield from self._from_line(text, place)

    def _from_caption(self, text: str) -> Iterator[Credit]:
        for mention, evidence in find_pictured(text, self._named_in(text)):
            code = mention.agency.code
            yield Credit(agency=code, role=Role.PHOTO, place=Place.CAPTION, evidence=evidence)

    def _from_text(self, text: str, *, opens: bool, closes: bool) -> Iterator[Credit]:
        """Read a paragraph: dateline first, signs last, and whoever is quoted between."""
        agencies = self._named_in(text)
        if not agencies and not closes:  # Reuters' sign-off names nobody
            return
        if TEASERS.match(text):
            return
        start, signs = 0, list(find_contributions(text, agencies))
        if opens and (dateline := find_dateline(text, agencies)):
            start = dateline.end
            for agency in dateline.agencies:
                yield Credit(
                    agency=agency.code,
                    role=dateline.role,
                    place=Place.DATELINE,
                    evidence=text[:start].strip(),
                    located=dateline.place,
                )
        if closes or "©" in text[-40:]:
            signs += [sign for sign in self._signs(text) if sign.start >= start]
        for sign in signs:
            yield from _of_sign(sign, text, Place.TAIL)
        yield from self._quoted(
            text, agencies, [(0, start), *((each.start, each.end) for each in signs)]
        )

    def _signs(self, text: str) -> Iterator[Sign]:
        believed = [each for each in self._named_in(text) if each.code not in self.others]
        return find_signs(text, believed, own=self.own)

    def _quoted(
        self, text: str, agencies: Iterable[Agency], spent: Sequence[tuple[int, int]]
    ) -> Iterator[Credit]:
        for mention, role, evidence in find_quoted(text, agencies, self.others):
            if not any(start <= mention.start < end for start, end in spent):
                code = mention.agency.code
                yield Credit(agency=code, role=role, place=Place.BODY, evidence=evidence)


def _as(credit: Credit, role: Role) -> Credit:
    return Credit(agency=credit.agency, role=role, place=credit.place, evidence=credit.evidence)


def _of_sign(sign: Sign, text: str, place: Place) -> Iterator[Credit]:
    yield from _credits(sign.reading, place, text[sign.start : sign.end].strip())


def _credits(reading: Reading, place: Place, evidence: str) -> Iterator[Credit]:
    for agency in reading.agencies:
        yield Credit(
            agency=agency.code,
            role=reading.role,
            place=place,
            evidence=evidence,
            people=reading.people,
            located=reading.located,
        )
