"""Commands by which texts go: what is not kept, and what is to be forgotten."""

import argparse

from wirewatch.cli.desk import RUN, at_the_desk, console
from wirewatch.cli.voice import busy
from wirewatch.pipeline import forget as forgets
from wirewatch.pipeline.keep import keep_what_is_allowed


def forget(asked: argparse.Namespace) -> int:
    """Erase what is known of a page or a source, and let it not come back."""
    with at_the_desk() as desk, busy("erasing"):
        done = forgets.forget(desk, asked.what, reason=asked.reason, run=RUN)
    console().print(
        f"forgotten: {done.n_articles} addresses, {done.n_pages} pages erased, "
        f"{done.n_tombstones} new tombstones"
    )
    return 0


def keep(_asked: argparse.Namespace) -> int:
    """Apply [keep] to all that is there, and erase what came in while it was being forgotten."""
    with at_the_desk() as desk, busy("letting go"):
        counts = keep_what_is_allowed(desk)
        n_again = forgets.forget_again(desk, run=RUN)
    console().print(
        f"let go: words of {counts.n_articles} articles, {counts.n_pages} pages; "
        f"{n_again} forgotten once more"
    )
    return 0
