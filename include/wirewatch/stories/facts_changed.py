"""What one state of a text says that another does not: figures, names, quotes, as printed.

A figure that stands behind the same words and is another one has changed; it is shown with the
words around it, before and after. Names in the middle of sentences and quotes are told when they
are new, and when they are gone.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wirewatch.model import Text
from wirewatch.stories.align import MAX_WORDS, align
from wirewatch.stories.bridge import bridge
from wirewatch.stories.translation import CAPITALISES_NOUNS, anchors
from wirewatch.text import Token, fold, tokens

MAX_SHOWN = 8  # of each kind of change
_AROUND = 2  # words shown on each side of a changed figure
_MIN_QUOTE_WORDS = 4
_QUOTE = re.compile(
    r"“([^“”]{10,400})”|«\s*([^«»]{10,400}?)\s*»|\"([^\"\n]{10,400})\"|„([^„“”]{10,400})[“”]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What a text says that an earlier one did not, and the other way; all as printed."""

    figures: tuple[tuple[str, str], ...] = ()  # what stood, what stands: "14 dead", "17 dead"
    new_numbers: tuple[str, ...] = ()
    new_names: tuple[str, ...] = ()
    new_quotes: tuple[str, ...] = ()
    gone_names: tuple[str, ...] = ()
    gone_quotes: tuple[str, ...] = ()

    @property
    def is_news(self) -> bool:
        """Whether something is said that was not."""
        return bool(self.figures or self.new_numbers or self.new_names or self.new_quotes)

    def __str__(self) -> str:
        quotes = {"new quotes": self.new_quotes, "quotes gone": self.gone_quotes}
        said = {
            "": tuple(f"“{before}” is now “{after}”" for before, after in self.figures),
            "new figures": self.new_numbers,
            "new names": self.new_names,
            "names gone": self.gone_names,
            **{name: tuple(f"“{quote}”" for quote in found) for name, found in quotes.items()},
        }
        return "; ".join(
            f"{name}: {', '.join(f)}".removeprefix(": ") for name, f in said.items() if f
        )


@dataclass(frozen=True, slots=True)
class _Read:
    """A text with what can be told of it."""

    printed: str
    tokens: list[Token]
    numbers: frozenset[str]
    names: frozenset[str]  # folded words
    said: frozenset[str]  # every word, folded
    quotes: dict[str, str]  # folded → as printed

    @classmethod
    def of(cls, text: Text) -> "_Read":
        printed = f"{text.title}\n{text.body}"
        cut = tokens(printed)
        found = anchors(text)
        keys = found.full_names if text.language in CAPITALISES_NOUNS else found.names.keys()
        return cls(
            printed=printed,
            tokens=cut,
            numbers=found.numbers,
            names=frozenset(found.names[key] for key in keys),
            said=frozenset(token.word for token in cut),
            quotes=dict(_quotes(printed)),
        )

    def at(self, first: int, end: int) -> str:
        """Return the words from one token to before another, as printed."""
        inside = self.tokens[max(0, first) : end]
        return " ".join(self.printed[inside[0].start : inside[-1].end].split())


def differ(before: Text, after: Text) -> Difference:
    """Return what `after` says that `before` did not say, and what it says no more."""
    old, new = _Read.of(before), _Read.of(after)
    figures = tuple(_changed_figures(old, new))
    shown = " ".join(now for _, now in figures)
    return Difference(
        figures=figures[:MAX_SHOWN],
        new_numbers=_first(n for n in sorted(new.numbers - old.numbers) if n not in shown),
        new_names=_first(_names(new, new.names - old.said)),
        new_quotes=_first(q for key, q in new.quotes.items() if key not in old.quotes),
        gone_names=_first(_names(old, old.names - new.said)),
        gone_quotes=_first(q for key, q in old.quotes.items() if key not in new.quotes),
    )


def _changed_figures(old: _Read, new: _Read) -> Iterator[tuple[str, str]]:
    """Yield the places where the words before are the same and the figure is another one."""
    a, b = ([token.word for token in read.tokens[:MAX_WORDS]] for read in (old, new))
    for span in bridge(a, b, align(a, b)):
        at_a, at_b = span.start_a + span.length, span.start_b + span.length
        if at_a < len(a) and at_b < len(b) and a[at_a].isdigit() and b[at_b].isdigit():
            yield (
                old.at(at_a - _AROUND, at_a + 1 + _AROUND),
                new.at(at_b - _AROUND, at_b + 1 + _AROUND),
            )


def _names(read: _Read, wanted: frozenset[str]) -> Iterator[str]:
    """Yield the wanted names as printed, those that stand side by side as one; each once."""
    run: list[int] = []
    seen: set[str] = set()
    for place, token in enumerate([*read.tokens, Token("", -1, -1)]):
        is_name = token.word in wanted and read.printed[token.start].isupper()
        if is_name and (not run or read.printed[read.tokens[run[-1]].end : token.start] == " "):
            run.append(place)
            continue
        if run and (name := read.at(run[0], run[-1] + 1)) not in seen:
            seen |= {name, *name.split()}
            yield name
        run = [place] if is_name else []


def _quotes(printed: str) -> Iterator[tuple[str, str]]:
    for match in _QUOTE.finditer(printed):
        quote = next(part for part in match.groups() if part).strip(" ,.")
        if len(quote.split()) >= _MIN_QUOTE_WORDS:
            yield " ".join(fold(word) for word in quote.split()), quote


def _first(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(found)[:MAX_SHOWN]
