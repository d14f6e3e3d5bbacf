"""Queries from and for other products, and how the archive spells a word."""

import argparse
from collections import Counter
from datetime import timedelta

from wirewatch.alerts.dialects import Dialect, Translated, from_dialect, to_dialect
from wirewatch.alerts.variants import variants as variants_of
from wirewatch.cli.voice import busy, say


def import_query(asked: argparse.Namespace) -> int:
    """Print another product's query in our language, and say what it finds otherwise."""
    return _tell(from_dialect(asked.query, Dialect(asked.dialect)))


def export_query(asked: argparse.Namespace) -> int:
    """Print a query of ours in another product's language."""
    return _tell(to_dialect(asked.query, Dialect(asked.dialect)))


def _tell(found: Translated) -> int:
    print(found.text)  # noqa: T201 - the result itself
    for note in found.notes:
        say(f"note: {note}")
    return 0


def variants(asked: argparse.Namespace) -> int:
    """Print the words of the archive that are spelt nearly as the one given."""
    from wirewatch.adapters.warehouse.engine import reading
    from wirewatch.adapters.warehouse.waves import texts_between
    from wirewatch.cli.desk import at_the_desk, console
    from wirewatch.text import words

    counts: Counter[str] = Counter()
    with at_the_desk() as desk, reading(desk.engine) as db, busy("reading the archive"):
        last = desk.now().date()
        for text in texts_between(db, last - timedelta(days=asked.days - 1), last):
            counts.update(words(text))
    for word, count in variants_of(asked.word, counts):
        console().print(f"{count:>7,}  {word}", markup=False)
    return 0
