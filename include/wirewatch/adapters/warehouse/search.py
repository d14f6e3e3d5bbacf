"""The full-text index over current articles: FTS5 on SQLite, tsvector on PostgreSQL.

Neither store cuts the words: both are given the words that `text.words` finds, spelt in letters
that no tokenizer of theirs touches. So both find the same, in any script, and find what watches
find. The index is written in the transaction of the rows it is of.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row, in_pieces
from wirewatch.adapters.warehouse.rows import IS_CURRENT, by_ids
from wirewatch.search import MAX_WORDS, Joint, Search, Sieve, Term
from wirewatch.text import words

TABLE = "article_search"  # with FTS5's own tables, which begin so: not in schema.metadata
TIDY = f"INSERT INTO {TABLE}({TABLE}) VALUES ('optimize')"  # noqa: S608 - FTS5: deleted words go
UNSURE = "q"  # no word is spelt so: marks a text of which the index may lack words
_MAX_LEXEME_CHARS = 2_000  # PostgreSQL takes 2,046 bytes
_index = table(TABLE, column("article_id"), column("words"), column("rowid"))
_article, _version, _text = schema.article, schema.article_version, schema.article_text


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """An article that was searched for."""

    article_id: str
    source: str
    url: str
    headline: str
    body: str
    language: str | None
    event_date: date
    published_at: datetime | None
    agency: str | None
    agency_role: str | None
    story_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Where to search; None: everywhere."""

    first: date | None = None
    last: date | None = None
    source: str | None = None
    language: str | None = None


def search(
    db: Connection, asked: Search, within: Within | None = None, *, limit: int = 50, offset: int = 0
) -> tuple[FoundArticle, ...]:
    """Return articles of which the current version is what is asked for, the newest first."""
    names = [field.name for field in fields(FoundArticle)]
    columns = {**_version.c, "event_date": _article.c.event_date, "body": _text.c.body}
    columns["story_id"] = schema.story_member.c.story_id
    newest = (_article.c.event_date.desc(), _version.c.published_at.is_(None))
    query = (
        _of(db, select(*(columns[name].label(name) for name in names)), asked, within)
        .join(
            schema.story_member,
            schema.story_member.c.article_id == _article.c.article_id,
            isouter=True,
        )
        .order_by(*newest, _version.c.published_at.desc(), _article.c.article_id)
        .limit(limit)
        .offset(offset)
    )
    return tuple(FoundArticle(**row) for row in db.execute(query).mappings())


def count(db: Connection, asked: Search, within: Within | None = None) -> int:
    """Return how many articles are what is asked for."""
    return int(db.execute(_of(db, select(func.count()), asked, within)).scalar_one())


def let_through(db: Connection, sieve: Sieve) -> Select[Any]:
    """Return a query for the ids of the articles that may hold what `sieve` asks for.

    Texts of which the index may lack words are always among them.
    """
    is_fts5 = db.dialect.name == "sqlite"
    said = _sieved(sieve, is_fts5=is_fts5)
    return _matched(db, f"{UNSURE} {'OR' if is_fts5 else '|'} {said}")


def share(db: Connection, term: Term) -> tuple[float, int]:
    """Return in which part of all articles a term stands, and how many articles there are."""
    hits = _hits(db, Search(any_of=((term,),))).subquery()
    n_hits = db.execute(select(func.count()).select_from(hits)).scalar_one()
    n_articles = db.execute(select(func.count()).select_from(_article)).scalar_one()
    return n_hits / max(n_articles, 1), n_articles


def _of(db: Connection, query: Select[Any], asked: Search, within: Within | None) -> Select[Any]:
    within = within or Within()
    query = (
        query.select_from(_article)
        .join(_version, IS_CURRENT)
        .join(_text, _text.c.text_hash == _article.c.text_hash)
        .where(_article.c.article_id.in_(_hits(db, asked)))
    )
    bounds: tuple[ColumnElement[bool] | None, ...] = (
        _article.c.event_date >= within.first if within.first else None,
        _article.c.event_date <= within.last if within.last else None,
        _article.c.source == within.source if within.source else None,
        _version.c.language == within.language if within.language else None,
    )
    return query.where(*(bound for bound in bounds if bound is not None))


def _hits(db: Connection, asked: Search) -> Select[Any]:
    return _matched(db, _fts5(asked) if db.dialect.name == "sqlite" else _tsquery(asked))


def _matched(db: Connection, said: str) -> Select[Any]:
    """Return a query for the ids of articles that match what is said in the store's own words."""
    if db.dialect.name == "sqlite":
        return select(_index.c.article_id).where(literal_column(TABLE).op("MATCH")(said))
    return select(_index.c.article_id).where(_index.c.words.op("@@")(cast(literal(said), TSQUERY)))


# ── in the words of each store ──────────────────────────────────────────────────────────────────


def spelt(word: str) -> str:
    """Return a word in ASCII letters and figures, each word another, beginnings kept.

    Words of other scripts as hex, behind a "q"; so are those that begin with "q" themselves.
    """
    is_plain = word.isascii() and word.isalnum() and not word.startswith("q")
    return word if is_plain else _hex(word)


