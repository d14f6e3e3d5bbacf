"""A real feed whose authors are labelled: every agency that it names is found again."""

import gzip
import re
from pathlib import Path

from wire.builders import an_article, prose
from wirewatch.model import Role
from wirewatch.wire.credit import find_credits


def test_the_agencies_of_a_real_feeds_authors_are_found(shared: Path) -> None:
    raw = gzip.decompress((shared / "data" / "feeds" / "ce5f942d1cd40fc0.gz").read_bytes())
    authors = re.findall(r"<author>(.*?)</author>", raw.decode())
    named = [author for author in authors if re.search(r"AFP|Reuters", author)]
    assert len(named) >= 15
    for author in authors:
        credits = find_credits(an_article(*prose()), feed_authors=[author])
        expected = {code for code in ("AFP", "REUTERS") if code in author.upper()}
        assert {credit.agency for credit in credits if credit.role is Role.TEXT} == expected
