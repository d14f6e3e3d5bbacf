"""Searching the archive: what was asked for, page by page, with the words marked."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from sqlalchemy import Connection

from wirewatch.adapters.warehouse.search import FoundArticle, Within, count, search
from wirewatch.search import Marked, excerpt, read_search

PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit(FoundArticle):
    """An article that was found, and the words around what was searched for."""

    excerpt: tuple[Marked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """One page of what was found, the newest first."""

    articles: Sequence[Hit]
    n_all: int
    page: int  # from 1 on

    @property
    def has_more(self) -> bool:
        """Whether older ones follow."""
        return self.page * PAGE < self.n_all


def find(db: Connection, text: str, within: Within | None = None, *, page: int = 1) -> FoundPage:
    """Return one page of the articles that `text` asks for.

    Raises:
        BadInput: it asks for nothing.
    """
    asked = read_search(text)
    articles = search(db, asked, within, limit=PAGE, offset=(page - 1) * PAGE)
    names = [field.name for field in fields(FoundArticle)]
    return FoundPage(
        articles=[
            Hit(**{name: getattr(one, name) for name in names}, excerpt=excerpt(asked, one.body))
            for one in articles
        ],
        n_all=count(db, asked, within),
        page=page,
    )
