"""What papers do to a text, done to 300 real ones: is each still found, and nothing besides?

    make bench-copies        (or .venv/bin/python benchmarks/copies_edits.py ../shared/data/copies)

Every base is changed in 14 ways and printed by 14 other sites, among articles of the same topic
that are left as they are; what is added comes from articles that are not there otherwise. Then 60
round-ups of six leads each are put among whole articles and their cuts. Bases are told apart by
the hash of their id: rules were set on the first half alone.
"""

import random
import sys
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from copies import Pair, pairs_of, read_pairs, read_texts, score
from copies_peers import PEERS, is_here

from wirewatch.model import Relation, Text, digest
from wirewatch.pipeline.group_texts import memory_stories

N_BASES = 300
N_OTHERS = 1_768
N_ROUND_UPS = 60
LEADS = 6
BASE_WORDS = range(150, 1_500)
MIN_PARAGRAPHS = 6
LEAD_WORDS = 20  # a first paragraph that has fewer is printed with the next

_Dice = random.Random
_Paragraphs = list[str]
_Edit = Callable[[_Paragraphs, list[str], _Dice], _Paragraphs]  # of a text, local words


def _first_words(paragraphs: _Paragraphs, n_words: int) -> _Paragraphs:
    """Return whole paragraphs until so many words are there."""
    kept: _Paragraphs = []
    for paragraph in paragraphs:
        if sum(len(one.split()) for one in kept) >= n_words:
            break
        kept.append(paragraph)
    return kept


def _n_words(paragraphs: _Paragraphs) -> int:
    return sum(len(one.split()) for one in paragraphs)


def _with_local(share: float) -> _Edit:
    def edit(paragraphs: _Paragraphs, local: list[str], _: _Dice) -> _Paragraphs:
        n_words = int(_n_words(paragraphs) * share)
        return [*paragraphs, " ".join((local * 20)[:n_words])]

    return edit


