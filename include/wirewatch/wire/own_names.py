"""What a site calls itself: names that stand beside an agency's and are a desk, not a person."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from wirewatch.model import Article
from wirewatch.wire.agency import Agency

_ENDING = re.compile(r"\.[a-z]{2,6}$")
_WORD = re.compile(r"\w+")


def own_names(article: Article) -> frozenset[str]:
    """Return the names of an article's site, in lower case.

    Its name with and without ".com", its initials, its publisher, its host and that host's own
    label: "tiroler tageszeitung", "tt", "tt.com".
    """
    return frozenset(name.strip().lower() for name in _names(article) if name.strip())


def houses_with_initials(
    own: frozenset[str], agencies: Iterable[Agency], owner: str | None
) -> frozenset[str]:
    """Return the codes of `agencies` whose initials are the site's `own`, but for its `owner`'s.

    TT is Tiroler Tageszeitung on its own pages.
    """
    return frozenset(
        agency.code
        for agency in agencies
        if agency.is_doubtful and agency.code != owner
        if any(initials.lower() in own for initials in agency.initials)
    )


def _names(article: Article) -> Iterator[str]:
    yield from (each.text for each in article.declared if each.name.lower() == "publisher")
    site_name = article.site_name or ""
    yield site_name
    yield _ENDING.sub("", site_name.lower())
    words = _WORD.findall(site_name)
    yield "".join(word[0] for word in words) if len(words) > 1 else ""
    host = (urlsplit(article.url).hostname or "").removeprefix("www.")
    yield host
    yield host.split(".", maxsplit=1)[0]
