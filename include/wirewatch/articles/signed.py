"""Who signs a page where no mark says so: by the words before a name, or by what is said of it.

Asked only when neither the metadata nor a byline names anybody.
"""

import re
from collections.abc import Sequence
from itertools import chain, pairwise

from wirewatch.articles.agreement import agreed
from wirewatch.articles.people import names_in, only_people
from wirewatch.articles.phrases import lead
from wirewatch.articles.signatures import looks_like_names
from wirewatch.model import Block, BlockKind, Fact

_BLOCKS_BELOW = 12
_MAX_LINE_WORDS = 25
_MAX_NAME_WORDS = 4
# "by Ada Marlowe ● 3 March", "Posted by Ada Marlowe on 3 March", "Ada Marlowe, Head of Press"
_NAME_ENDS = re.compile(r"\s*[,;|·•●⋅(]|\s[–—-]\s|\s(?:on|at|in|am|le|el|il|em)\s|\s*\d")
_WRITTEN_BY = re.compile(
    r"(?:this|the) (?:post|article|piece|story) (?:was|is) (?:written|contributed) by\s+",
    re.IGNORECASE,
)
_SAYS_WHO = re.compile(
    r"(?:is|was|has|writes|works|covers|joined|ist|schreibt|est|es|è|é|jest)\s", re.IGNORECASE
)


def signers(blocks: Sequence[Block], *, not_people: Sequence[str]) -> tuple[Fact, ...]:
    """Return who signs: the first line that says so, else the first author box outside the text.

    Args:
        blocks: Those of the page; looked at from the headline to a few below the text.
        not_people: Names of the site and its publisher.
    """
    near = _near(blocks)
    texts = [block.text for block in near]
    lines = (found for pair in pairwise([*texts, ""]) if (found := _signed(*pair)))
    apart = (pair for pair in pairwise(near) if not any(block.kind.is_text for block in pair))
    boxes = (found for one, two in apart if (found := _boxed(one.text, two.text)))
    found = next(chain(lines, boxes), [])
    return agreed({"signature": only_people(found, not_people)})


def _near(blocks: Sequence[Block]) -> Sequence[Block]:
    kinds = [block.kind for block in blocks]
    start = kinds.index(BlockKind.HEADLINE) if BlockKind.HEADLINE in kinds else 0
    last = max((at for at, kind in enumerate(kinds) if kind.is_text), default=0)
    return blocks[start : last + _BLOCKS_BELOW]


def _signed(text: str, following: str) -> list[str]:
    """Return who is named behind the words of a byline, on their line or alone on the next."""
    if len(text.split()) > _MAX_LINE_WORDS:
        return []
    said = _WRITTEN_BY.match(text)
    rest = text[said.end() :] if said else lead("byline", text)
    if rest is None:
        return []
    return _named(rest.strip(" :：") or following)


def _boxed(heading: str, following: str) -> list[str]:
    """Return whom "Ada Marlowe" over "Ada is a reporter in Esk" names."""
    found = _named(heading) if len(heading.split()) in range(2, _MAX_NAME_WORDS + 1) else []
    said = (
        following.removeprefix(name).strip()
        for one in found
        for name in (one, one.split()[0])
        if following.startswith(f"{name} ")
    )
    return found if any(map(_SAYS_WHO.match, said)) else []


def _named(text: str) -> list[str]:
    cut = _NAME_ENDS.search(text)
    line = text[: cut.start()] if cut else text
    is_short = len(line.split()) <= 2 * _MAX_NAME_WORDS
    return names_in(line) if is_short and looks_like_names(line) else []
