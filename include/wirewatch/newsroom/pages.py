"""A planned page: all that one publisher prints of one text. Truth and HTML come from it."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from zoneinfo import ZoneInfo

from wirewatch.model import PageVerdict
from wirewatch.newsroom.habits import Publisher
from wirewatch.newsroom.printing import Signature
from wirewatch.newsroom.publishers import BY_KEY
from wirewatch.newsroom.texts import Paragraph

MAX_SLUG = 60
_NAMES = {
    "AFP": ("AFP", "Agence France Presse"),
    "REUTERS": ("Reuters",),
    "AP": ("AP", "Associated Press"),
    "DPA": ("dpa", "Deutsche Presse Agentur"),
}


class Treatment(StrEnum):
    """What a publisher did to a text."""

    WHOLE = "whole"
    CUT = "cut"  # the first paragraphs only
    EXTENDED = "extended"  # with paragraphs of its own
    RETITLED = "retitled"  # whole, below another headline
    TRANSLATED = "translated"
    OWN = "own"  # its own story
    OTHER_HAND = "other-hand"  # the same event, written anew
    DIGEST = "digest"  # the openings of several texts
    CORRECTION = "correction"  # whole, with a paragraph put right later


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture's caption and who took it, as printed."""

    caption: str
    credit: str

    @property
    def line(self) -> str:
        """What stands below the picture: "Photo: …" before the caption, any other credit after."""
        is_first = self.credit.startswith("Photo: ")
        pieces = (self.credit, self.caption) if is_first else (self.caption, self.credit)
        return " ".join(filter(None, pieces))

    @property
    def agency(self) -> str | None:
        """The agency in the credit, or None."""
        return next(iter(agencies_in(self.credit)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedCorrection:
    """What a page says from `at` on: a note, and the body as put right."""

    note: str
    at: datetime
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traps:
    """What the page with every trap prints beside its article."""

    share: str
    times: str
    section: str
    advert: str
    read_more: tuple[str, ...]
    author: str
    bio: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPage:
    """One page of one publisher."""

    publisher: Publisher
    url: str
    event: str  # the text it goes back to
    story: str  # copies of one text in one language by one hand share it
    treatment: Treatment
    section: str
    headline: str
    paragraphs: tuple[Paragraph, ...]
    published_at: datetime
    signature: Signature
    photo: Photo | None = None
    mentions: tuple[str, ...] = ()  # agencies only quoted: AFP in "told AFP"
    correction: PlannedCorrection | None = None
    traps: Traps | None = None
    holds: tuple[str, ...] = ()  # a digest's stories
    verdict: PageVerdict = PageVerdict.ARTICLE

    @property
    def path(self) -> str:
        """The address below the host."""
        return self.url.removeprefix(self.publisher.site)

    def paragraphs_at(self, seen_at: datetime) -> tuple[Paragraph, ...]:
        """The body somebody sees at `seen_at`."""
        fixed = self.correction
        return fixed.paragraphs if fixed and fixed.at <= seen_at else self.paragraphs

    def modified_at(self, seen_at: datetime) -> datetime:
        """When the page somebody sees at `seen_at` was changed last."""
        fixed = self.correction
        return fixed.at if fixed and fixed.at <= seen_at else self.published_at


def agencies_in(line: str) -> tuple[str, ...]:
    """Return our codes of the agencies that `line` names, as printed names in whole words."""
    words = f" {' '.join(words_of(line))} "
    return tuple(code for code, names in _NAMES.items() if any(f" {n} " in words for n in names))


def words_of(line: str) -> list[str]:
    """Return the words of `line` as printed."""
    return "".join(c if c.isalnum() else " " for c in line).split()


def number(*parts: str) -> int:
    """Return a number that stands for `parts`: the newsroom's dice, the same every time."""
    return int.from_bytes(blake2b("\0".join(parts).encode(), digest_size=6).digest())


def slug_of(headline: str) -> str:
    """Return a headline as it stands in an address."""
    plain = unicodedata.normalize("NFKD", headline.replace("ß", "ss")).encode("ascii", "ignore")
    words = "".join(c if c.isalnum() else " " for c in plain.decode().lower()).split()
    slug = "-".join(words)
    return slug if len(slug) <= MAX_SLUG else slug[:MAX_SLUG].rsplit("-", 1)[0]


def address(publisher: Publisher, headline: str, published_at: datetime) -> str:
    """Return the address at which `publisher` prints something."""
    local = published_at.astimezone(ZoneInfo(publisher.zone))
    return publisher.site + publisher.path.value.format(
        year=local.year,
        month=f"{local.month:02}",
        day=f"{local.day:02}",
        slug=slug_of(headline),
        number=100_000 + number(publisher.key, headline) % 900_000,
    )


def publisher_of(key: str) -> Publisher:
    """Return the publisher called `key`."""
    return BY_KEY[key]
