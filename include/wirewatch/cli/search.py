"""Commands over what articles say: by their words, and from version to version."""

import argparse
import re

from rich.text import Text

from wirewatch.adapters.warehouse.engine import reading, writing
from wirewatch.adapters.warehouse.search import Within, index_all
from wirewatch.adapters.warehouse.versions import Version, article_at, article_page
from wirewatch.cli.desk import at_the_desk, console
from wirewatch.cli.voice import busy, print_row, say
from wirewatch.errors import BadInput
from wirewatch.pipeline.find import Hit, find
from wirewatch.stories.difference import Change
from wirewatch.text import clean

_STYLES = {Change.SAME: "", Change.REMOVED: "red strike", Change.ADDED: "green"}
_BRACKETS = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}  # as wdiff has
_ID = re.compile(r"[0-9a-f]{32}")


def search(asked: argparse.Namespace) -> int:
    """Print the articles that have the words, the newest first."""
    within = Within(
        first=asked.first, last=asked.last, source=asked.source, language=asked.language
    )
    with at_the_desk() as desk, reading(desk.engine) as db:
        found = find(db, " ".join(asked.words), within, page=asked.page)
    for hit in found.articles:
        if asked.json:
            print_row(_row(hit))
        else:
            _show(hit)
    articles = "article" if found.n_all == 1 else "articles"
    more = "; more follow" if found.has_more else ""
    say(f"{found.n_all:,} {articles}, page {found.page}{more}")
    return 0


def versions(asked: argparse.Namespace) -> int:
    """Print what changed from each version of an article to the next."""
    with at_the_desk() as desk, reading(desk.engine) as db:
        key = asked.url if _ID.fullmatch(asked.url) else article_at(db, asked.url)
        page = article_page(db, key)
    if page is None:
        raise BadInput(asked.url, "is no article we have; `wirewatch why URL` tells what we know")
    for version in reversed(page.versions):
        _show_version(version)
    return 0


def index(_asked: argparse.Namespace) -> int:
    """Make the index of the search anew."""
    with at_the_desk() as desk, busy("indexing"), writing(desk.engine) as db:
        n_articles = index_all(db)
    console().print(f"{n_articles:,} articles indexed")
    return 0


def _show(hit: Hit) -> None:
    shown = Text(f"{hit.event_date}  {hit.source}  ", style="dim")
    shown.append(_plain(hit.headline) or "(no headline)", style="bold")
    shown.append(f"\n  {hit.url}\n  ", style="dim")
    for piece in hit.excerpt:
        shown.append(_plain(piece.text), style="reverse" if piece.is_hit else "")
    console().print(shown, end="\n\n")


def _row(hit: Hit) -> dict[str, object]:
    return {
        "article_id": hit.article_id,
        "url": hit.url,
        "source": hit.source,
        "headline": hit.headline,
        "language": hit.language,
        "event_date": hit.event_date.isoformat(),
        "published_at": hit.published_at.isoformat() if hit.published_at else None,
        "agency": hit.agency,
        "story_id": hit.story_id,
        "excerpt": [{"text": piece.text, "is_hit": piece.is_hit} for piece in hit.excerpt],
    }


def _show_version(version: Version) -> None:
    current = ", current" if version.is_current else ""
    head = f"version {version.number}{current}: said since {version.captured_at:%Y-%m-%d %H:%M}Z"
    console().print(Text(f"{head}, known since {version.recorded_at:%Y-%m-%d %H:%M}Z", "bold"))
    if version.changed is None:
        console().print(Text(_plain(version.headline)), end="\n\n")
        return
    for line in version.changed.paragraphs:
        shown = Text()
        for piece in line:
            text = _BRACKETS[piece.change].format(_plain(piece.text))
            shown.append(text, style=_STYLES[piece.change])
        console().print(shown)
    counts = f"words: {version.changed.n_removed} removed, {version.changed.n_added} added"
    console().print(Text(counts, "dim"), end="\n\n")


def _plain(words: str) -> str:
    """Return words without what a terminal obeys; the space at either end stays."""
    ends = " " * words.startswith(" "), " " * (len(words) > 1 and words.endswith(" "))
    return f"{ends[0]}{''.join(filter(str.isprintable, clean(words)))}{ends[1]}"
