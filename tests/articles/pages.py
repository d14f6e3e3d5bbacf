"""Small pages for tests: about invented events, built from paragraphs."""

from datetime import UTC, datetime

from wirewatch.articles.extract import read_article
from wirewatch.model import Article, Capture

URL = "https://www.harbour-post.example/2026/02/ferry"
AT = datetime(2026, 2, 18, 9, 30, tzinfo=UTC)

PARAGRAPHS = (
    "The council of Harrowgate voted on Tuesday to close the old ferry terminal, a hall of glass"
    " and rust that has leaned over the water since the year of the great frost.",
    "Mayor Ines Calloway said the roof could no longer be repaired and that the last boat would"
    " leave on the first Sunday of March, with a brass band on board.",
    "Opponents of the plan, who had collected nine thousand signatures, called the decision hasty"
    " and announced that they would take the matter to the court in Esk.",
    "The owner of the line, which carries some four hundred commuters a day, said it would run a"
    " bus instead until a new pier has been built upstream.",
)
TEXT = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)


def capture(page: str | bytes, *, content_type: str = "text/html", url: str = URL) -> Capture:
    return Capture(
        url=url,
        final_url=url,
        status=200,
        headers=(("content-type", content_type),),
        body=page if isinstance(page, bytes) else page.encode("utf-8", "surrogatepass"),
        captured_at=AT,
    )


def page_of(inner: str, *, head: str = "", title: str = "Old ferry terminal to close") -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}'
        f"</head><body><main><article>{inner}</article></main></body></html>"
    )


def read(page: str | bytes, *, zone: str = "UTC") -> Article:
    return read_article(capture(page), zone=zone)


def kinds(article: Article) -> dict[str, str]:
    """Return the kind of each block by its text."""
    return {block.text: block.kind.value for block in article.blocks}
