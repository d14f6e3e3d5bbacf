"""One page → all that we say of it. It runs in the worker that reads: it needs the rooms alone."""

from collections.abc import Sequence
from dataclasses import replace

from wirewatch.articles.agreement import agreed
from wirewatch.articles.extract import SIGNED_BY_ANOTHER, read_article
from wirewatch.model import Article, Capture, Credit, Fact, Habits, Place, Record, Role
from wirewatch.wire import notices
from wirewatch.wire.contradictions import contradictions
from wirewatch.wire.credit import find_credits, text_credit
from wirewatch.wire.names import line_mentions, named_in
from wirewatch.wire.notices import find_notices
from wirewatch.wire.patterns import DESKS
from wirewatch.wire.people import people_only


def read_page(
    capture: Capture,
    *,
    zone: str = "UTC",
    feed_authors: Sequence[str] = (),
    habits: Habits | None = None,
) -> Record:
    """Return all that we say of one page; pure."""
    article = read_article(capture, zone=zone, habits=habits)
    credits_found = find_credits(article, feed_authors=feed_authors)
    doubts = contradictions(article, credits_found)
    notices_found = find_notices(article)
    return Record(
        article=_with_authors(article, _authors(article, credits_found)),
        credits=credits_found,
        notices=notices_found,
        warnings=(
            *_without_repeats(article.warnings, doubts),
            *doubts,
            *notices.warnings(notices_found),
        ),
    )


def _without_repeats(warnings: Sequence[str], doubts: Sequence[str]) -> list[str]:
    """Leave out that the byline names somebody else, where a doubt tells which agency that is."""
    is_told = any(doubt.startswith("signed by") for doubt in doubts)
    return [one for one in warnings if not (is_told and one.startswith(SIGNED_BY_ANOTHER))]


def _with_authors(article: Article, authors: Sequence[Fact]) -> Article:
    rest = (pair for pair in article.facts if pair[0] != "author")
    return replace(
        article,
        authors=tuple(author.value for author in authors),
        facts=(*(("author", author) for author in authors), *rest),
    )


def _authors(article: Article, credits_found: Sequence[Credit]) -> tuple[Fact, ...]:
    """Return who wrote it: an agency's own reporters go before whoever signs the agency's text."""
    stated = [fact for name, fact in article.facts if name == "author"]
    wrote = text_credit(credits_found)
    if wrote and wrote.role is Role.TEXT and wrote.place is Place.BYLINE and wrote.people:
        others = [fact.value for fact in stated if fact.reader != "byline"]
        return agreed({"byline": wrote.people, "metadata": others})
    people = {name: fact for fact in stated for name in _person(fact.value)}
    return tuple(replace(fact, value=name) for name, fact in people.items())


def _person(author: str) -> tuple[str, ...]:
    """Return who an author is, without agencies and desks.

    The wire room wants two words of a name in a line of print; a field for authors may hold one.
    """
    is_wire = line_mentions(author, named_in(author)) or DESKS.search(author)
    return people_only([author]) or (() if is_wire else (author,))
