"""Why a watch did or did not alert for an article: what the step `match` saw, told in words."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from difflib import get_close_matches

from sqlalchemy import Connection

from wirewatch.adapters.warehouse.alerts import known_alerts
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.adapters.warehouse.why import Line, Seen, raised_alert, seen_article
from wirewatch.alerts.decide import silence
from wirewatch.alerts.explain import Clause, explain
from wirewatch.alerts.grammar import query_of
from wirewatch.alerts.matcher import Matcher
from wirewatch.bootstrap import Desk
from wirewatch.errors import BadInput
from wirewatch.model import Hit, Watch
from wirewatch.pipeline.match import channels_of

_HITS_SHOWN = 3
_WHY_SILENT = {
    "backfill": "the copy came from an archive, so nobody was told",
    "old": "the copy was old news when we saw it, so nobody was told",
}


def explain_watch(desk: Desk, url: str, name: str) -> tuple[Line, ...]:
    """Return lines that tell why the watch called `name` did or did not alert for `url`.

    Raises:
        BadInput: there is no such watch.
    """
    watch = _watch_called(name, desk.watches())
    with reading(desk.engine) as db:
        seen = seen_article(db, url)
        if seen is None:
            return (("watch", "no article was read at this address, so no watch saw it"),)
        return (*_matching(watch, seen), *_alerting(db, desk, watch, seen))


def _watch_called(name: str, watches: Sequence[Watch]) -> Watch:
    names = {watch.name: watch for watch in watches}
    if name in names:
        return names[name]
    near = get_close_matches(name, names, n=1)
    advice = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names) or 'none'}"
    raise BadInput(f"watch {name!r}", f"is not in the desk file; {advice}")


def _matching(watch: Watch, seen: Seen) -> Iterator[Line]:
    for clause in explain(query_of(watch), seen.copy.document):
        yield "clause", _clause_line(clause)
    languages = seen.copy.document.field_values("lang")
    if watch.languages:
        found = ", ".join(languages) or "unknown, which passes"
        yield "language", f"the watch wants {', '.join(watch.languages)}; the article's is {found}"
    is_match = watch.name in Matcher([watch]).match(seen.copy.document)
    yield "watch", f"{watch.name!r} {'matches' if is_match else 'does not match'} this copy"
    if is_match and seen.match_state == "pending":
        yield "watch", "it has not been matched yet: `wirewatch publish` does that"


def _clause_line(clause: Clause) -> str:
    mark = "✓" if clause.holds else "✗"
    return f"{'  ' * clause.depth}{mark} {clause.text}{_clause_why(clause)}"


def _clause_why(clause: Clause) -> str:
    if clause.hits:
        return f" — {_words(clause.hits)}"
    if clause.elsewhere:
        return f" — only elsewhere: {_words(clause.elsewhere)}"
    if clause.values and not clause.holds:
        return f" — the article has {', '.join(clause.values)}"
    return ""


def _words(hits: Sequence[Hit]) -> str:
    shown = dict.fromkeys(f"«{hit.text}» in the {hit.zone}" for hit in hits)
    more = len(shown) - _HITS_SHOWN
    parts = [*list(shown)[:_HITS_SHOWN], *([f"{more} more"] if more > 0 else [])]
    return ", ".join(parts)


def _alerting(db: Connection, desk: Desk, watch: Watch, seen: Seen) -> Iterator[Line]:
    if seen.story_id is None:
        yield "alert", "the article is in no story yet: `wirewatch publish` groups it"
        return
    known = known_alerts(db, {seen.story_id}).get((watch.name, seen.story_id))
    if known is None:
        yield "alert", "the story has none of this watch"
        yield from _would_be_silent(seen, timedelta(hours=desk.settings.alert_age_hours))
        return
    raised = raised_alert(db, known.alert_id)
    by = "this copy" if raised.article_id == seen.copy.document.doc_id else raised.url
    yield "alert", f"the story has its one alert, raised by {by} at {raised.created_at:%F %H:%M}Z"
    if raised.query != watch.query:
        yield "alert", f"the watch asked for something else then: {raised.query}"
    if known.suppressed:
        why = _WHY_SILENT.get(known.suppressed, known.suppressed)
        yield "alert", f"kept, not sent ({known.suppressed}): {why}"
    yield from raised.deliveries
    if not known.suppressed and not raised.deliveries:
        channels = channels_of(watch, desk.settings.routes)
        yield "delivery", f"none; the routes of the watch lead to {', '.join(channels) or 'nobody'}"


def _would_be_silent(seen: Seen, age_limit: timedelta) -> Iterator[Line]:
    if why := silence(seen.copy, age_limit):
        yield "alert", f"this copy alone would send nothing ({why}): {_WHY_SILENT[why]}"
