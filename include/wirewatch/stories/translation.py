"""Texts that look like translations of each other, found without a model.

What survives translation: numbers, and names. Both are weighed by how rare they are among the
texts of the same days, so that "Paris" and the day's own date say little. Numbers are read as they
are printed anywhere ("7.25", "7,25"; "04:17", "04h17"), names by what all spellings keep (Savchuk,
Savtchouk, Sawtschuk). A suspicion with its evidence, never a reason to merge.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import log

from wirewatch.model import Copy, Relation, Text
from wirewatch.text import Token, tokens

MIN_SHARE = 0.5
MIN_NUMBERS = 2
MIN_NAMES = 2
MIN_ANCHORS = 6
WITHIN_DAYS = 2
MAX_TEXTS_OF_ANCHOR = 200  # an anchor in more texts of the same days finds nobody
_SENTENCE_END = re.compile(r"[.!?…:»”\"\n]\s*[«“\"(]?\s*$")
_LOOK_BACK = 6  # characters between two words that may end a sentence
_MIN_NAME = 3  # letters
CAPITALISES_NOUNS = {"de", "lb"}  # a capital alone makes no name there

_NUMBER = re.compile(
    r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?!\d)"  # 46,500
    r"|\d+[.,:h]\d{1,2}(?!\d)"  # 7.25, 04:17, 04h17
    r"|\d+"
)
# What spellings of one name in other alphabets and languages keep, longest first.
_SOUNDS = (
    ("schtsch", "s"), ("tsch", "s"), ("shch", "s"), ("tch", "s"), ("sch", "s"), ("sh", "s"),
    ("ch", "s"), ("cz", "s"), ("sz", "s"), ("zh", "s"), ("ts", "s"), ("kh", "h"), ("ph", "f"),
    ("ck", "k"), ("c", "k"), ("q", "k"), ("z", "s"), ("x", "ks"), ("w", "v"), ("j", "y"),
    ("g", "h"),
)  # fmt: skip
_CYRILLIC = str.maketrans(
    dict(zip("абвгґдежзийіїклмнопрстуфхцчшщєэё", "abvhhdeszyyyiklmnoprstufhsssseee", strict=True))
    | {"ы": "y", "ю": "u", "я": "a", "ь": "", "ъ": ""}
)
_SILENT = re.compile("[aeiouyh]")
_MIN_KEPT = 3  # consonants; a shorter name is compared as it is spelt


@dataclass(frozen=True, slots=True)
class Anchors:
    """What of a text survives translation, the keys of names with a spelling of each."""

    numbers: frozenset[str]
    names: Mapping[str, str]  # in the middle of a sentence
    openers: Mapping[str, str]  # at its start, where other words have a capital, too
    full_names: frozenset[str]  # those of two names in a row

    @property
    def all(self) -> frozenset[str]:
        """All keys; a number is never a name."""
        return self.numbers | self.names.keys() | self.openers.keys()


def anchors(text: Text) -> Anchors:
    """Return the numbers of two digits and more, and the capitalised words."""
    printed = f"{text.title}.\n{text.body}"
    capitals = [token for token in tokens(printed) if _is_capital(printed, token)]
    inside = [token for token in capitals if not _opens(printed, token)]
    in_row = {
        name_key(token.word)
        for one, two in pairwise(capitals)
        if printed[one.end : two.start] == " "
        for token in (one, two)
    }
    names = _spelt(inside)
    return Anchors(
        numbers=frozenset(_numbers(printed)),
        names=names,
        openers={k: word for k, word in _spelt(capitals).items() if k not in names},
        full_names=frozenset(in_row & names.keys()),
    )


def name_key(word: str) -> str:
    """Return what a folded name keeps however it is spelt: its consonants, by sound."""
    plain = word.translate(_CYRILLIC)
    for written, sound in _SOUNDS:
        plain = plain.replace(written, sound)
    kept = _SILENT.sub("", plain)
    kept = "".join(c for place, c in enumerate(kept) if kept[place - 1 : place] != c)
    return kept.upper() if len(kept) >= _MIN_KEPT else word


def _numbers(printed: str) -> Iterator[str]:
    for found in _NUMBER.findall(printed):
        head, *rest = re.split(r"\D", found)
        if rest and len(rest[-1]) < 3:
            yield f"{int(head)}.{rest[-1]}"
        elif len(found) > 1:
            yield head + "".join(rest)


def _is_capital(printed: str, token: Token) -> bool:
    return printed[token.start].isupper() and len(token.word) >= _MIN_NAME


def _opens(printed: str, token: Token) -> bool:
    before = printed[max(0, token.start - _LOOK_BACK) : token.start]
    return not token.start or bool(_SENTENCE_END.search(before))


def _spelt(found: Iterable[Token]) -> dict[str, str]:
    spelt: dict[str, str] = {}
    for token in found:
        spelt.setdefault(name_key(token.word), token.word)
    return spelt


def suspected_translations(
    texts_of_day: Mapping[date, Sequence[Text]], days: Iterable[date]
) -> tuple[Copy, ...]:
    """Return the pairs that look like translations and whose earlier text is of one of `days`.

    The later text is at most 2 days younger, and rarity is counted in the texts of these three
    days: what a text of one day can change is bounded.
    """
    anchors_of: dict[str, Anchors] = {}
    found: list[Copy] = []
    for day in sorted(set(days)):
        window = [text for step in range(WITHIN_DAYS + 1) for text in _on(texts_of_day, day, step)]
        if len({text.language for text in window if text.language}) < 2:
            continue
        anchors_of |= {t.text_id: anchors(t) for t in window if t.text_id not in anchors_of}
        rarity = Rarity.among(window, anchors_of)
        today = {text.text_id for text in _on(texts_of_day, day, 0)}
        found += (
            pair
            for text in _on(texts_of_day, day, 0)
            for pair in rarity.suspect(text, window)
            if not ({pair.a, pair.b} <= today and text.text_id == max(pair.a, pair.b))
        )
    return tuple(sorted(found, key=lambda pair: (pair.a, pair.b)))


def _on(texts_of_day: Mapping[date, Sequence[Text]], day: date, step: int) -> Sequence[Text]:
    return texts_of_day.get(day + timedelta(step), ())


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much each anchor tells among the texts of some days, and who has it."""

    weights: Mapping[str, float]
    holders: Mapping[str, tuple[str, ...]]
    anchors_of: Mapping[str, Anchors]
    languages: Mapping[str, frozenset[str]]  # of the texts in which an anchor stands

    @classmethod
    def among(cls, texts: Iterable[Text], anchors_of: Mapping[str, Anchors]) -> "Rarity":
        """Count the anchors of `texts`."""
        holders: dict[str, list[str]] = defaultdict(list)
        language_of = {text.text_id: text.language or "" for text in texts}
        for text_id in sorted(language_of):
            for anchor in anchors_of[text_id].all:
                holders[anchor].append(text_id)
        return cls(
            weights={a: log((len(language_of) + 1) / len(found)) for a, found in holders.items()},
            holders={a: tuple(f) for a, f in holders.items() if len(f) <= MAX_TEXTS_OF_ANCHOR},
            anchors_of=anchors_of,
            languages={a: frozenset(language_of[one] for one in f) for a, f in holders.items()},
        )

    def suspect(self, text: Text, others: Iterable[Text]) -> tuple[Copy, ...]:
        """Return the pairs of `text` and one of `others` in another language that look alike."""
        foreign = {
            other.text_id: other
            for other in others
            if other.language and text.language and other.language != text.language
        }
        shared = Counter(
            holder
            for anchor in self.anchors_of[text.text_id].all
            for holder in self.holders.get(anchor, ())
            if holder in foreign
        )
        likely = sorted(other for other, n in shared.items() if n >= MIN_ANCHORS)
        pairs = (self._pair(text, foreign[other]) for other in likely)
        return tuple(pair for pair in pairs if pair)

    def _pair(self, one: Text, two: Text) -> Copy | None:
        b, a = sorted((one, two), key=lambda t: (not t.is_agency_site, t.published_at, t.text_id))
        of_a, of_b = self.anchors_of[a.text_id], self.anchors_of[b.text_id]
        numbers, names = of_a.numbers & of_b.numbers, _common_names(of_a, of_b)
        weight = self._weight(numbers | names)
        share_a = weight / (self._weight(self._telling(a) | names | numbers) or 1.0)
        share_b = weight / (self._weight(self._telling(b) | names | numbers) or 1.0)
        share = max(share_a, share_b)
        enough = len(numbers) >= MIN_NUMBERS and len(names) >= MIN_NAMES
        if not enough or len(numbers | names) < MIN_ANCHORS or share < MIN_SHARE:
            return None
        spelt = {**of_b.openers, **of_b.names}
        return Copy(
            a=a.text_id,
            b=b.text_id,
            relation=Relation.SUSPECTED_TRANSLATION,
            coverage_a=round(share_a, 4),
            coverage_b=round(share_b, 4),
            matched_words=len(numbers) + len(names),
            longest_run=0,
            evidence=f"{share:.0%} of the numbers and names agree, weighed by rarity: "
            f"{', '.join(self._rarest(numbers))}; "
            f"{', '.join(spelt[name] for name in self._rarest(names))}",
        )

    def _telling(self, text: Text) -> frozenset[str]:
        """Return the anchors that a translation would have, too; of German, not every noun."""
        found = self.anchors_of[text.text_id]
        if text.language not in CAPITALISES_NOUNS:
            return found.numbers | found.names.keys()
        abroad = {name for name in found.names if self.languages[name] - CAPITALISES_NOUNS}
        return found.numbers | abroad | found.full_names

    def _weight(self, found: Iterable[str]) -> float:
        return sum(self.weights[anchor] for anchor in sorted(found))

    def _rarest(self, found: Iterable[str]) -> list[str]:
        return sorted(found, key=lambda anchor: (-self.weights[anchor], anchor))[:6]


def _common_names(one: Anchors, two: Anchors) -> frozenset[str]:
    """Return names of both; at the start of a sentence a name counts if it is one in the other."""
    surely = (one.names.keys() & two.names.keys()) | (one.names.keys() & two.openers.keys())
    return frozenset(surely | (one.openers.keys() & two.names.keys()))
