"""The words of the newsroom, as immutable values.

Every time is an aware UTC datetime. Every text is Unicode NFC, without markup, unless the name says
`html`. Unknown is None. One type for each stage of the way; none is ever half filled.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from hashlib import blake2b


def digest(*parts: str | bytes) -> str:
    """Return 32 hex digits that stand for `parts` as a key: BLAKE2b, the same everywhere."""
    hasher = blake2b(digest_size=16)
    for part in parts:
        raw = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        hasher.update(len(raw).to_bytes(8, "big") + raw)  # lengths keep ("ab","c") from ("a","bc")
    return hasher.hexdigest()


# ── times ───────────────────────────────────────────────────────────────────────────────────────


class Precision(StrEnum):
    """How exactly a source told a time."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"  # `at` is midnight UTC of that day
    RELATIVE = "relative"  # "yesterday at 16:41", resolved against the capture
    NONE = "none"  # nothing usable was said; `at` is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time as somebody stated it. `at` is None exactly when `precision` is NONE."""

    at: datetime | None = None
    precision: Precision = Precision.NONE
    raw: str = ""  # the words it was read from, unchanged
    reader: str = ""  # who found it: "json-ld", "meta", "dom", "feed", "htmldate" …
    agrees: bool | None = None  # does a second reader say the same day? None: there was no second
    offset_minutes: int | None = None  # how far the publisher's clock is ahead of UTC, where told

    @property
    def local(self) -> datetime | None:
        """The same time on the publisher's clock, where that is told, else in UTC."""
        ahead = timezone(timedelta(minutes=self.offset_minutes or 0))
        return self.at.astimezone(ahead) if self.at and self.offset_minutes else self.at


UNKNOWN = Moment()

MAX_CLOCK_AHEAD = timedelta(days=1)  # a page may run a zone ahead of us; more is a wrong date


def event_date(published: Moment, captured_at: datetime) -> date:
    """Return the day a text belongs to: the publication day if plausible, else the capture day."""
    at = published.at
    if at is None or at > captured_at + MAX_CLOCK_AHEAD or at.year < 1990:  # no news site is older
        return captured_at.astimezone(UTC).date()
    return at.astimezone(UTC).date()


# ── feeds ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """What a feed announces. `entry_id` is stable for one entry of one feed."""

    feed_id: str
    entry_id: str
    guid: str | None
    url: str  # absolute, http or https
    title: str
    summary: str  # plain text
    content_html: str | None  # the full text, when the feed carries it; untrusted markup
    authors: tuple[str, ...]  # as printed
    published: Moment
    updated: Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """One reading of one feed file. `problems` names what was mended or lost, in plain words."""

    title: str
    language: str | None
    site_url: str | None
    next_url: str | None  # RFC 5005 rel="next"
    ttl_s: int | None  # what the feed itself asks for: ttl, sy:updatePeriod
    parser: str  # "feedparser", "feedparser-cleaned", "fastfeedparser", "json-feed"
    entries: tuple[FeedEntry, ...]
    skip_hours: tuple[int, ...] = ()  # 0 to 23, GMT: when it says it does not change
    skip_days: tuple[int, ...] = ()  # 0 is Monday
    problems: tuple[str, ...] = ()


# ── pages ───────────────────────────────────────────────────────────────────────────────────────


class Via(StrEnum):
    """Where a capture comes from; earlier here wins over later."""

    LIVE = "live"
    SITE = "site"  # the site itself, asked afterwards for a page of a past date
    LANDING = "landing"
    WAYBACK = "wayback"
    CC_NEWS = "cc-news"
    FEED = "feed"  # the page could not be had; the feed's own full text stands in


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a publisher said of the use of a page, as of its capture. None: nothing was said.

    Recorded, not judged: whether a reserved page may be mined depends on who does it and where.
    """

    robots: str | None = None  # what robots.txt said of the address; None: it was not asked
    x_robots_tag: str | None = None  # as served, header and meta: "noarchive", "meta: noindex"
    tdm_reserved: bool | None = None  # text and data mining (W3C TDMRep)
    tdm_policy: str | None = None  # address of the licence
    tdm_why: str | None = None  # who said it: "meta", "header", "tdmrep.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A page as served. `body` is decoded from its transfer encoding, never from its charset."""

    url: str  # as announced
    final_url: str  # after redirects
    status: int
    headers: tuple[tuple[str, str], ...]  # lower-case names; only those that matter
    body: bytes
    captured_at: datetime
    via: Via = Via.LIVE
    truncated: bool = False
    rights: Rights | None = None

    @property
    def body_hash(self) -> str:
        """The digest of the body: equal bodies, equal hash."""
        return digest(self.body)

    def header(self, name: str) -> str | None:
        """The first header called `name` (lower case), or None."""
        return next((value for key, value in self.headers if key == name), None)


