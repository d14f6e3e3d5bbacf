"""What a site prints below story after story: author boxes, share lines, adverts of the house.

One page cannot tell such a line from the story's own words; the site's other pages can. But good
lines are repeated too: an agency's background paragraph in every story of a war, on many sites; a
paper's own one in every story of a trial; a whole text, printed twice. So a line is the site's own
only where it stands on pages about different things, and on no other site; that is counted by the
store. It is a function of the set of pages, so their order does not matter. The first paragraph is
never such a line, and where most of a text would be, none is: a text is not emptied by its like.
"""

from collections.abc import Iterable, Mapping

from wirewatch.model import digest
from wirewatch.text import words

MIN_PAGES = 4  # whose headlines have no word in common
SAMPLE_PAGES = 40  # headlines looked at; a line on thousands of pages shows it with the first few
_MIN_WORDS, _MAX_WORDS = 3, 100  # "Background" heads many texts; longer is no box
_MIN_LETTERS = 4  # of a word by which two headlines are alike; "the" and "der" make none


def repeatable(body: str) -> dict[str, str]:
    """Return the lines of a text that may be the site's own, each with its key."""
    _, *later = body.split("\n")
    cut = {line: words(line) for line in later}
    return {
        line: digest("line", *found)
        for line, found in cut.items()
        if _MIN_WORDS <= len(found) <= _MAX_WORDS
    }


def tell_of_different_things(headlines: Iterable[str]) -> bool:
    """Whether MIN_PAGES of `headlines` have no word in common; the order may decide, so sort."""
    taken: set[str] = set()
    n_taken = 0
    for headline in headlines:
        topic = _topic(headline)
        if topic and not topic & taken:
            taken |= topic
            n_taken += 1
    return n_taken >= MIN_PAGES


def _topic(headline: str) -> set[str]:
    """Return the words that count; of a script without long words, such as Chinese, all of them."""
    found = set(words(headline))
    return {word for word in found if len(word) >= _MIN_LETTERS} or found


def repeated(body: str, n_pages: Mapping[str, int]) -> dict[str, int]:
    """Return the lines of `body` that are the site's own, each with the other pages it stands on.

    Args:
        body: A line a paragraph.
        n_pages: On how many pages each of the site's own lines stands, by key.
    """
    keys = repeatable(body)
    found = {line: n_pages[key] - 1 for line, key in keys.items() if key in n_pages}
    n_repeated = sum(len(words(line)) for line in body.split("\n") if line in found)
    return found if n_repeated * 2 <= len(words(body)) else {}
