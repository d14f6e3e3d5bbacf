"""The page with every trap: an agency's text, machine-translated, below somebody else's name.

Modelled on a kind of page that is common on the web. Around the text stand a share line, a picture
credit before its caption, the agency's byline, relative times, a bare paragraph of advertising, a
list of links in the middle, and a box about an author who did not write it.
"""

from dataclasses import replace
from datetime import datetime

from wirewatch.model import Place, Role
from wirewatch.newsroom.pages import Photo, PlannedPage, Traps
from wirewatch.newsroom.printing import Author, PrintedCredit, Signature
from wirewatch.newsroom.texts import NewsText

TEXT_ID = "karvala-mobilisation"
PUBLISHER = "saltmarsh"
_AUTHOR = "Delphine Marrow"
_NAME = "Agence France-Presse"
_CAPTION = (
    "Karvalian servicemen of the 14th Mountain Brigade on the front line near selmova, in the "
    "region of ordesk"
)

TRAPS = Traps(
    share="Share the word",
    times="Published yesterday at 16:41 Updated yesterday at 19:27",
    section="World",
    advert="150% Welcome Package up to $5,000 plus 80 Free Spins on Your First Deposit",
    read_more=(
        "Three hurt as a ferry runs aground in the fog off Lissow",
        "Karvala’s bakers ‘ready for anything’, says their guild",
    ),
    author=_AUTHOR,
    bio=(
        f"{_AUTHOR} has covered gardens and good living for the Saltmarsh Times since 2016. "
        "Before that she wrote about slow travel and old furniture for several weeklies and was "
        "a guest lecturer in creative writing. To reach her, write to "
        "delphine@saltmarshtimes.example or call 1-555-0142."
    ),
)


def set_traps(page: PlannedPage, text: NewsText) -> PlannedPage:
    """Return `page`, a translated copy of `text`, with every trap around it."""
    people = text.reporters[:2]
    located = (text.dateline or "karvala").split(",")[0].lower()
    line = f"{' and '.join(f'{each} – {_NAME}' for each in people)} in {located}"
    credit = PrintedCredit(
        agency="AFP", role=Role.TEXT, place=Place.BYLINE, evidence=line, people=people
    )
    signature = Signature(byline=line, authors=(Author(name=_AUTHOR),), credit=credit)
    return replace(
        page,
        signature=signature,
        photo=Photo(caption=_CAPTION, credit=text.photo_credit or ""),
        traps=TRAPS,
    )


def published_at(printed_at: datetime) -> datetime:
    """Return when the trap page went up: a day after the "yesterday at 16:41" that it prints."""
    return printed_at.replace(hour=9, minute=12)
