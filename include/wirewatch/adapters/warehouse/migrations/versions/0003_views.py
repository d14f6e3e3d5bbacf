"""What analysts select from: the current articles, and five questions asked again and again."""

from collections.abc import Callable

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The time that orders copies: what the page says, or else when we saw it.
_TOLD_AT = "coalesce(published_at, captured_at)"
_IS_WIRE = "agency_role IN ('own', 'text', 'joint')"

_ARTICLE = """
SELECT a.article_id, a.content_hash, a.text_hash, a.source, a.event_date, v.url, v.canonical_url,
       v.headline, v.byline, v.authors, v.dateline, v.located, v.language, v.section, v.tags,
       v.published_at, v.published_precision, v.modified_at, a.captured_at, v.recorded_at, a.via,
       v.verdict, t.n_words, v.agency, v.agency_role, v.warnings, v.extractor, v.load_id,
       m.story_id, m.relation, m.coverage, m.is_canonical, m.is_digest,
       s.agency AS story_agency, s.agency_role AS story_agency_role, s.n_copies, s.n_sources
FROM article a
JOIN article_version v ON v.article_id = a.article_id AND v.content_hash = a.content_hash
JOIN article_text t ON t.text_hash = a.text_hash
LEFT JOIN story_member m ON m.article_id = a.article_id
LEFT JOIN story s ON s.story_id = m.story_id
"""

_STORY_TIMELINE = """
SELECT story_id, row_number() OVER told AS position, article_id, source, {told_at} AS told_at,
       {minutes_after_first} AS minutes_after_first, published_precision, relation, coverage,
       is_canonical, is_digest, agency, agency_role, n_words, headline, url
FROM v_article
WHERE story_id IS NOT NULL
WINDOW told AS (PARTITION BY story_id ORDER BY {told_at}, article_id)
"""

_SOURCE_DAY = """
SELECT source, event_date, count(*) AS n_articles, sum(n_words) AS n_words,
       sum(CASE WHEN {is_wire} THEN 1 ELSE 0 END) AS n_signed_by_agency,
       sum(CASE WHEN n_copies > 1 AND NOT is_canonical THEN 1 ELSE 0 END) AS n_copies_of_others,
       sum(CASE WHEN n_copies = 1 THEN 1 ELSE 0 END) AS n_alone,
       sum(CASE WHEN published_at IS NULL THEN 1 ELSE 0 END) AS n_undated,
       sum(CASE WHEN language IS NULL THEN 1 ELSE 0 END) AS n_without_language
FROM v_article
GROUP BY source, event_date
"""

# A copy that names no agency is its story's agency's, too: over a third of the French press prints
# wire copies without a credit. A digest of many stories is nobody's.
_AGENCY_SHARE = """
SELECT source, event_date, agency, sum(is_signed) AS n_signed, sum(1 - is_signed) AS n_unsigned,
       sum(n_words) AS n_words, min(of_articles) AS of_articles, min(of_words) AS of_words,
       round(100.0 * sum(n_words) / min(of_words), 1) AS percent_of_words
FROM (
    SELECT source, event_date, n_words,
           CASE WHEN {is_wire} THEN agency
                WHEN agency IS NULL AND n_copies > 1 AND NOT is_digest
                     AND story_agency_role IN ('own', 'text', 'joint') THEN story_agency
           END AS agency,
           CASE WHEN agency IS NULL THEN 0 ELSE 1 END AS is_signed,
           count(*) OVER day AS of_articles, sum(n_words) OVER day AS of_words
    FROM v_article
    WINDOW day AS (PARTITION BY source, event_date)
) told
WHERE agency IS NOT NULL AND of_words > 0
GROUP BY source, event_date, agency
"""

# Only times that are told to the minute; of several copies on one site the first.
_WHO_WAS_FIRST = """
WITH on_each_site AS (
    SELECT *, row_number() OVER (PARTITION BY story_id, source ORDER BY published_at, article_id)
              AS on_site
    FROM v_article
    WHERE published_at IS NOT NULL AND published_precision IN ('second', 'minute')
          AND NOT is_digest
), placed AS (
    SELECT *, row_number() OVER (PARTITION BY story_id ORDER BY published_at, article_id) AS place
    FROM on_each_site
    WHERE on_site = 1
)
SELECT one.story_id, one.event_date, one.source AS first_source, one.published_at AS first_at,
       two.source AS second_source, two.published_at AS second_at,
       {minutes_ahead} AS minutes_ahead, one.n_sources, one.story_agency AS agency,
       one.headline, one.url
FROM placed one
JOIN placed two ON two.story_id = one.story_id AND two.place = 2
WHERE one.place = 1
"""

# How a feed is, as `wirewatch feeds list` has it: 3 answers "410 Gone" over 2 days are gone.
_FEED_HEALTH = """
SELECT feed_id, title, site, url,
       CASE WHEN last_polled_at IS NULL THEN 'new'
            WHEN gone_count >= 3 AND {minutes_gone} >= 2880 THEN 'gone'
            WHEN failing_since IS NOT NULL THEN 'failing'
            WHEN silent_since IS NOT NULL AND rhythm IS NOT NULL THEN 'silent'
            ELSE 'well'
       END AS health,
       last_outcome, last_detail, last_polled_at, last_good_at, last_new_at, failing_since,
       silent_since, gone_since, seen_entries, trust, trust_why, next_due_at, due_why
FROM feed
"""


_VIEWS = {
    "v_article": _ARTICLE,
    "v_story_timeline": _STORY_TIMELINE,
    "v_source_day": _SOURCE_DAY,
    "v_agency_share": _AGENCY_SHARE,
    "v_who_was_first": _WHO_WAS_FIRST,
    "v_feed_health": _FEED_HEALTH,
}


def upgrade() -> None:
    """Apply."""
    minutes = _minutes_on(op.get_bind().dialect.name)
    parts = {
        "told_at": _TOLD_AT,
        "is_wire": _IS_WIRE,
        "minutes_after_first": minutes(_TOLD_AT, f"first_value({_TOLD_AT}) OVER told"),
        "minutes_ahead": minutes("two.published_at", "one.published_at"),
        "minutes_gone": minutes("last_polled_at", "gone_since"),
    }
    for name, query in _VIEWS.items():  # in this order: the others select from v_article
        op.execute(f"CREATE VIEW {name} AS {query.format(**parts)}")


def _minutes_on(dialect: str) -> Callable[[str, str], str]:
    """Return what writes the minutes from the second time to the first in this dialect."""
    if dialect == "sqlite":
        return lambda later, earlier: (
            f"CAST(round(1440.0 * (julianday({later}) - julianday({earlier}))) AS INTEGER)"
        )
    return lambda later, earlier: (
        f"CAST(round(extract(epoch FROM ({later}) - ({earlier})) / 60) AS INTEGER)"
    )
