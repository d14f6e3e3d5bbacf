"""How an archive spells a name: words that sound alike, for a person to choose from.

Only at the time of writing a watch. Looked for while matching, "kyiv" would find "kylie", too.
"""

from collections.abc import Mapping

from wirewatch.text import words

MIN_ALIKE = 0.82  # Zelensky, Zelenskyy, Selenskyj are at .85 and more; of 55,000 words few others
MAX_VARIANTS = 20
_PREFIX_WEIGHT = 0.1  # Winkler's
_PREFIX = 4


def variants(word: str, counts: Mapping[str, int]) -> tuple[tuple[str, int], ...]:
    """Return the words of an archive that are spelt nearly as `word`, the most used first.

    Args:
        word: One word; of several the first is looked at.
        counts: The archive's words, folded, with how often each stands there.
    """
    wanted = next(iter(words(word)), "")
    alike = (w for w in counts if abs(len(w) - len(wanted)) <= 3 and _is_alike(wanted, w))
    found = sorted(((w, counts[w]) for w in alike if w != wanted), key=lambda pair: -pair[1])
    return tuple(found[:MAX_VARIANTS])


def _is_alike(one: str, other: str) -> bool:
    return likeness(one, other) >= MIN_ALIKE


def likeness(one: str, other: str) -> float:
    """Return the likeness of two words after Jaro and Winkler: 1 is the same, 0 has nothing."""
    if not one or not other:
        return 0.0
    in_one, in_other = _matched(one, other), _matched(other, one)
    n_matched = len(in_one)
    if not n_matched:
        return 0.0
    n_swapped = sum(a != b for a, b in zip(in_one, in_other, strict=False)) / 2
    jaro = (n_matched / len(one) + n_matched / len(other) + 1 - n_swapped / n_matched) / 3
    shared = 0
    while shared < min(len(one), len(other), _PREFIX) and one[shared] == other[shared]:
        shared += 1
    return jaro + shared * _PREFIX_WEIGHT * (1 - jaro)


def _matched(one: str, other: str) -> list[str]:
    """Return the letters of `one` that stand about there in `other`, too."""
    reach = max(max(len(one), len(other)) // 2 - 1, 0)
    left, found = list(other), []
    for place, letter in enumerate(one):
        window = range(max(0, place - reach), min(len(other), place + reach + 1))
        if (at := next((i for i in window if left[i] == letter), None)) is not None:
            left[at] = "\0"
            found.append(letter)
    return found
