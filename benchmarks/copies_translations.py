"""Suspected translations: how many are found, how many are wrong, alone and among real news.

    make bench-copies        (or .venv/bin/python benchmarks/copies_translations.py FOLDER)

Forty invented agency texts in six languages each and eighty texts by other hands on the same
events, all of one day; then the same among 5,006 articles of the French press as of that day. A
pair with an article of the press is wrong. Five events were in view when the rules were set.
"""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from copies import print_score, read_texts, score

from translated_texts import Printed, printed_texts, translations_among
from wirewatch.model import Text, digest
from wirewatch.stories.translation import suspected_translations

_DAY = date(2026, 11, 20)


def measure(name: str, texts: list[Printed], background: list[Text]) -> None:
    """Print precision and recall over all pairs of languages."""
    found = suspected_translations({_DAY: [*(one.text for one in texts), *background]}, [_DAY])
    pairs = {frozenset((pair.a, pair.b)) for pair in found}
    print_score(name, score(pairs, translations_among(texts), set()))


def main() -> None:
    """Print all figures; without the folder, those of the invented texts alone."""
    texts = printed_texts()
    halves = [[t for t in texts if int(digest(t.event), 16) % 2 == half] for half in (0, 1)]
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data/copies")
    press = read_texts(folder) if folder.is_dir() else []
    press = [replace(text, text_id=f"press-{text.text_id}") for text in press]
    for background, name in (([], "alone"), (press, f"among {len(press):,}")):
        for half, some in enumerate(halves):
            measure(f"half {half + 1}, {name}", some, background)
        measure(f"all, {name}", texts, background)


if __name__ == "__main__":
    main()
