"""How many articles a second one core matches: `python benchmarks/match.py`.

Articles and watches are drawn from an invented vocabulary whose words are as unevenly used as in
real news (Zipf). The watches are of the kinds and shares measured in real products' examples: 35 %
(a OR "b c" OR d) AND (e OR f), 25 % NEAR, 15 % phrases, 10 % headline, 15 % a NOT b. The figures
hold for cutting words and matching together, in CPU seconds.
"""

import random
import resource
import time
from bisect import bisect
from itertools import accumulate

from wirewatch.alerts.matcher import Matcher
from wirewatch.model import Document, Watch, Zone

N_ARTICLES = 400
N_WORDS = 720  # of an article; 5.5 kB, the mean of 439 real ones
GOALS = {1_000: 1_000, 10_000: 600, 100_000: 120}  # watches → articles a second


class Language:
    """Words, the frequent ones short, drawn as unevenly as in a newspaper."""

    def __init__(self, seed: int, size: int = 40_000) -> None:
        self.chance = random.Random(seed)  # noqa: S311 — repeatable, not secret
        self.words = [self._word(rank) for rank in range(size)]
        self.sums = list(accumulate(1 / (rank + 2.7) for rank in range(size)))

    def _word(self, rank: int) -> str:
        length = max(2, round(self.chance.gauss(3 + min(rank, 3000) ** 0.22, 1.5)))
        return "".join(self.chance.choices("etaoinshrdlucmfwypvbgk", k=length))

    def draw(self) -> str:
        """Return a word, frequent ones more often."""
        return self.words[bisect(self.sums, self.chance.random() * self.sums[-1])]

    def name(self) -> str:
        """Return a word somebody would watch: none of the 1,500 most frequent."""
        while (place := bisect(self.sums, self.chance.random() * self.sums[-1])) < 1_500:
            pass
        return self.words[place]


def article(language: Language, number: int) -> Document:
    """Return an invented article."""
    drawn = [language.draw() for _ in range(N_WORDS)]
    body = "\n".join(" ".join(drawn[at : at + 40]) + "." for at in range(45, N_WORDS, 40))
    zones = (
        (Zone.HEADLINE, " ".join(drawn[:10])),
        (Zone.LEDE, " ".join(drawn[10:45])),
        (Zone.BODY, body),
    )
    return Document(doc_id=str(number), zones=zones, fields=(("lang", "en"),))


def query(language: Language) -> str:
    """Return an invented query."""
    a, b, c, d, e, f = (language.name() for _ in range(6))
    kind = language.chance.random()
    if kind < 0.35:
        prefix = f"{a[:5]}*" if len(a) > 5 and kind < 0.1 else a
        return f'({prefix} OR "{b} {c}" OR {d}) AND ({e} OR {f})'
    if kind < 0.60:
        return f"{a} NEAR/{language.chance.randint(3, 20)} {b}"
    if kind < 0.75:
        return f'"{a} {b}"'
    return f"headline:{a}" if kind < 0.85 else f"{a} NOT {b}"


def measure(documents: list[Document], n_watches: int) -> None:
    """Print one line of results."""
    language = Language(seed=1)
    watches = [Watch(name=f"w{number}", query=query(language)) for number in range(n_watches)]
    begun = time.process_time()
    matcher = Matcher(watches)
    built = time.process_time() - begun
    matcher.match(documents[0])
    times, n_matches = [], 0
    for document in documents:
        begun = time.process_time()
        n_matches += len(matcher.match(document))
        times.append(time.process_time() - begun)
    times.sort()
    rate = len(times) / sum(times)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{n_watches:>7,} watches: {rate:>6,.0f} articles/s (goal {GOALS[n_watches]:,}), "
        f"p50 {times[len(times) // 2] * 1e3:.2f} ms, "
        f"p99 {times[len(times) * 99 // 100] * 1e3:.2f} ms, "
        f"{n_matches / len(times):.1f} matches an article, built in {built:.1f} s, {memory:.0f} MB"
    )


def main() -> None:
    """Print the table."""
    language = Language(seed=1)
    documents = [article(language, number) for number in range(N_ARTICLES)]
    size = sum(len(text) for document in documents for _, text in document.zones) / N_ARTICLES
    print(f"{N_ARTICLES} articles of {size / 1000:.1f} kB on one core")
    for n_watches in GOALS:
        measure(documents, n_watches)


if __name__ == "__main__":
    main()
