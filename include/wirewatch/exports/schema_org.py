"""A record as a schema.org NewsArticle (JSON-LD): what the web's own tools take in."""

from collections.abc import Mapping
from typing import Any

from wirewatch.exports.records import Record, iso, picture, writers


def news_article(record: Record) -> dict[str, Any]:
    """Return the NewsArticle; what is not known is not in it."""
    wrote = writers(record)
    item = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "@id": f"urn:wirewatch:article:{record['article_id']}",
        "url": record["url"],
        "mainEntityOfPage": record["canonical_url"],
        "headline": record["headline"],
        "articleBody": record["body"],
        "articleSection": record["section"],
        "wordCount": record["n_words"],
        "keywords": list(record["tags"]),
        "image": _image(picture(record)),
        "inLanguage": record["language"],
        "datePublished": iso(record["published_at"]),
        "dateModified": iso(record["modified_at"]),
        "dateline": record["dateline"],
        "author": [{"@type": "Person", "name": name} for name in record["authors"]],
        "publisher": {"@type": "Organization", "name": record["source"]},
        "sourceOrganization": [{"@type": "NewsMediaOrganization", "name": name} for name in wrote],
        "creditText": "; ".join(wrote.values()),
    }
    return {name: value for name, value in item.items() if value}


def _image(found: Mapping[str, str]) -> dict[str, str] | None:
    """Return the lead picture; None when nothing is known of it."""
    named = {"url": "image_url", "caption": "image_caption", "creditText": "image_credit"}
    stated = {name: found[fact] for name, fact in named.items() if fact in found}
    return {"@type": "ImageObject", **stated} if stated else None
