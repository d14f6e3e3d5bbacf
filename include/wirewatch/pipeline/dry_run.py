"""What a watch would have found, had it been there: nothing is written and nobody is told.

The articles in the warehouse go through the matcher and the decision of the live step, one story
after the other, each copy as if it had come alone and in the order of capture. Stories of which
the full-text index says that no copy can match are passed over (docs/decisions/0018-search.md).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection, Engine

from wirewatch.adapters.warehouse.alerts import articles_of, count_articles, load_articles
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.search import share
from wirewatch.alerts.decide import AGE_LIMIT, Outcome, Pending, Surroundings, by_story, decide
from wirewatch.alerts.explain import print_node
from wirewatch.alerts.grammar import query_of
from wirewatch.alerts.matcher import Matcher
from wirewatch.alerts.message import snippets
from wirewatch.alerts.query import Leaf, walk
from wirewatch.alerts.watchfile import OwnAliases, read_aliases, read_watches
from wirewatch.model import Alert, Document, Watch, Zone
from wirewatch.pipeline.match import story_batches
from wirewatch.pipeline.sieve import one_of, sieve_of, term_of
from wirewatch.settings import Settings

MAX_DAYS = 366
COMMON_SHARE = 0.05  # of all articles; a term that stands in more says little by itself
MIN_ARTICLES = 200  # fewer tell nothing about how common a word is


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """An alert that would have been raised, and the text that would have raised it."""

    alert: Alert
    day: date
    title: str
    url: str
    source: str
    snippets: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What one watch would have found."""

    watch: Watch
    n_articles: int  # of these days
    n_matched: int  # copies that the watch wants
    alerts: tuple[Example, ...]  # one a story, the newest first, silent ones among them
    common: Mapping[str, float]  # terms that stand in too many articles → their share

    @property
    def n_sent(self) -> int:
        """How many of the alerts would have been sent."""
        return sum(example.alert.suppressed is None for example in self.alerts)

    @property
    def by_day(self) -> Mapping[date, int]:
        """How many would have been sent on each day that had any, by day."""
        sent = (example.day for example in self.alerts if example.alert.suppressed is None)
        return dict(sorted(Counter(sent).items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two versions of a watch, told apart by the stories they find."""

    gained: tuple[Example, ...]
    lost: tuple[Example, ...]
    n_kept: int


def try_watches(
    engine: Engine,
    watches: Sequence[Watch],
    *,
    first: date,
    last: date,
    age_limit: timedelta = AGE_LIMIT,
) -> tuple[Trial, ...]:
    """Return what each of `watches` would have found in the articles of these days.

    Args:
        engine: The warehouse; it is only read.
        watches: Their names differ.
        first: The first publication day.
        last: The last one, too.
        age_limit: As in the live step.

    Raises:
        BadInput: a query is malformed.
    """
    run = _Run(watches, age_limit)
    sieve = one_of([sieve_of(query_of(watch).root) for watch in watches])
    with reading(engine) as db:
        n_articles = count_articles(db, first, last)
        there = articles_of(db, first, last, sieve)
        common = {watch.name: dict(_common(db, watch)) for watch in watches}
    for batch in story_batches(there):
        with reading(engine) as db:
            run.look_at(load_articles(db, batch))
    return tuple(run.trial(watch, n_articles, common[watch.name]) for watch in watches)


def try_queries(
    engine: Engine, settings: Settings, query: str, *, against: str | None, days: int
) -> tuple[Trial, ...]:
    """Return the trial of `query` over the last `days`, and that of `against` where it is given.

    Args:
        engine: The warehouse.
        settings: The desk's, for the time and its watches.
        query: In the watch language, or the name of a watch of the desk file.
        against: The same, for another version.
        days: How many, to today.

    Raises:
        BadInput: a query is malformed.
    """
    known = {watch.name: watch for watch in read_watches(settings.watches_toml)}
    own = tuple(read_aliases(settings.watches_toml).items())
    asked = [query, against] if against and against.strip() else [query]
    last = settings.now().date()
    return try_watches(
        engine,
        [_as_tried(text.strip(), known, own, number) for number, text in enumerate(asked)],
        first=last - timedelta(days=days - 1),
        last=last,
        age_limit=timedelta(hours=settings.alert_age_hours),
    )


def _as_tried(text: str, known: Mapping[str, Watch], own: OwnAliases, number: int) -> Watch:
    """Return the watch called `text`, or one that asks for it; two may be the same."""
    name = ("this query", "the other query")[number]
    return replace(known.get(text, Watch(name=name, query=text, aliases=own)), name=name)


def compare(old: Trial, new: Trial) -> Difference:
    """Return which stories `new` finds that `old` does not, and the other way round."""
    before = {example.alert.story_id: example for example in old.alerts}
    after = {example.alert.story_id: example for example in new.alerts}
    return Difference(
        gained=tuple(found for story, found in after.items() if story not in before),
        lost=tuple(found for story, found in before.items() if story not in after),
        n_kept=len(before.keys() & after.keys()),
    )


class _Run:
    """A walk over the articles, counting."""

    def __init__(self, watches: Sequence[Watch], age_limit: timedelta) -> None:
        self._matcher = Matcher(watches)
        self._age_limit = age_limit
        self._n_matched: Counter[str] = Counter()
        self._found: dict[str, list[tuple[datetime, Example]]] = {w.name: [] for w in watches}

    def look_at(self, articles: Sequence[Pending]) -> None:
        """Count the articles of whole stories."""
        counted = [copy for _, story in groupby(articles, _story_of) for copy in _counted(story)]
        hits_of = {copy.article_id: self._matcher.match(copy.document) for copy in counted}
        self._n_matched.update(name for hits in hits_of.values() for name in hits)
        copies = {copy.article_id: copy for copy in articles}
        outcome = decide(
            by_story(articles, hits_of), articles, Surroundings(age_limit=self._age_limit)
        )
        self._keep(outcome, copies)

    def trial(self, watch: Watch, n_articles: int, common: Mapping[str, float]) -> Trial:
        """Return what came of `watch`."""
        newest = sorted(self._found[watch.name], key=_at, reverse=True)
        return Trial(
            watch=watch,
            n_articles=n_articles,
            n_matched=self._n_matched[watch.name],
            alerts=tuple(example for _, example in newest),
            common=common,
        )

    def _keep(self, outcome: Outcome, copies: Mapping[str, Pending]) -> None:
        for alert in outcome.alerts:
            copy = copies[alert.article_id]
            at = copy.published_at or copy.captured_at
            self._found[alert.watch].append((at, _example(alert, copy, at.date())))


def _common(db: Connection, watch: Watch) -> Iterator[tuple[str, float]]:
    leaves = dict.fromkeys(leaf for leaf in walk(query_of(watch).root) if isinstance(leaf, Leaf))
    for leaf in leaves:
        if term := term_of(leaf):
            part, n_articles = share(db, term)
            if part > COMMON_SHARE and n_articles >= MIN_ARTICLES:
                yield print_node(leaf), part


def _counted(story: Iterator[Pending]) -> Iterator[Pending]:
    """Give the copies of a story, each with the number of copies that there were when it came."""
    arrived = sorted(story, key=lambda copy: (copy.captured_at, copy.article_id))
    for number, copy in enumerate(arrived, start=1):
        kept = (field for field in copy.document.fields if field[0] != "copies")
        fields = (*kept, ("copies", str(number)))
        yield replace(copy, document=replace(copy.document, fields=fields))


def _example(alert: Alert, copy: Pending, day: date) -> Example:
    return Example(
        alert=alert,
        day=day,
        title=_headline(copy.document),
        url=copy.url,
        source=next(iter(copy.document.field_values("source")), ""),
        snippets=snippets(copy.document, alert.hits),
    )


def _headline(document: Document) -> str:
    return next((text for zone, text in document.zones if zone is Zone.HEADLINE), "")


def _story_of(copy: Pending) -> str:
    return copy.story_id


def _at(found: tuple[datetime, Example]) -> tuple[datetime, str]:
    return found[0], found[1].alert.alert_id
