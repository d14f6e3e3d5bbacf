"""The stories of texts that are in no warehouse: files, benchmarks. The same join, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime

from wirewatch.adapters.warehouse.join import WINDOW_DAYS
from wirewatch.adapters.warehouse.memory import Sketched, join_in_memory
from wirewatch.model import Copy, Story, Text
from wirewatch.stories.group import group, typed
from wirewatch.stories.relate import relate
from wirewatch.stories.sketch import make_sketch
from wirewatch.stories.translation import suspected_translations
from wirewatch.text import words

OLDEST_YEAR = 1990  # no news site is older
_UNDATED = datetime.max.replace(tzinfo=UTC)


def memory_stories(
    texts: Iterable[Text], *, window_days: int | None = WINDOW_DAYS
) -> tuple[tuple[Story, ...], tuple[Copy, ...]]:
    """Return the stories of `texts` and how they relate, by the same join in a database in memory.

    Args:
        texts: In any order; of two with one id the last counts.
        window_days: How far apart two copies may be. None compares texts whatever their dates, and
            so does a text without a plausible date: nobody knows which days are its own. Such a
            text is never taken for the earliest copy.
    """
    known = {text.text_id: _late_if_undated(text) for text in texts}
    if any(text.published_at == _UNDATED for text in known.values()):
        window_days = None
    day_of = {
        key: date.min if window_days is None else text.published_at.astimezone(UTC).date()
        for key, text in known.items()
    }
    words_of = {key: words(f"{text.title}\n{text.body}") for key, text in sorted(known.items())}
    entries = [
        Sketched(text_id=key, source=known[key].source, day=day_of[key], sketch=make_sketch(found))
        for key, found in words_of.items()
    ]
    related = [
        relate(known[pair.a], known[pair.b], words_of[pair.a], words_of[pair.b])
        for pair in join_in_memory(entries, window_days=window_days or 0)
    ]
    copies = [copy for copy in related if copy]
    by_day: dict[date, list[Text]] = {}
    for key in sorted(known):
        by_day.setdefault(day_of[key], []).append(known[key])
    translations = suspected_translations(by_day, by_day)
    return group(known.values(), copies), (*typed(known.values(), copies), *translations)


def _late_if_undated(text: Text) -> Text:
    is_dated = text.published_at.year >= OLDEST_YEAR
    return text if is_dated else replace(text, published_at=_UNDATED)
