"""What publishers differ in: design, feed, faults, and how they name an agency.

What a design looks like stands in `templates/`, one file each.
"""

from dataclasses import dataclass
from enum import StrEnum


class Design(StrEnum):
    """What a publisher's pages are made of; the value names the template."""

    WORDPRESS = "wordpress"
    BARE = "bare"  # paragraphs without a class
    BREAKS = "breaks"  # text cut by <br>, no metadata
    JSON_LD = "json_ld"  # rich metadata, deep <div>s
    MICRODATA = "microdata"
    AMP = "amp"
    PAYWALL = "paywall"  # only the beginning is shown
    CONSENT = "consent"  # a wall instead of the page


class FeedKind(StrEnum):
    """The four kinds of feed."""

    RSS = "rss"
    ATOM = "atom"
    RDF = "rdf"
    JSON = "json"


class Fault(StrEnum):
    """What is usually wrong with feeds."""

    NO_GUID = "no-guid"
    RELATIVE_LINKS = "relative-links"
    CONTROL_CHARACTER = "control-character"
    HTML_IN_TITLES = "html-in-titles"
    GONE_ENTRY = "gone-entry"  # an entry whose page is not there
    HUGE_ENTRY = "huge-entry"  # an entry whose page is 100 MB long
    PRIVATE_ENTRY = "private-entry"  # an entry below /private/, which robots.txt forbids


class CreditStyle(StrEnum):
    """How a publisher says that a text is an agency's."""

    JSON_LD = "json-ld"  # the author in the metadata, and a byline
    BYLINE = "byline"  # only the visible byline: "By AFP"
    REPORTERS = "reporters"  # "Jane Doe, Reuters"
    JOINT = "joint"  # "Le Phare avec AFP"
    DATELINE = "dateline"  # "PORT ARDENNE (AFP) —"
    TAIL = "tail"  # "(AFP)" as the last line
    CONTRIBUTION = "contribution"  # "Mit Material der dpa"
    NONE = "none"


class Path(StrEnum):
    """What the address of an article looks like."""

    DATED = "/{year}/{month}/{day}/{slug}/"
    DATED_HTML = "/news/{year}/{month}/{day}/{slug}.html"
    NUMBERED = "/{slug}-{number}.html"
    QUERY = "/article?id={number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One paper: its host, its people, its habits."""

    key: str
    name: str
    host: str
    language: str
    zone: str  # IANA name: in it the pages print their times
    design: Design
    feed: FeedKind
    credit: CreditStyle
    feed_path: str = "/feed"
    feed_zone: tuple[str, int] | None = None  # name and hours from UTC, as the feed prints it
    faults: frozenset[Fault] = frozenset()
    has_full_text_feed: bool = False
    has_news_sitemap: bool = False
    path: Path = Path.DATED
    staff: tuple[str, ...] = ()

    @property
    def site(self) -> str:
        """The address of the front page, without a slash at the end."""
        return f"https://{self.host}"

    @property
    def feed_url(self) -> str:
        """Where the feed is."""
        return self.site + self.feed_path
