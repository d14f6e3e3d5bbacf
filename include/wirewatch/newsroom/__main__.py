"""`python -m wirewatch.newsroom` serves the newsroom; `… truth` and `… desk` print about it."""

import argparse
import sys

from wirewatch.newsroom.desk_file import desk
from wirewatch.newsroom.plan import plan_pages
from wirewatch.newsroom.server import Newsroom
from wirewatch.newsroom.texts import load_texts
from wirewatch.newsroom.truth import as_json, true_pages


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments say; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m wirewatch.newsroom")
    parser.add_argument("what", nargs="?", default="serve", choices=("serve", "truth", "desk"))
    parser.add_argument("--port", type=int, default=8765)
    options = parser.parse_args(arguments)
    if options.what == "truth":
        sys.stdout.write(as_json(true_pages(plan_pages(load_texts()))))
    elif options.what == "desk":
        sys.stdout.write(desk())
    else:
        _serve(options.port)
    return 0


def _serve(port: int) -> None:
    room = Newsroom(port=port)
    host, bound = room.address
    sys.stdout.write(f"{len(room.pages)} pages on {host}:{bound} (Ctrl-C ends it)\n")
    sys.stdout.flush()
    room.server.run()


if __name__ == "__main__":
    sys.exit(main())