class PageVerdict(StrEnum):
    """What kind of page it is."""

    ARTICLE = "article"
    PAYWALLED = "paywalled"  # an article of which we see only the beginning
    CONSENT_WALL = "consent_wall"
    CHALLENGE = "challenge"  # "are you a robot?"
    SOFT_404 = "soft_404"  # "not found", served as 200
    SECTION = "section"  # a list of links to articles
    LIVE_BLOG = "live_blog"
    GALLERY = "gallery"
    VIDEO = "video"
    NOT_AN_ARTICLE = "not_an_article"

    @property
    def has_text(self) -> bool:
        """Whether such a page is loaded as an article."""
        return self in {
            PageVerdict.ARTICLE,
            PageVerdict.PAYWALLED,
            PageVerdict.LIVE_BLOG,
            PageVerdict.GALLERY,
            PageVerdict.VIDEO,
        }


class BlockKind(StrEnum):
    """What a piece of a page is for."""

    HEADLINE = "headline"
    LEDE = "lede"  # the first paragraph of the text
    BODY = "body"
    SUBHEAD = "subhead"
    LIST = "list"
    QUOTE = "quote"
    BYLINE = "byline"
    DATELINE = "dateline"  # also "Published yesterday at 16:41"
    CREDIT = "credit"  # a line that only says whose text it is: "(AFP)", "Reporting by …"
    CAPTION = "caption"
    ADVERT = "advert"
    READMORE = "readmore"
    SHARE = "share"
    BIO = "bio"
    NEWSLETTER = "newsletter"
    PAYWALL = "paywall"
    TAG = "tag"
    OTHER = "other"

    @property
    def is_text(self) -> bool:
        """Whether such a block is part of what the author wrote."""
        return self in _TEXT_KINDS


