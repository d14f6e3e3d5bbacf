"""The sample newsroom: fictional publishers with feeds, pages and an archive, served from loopback.

It is the demo, the test bed and the documentation at once. Every publisher, place and person in it
is invented, every host ends in `.example`, and its clock stands still, so that two runs are equal.

    texts       what happened: agency copy and own stories, as TOML   (texts/*.toml)
    publishers  who prints it, on what kind of page, with what kind of feed
    plan        which publisher prints which text, and how
    render      the page of a planned page; `feeds` the feeds, `archive` the past week
    site        a request in, an answer out; `server` puts it on a socket
    truth       what each page is, from the plan and not from the pages
    replay      real feed files served in the same way
"""

from datetime import UTC, datetime

NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)  # the newsroom's clock; it stands still
