"""The dates of one feed file: each text read once, and what could not be read told."""

from collections.abc import Iterable
from datetime import datetime

from wirewatch.model import FeedEntry, Moment
from wirewatch.text import clean
from wirewatch.times import lies_ahead, read_moment

# Texts in vain before dateparser is no longer asked: each costs 60 ms, a file may hold 10,000.
MAX_IN_VAIN = 20
_MAX_SHOWN_CHARS = 60


class Calendar:
    """Reads the dates of one file, as of its capture and in its publisher's zone."""

    def __init__(self, *, captured_at: datetime, zone: str, language: str | None) -> None:
        self._captured_at = captured_at
        self._zone = zone
        self._language = language
        self._read: dict[str, Moment] = {}
        self._n_in_vain = 0

    def moment(self, raw: str) -> Moment:
        """Return the time that `raw` states."""
        if raw not in self._read:
            self._read[raw] = moment = read_moment(
                raw,
                reader="feed",
                captured_at=self._captured_at,
                zone=self._zone,
                language=self._language,
                is_thorough=self._n_in_vain < MAX_IN_VAIN,
            )
            self._n_in_vain += moment.at is None and raw != ""
        return self._read[raw]

    def problems(self, entries: Iterable[FeedEntry]) -> tuple[str, ...]:
        """Return how many of `entries` have a date that is none, or one that is still to come."""
        unknown = [raw for entry in entries if (raw := _unread(entry))]
        ahead = {raw for raw in {*unknown} if self._lies_ahead(raw)}
        to_come = [raw for raw in unknown if raw in ahead]
        unread = [raw for raw in unknown if raw not in ahead]
        return (
            *_told("dates in the future", to_come),
            *_told("dates that could not be read", unread),
        )

    def _lies_ahead(self, raw: str) -> bool:
        return lies_ahead(
            raw, captured_at=self._captured_at, zone=self._zone, language=self._language
        )


def _unread(entry: FeedEntry) -> str:
    """Return the first date of `entry` that is printed and was not understood, or ""."""
    moments = (entry.published, entry.updated)
    return next((moment.raw for moment in moments if moment.raw and moment.at is None), "")


def _told(what: str, raws: list[str]) -> tuple[str, ...]:
    if not raws:
        return ()
    return (f"{what}: {len(raws)} (first: “{clean(raws[0])[:_MAX_SHOWN_CHARS]}”)",)
