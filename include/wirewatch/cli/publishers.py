"""Commands over publisher files: which there are, and what one finds on a page."""

import argparse
import os
from contextlib import closing
from pathlib import Path

from wirewatch.adapters.publisher_files import load_publisher, load_publishers
from wirewatch.adapters.reader import Reader
from wirewatch.cli.given import captured
from wirewatch.cli.lines import read_bytes
from wirewatch.cli.reading import read_page, texts_of_rules
from wirewatch.cli.records import record_json
from wirewatch.cli.voice import print_row, say
from wirewatch.publishers.files import Publisher
from wirewatch.settings import desk_path

_SHOWN = ("verdict", "title", "authors", "byline", "published_at", "modified_at", "body")


def list_publishers(_asked: argparse.Namespace) -> int:
    """Print a JSON line for each file; for a site the first counts."""
    for publisher in load_publishers(desk_path(os.environ).parent / "publishers"):
        print_row(_line(publisher))
    return 0


def try_publisher(asked: argparse.Namespace) -> int:
    """Print what each rule of a file finds on a page, and what changes in the record by it.

    Exit code 1 when a rule finds nothing; only what does not belong to the body may be absent.
    """
    publisher = load_publisher(asked.file)
    url = asked.url or f"https://{publisher.sites[0]}/"
    at = asked.captured_at
    capture = captured(read_bytes(asked.page), url=url, captured_at=at)
    habits, rules = publisher.habits_on(at.date()), publisher.rules_on(at.date())
    with closing(Reader()) as reader:
        name = str(asked.page)
        found = reader.call(name, texts_of_rules, capture, habits)
        without = record_json(reader.call(name, read_page, capture))
        with_it = record_json(reader.call(name, read_page, capture, habits=habits))
    print_row(
        {
            "publisher": publisher.name,
            "rules": rules.why if rules else None,
            "found": found,
            "changed": {
                key: {"without": without[key], "with": with_it[key]}
                for key in _SHOWN
                if without[key] != with_it[key]
            },
        },
        indent=2,
    )
    if rules is None:
        say(f"{asked.file}: no rules hold on {at.date()}; see valid_from and valid_until")
        return 1
    lost = [(what, css) for what, css in rules.selectors if not found[what] and what != "not_body"]
    for what, css in lost:
        say(f"{asked.file}: {what}: {css!r} finds nothing on {asked.page}")
    return 1 if lost else 0


def _line(publisher: Publisher) -> dict[str, object]:
    return {
        "name": publisher.name,
        "sites": list(publisher.sites),
        "zone": publisher.zone,
        "language": publisher.language,
        "rules": [
            {
                "from": _day(rules.valid_from.isoformat()),
                "until": _day(rules.valid_until.isoformat()),
                "selects": [what for what, _ in rules.selectors],
                "why": rules.why,
            }
            for rules in publisher.rules
        ],
        "file": str(Path(publisher.file)),
    }


def _day(day: str) -> str | None:
    return None if day in {"0001-01-01", "9999-12-31"} else day
