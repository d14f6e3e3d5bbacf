"""What pages call their parts in classes and ids: each `is_…` looks for such names in a path."""

import re
from collections.abc import Callable
from functools import lru_cache


def _marks(*names: str) -> Callable[[str], bool]:
    """Return what finds one of `names` as a whole part of a class name: "ad" in "ad-slot"."""
    return _finder(rf"(?:^|[\s_.>#-])(?:{'|'.join(names)})(?:$|[\s_.>#-])")


def _finder(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern)

    @lru_cache(maxsize=2_000)  # the blocks of a page share few paths
    def finds(path: str) -> bool:
        return compiled.search(path) is not None

    return finds


is_share = _marks(
    "share", "sharing", "social", "sharedaddy", "addtoany", "sharebar", "social-share"
)
is_advert = _marks(
    "ads?", "advert", "advertisement", "adslot", "sponsored", "sponsor", "dfp", "werbung"
)
is_read = _marks(
    "related",
    "readmore",
    "read-more",
    "recommended",
    "more-on",
    "also-read",
    "recirculation",
    "outbrain",
    "taboola",
    "teaser",
    "teasers",
    "related-posts",
    "relatedposts",
)
is_newsletter = _marks("newsletter", "signup", "subscribe", "subscription", "mailing")
is_paywall = _marks("paywall", "piano", "regwall", "subscriber-only", "premium-box")
is_caption = _marks(
    "caption",
    "figcaption",
    "wp-caption-text",
    "image-caption",
    "photo-credit",
    "image-credit",
    "imgcaption",
    "media-caption",
    "picture-caption",
    "photo-caption",
    "img-credit",
    "credit-photo",
    "photocredit",
    "wp-caption",
)
is_picture_credit = _finder(
    r"credit|copyright|photographer|fotograf|crédito|(?:^|[\s_.>#-])(?:author|autore?|source|quelle)(?:$|[\s_.>#-])"
)
is_bio = _finder(
    r"author[-_]?(?:bio|box|info|desc|card|profile|about)|about[-_]?(?:the[-_]?)?author"
    r"|(?:^|[\s_.>#-])bio(?:$|[\s_.>#-])"
)
is_byline = _finder(
    r"by-?line|(?:^|[\s_.>#-])(?:authors?|author-(?:name|line|names|list)|autor|autore|auteur"
    r"|signature|reporter"
    r"|writer|contributors?|article-author|entry-author|post-author|vcard)(?:$|[\s_.>#-])"
)
is_date = _finder(
    r"(?:^|[\s_.>#-])(?:date|time|timestamp|published|datepublished|datemodified|dateline"
    r"|pubdate|updated|datetime)"
    r"(?:$|[\s_.>#-])"
)
is_tag = _marks(
    "tags?",
    "tag-list",
    "topics?",
    "breadcrumbs?",
    "category",
    "categories",
    "keywords",
    "kicker",
    "rubric",
    "cat-links",
    "tags-links",
    "articlesection",
)
is_standfirst = _marks(
    "standfirst",
    "subtitle",
    "sub-title",
    "subheadline",
    "sub-headline",
    "deck",
    "dek",
    "lead",
    "lede",
    "intro",
    "chapo",
    "vorspann",
    "entradilla",
    "sottotitolo",
    "article-lead",
    "article-intro",
    "bajada",
    "sumario",
)
