"""What a watch would have found in the warehouse, and what another version of it would."""

import argparse
from collections.abc import Iterator, Sequence

from wirewatch.cli.desk import at_the_desk, console
from wirewatch.cli.voice import busy, print_row
from wirewatch.pipeline.dry_run import Difference, Example, Trial, compare, try_queries


def try_watch(asked: argparse.Namespace) -> int:
    """Print what a query, or a watch of the desk file, would have found in the last days."""
    with at_the_desk() as desk, busy("reading the archive again"):
        trials = try_queries(
            desk.engine, desk.settings, asked.query, against=asked.against, days=asked.days
        )
    difference = compare(trials[1], trials[0]) if len(trials) > 1 else None
    if asked.json:
        print_row(_json(trials[0], difference))
        return 0
    for line in _lines(trials, difference, days=asked.days, n_examples=asked.examples):
        console().print(line, markup=False)
    return 0


def _lines(
    trials: Sequence[Trial], difference: Difference | None, *, days: int, n_examples: int
) -> Iterator[str]:
    for trial in trials:
        yield from _counts(trial, days)
    if difference is None:
        yield from _shown(trials[0].alerts, n_examples)
        return
    yield f"{difference.n_kept:,} stories are found by both"
    for word, examples in (("gained", difference.gained), ("lost", difference.lost)):
        yield f"{word}: {len(examples):,}"
        yield from _shown(examples, n_examples)


def _counts(trial: Trial, days: int) -> Iterator[str]:
    n_silent = len(trial.alerts) - trial.n_sent
    yield trial.watch.query
    yield (
        f"  {trial.n_matched:,} of {trial.n_articles:,} articles match, in {len(trial.alerts):,} "
        f"stories: {trial.n_sent:,} alerts ({trial.n_sent / days:.1f} a day), "
        f"{n_silent:,} kept and not sent"
    )
    if trial.by_day:
        day, most = max(trial.by_day.items(), key=lambda pair: pair[1])
        yield f"  at most {most:,} on one day, {day}"
    for term, share in trial.common.items():
        yield f"  warning: {term} stands in {share:.0%} of all articles"


def _shown(examples: Sequence[Example], limit: int) -> Iterator[str]:
    for example in examples[:limit]:
        silent = f"  (kept: {example.alert.suppressed})" if example.alert.suppressed else ""
        yield f"{example.day}  {example.source}  {example.title}{silent}"
        yield f"            {example.url}"
        yield from (f"            {snippet}" for snippet in example.snippets)
    if len(examples) > limit:
        yield f"… and {len(examples) - limit:,} more; --examples shows more of them"


def _json(trial: Trial, difference: Difference | None) -> dict[str, object]:
    said: dict[str, object] = {
        "query": trial.watch.query,
        "articles": trial.n_articles,
        "matched": trial.n_matched,
        "sent": trial.n_sent,
        "by_day": {day.isoformat(): count for day, count in trial.by_day.items()},
        "common": dict(trial.common),
        "alerts": [_example_json(example) for example in trial.alerts],
    }
    if difference:
        said["gained"] = [_example_json(example) for example in difference.gained]
        said["lost"] = [_example_json(example) for example in difference.lost]
    return said


def _example_json(example: Example) -> dict[str, object]:
    return {
        "story_id": example.alert.story_id,
        "article_id": example.alert.article_id,
        "day": example.day.isoformat(),
        "title": example.title,
        "url": example.url,
        "source": example.source,
        "suppressed": example.alert.suppressed,
        "snippets": list(example.snippets),
    }
