"""Copies and stories: rows in and out.

The rows of copy, story, story_member and story_alias are a function of the articles alone: whoever
writes them compares with what is there and touches nothing that is the same.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, exists, func, select

from wirewatch.adapters import schema
from wirewatch.adapters.warehouse.load import Row
from wirewatch.adapters.warehouse.rows import IS_ITS_CREDIT, Changes, by_ids, credit_of, sync
from wirewatch.model import Copy, Credit, Relation, Role, Span, Story, Text, digest
from wirewatch.stories.group import story_id
from wirewatch.wire.story_credit import StoryCredit, credit_story

_GROUPING = 7_347_001  # the name of our lock among those of the whole PostgreSQL database
_TEXT_ROLES = [role.value for role in Role if role.is_text]


def copies_of(db: Connection, article_ids: Collection[str]) -> tuple[Copy, ...]:
    """Return the pairs kept in the warehouse of which one side or both is among `article_ids`."""
    table = schema.copy
    rows = [
        row
        for side in (table.c.a, table.c.b)
        for row in by_ids(db, select(table), side, article_ids)
    ]
    pairs = {(row["a"], row["b"]): _copy(row) for row in rows}
    return tuple(pairs[key] for key in sorted(pairs))


def vanished(db: Connection) -> frozenset[str]:
    """Return the ids in stories and pairs that are no article any more: taken down, erased."""
    columns = (schema.story_member.c.article_id, schema.copy.c.a, schema.copy.c.b)
    return frozenset(
        row[0]
        for column in columns
        for row in db.execute(
            select(column).where(~exists().where(schema.article.c.article_id == column))
        )
    )


def grounds(db: Connection, spans: Iterable[tuple[date, date]], affected: Collection[str]) -> str:
    """Return a digest of what the stories of `affected` follow from: equal while nothing moved.

    Args:
        db: An open connection.
        spans: First and last days of all articles that were looked at.
        affected: The articles whose stories are to be written.
    """
    article = schema.article.c
    columns = select(article.article_id, article.content_hash, article.event_date)
    seen = {
        tuple(map(str, row))
        for first, last in spans
        for row in db.execute(columns.where(article.event_date.between(first, last)))
    }
    held = by_ids(db, columns, article.article_id, affected)
    seen |= {tuple(map(str, row.values())) for row in held}
    seen |= {(copy.a, copy.b, copy.relation.value) for copy in copies_of(db, affected)}
    return digest(*(" ".join(row) for row in sorted(seen)))


def let_nobody_group(db: Connection) -> None:
    """Keep other writers of stories waiting until this transaction ends.

    On SQLite a writing transaction does so already.
    """
    if db.dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(_GROUPING)))


def _copy(row: Row) -> Copy:
    return Copy(
        a=row["a"],
        b=row["b"],
        relation=Relation(row["relation"]),
        coverage_a=row["coverage_a"],
        coverage_b=row["coverage_b"],
        matched_words=row["matched_words"],
        longest_run=row["longest_run"],
        spans=tuple(Span(start_a=a, start_b=b, length=n) for a, b, n in row["spans"]),
        evidence=row["evidence"],
    )


def _copy_row(copy: Copy) -> Row:
    return {
        "a": copy.a,
        "b": copy.b,
        "relation": copy.relation.value,
        "coverage_a": copy.coverage_a,
        "coverage_b": copy.coverage_b,
        "matched_words": copy.matched_words,
        "longest_run": copy.longest_run,
        "spans": [[span.start_a, span.start_b, span.length] for span in copy.spans],
        "evidence": copy.evidence,
    }


def replace_stories(
    db: Connection,
    affected: Collection[str],
    texts: Sequence[Text],
    stories: Sequence[Story],
    copies: Sequence[Copy],
) -> Changes:
    """Make the rows of the affected articles say `stories` and `copies`, and nothing else.

    An alias stands for every copy that could have been the canonical one while fewer were known,
    so that a link of any day finds the story of today.

    Args:
        db: A writing transaction.
        affected: Whole neighbourhoods: every article that shares a pair or a story, old or new,
            with one of these is one of these. Ids that are no article any more may be among them.
        texts: The texts of `stories`.
        stories: Each affected article that exists is in one of them.
        copies: Every pair with an affected article in it.
    """
    member, story, alias, copy = (
        schema.story_member,
        schema.story,
        schema.story_alias,
        schema.copy,
    )
    possible_ids = {story_id(key) for key in affected}
    members = [row for found in stories for row in _member_rows(found)]
    aliases = [row for found in stories for row in _alias_rows(found)]
    return (
        sync(db, member, (member.c.article_id,), affected, members)
        + sync(db, story, (story.c.story_id,), possible_ids, _story_rows(db, stories, texts))
        + sync(db, alias, (alias.c.old_id,), possible_ids, aliases)
        + sync(db, copy, (copy.c.a, copy.c.b), affected, [_copy_row(pair) for pair in copies])
    )


def _member_rows(story: Story) -> Iterator[Row]:
    for member in story.members:
        yield {
            "article_id": member.text_id,
            "story_id": story.story_id,
            "relation": member.relation.value,
            "coverage": member.coverage,
            "is_canonical": member.is_canonical,
            "is_digest": member.is_digest,
        }


def _alias_rows(story: Story) -> Iterator[Row]:
    for member in story.members:
        if not member.is_canonical:
            yield {"old_id": story_id(member.text_id), "story_id": story.story_id}


def _story_rows(db: Connection, stories: Sequence[Story], texts: Sequence[Text]) -> list[Row]:
    text_of = {text.text_id: text for text in texts}
    sources = {key: text.source for key, text in text_of.items()}
    credits = _credits_of(db, text_of)
    return [
        {**_story_row(story, text_of), **_agency_columns(credit_story(story, sources, credits))}
        for story in stories
    ]


def _story_row(story: Story, text_of: Mapping[str, Text]) -> Row:
    copies = [text_of[member.text_id] for member in story.members]
    canonical = text_of[story.canonical_id]
    first_at = min(text.published_at for text in copies)
    return {
        "story_id": story.story_id,
        "canonical_id": story.canonical_id,
        "reason": story.reason,
        "headline": canonical.title,
        "language": canonical.language,
        "first_published_at": first_at,
        "event_date": first_at.date(),
        "n_copies": len(copies),
        "n_sources": len({text.source for text in copies}),
    }


def _agency_columns(found: StoryCredit | None) -> Row:
    return {
        "agency": found.credit.agency if found else None,
        "agency_role": found.credit.role.value if found else None,
        "agency_why": found.why if found else None,
    }


def _credits_of(db: Connection, article_ids: Collection[str]) -> dict[str, list[Credit]]:
    """Return the credits for the text that these articles carry now, strongest first."""
    article, credit = schema.article, schema.credit
    query = select(credit).join_from(credit, article, IS_ITS_CREDIT)
    query = query.where(credit.c.role.in_(_TEXT_ROLES))
    found: dict[str, list[Credit]] = defaultdict(list)
    rows = by_ids(db, query, credit.c.article_id, article_ids)
    for row in sorted(rows, key=lambda row: (row["article_id"], row["position"])):
        found[row["article_id"]].append(credit_of(row))
    return found
