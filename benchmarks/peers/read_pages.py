"""Read pages with other libraries, one a line; run by `benchmarks/read.py` in a venv of their own.

Asked on standard input: {"page": path of a .html.gz, "url": …, "readers": [names]}. Answered on
standard output, a line each: for each reader its body, title, authors, date as text, CPU seconds.
A reader that fails over a page has read nothing.
"""

import gzip
import json
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import newspaper
import trafilatura
from lxml import html
from readability import Document
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

Found = dict[str, Any]


def with_trafilatura(page: bytes, url: str, **mode: bool) -> Found:
    found = trafilatura.bare_extraction(
        page, url=url, with_metadata=True, include_comments=False, **mode
    )
    if found is None:
        return {}
    authors = [name for name in (found.author or "").split("; ") if name]
    return {"body": found.text, "title": found.title, "authors": authors, "date": found.date}


def with_newspaper(page: bytes, url: str) -> Found:
    article = newspaper.Article(url)
    article.download(input_html=page.decode("utf-8", "replace"))
    article.parse()
    date = article.publish_date
    return {
        "body": article.text,
        "title": article.title,
        "authors": list(article.authors),
        "date": date.isoformat() if hasattr(date, "isoformat") else date,
    }


def with_readability(page: bytes, url: str) -> Found:
    document = Document(page.decode("utf-8", "replace"), url=url)
    summary = html.fromstring(document.summary())
    return {"body": "\n".join(summary.itertext()), "title": document.short_title()}


def with_resiliparse(page: bytes, _url: str) -> Found:
    tree = HTMLTree.parse(page.decode("utf-8", "replace"))
    body = extract_plain_text(tree, main_content=True, alt_texts=False, links=False)
    return {"body": body, "title": tree.title}


READERS: dict[str, Callable[[bytes, str], Found]] = {
    "trafilatura": with_trafilatura,
    "… recall": partial(with_trafilatura, favor_recall=True),
    "… precision": partial(with_trafilatura, favor_precision=True),
    "newspaper4k": with_newspaper,
    "readability-lxml": with_readability,
    "resiliparse": with_resiliparse,
}


def read(name: str, page: bytes, url: str) -> Found:
    start = time.process_time()
    try:
        found = READERS[name](page, url)
    except Exception as error:  # foreign code on hostile pages: to fail is its result
        found = {"error": repr(error)[:200]}
    return {**found, "cpu_s": time.process_time() - start}


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        page = Path(asked["page"]).read_bytes()
        page = gzip.decompress(page) if asked["page"].endswith(".gz") else page
        answer = {name: read(name, page, asked["url"]) for name in asked["readers"]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