def _update(paragraphs: _Paragraphs, local: list[str], _: _Dice) -> _Paragraphs:
    n_words = _n_words(paragraphs)
    return [
        " ".join((local * 9)[: n_words * 3 // 10]),
        *_first_words(paragraphs, n_words * 8 // 10),
    ]


def _shuffled(paragraphs: _Paragraphs, _: list[str], dice: _Dice) -> _Paragraphs:
    return dice.sample(paragraphs, len(paragraphs))


def _with_adverts(paragraphs: _Paragraphs, local: list[str], dice: _Dice) -> _Paragraphs:
    calls = (
        "Abonnez-vous à notre lettre du matin et ne manquez rien de l'actualité de demain.",
        "La suite après la publicité",
        f"Lire aussi : {' '.join(local[:9])}",
        f"Sur le même sujet {' '.join(local[20:31])}",
    )
    body = [one for paragraph in paragraphs for one in (paragraph, dice.choice(calls))]
    bio = "Ilse Brandoval est journaliste depuis 2009. Elle couvre la politique et les sports."
    return ["Par Ilse Brandoval, publié à 08h41, mis à jour à 09h17", *body, bio]


def _each_word(change: Callable[[str, list[str], _Dice], str], share: float) -> _Edit:
    def edit(paragraphs: _Paragraphs, local: list[str], dice: _Dice) -> _Paragraphs:
        return [
            " ".join(
                change(word, local, dice) if dice.random() < share else word
                for word in paragraph.split()
            )
            for paragraph in paragraphs
        ]

    return edit


def _edited_word(word: str, local: list[str], dice: _Dice) -> str:
    """Replaced, left out, or with another before it."""
    other = dice.choice(local)
    return dice.choice((other, "", f"{other} {word}"))


def _misread(word: str, _: list[str], dice: _Dice) -> str:
    place = dice.randrange(len(word))
    return word[:place] + dice.choice("cilmnor1") + word[place + 1 :]


EDITS: dict[str, _Edit] = {
    "identical": lambda paragraphs, _, __: paragraphs,
    "headline": lambda paragraphs, _, __: paragraphs,
    "first 5 paragraphs": lambda paragraphs, _, __: paragraphs[:5],
    "first 25 %": lambda paragraphs, _, __: _first_words(paragraphs, _n_words(paragraphs) // 4),
    "lead only": lambda paragraphs, _, __: _first_words(paragraphs, LEAD_WORDS),
    "second half": lambda paragraphs, _, __: paragraphs[len(paragraphs) // 2 :],
    "local +50 %": _with_local(0.5),
    "local +150 %": _with_local(1.5),
    "first half, +50 %": lambda paragraphs, local, dice: _with_local(0.5)(
        _first_words(paragraphs, _n_words(paragraphs) // 2), local, dice
    ),
    "reordered": _shuffled,
    "adverts/byline/bio": _with_adverts,
    "15 % words edited": _each_word(_edited_word, 0.15),
    "5 % misread": _each_word(_misread, 0.05),
    "update 30/20": _update,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Battery:
    """Bases, what stands beside them, and what 14 sites made of each."""

    bases: Sequence[Text]
    others: Sequence[Text]
    edited: Sequence[Text]

    @classmethod
    def of(cls, bases: Sequence[Text], others: Sequence[Text], local: Sequence[Text]) -> "Battery":
        """Edit every base, with words of the local text of the same place."""
        pairs = zip(bases, local, strict=True)
        return cls(
            bases=bases,
            others=others,
            edited=[one for base, near in pairs for one in _edited(base, near)],
        )

    @property
    def texts(self) -> list[Text]:
        """All texts of the battery."""
        return [*self.bases, *self.others, *self.edited]


def _edited(base: Text, local: Text) -> Iterator[Text]:
    paragraphs, words = base.body.split("\n"), local.body.split()
    for name, edit in EDITS.items():
        dice = random.Random(f"{base.text_id} {name}")  # noqa: S311
        yield replace(
            base,
            text_id=f"{base.text_id}/{name}",
            source=f"{digest(base.text_id, name)}.example",
            title="" if name == "headline" else base.title,
            body="\n".join(edit(paragraphs, words, dice)),
            published_at=base.published_at + timedelta(hours=5),
        )


def our_links(texts: Sequence[Text]) -> set[Pair]:
    """Return the pairs that we call copies."""
    _, found = memory_stories(texts, window_days=None)
    return {frozenset((pair.a, pair.b)) for pair in found if pair.relation.is_copy}


def edits(battery: Battery, known: set[Pair], links: set[Pair]) -> dict[str, str]:
    """Return the share of bases found after each edit, and how many pairs should not be there.

    Args:
        battery: What was searched.
        known: The pairs of bases that are copies without any edit.
        links: The pairs found.
    """
    found = {
        name: sum(frozenset((b.text_id, f"{b.text_id}/{name}")) in links for b in battery.bases)
        for name in EDITS
    }
    origins = {frozenset(key.split("/")[0] for key in link) for link in links}
    edited = {base.text_id for base in battery.bases}
    false = {pair for pair in origins if len(pair) == 2 and pair <= edited} - known
    rows = {name: f"{n / len(battery.bases):.3f}" for name, n in found.items()}
    return rows | {"false pairs": str(len(false))}


def print_table(columns: dict[str, dict[str, str]]) -> None:
    """Print one column for each method."""
    print(" " * 20 + "".join(f"{name:>18}" for name in columns))
    for row in next(iter(columns.values())):
        print(f"{row:20}" + "".join(f"{column[row]:>18}" for column in columns.values()))


def round_ups(bases: Sequence[Text]) -> None:
    """Print what 60 round-ups of six leads do to the stories of texts and their cuts."""
    cuts = [
        replace(base, text_id=f"{base.text_id}/cut", source=f"{base.text_id}.example", body=cut)
        for base in bases
        for cut in [" ".join(base.body.split()[:200])]
    ]
    made = [_round_up(number, bases) for number in range(N_ROUND_UPS)]
    alone, _ = memory_stories([*bases, *cuts], window_days=None)
    stories, found = memory_stories([*bases, *cuts, *made], window_days=None)
    flagged = {m.text_id for story in stories for m in story.members if m.is_digest}
    result = score(pairs_of(stories), pairs_of(alone), set())
    n_told = len(flagged & {one.text_id for one in made})
    n_parts = sum(pair.relation is Relation.DIGEST for pair in found)
    print(f"{N_ROUND_UPS} round-ups: stories P {result.precision:.4f} R {result.recall:.4f}")
    print(f"{n_told} of them told, {n_parts} of their parts; {len(flagged) - n_told} other texts")


def _round_up(number: int, bases: Sequence[Text]) -> Text:
    parts = random.Random(number).sample(bases, LEADS)  # noqa: S311
    return replace(
        parts[0],
        text_id=f"round-up-{number}",
        source=f"round-up-{number}.example",
        title="",
        body=" ".join(" ".join(part.body.split()[:90]) for part in parts),
        published_at=max(part.published_at for part in parts) + timedelta(hours=9),
    )


def split(
    texts: Sequence[Text], paired: Container[str]
) -> tuple[list[Text], list[Text], list[Text]]:
    """Return bases, texts that only lend words, and texts that stand beside, by hash of the id.

    No text lends words that is `paired`: a copy of another, which would then be found rightly.
    """
    ordered = sorted(texts, key=lambda text: digest("benchmark", text.text_id))
    fit = [t for t in ordered if len(t.body.split()) in BASE_WORDS and _is_set_in_paragraphs(t)]
    bases = fit[:N_BASES]
    local = [text for text in fit[N_BASES:] if text.text_id not in paired][:N_BASES]
    taken = {text.text_id for text in (*bases, *local)}
    return bases, local, [text for text in ordered if text.text_id not in taken][:N_OTHERS]


def _is_set_in_paragraphs(text: Text) -> bool:
    return text.body.count("\n") + 1 >= MIN_PARAGRAPHS


def main() -> None:
    """Print all figures for the folder given."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/copies")
    if not folder.is_dir():
        print(f"nothing to measure: {folder} is not here")
        return
    pairs = read_pairs(folder, "copy") | read_pairs(folder, "ambiguous")
    bases, local, others = split(read_texts(folder), frozenset().union(*pairs))
    columns: dict[str, dict[str, str]] = {}
    for half, name in enumerate(("first half", "second half")):
        battery = Battery.of(bases[half::2], others[half::2], local[half::2])
        known = our_links([*battery.bases, *battery.others])
        columns[f"ours, {name}"] = edits(battery, known, our_links(battery.texts))
        for peer, find in PEERS.items() if is_here() else ():
            columns[peer] = edits(battery, known, find(battery.texts))
    print_table(columns)
    round_ups(bases)


if __name__ == "__main__":
    main()
