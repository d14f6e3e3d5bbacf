"""Our values as the JSON that commands print. The keys are a promise: others read them."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from wirewatch.cli.given import NO_ADDRESS
from wirewatch.model import Copy, Credit, FeedEntry, Hit, Moment, Precision, Record, Story
from wirewatch.stories.versions import Version
from wirewatch.wire.story_credit import StoryCredit

Given = Mapping[str, str | int]  # our text of an id → the id as it was given


def record_json(record: Record) -> dict[str, Any]:
    """Return a record as `wirewatch articles` prints it."""
    article = record.article
    return {
        "verdict": article.verdict,
        "verdict_why": article.verdict_why,
        "url": None if article.url == NO_ADDRESS else article.url,
        "title": article.title,
        "title_reader": article.headline.reader if article.headline else None,
        "authors": list(article.authors),
        "byline": article.byline,
        "dateline": article.dateline.raw if article.dateline else None,
        "language": article.language,
        **_moment_json("published", article.published),
        **_moment_json("modified", article.modified),
        "section": article.section,
        "tags": list(article.tags),
        "canonical_url": article.canonical_url,
        "image_url": article.image_url,
        "facts": [{"fact": name, **asdict(fact)} for name, fact in article.facts],
        "credits": [_credit_json(credit) for credit in record.credits],
        "notices": [asdict(notice) for notice in record.notices],
        "warnings": list(record.warnings),
        "body": article.body,
        "blocks": [{"kind": block.kind, "text": block.text} for block in article.blocks],
        "extractor": article.extractor,
    }


def entry_json(entry: FeedEntry) -> dict[str, Any]:
    """Return a feed entry as `wirewatch entries` prints it."""
    return {
        "entry_id": entry.entry_id,
        "guid": entry.guid,
        "url": entry.url,
        "title": entry.title,
        "authors": list(entry.authors),
        **_moment_json("published", entry.published),
        **_moment_json("updated", entry.updated),
        "summary": entry.summary,
        "content_html": entry.content_html,
    }


def copy_json(copy: Copy, given: Given) -> dict[str, Any]:
    """Return a copy as `wirewatch stories --edges` writes it."""
    return {
        "a": given[copy.a],
        "b": given[copy.b],
        "relation": copy.relation,
        "coverage_a": round(copy.coverage_a, 4),
        "coverage_b": round(copy.coverage_b, 4),
        "longest_run": copy.longest_run,
        "evidence": copy.evidence,
    }


def version_json(story: Story, version: Version, given: Given) -> dict[str, Any]:
    """Return a state of a text as `wirewatch stories --versions` writes it."""
    return {
        "story_id": story.story_id,
        "id": given[version.text_id],
        "version": version.name,
        "after": given[version.after] if version.after else None,
        "says": str(version.difference),
        **asdict(version.difference),
    }


def story_json(
    story: Story, text_id: str, given: Given, wrote: StoryCredit | None
) -> dict[str, Any]:
    """Return one member of a story as `wirewatch stories` prints it.

    `wrote` is the story's agency, if a copy names one; to a copy that names none it is inferred.
    """
    return {
        "id": given[text_id],
        "story_id": story.story_id,
        "canonical_id": given[story.canonical_id],
        "reason": story.reason,
        "agency": wrote.credit.agency if wrote else None,
        "agency_role": wrote.credit.role if wrote else None,
        "agency_why": wrote.why if wrote else None,
        "agency_is_inferred": text_id in wrote.inferred_for if wrote else None,
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """Return a hit as `wirewatch match` prints it."""
    return {"zone": hit.zone, "start": hit.start, "end": hit.end, "text": hit.text}


def _moment_json(name: str, moment: Moment) -> dict[str, Any]:
    known = moment.precision is not Precision.NONE
    return {
        f"{name}_at": moment.local.isoformat() if moment.local else None,
        f"{name}_precision": moment.precision,
        f"{name}_reader": moment.reader if known else None,
        f"{name}_agrees": moment.agrees,
    }


def _credit_json(credit: Credit) -> dict[str, Any]:
    return {**asdict(credit), "people": list(credit.people)}
