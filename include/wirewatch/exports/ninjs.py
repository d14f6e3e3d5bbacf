"""A record as a ninjs 3.1 item (IPTC, newsinjson): what newsroom systems take in.

ninjs demands `uri` alone. What it has no word for (relation to the story, how we know) is left out:
the other formats have it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wirewatch.exports.records import Record, iso, picture, writers

STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}


def ninjs_item(record: Record) -> dict[str, Any]:
    """Return the item; what is not known is not in it."""
    item = {
        "uri": f"urn:wirewatch:article:{record['article_id']}",
        "standard": STANDARD,
        "type": "text",
        "representationType": "full" if record["body"] else "partial",
        "pubStatus": "usable",
        "version": record["content_hash"],
        "language": record["language"],
        "firstCreated": iso(record["published_at"]),
        "versionCreated": iso(record["modified_at"] or record["captured_at"]),
        "headlines": [{"role": "main", "value": record["headline"]}],
        "bodies": [_body(record)] if record["body"] else None,
        "by": record["byline"],
        "located": record["located"],
        "people": [{"name": name, "rel": "author"} for name in record["authors"]],
        "infoSources": [*_info_sources(record)],
        "subjects": [*_subjects(record)],
        "altIds": [*_alternatives(record)],
        "associations": [*_associations(record)],
    }
    return {name: value for name, value in item.items() if value}


def _body(record: Record) -> dict[str, Any]:
    return {
        "role": "main",
        "contentType": "text/plain",
        "value": record["body"],
        "wordCount": record["n_words"],
    }


def _info_sources(record: Record) -> Iterator[dict[str, str]]:
    """Yield who wrote it and who printed it."""
    yield {"name": record["source"], "role": "distributor"}
    for agency in writers(record):
        yield {"name": agency, "role": "origin"}


def _alternatives(record: Record) -> Iterator[dict[str, str]]:
    yield {"role": "url", "value": record["url"]}
    if record["canonical_url"]:
        yield {"role": "canonical", "value": record["canonical_url"]}


def _subjects(record: Record) -> Iterator[dict[str, str]]:
    """Yield the section, told by its `rel`, and the tags."""
    if record["section"]:
        yield {"name": record["section"], "rel": "section"}
    for tag in record["tags"]:
        yield {"name": tag}


def _associations(record: Record) -> Iterator[dict[str, Any]]:
    """Yield the story, whose copies carry the same association, and the lead picture."""
    if record["story_id"]:
        uri = f"urn:wirewatch:story:{record['story_id']}"
        yield {"name": "story", "rel": record["relation"], "uri": uri}
    if found := picture(record):
        yield {
            "name": "mainPicture",
            "type": "picture",
            "uri": f"urn:wirewatch:picture:{record['article_id']}",
            **_shown(found),
        }


def _shown(found: Mapping[str, str]) -> dict[str, Any]:
    """Return where the picture is, what is printed below it, and its credit line."""
    url, caption = found.get("image_url"), found.get("image_caption")
    shown = {
        "renditions": [{"name": "main", "href": url}] if url else None,
        "descriptions": [{"role": "caption", "value": caption}] if caption else None,
        "copyrightNotice": found.get("image_credit"),
    }
    return {name: value for name, value in shown.items() if value}
