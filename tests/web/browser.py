"""What a browser sees of an app: answers without a network, and pages as trees of elements."""

import asyncio
from collections.abc import Mapping

import httpx
from lxml import html
from starlette.types import ASGIApp


def ask(
    app: ASGIApp,
    path: str,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    **more: object,
) -> httpx.Response:
    """Return the app's answer; redirects are not followed."""

    async def answer() -> httpx.Response:
        door = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=door, base_url="http://desk.example") as client:
            return await client.request(method, path, headers=headers, **more)  # type: ignore[arg-type]

    return asyncio.run(answer())


def page(answer: httpx.Response) -> html.HtmlElement:
    """Return the page of an answer, read as a browser reads it."""
    return html.document_fromstring(answer.text)


def said(element: html.HtmlElement) -> str:
    """Return the words of an element, spaces folded."""
    return " ".join(element.text_content().split())


def one(root: html.HtmlElement, path: str) -> html.HtmlElement:
    """Return the one element at an XPath."""
    found = root.xpath(path)
    assert len(found) == 1, f"{len(found)} elements at {path}"
    return found[0]
