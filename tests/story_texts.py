"""Texts for the tests of stories: words without meaning, cut and joined as papers do."""

import random
from datetime import UTC, datetime, timedelta

from wirewatch.model import Text
from wirewatch.text import words

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def prose(seed: int, n_words: int) -> str:
    """Return `n_words` invented words, always the same for a seed, unlike those of another."""
    dice = random.Random(seed)  # noqa: S311
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    return " ".join("".join(dice.choices(syllables, k=3)) for _ in range(n_words))


def part(text: str, start: int, end: int) -> str:
    """Return some words of a text."""
    return " ".join(text.split()[start:end])


def text(text_id: str, body: str, *, hours: float = 0, source: str = "", **more: object) -> Text:
    """Return a text published `hours` after noon, by default on a site of its own."""
    return Text(
        text_id=text_id,
        source=source or f"{text_id}.example",
        title="",
        body=body,
        published_at=NOON + timedelta(hours=hours),
        **more,  # type: ignore[arg-type]
    )


def words_of(one: Text) -> list[str]:
    """Return the folded words of title and body."""
    return words(f"{one.title}\n{one.body}")
