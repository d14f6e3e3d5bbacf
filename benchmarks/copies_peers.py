"""datasketch and rensa on the same texts, in an environment of their own.

    .venv/bin/python benchmarks/copies_peers.py      makes the environment, prints what is in it

They are no part of Wirewatch: `.venv-peers` is made when a benchmark first asks, and where it
cannot be made the benchmark says so and goes on. Both get our words; the settings are those of
their documentation and the best that was found for rensa on the French press.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from wirewatch.model import Text
from wirewatch.text import words

ENVIRONMENT = Path(__file__).parents[1] / ".venv-peers"
_PACKAGES = ("datasketch==2.0.0", "rensa==0.5.0")
_GRAM_WORDS = 5

_Pairs = set[frozenset[str]]


@cache
def is_here() -> bool:
    """Whether the peers can be imported; makes their environment when it is not there."""
    python = ENVIRONMENT / "bin" / "python"
    try:
        if not python.exists():
            _run(sys.executable, "-m", "venv", str(ENVIRONMENT))
        _run(str(python), "-m", "pip", "install", "-q", *_PACKAGES)
    except (subprocess.CalledProcessError, OSError):
        print(f"without peers: {' and '.join(_PACKAGES)} could not be installed")
        return False
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    sys.path.append(str(ENVIRONMENT / "lib" / version / "site-packages"))
    return True


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603


def datasketch_pairs(texts: Sequence[Text]) -> _Pairs:
    """MinHash LSH at the threshold that is usual for near-duplicates."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=0.5, num_perm=128)
    found: _Pairs = set()
    for text in texts:
        sketch = MinHash(num_perm=128)
        sketch.update_batch([gram.encode() for gram in grams(text)])
        near = index.query(sketch)
        found |= {frozenset((text.text_id, other)) for other in near}
        index.insert(text.text_id, sketch)
    return found


def rensa_pairs(texts: Sequence[Text]) -> _Pairs:
    """R-MinHash with 128 bands of two and an estimate of .25: its best setting on French press."""
    from rensa import RMinHash, RMinHashLSH

    index = RMinHashLSH(threshold=0.25, num_perm=256, num_bands=128)
    sketches = []
    found: _Pairs = set()
    for number, text in enumerate(texts):
        sketch = RMinHash(num_perm=256, seed=1)
        sketch.update(grams(text))
        for other in index.query(sketch):
            if sketch.jaccard(sketches[other]) >= 0.25:
                found.add(frozenset((text.text_id, texts[other].text_id)))
        index.insert(number, sketch)
        sketches.append(sketch)
    return found


def rensa_sketch(found: Sequence[str]) -> None:
    """Make rensa's fastest sketch of the grams of one text."""
    from rensa import CMinHash

    CMinHash(num_perm=128, seed=1).update(found)


def datasketch_sketch(found: Sequence[str]) -> None:
    """Make datasketch's sketch of the grams of one text."""
    from datasketch import MinHash

    MinHash(num_perm=128).update_batch([gram.encode() for gram in found])


def grams(text: Text) -> list[str]:
    """Return the runs of five words of a text."""
    found = words(f"{text.title}\n{text.body}")
    runs = zip(*(found[place:] for place in range(_GRAM_WORDS)), strict=False)
    return [" ".join(run) for run in runs] or [" ".join(found)]


PEERS: dict[str, Callable[[Sequence[Text]], _Pairs]] = {
    "datasketch": datasketch_pairs,
    "rensa, best": rensa_pairs,
}
SKETCHES = {"datasketch, 128": datasketch_sketch, "rensa C-MinHash, 128": rensa_sketch}

if __name__ == "__main__":
    print(f"{' and '.join(_PACKAGES)}: {'ready' if is_here() else 'not to be had'}")