def _hex(word: str) -> str:
    return "q" + word.encode("utf-8", "surrogatepass").hex()


def _lexeme(word: str) -> str:
    return spelt(word)[:_MAX_LEXEME_CHARS]


def _fts5(asked: Search) -> str:
    groups = (" AND ".join(map(_fts5_term, group)) for group in asked.any_of)
    wanted = " OR ".join(f"({group})" for group in groups)
    without = " OR ".join(map(_fts5_term, asked.without))
    return f"({wanted}) NOT ({without})" if without else wanted


def _fts5_term(term: Term) -> str:
    star = "*" if term.is_prefix else ""
    said = " OR ".join(f'"{" ".join(found)}"{star}' for found in _spellings(term))
    return f"({said})"


def _tsquery(asked: Search) -> str:
    groups = (" & ".join(map(_tsquery_term, group)) for group in asked.any_of)
    wanted = " | ".join(f"({group})" for group in groups)
    without = " | ".join(map(_tsquery_term, asked.without))
    return f"({wanted}) & !({without})" if without else wanted


def _tsquery_term(term: Term) -> str:
    star = ":*" if term.is_prefix else ""
    said = " | ".join(" <-> ".join(found) + star for found in _spellings(term))
    return f"({said})"


def _spellings(term: Term) -> list[tuple[str, ...]]:
    """Return how the words of a term may be kept: "rock*" begins "rocks", and "rock'n" in hex."""
    *first, last = (_lexeme(word) for word in term.words)
    ends = {last, _hex(term.words[-1])[:_MAX_LEXEME_CHARS]} if term.is_prefix else {last}
    return [(*first, end) for end in sorted(ends)]


def _sieved(sieve: Sieve, *, is_fts5: bool) -> str:
    if isinstance(sieve, Joint):
        joint = (" AND ", " OR ") if is_fts5 else (" & ", " | ")
        said = joint[not sieve.is_all].join(_sieved(p, is_fts5=is_fts5) for p in sieve.parts)
        return f"({said})"
    return _fts5_term(sieve) if is_fts5 else _tsquery_term(sieve)


# ── writing it ──────────────────────────────────────────────────────────────────────────────────


def index_articles(db: Connection, article_ids: Collection[str]) -> None:
    """Bring the index up to date with the current versions of these articles."""
    drop_articles(db, article_ids)
    columns = (_article.c.article_id, _version.c.headline, _version.c.byline, _text.c.body)
    query = (
        select(*columns, _text.c.store)
        .join_from(_article, _version, IS_CURRENT)
        .join(_text, _text.c.text_hash == _article.c.text_hash)
    )
    rows = [
        {"key": row["article_id"], "words": _words(row), "rowid": _rowid(row["article_id"])}
        for row in by_ids(db, query, _article.c.article_id, article_ids)
    ]
    if rows:
        db.execute(_insert(db), [{**row, "words": _as_kept(db, row["words"])} for row in rows])


def index_all(db: Connection) -> int:
    """Make the index of all that is there; return how many articles that are."""
    ids = db.execute(select(_article.c.article_id).order_by(_article.c.article_id)).scalars().all()
    for some in in_pieces(ids):
        index_articles(db, some)
    return len(ids)


def drop_articles(db: Connection, article_ids: Iterable[str]) -> None:
    """Take articles out of the index."""
    by_row = db.dialect.name == "sqlite"
    statement = f"DELETE FROM {TABLE} WHERE {'rowid' if by_row else 'article_id'} = :key"  # noqa: S608
    keys = [{"key": _rowid(key) if by_row else key} for key in sorted(set(article_ids))]
    if keys:
        db.execute(text(statement), keys)


def _insert(db: Connection) -> Any:
    if db.dialect.name == "sqlite":
        return text(f"INSERT INTO {TABLE} (rowid, article_id, words) VALUES (:rowid, :key, :words)")  # noqa: S608
    return text(f"INSERT INTO {TABLE} (article_id, words) VALUES (:key, CAST(:words AS tsvector))")  # noqa: S608


def _rowid(article_id: str) -> int:
    """Return the number of an article in FTS5, which has no other key: 60 bits of its id."""
    return int(article_id[:15], 16)


def _words(row: Row) -> list[str]:
    """Return the words of an article as they are kept, and UNSURE behind them where it is due."""
    found = words("\n".join((row["headline"], row["byline"] or "", row["body"])))
    is_whole = row["store"] is None and len(found) <= MAX_WORDS
    kept = list(map(_lexeme, found[:MAX_WORDS]))
    return kept if is_whole else [*kept, UNSURE]


def _as_kept(db: Connection, kept: Sequence[str]) -> str:
    return " ".join(kept if db.dialect.name == "sqlite" else _with_places(kept))


def _with_places(kept: Sequence[str]) -> Iterator[str]:
    """Yield "word:1,7" as tsvector reads it; it keeps 255 places of a word."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(kept, start=1):
        places.setdefault(word, []).append(place)
    return (f"{word}:{','.join(map(str, at[:255]))}" for word, at in places.items())
