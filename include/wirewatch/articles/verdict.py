"""What kind of page it is, and why we say so."""

from collections.abc import Sequence

from wirewatch.articles import jsonld
from wirewatch.articles.blocks import RawBlock, count_words
from wirewatch.articles.declared import Metadata
from wirewatch.articles.phrases import is_whole, lead, mentions
from wirewatch.articles.spot import ends_sentence
from wirewatch.model import Block, BlockKind, PageVerdict

MIN_ARTICLE_WORDS = 40
_SHORT_PAGE_WORDS = 250  # a wall or an error page has no more; an article that quotes one has
_CHALLENGE_TITLES = (
    "just a moment",
    "attention required",
    "access denied",
    "are you a robot",
    "security check",
)


def judge_page(
    metadata: Metadata, raw: Sequence[RawBlock], blocks: Sequence[Block], title: str
) -> tuple[PageVerdict, str]:
    """Return what the page is, and the words or facts that say so."""
    n_words = sum(count_words(block.text) for block in blocks if block.kind.is_text)
    wall = _wall(raw, title, n_words)
    if wall:
        return wall
    if n_words < MIN_ARTICLE_WORDS:
        return _thin(metadata, raw, blocks, n_words)
    special = _special(metadata, blocks)
    if special:
        return special
    if _is_list_of_links(raw, blocks, metadata):
        return (
            PageVerdict.SECTION,
            "most of the page is links to other pages, and it declares no article",
        )
    return PageVerdict.ARTICLE, f"{n_words} words of text"


def _wall(raw: Sequence[RawBlock], title: str, n_words: int) -> tuple[PageVerdict, str] | None:
    shown = [block.text for block in raw if not block.is_hidden][:80]
    whole = " ".join((title, *shown))[:6_000]
    if n_words >= _SHORT_PAGE_WORDS:
        return None
    if lead("not_found", title) is not None or any(
        is_whole("not_found", text) for text in shown[:40]
    ):
        return PageVerdict.SOFT_404, f"it says {(title or shown[0])[:80]!r}"
    found = mentions("challenge", whole[:2_000])
    is_titled = title.lower().startswith(_CHALLENGE_TITLES)
    if found and (is_titled or n_words < MIN_ARTICLE_WORDS or len(found) >= 2):
        return PageVerdict.CHALLENGE, f"it says {found[0]!r}"
    found = mentions("consent", whole)
    if len(set(found)) >= 2 or (found and n_words < MIN_ARTICLE_WORDS):
        return PageVerdict.CONSENT_WALL, f"it says {found[0]!r}"
    return None


def _thin(
    metadata: Metadata, raw: Sequence[RawBlock], blocks: Sequence[Block], n_words: int
) -> tuple[PageVerdict, str]:
    said = _paywall_words(blocks)
    if n_words >= MIN_ARTICLE_WORDS // 4 and (said or _is_declared_closed(metadata)):
        return PageVerdict.PAYWALLED, said or "it declares isAccessibleForFree: false"
    n_links = sum(1 for block in raw if block.link_share >= 0.8 and block.n_words >= 4)
    if n_links >= 15 and not metadata.article:
        return PageVerdict.SECTION, f"{n_links} links to other pages, {n_words} words of text"
    if _types(metadata) & {"videoobject"} and n_words >= MIN_ARTICLE_WORDS // 4:
        return PageVerdict.VIDEO, f"a video with {n_words} words"
    return PageVerdict.NOT_AN_ARTICLE, f"only {n_words} words of text"


def _special(metadata: Metadata, blocks: Sequence[Block]) -> tuple[PageVerdict, str] | None:
    types = _types(metadata)
    if "liveblogposting" in types:
        return PageVerdict.LIVE_BLOG, "it declares LiveBlogPosting"
    said = _paywall_words(blocks)
    is_closed = _is_declared_closed(metadata)
    texts = [block.text for block in blocks if block.kind.is_text]
    is_cut = bool(texts) and (texts[-1].endswith(("…", "...")) or not ends_sentence(texts[-1]))
    if is_closed and (said or is_cut or len(texts) <= 5):
        return (
            PageVerdict.PAYWALLED,
            said or "it declares isAccessibleForFree: false, and its text ends early",
        )
    if said and len(texts) <= 5:
        return PageVerdict.PAYWALLED, said
    if types & {"imagegallery", "mediagallery"}:
        return PageVerdict.GALLERY, "it declares a gallery"
    return None


def _paywall_words(blocks: Sequence[Block]) -> str:
    block = next(
        (
            one
            for one in blocks
            if one.kind is BlockKind.PAYWALL and lead("paywall", one.text) is not None
        ),
        None,
    )
    return "" if block is None else f"it says {block.text[:80]!r}"


def _is_declared_closed(metadata: Metadata) -> bool:
    stated = metadata.article.get("isAccessibleForFree")
    tier = metadata.meta("article:content_tier") or ""
    return str(stated).lower() in {"false", "no", "http://schema.org/false"} or tier in {
        "locked",
        "metered",
    }


def _types(metadata: Metadata) -> frozenset[str]:
    return frozenset(name for node in metadata.nodes for name in jsonld.types_of(node))


def _is_list_of_links(raw: Sequence[RawBlock], blocks: Sequence[Block], metadata: Metadata) -> bool:
    if (
        metadata.article
        or metadata.meta("article:published_time")
        or metadata.meta("og:type") == "article"
    ):
        return False
    n_text = sum(len(block.text) for block in blocks if block.kind.is_text)
    n_links = sum(len(block.text) for block in raw if block.link_share >= 0.8)
    n_paragraphs = sum(1 for block in blocks if block.kind.is_text and ends_sentence(block.text))
    return n_links > 2 * n_text and n_paragraphs < 4
