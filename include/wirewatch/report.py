"""What a run brought, as tables for a terminal."""

from collections.abc import Mapping
from dataclasses import asdict

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Engine

from wirewatch.adapters.warehouse import report as rows
from wirewatch.adapters.warehouse.engine import reading
from wirewatch.model import Role

_STORIES_SHOWN = 8
_TROUBLES_SHOWN = 12
_NUMBERS = {"now", "new", "copies", "sites", *Role}


def totals(engine: Engine) -> rows.Totals:
    """Return how much the warehouse holds."""
    with reading(engine) as db:
        return rows.totals(db)


def show(engine: Engine, console: Console, *, before: rows.Totals | None = None) -> None:
    """Print what the warehouse holds, and what came since `before`, when that is given."""
    with reading(engine) as db:
        now = rows.totals(db)
        console.print(_totals_table(before or now, now))
        console.print(_stories_table(rows.largest_stories(db, limit=_STORIES_SHOWN)))
        console.print(_copies_line(rows.copies_per_story(db)))
        console.print(_credits_table(rows.credits_by_role(db)))
        if alerts := rows.alert_lines(db):
            console.print(_alerts_table(alerts))
        if troubles := rows.troubles(db, limit=_TROUBLES_SHOWN):
            console.print(_troubles_table(troubles))
        console.print(_outcomes("feeds, by how they are", rows.feed_healths(db)))
        console.print(_outcomes("feeds, by how the polls ended", rows.poll_outcomes(db)))
        console.print(_outcomes("entries, by how their page was had", rows.entry_outcomes(db)))
        console.print(_outcomes("pages, by what they are", rows.reading_outcomes(db)))
    if now == before:
        console.print("\n[bold]This run added nothing: all of it was known.[/bold]")


def _totals_table(before: rows.Totals, now: rows.Totals) -> Table:
    table = _table("What the warehouse holds", "", "now", "new")
    known = asdict(before)
    for name, count in asdict(now).items():
        new = count - known[name]
        table.add_row(name, f"{count:,}", f"+{new:,}" if new else "·")
    return table


def _stories_table(stories: tuple[rows.StoryLine, ...]) -> Table:
    table = _table("Stories with the most copies", "copies", "sites", "agency", "headline")
    for story in stories:
        wrote = f"{story.agency} ({story.agency_role})" if story.agency else "·"
        table.add_row(str(story.n_copies), str(story.n_sources), wrote, escape(story.headline[:70]))
    return table


def _copies_line(counts: Mapping[int, int]) -> str:
    parts = [f"{stories} × {copies}" for copies, stories in counts.items()]
    return f"copies per story (stories × copies): {', '.join(parts) or 'none'}\n"


def _credits_table(by_agency: Mapping[str, Mapping[str, int]]) -> Table:
    table = _table("Articles that credit an agency, by role", "agency", *Role)
    for agency, roles in sorted(by_agency.items(), key=lambda item: -sum(item[1].values())):
        table.add_row(agency, *(str(roles.get(role, "·")) for role in Role))
    return table


def _alerts_table(alerts: tuple[rows.AlertLine, ...]) -> Table:
    table = _table("Alerts: one a story", "watch", "state", "because of", "story")
    for alert in alerts:
        state = f"kept: {alert.suppressed}" if alert.suppressed else _sent(alert.deliveries)
        found = ", ".join(f"«{word}»" for word in alert.words[:2])
        table.add_row(*map(escape, (alert.watch, state, found, alert.headline)))
    return table


def _sent(deliveries: tuple[tuple[str, str], ...]) -> str:
    states: dict[str, list[str]] = {}
    for channel, state in deliveries:
        states.setdefault(state, []).append(channel)
    return "; ".join(f"{state}: {', '.join(to)}" for state, to in states.items()) or "no route"


def _troubles_table(troubles: tuple[rows.Trouble, ...]) -> Table:
    table = _table("What could not be had", "outcome", "because", "feed or page")
    for trouble in troubles:
        because = trouble.detail.removeprefix(f"{trouble.what}: ")
        table.add_row(*map(escape, (trouble.outcome, because, trouble.what)))
    return table


def _outcomes(title: str, counts: Mapping[str, int]) -> str:
    parts = [f"{name} {count:,}" for name, count in counts.items()]
    return f"{title}: {', '.join(parts) or 'none'} = {sum(counts.values()):,}"


def _table(title: str, *columns: str) -> Table:
    """Return an empty table; where the last column is text, it takes twice as much room."""
    is_wide = columns[-1] not in _NUMBERS
    table = Table(
        title=title,
        box=box.SIMPLE_HEAD,
        title_justify="left",
        title_style="bold",
        expand=is_wide,
    )
    for name in columns:
        ratio = 2 if name == columns[-1] else 1
        table.add_column(
            name,
            justify="right" if name in _NUMBERS else "left",
            no_wrap=True,
            overflow="ellipsis",
            ratio=ratio if is_wide and name not in _NUMBERS else None,
        )
    return table