_TEXT_KINDS = frozenset(
    {BlockKind.LEDE, BlockKind.BODY, BlockKind.SUBHEAD, BlockKind.LIST, BlockKind.QUOTE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph-sized piece of a page, in reading order. Never dropped, only labelled."""

    kind: BlockKind
    text: str  # one line, white space folded, otherwise as printed
    why: str = ""  # what made us say so, where the kind is not obvious


class Place(StrEnum):
    """Where on a page, or in a feed, something stands."""

    JSON_LD = "json-ld"
    META = "meta"
    BYLINE = "byline"
    DATELINE = "dateline"
    TAIL = "tail"
    CAPTION = "caption"
    BODY = "body"
    FEED = "feed"
    DOMAIN = "domain"  # the address of the page itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Something a page's metadata state, as printed: (json-ld, "author", "AFP")."""

    place: Place
    name: str  # author, creator, publisher, source, copyright, image-author …
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A value with the reader that found it. `agrees`: does a second reader say the same?"""

    value: str
    reader: str
    agrees: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """Where and when a text was written, as its first words tell: "KYIV, Oct 29 (AFP) —"."""

    raw: str
    place: str | None = None
    agency: str | None = None  # as printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What is known of a publisher's pages of one time, from its file."""

    publisher: str
    zone: str | None = None  # IANA
    language: str | None = None  # ISO 639-1
    paths: tuple[tuple[str, str], ...] = ()  # headline, byline, body … → XPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One publisher's copy of a text, as read from one capture."""

    article_id: str  # digest of url_key
    url: str
    url_key: str
    canonical_url: str | None  # what the page declares; evidence only
    captured_at: datetime
    verdict: PageVerdict
    verdict_why: str
    headline: Fact | None
    blocks: tuple[Block, ...]
    declared: tuple[Declared, ...]
    byline: str | None  # as printed
    authors: tuple[str, ...]  # people only: no publishers, no agencies
    dateline: Dateline | None
    language: str | None  # ISO 639-1
    published: Moment
    modified: Moment
    section: str | None
    tags: tuple[str, ...]
    site_name: str | None
    image_url: str | None
    extractor: str  # name@version of the rules that read it
    warnings: tuple[str, ...] = ()  # in plain words
    facts: tuple[tuple[str, Fact], ...] = ()  # (headline, …), (author, …), (tag, …): who says so

    @property
    def title(self) -> str:
        """The headline, or nothing."""
        return self.headline.value if self.headline else ""

    @property
    def body(self) -> str:
        """What the author wrote: one line a paragraph, without headline."""
        return "\n".join(block.text for block in self.blocks if block.kind.is_text)

    @property
    def event_date(self) -> date:
        """The day this text belongs to."""
        return event_date(self.published, self.captured_at)


# ── wire ────────────────────────────────────────────────────────────────────────────────────────


class Role(StrEnum):
    """What an agency did for an article. Earlier here is stronger."""

    OWN = "own"  # the page stands on the agency's own site
    TEXT = "text"  # the agency wrote it
    JOINT = "joint"  # agency and desk wrote it
    CONTRIBUTION = "contribution"  # "with files from"
    PHOTO = "photo"  # took the picture
    SOURCE = "source"  # is only quoted: "told AFP"

    @property
    def is_text(self) -> bool:
        """Whether the agency had a hand in the text."""
        return self in {Role.OWN, Role.TEXT, Role.JOINT, Role.CONTRIBUTION}


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """An agency named in an article. `evidence` is words cut unchanged from where they stand."""

    agency: str  # our code: AFP, AP, REUTERS, DPA
    role: Role
    place: Place
    evidence: str
    people: tuple[str, ...] = ()  # the agency's reporters, where the evidence names them
    located: str | None = None  # where they wrote it from


class NoticeKind(StrEnum):
    """What an agency tells editors. Earlier here weighs more."""

    KILL = "kill"  # do not print; replaces or withdraws what came before
    CORRECTION = "correction"
    EMBARGO = "embargo"
    UPDATE = "update"  # new words: "ADDS quotes", "UPDATE 2-…"
    FORMAT = "format"  # an agency's kind of text: alert, urgent, lead, 2nd lead, wrap

    @property
    def is_warning(self) -> bool:
        """Whether the text, as it stands, may not be what the agency stands for."""
        return self in {NoticeKind.KILL, NoticeKind.CORRECTION, NoticeKind.EMBARGO}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A notice to editors. `evidence` is words cut unchanged from the headline or the block."""

    kind: NoticeKind
    evidence: str


class Store(StrEnum):
    """How much of a text the operator keeps. Earlier here is more."""

    FULL = "full"
    EXCERPT = "excerpt"  # how it begins
    HASH = "hash"  # no words: a hash and the fingerprints by which copies are found


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that we say of one capture of one page."""

    article: Article
    credits: tuple[Credit, ...]
    notices: tuple[Notice, ...] = ()
    warnings: tuple[str, ...] = ()  # the article's, contradictions that the credits show, notices


# ── stories ─────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """The fingerprints of one text. Comparable only with sketches of the same version."""

    version: str
    exact_hash: str  # of the folded tokens: equal texts, equal hash
    fingerprints: tuple[int, ...]  # signed 64-bit, sorted, without repeats
    n_words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """What the stories room needs to know of one article."""

    text_id: str  # the article's id
    source: str  # the site: host without www
    title: str
    body: str
    published_at: datetime
    language: str | None = None
    agency: str | None = None  # the agency credited with the text
    is_agency_site: bool = False  # the agency's own page
    is_partial: bool = False  # a paywall shows its beginning only
    declared_source: str | None = None  # id of the original that the page itself names
    sketch: Sketch | None = None  # what is compared where the words are not kept; `body` is not it


class Relation(StrEnum):
    """What one text is to another. Directed where the words differ: `a` is … of `b`."""

    IDENTICAL = "identical"
    CUT = "cut"  # a is b shortened
    EXTENDED = "extended"  # a is b with more text
    REVISION = "revision"  # a is a later state of b, or both were edited
    EXCERPT = "excerpt"  # a quotes a passage of b
    DIGEST = "digest"  # a is a round-up that holds b
    SUSPECTED_TRANSLATION = "suspected_translation"

    @property
    def is_copy(self) -> bool:
        """Whether the two texts belong to one story."""
        return self in {
            Relation.IDENTICAL,
            Relation.CUT,
            Relation.EXTENDED,
            Relation.REVISION,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A run of words that stands in both texts; offsets count words, ends are exclusive."""

    start_a: int
    start_b: int
    length: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """How text `a` relates to text `b`; `coverage_a` is the share of a's words that stand in b."""

    a: str
    b: str
    relation: Relation
    coverage_a: float
    coverage_b: float
    matched_words: int
    longest_run: int
    spans: tuple[Span, ...] = ()
    evidence: str = ""  # why, in plain words


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One copy within a story, and what it is to the canonical one."""

    text_id: str
    relation: Relation  # IDENTICAL for the canonical copy itself
    coverage: float  # share of this copy's words that stand in the canonical one
    is_canonical: bool = False
    is_digest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The copies of one text. A text nobody copied is a story of one."""

    story_id: str
    canonical_id: str
    reason: str  # why this copy is the canonical one
    members: tuple[Member, ...]  # by (published_at, text_id)


# ── alerts ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What somebody asked to be told. `query` is in the watch language (alerts.grammar)."""

    name: str
    query: str
    routes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # none: all
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    aliases: tuple[tuple[str, tuple[str, ...]], ...] = ()  # the operator's own: (name, spellings)
    also: tuple[str, ...] = ("correction", "withdrawn")  # reasons beside "new": "pickup-10" …


class Zone(StrEnum):
    """The parts of an article a watch can look at."""

    HEADLINE = "headline"
    LEDE = "lede"
    BODY = "body"
    BYLINE = "byline"
    CREDIT = "credit"
    DATELINE = "dateline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the matcher reads: the zones of one text, and the values of its fields."""

    doc_id: str
    zones: tuple[tuple[Zone, str], ...]  # in reading order; a zone may stand more than once
    fields: tuple[tuple[str, str], ...] = ()  # ("agency", "AFP"), ("source", "…"), ("lang", "fr")

    def field_values(self, name: str) -> tuple[str, ...]:
        """All values of field `name`."""
        return tuple(value for key, value in self.fields if key == name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Words that made a watch match; offsets count characters in the joined text of that zone."""

    zone: Zone
    start: int
    end: int
    text: str


class Reason(StrEnum):
    """Why an alert exists."""

    NEW = "new"
    CORRECTION = "correction"  # a figure or a name of a copy is another, or it says so itself
    WITHDRAWN = "withdrawn"  # a copy says that it must not be used
    PICKUP = "pickup"  # as many outlets as the watch asked to hear of have it
    TRANSLATION = "translation"  # it may be told in another language
    SPIKE = "spike"  # the watch finds more stories than is usual at such an hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A watch and a story that met: one for (watch, story, reason), however many copies match."""

    alert_id: str
    watch: str
    story_id: str
    article_id: str  # the copy that matched first
    reason: Reason
    hits: tuple[Hit, ...]
    suppressed: str | None = None  # why it is kept and shown but not sent: "backfill", "old"
    mark: str = ""  # which correction, how many outlets, what language
    difference: tuple[tuple[str, str], ...] = ()  # sentences before and after, changes in «…»

    @property
    def reason_key(self) -> str:
        """The reason with its mark: "new", "pickup:10"."""
        return f"{self.reason}:{self.mark}" if self.mark else self.reason.value


class DeliveryState(StrEnum):
    """How far a message to one channel has got."""

    PENDING = "pending"
    SENDING = "sending"  # leased by a worker
    SENT = "sent"
    FAILED = "failed"  # will be tried again
    DEAD = "dead"  # given up after the last try; can be sent again by hand
    SUPPRESSED = "suppressed"
    HELD = "held"  # waits for the digest that tells of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """An alert as a person gets it: plain text everywhere, escaped by the channel that needs it."""

    delivery_id: str  # the idempotency key: the same at every try
    alert_id: str
    watch: str
    story_id: str
    title: str
    url: str
    source: str
    agency: str | None
    why: str  # the credit's evidence
    snippets: tuple[str, ...]  # sentences with the hits in «guillemets»
    copies: tuple[tuple[str, str], ...]  # (source, url) of the copies known so far
    published_at: datetime
    created_at: datetime
    reason: str = "new"  # as Alert.reason_key
    difference: tuple[tuple[str, str], ...] = ()
    parts: tuple["Message", ...] = ()  # of a digest: what it tells together
    may_repeat: bool = False  # nobody knows whether an earlier try arrived
