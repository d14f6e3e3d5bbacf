"""The commands: their names, what they take, and where the code is that does them.

That code is loaded when its command is called and not before: `--help` and `watches check` need
neither trafilatura nor the database (half a second and more on a quiet machine).
"""

import argparse
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

Run = Callable[[argparse.Namespace], int]

_IN = 'a file of JSON lines, also as .gz; "-" is standard input'


def command_line() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="wirewatch",
        description="Which agency wrote it, who copied it, and whom it concerns.",
        epilog="Exit codes: 0 done, 1 the input is wrong, 2 the call is wrong.",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    _add_pages(commands)
    _add_texts(commands)
    _add_alerts(commands)
    _add_feeds(commands)
    _add_publishers(commands)
    _add_why(commands)
    _add_tasks(commands)
    _add_rights(commands)
    return parser


def _add_pages(commands: "Commands") -> None:
    article = _add(commands, "article", "files", "article", "one page → its record as JSON")
    article.add_argument("page", help='a file (.html, .html.gz), an address, or "-"')
    article.add_argument("--url", help="the address the file was served from")
    article.add_argument(
        "--captured-at", type=_moment, help="when it was captured, ISO 8601; now if not given"
    )
    article.add_argument(
        "--zone", type=_zone, default="UTC", help="the publisher's zone, such as Europe/Paris"
    )
    articles = _add(
        commands, "articles", "files", "articles", "pages → their records, a JSON line each"
    )
    articles.add_argument("input", type=Path, help=f'{_IN}: {{"id","page","url","captured_at"}}')
    articles.add_argument("--workers", type=_count, default=1, help="processes; 1 if not given")
    entries = _add(commands, "entries", "files", "entries", "one feed file → its entries")
    entries.add_argument("path", type=Path, help='a file, also as .gz, or "-"')
    entries.add_argument("--url", default="https://feed.invalid/", help="where it was served from")
    entries.add_argument("--captured-at", type=_moment, help="now if not given")


def _add_texts(commands: "Commands") -> None:
    stories = _add(
        commands, "stories", "texts", "stories", "texts → the stories they are copies of"
    )
    stories.add_argument(
        "input",
        type=Path,
        help=f'{_IN}: {{"id","title","text","source","published_at","language"}}',
    )
    stories.add_argument("--edges", type=Path, help="where to write which text copies which")
    stories.add_argument(
        "--versions", type=Path, help="where to write the states of each text, and what changed"
    )
    match = _add(commands, "match", "texts", "match", "which watches find which texts, and where")
    match.add_argument("watches", type=Path, help="a file of [[watch]] tables")
    match.add_argument("input", type=Path, help=f"{_IN}: as for `stories`, or out of `articles`")
    watches = commands.add_parser("watches", help="look after a file of watches")
    kinds = watches.add_subparsers(metavar="COMMAND", required=True)
    check = _add(kinds, "check", "watches", "check", "tell what is wrong or odd in a watches file")
    check.add_argument("watches", type=Path)
    trial = _add(kinds, "try", "trials", "try_watch", "what a watch would have found in the past")
    trial.add_argument("query", help="in the watch language, or the name of a watch")
    trial.add_argument(
        "--days", type=_count, default=30, help="how many, to today; 30 if not given"
    )
    trial.add_argument(
        "--against", metavar="QUERY", help="show what is gained and lost to this one"
    )
    trial.add_argument("--examples", type=_count, default=5, help="how many; 5 if not given")
    trial.add_argument("--json", action="store_true", help="all of it, as JSON")
    _add_dialects(kinds)


def _add_dialects(kinds: "Commands") -> None:
    products = ("meltwater", "factiva", "nexis", "talkwalker")
    taken = _add(
        kinds, "import", "queries", "import_query", "another product's query in our language"
    )
    given = _add(
        kinds, "export", "queries", "export_query", "a query of ours in another's language"
    )
    for command, word in ((taken, "--from"), (given, "--to")):
        command.add_argument("query")
        command.add_argument(word, dest="dialect", choices=products, required=True)
    variants = _add(kinds, "variants", "queries", "variants", "how our archive spells a word")
    variants.add_argument("word")
    variants.add_argument("--days", type=_count, default=30, help="how many; 30 if not given")


def _add_alerts(commands: "Commands") -> None:
    alerts = commands.add_parser("alerts", help="see to alerts, and to who is told of them")
    kinds = alerts.add_subparsers(metavar="COMMAND", required=True)
    _add(kinds, "list", "alerts", "list_alerts", "the last alerts, and how far they got")
    ack = _add(
        kinds, "ack", "alerts", "acknowledge", "say that somebody has it; nobody else is told"
    )
    ack.add_argument("alert_id", help="or its beginning")
    ack.add_argument("--by", required=True, metavar="NAME")
    hush = _add(kinds, "silence", "alerts", "silence", "keep the alerts of a watch, and send none")
    hush.add_argument("watch", help='its name; "*" is all of them')
    hush.add_argument("--until", type=_moment, required=True, help="ISO 8601; UTC if not said")
    hush.add_argument("--by", required=True, metavar="NAME")
    hush.add_argument("--because", required=True, metavar="WORDS")
    speak = _add(kinds, "unsilence", "alerts", "unsilence", "end the silences of a watch")
    speak.add_argument("watch")
    _add(kinds, "silences", "alerts", "list_silences", "what is silenced now, by whom, until when")
    _add(kinds, "dead", "alerts", "list_dead", "what was given up, and the last answer")
    again = _add(kinds, "resend", "alerts", "resend", "send again what was given up")
    again.add_argument("delivery_ids", nargs="*", metavar="DELIVERY", help="all if none is given")


def _add_feeds(commands: "Commands") -> None:
    feeds = commands.add_parser("feeds", help="look after the feeds of the desk file")
    kinds = feeds.add_subparsers(metavar="COMMAND", required=True)
    listed = _add(kinds, "list", "feed_states", "list_feeds", "how each feed goes, in words")
    listed.add_argument("--json", action="store_true", help="a JSON line each")
    discover = _add(kinds, "discover", "feeds", "discover", "the feeds of a site, best first")
    discover.add_argument("url", help="of a feed or any page of the site; saxon.example is enough")
    discover.add_argument("--json", action="store_true", help="a JSON line each")
    add = _add(kinds, "add", "feeds", "add", "find the feed of a site, write it into the desk file")
    add.add_argument("url", help="of a feed or any page of the site")
    add.add_argument("--id", type=_feed_id, help="made of its title if not given")
    add.add_argument("--title", help="the feed's own if not given")
    add.add_argument("--zone", type=_zone, help="the publisher's, such as Europe/Paris; else UTC")
    add.add_argument("--language", type=_language, help="such as fr; the feed's own if not given")
    taken = _add(kinds, "import", "feeds", "import_opml", "add the feeds of an OPML file")
    taken.add_argument("file", type=Path, help='as feed readers export it; "-" is standard input')
    taken.add_argument("--dry-run", action="store_true", help="only tell what would be added")
    given = _add(kinds, "export", "feeds", "export_opml", "the feeds of the desk file as OPML")
    given.add_argument("file", type=Path, nargs="?", help="standard output if not given")
    reset = _add(kinds, "reset", "feed_states", "reset_feed", "forget what is held against a feed")
    reset.add_argument("feed_id")


def _add_publishers(commands: "Commands") -> None:
    publishers = commands.add_parser("publishers", help="look after the files on publishers")
    kinds = publishers.add_subparsers(metavar="COMMAND", required=True)
    _add(kinds, "list", "publishers", "list_publishers", "the files there are, a JSON line each")
    trial = _add(kinds, "try", "publishers", "try_publisher", "what a file finds on a page")
    trial.add_argument("file", type=Path, help="a publisher file, .toml")
    trial.add_argument("page", type=Path, help='a file (.html, .html.gz), or "-"')
    trial.add_argument("--url", help="where it was served from; the publisher's site if not given")
    trial.add_argument(
        "--captured-at",
        type=_moment,
        default=datetime.now(UTC),
        help="when it was captured, which tells the rules that hold; now if not given",
    )


def _add_why(commands: "Commands") -> None:
    why = _add(commands, "why", "desk", "why", "everything we know of an address, and how")
    why.add_argument("url")
    why.add_argument("--watch", help="the name of a watch: why it did or did not alert")
    _add(commands, "check", "checks", "check", "whether what comes in is as it should be")
    _add(commands, "status", "desk", "status", "what the warehouse holds")
    versions = _add(commands, "versions", "search", "versions", "an article's versions, compared")
    versions.add_argument("url", help="of the article, or its article_id")
    _add_search(commands)
    export = _add(commands, "export", "exports", "export", "records as files, one a day")
    export.add_argument("folder", type=Path, help="where; run again, what has changed is written")
    export.add_argument("--from", dest="first", type=_day, metavar="DATE", default=date.min)
    export.add_argument("--to", dest="last", type=_day, metavar="DATE", default=date.max)
    export.add_argument(
        "--format",
        choices=("parquet", "csv", "jsonl", "ninjs", "schema.org"),
        default="parquet",
        help="parquet if not given; ninjs is 3.1, schema.org is NewsArticle",
    )


def _add_search(commands: "Commands") -> None:
    search = _add(commands, "search", "search", "search", "articles by their words, newest first")
    search.add_argument("words", nargs="+", help='rain OR snow, "in this order", harb*; --: -not')
    search.add_argument("--from", dest="first", type=_day, metavar="DATE", help="the first day")
    search.add_argument("--to", dest="last", type=_day, metavar="DATE", help="the last day")
    search.add_argument("--source", help="a host such as dawn.com")
    search.add_argument("--language", type=_language, help="such as fr")
    search.add_argument("--page", type=_count, default=1, help="of 25 articles; 1 if not given")
    search.add_argument("--json", action="store_true", help="a JSON line each")


def _add_tasks(commands: "Commands") -> None:
    _add(commands, "harvest", "desk", "harvest", "poll the feeds that are due, land their pages")
    _add_archive(commands)
    publish = _add(commands, "publish", "desk", "publish", "read, group and match what has landed")
    publish.add_argument(
        "days", nargs="*", type=_day, metavar="DATE", help="all with unread pages if none is given"
    )
    _add(commands, "deliver", "desk", "deliver", "send what the outbox holds")
    warehouse = commands.add_parser("warehouse", help="look after the warehouse")
    tables = warehouse.add_subparsers(metavar="COMMAND", required=True)
    _add(tables, "migrate", "desk", "migrate_warehouse", "make or extend its tables")
    _add(tables, "index", "search", "index", "make the index of the search anew")
    granted = _add(
        tables, "grant", "desk", "grant_warehouse", "let a role of PostgreSQL read and write rows"
    )
    granted.add_argument("role", help="of the tasks: it makes no tables, and drops none")
    digest = _add(tables, "digest", "desk", "digest_warehouse", "a hash of what it holds")
    digest.add_argument("--facts", action="store_true", help="of what analysts select, alone")


def _add_rights(commands: "Commands") -> None:
    forget = _add(commands, "forget", "rights", "forget", "erase a page or a source for good")
    forget.add_argument("what", help="an address, an article_id, or a host such as dawn.com")
    forget.add_argument("--reason", default="asked for", help="stands on the tombstone")
    _add(commands, "keep", "rights", "keep", "let go of texts and pages that are not to be kept")


def _add_archive(commands: "Commands") -> None:
    archive = _add(commands, "archive", "archives", "archive", "land what the archives have")
    archive.add_argument(
        "what",
        type=_day_or_word,
        nargs="?",
        metavar="DATE|plan|coverage|matches",
        help="2026-03-05; plan: whom that would ask; coverage: what came of it; matches: of it",
    )
    archive.add_argument("--from", dest="first", type=_day, metavar="DATE", help="the first day")
    archive.add_argument("--to", dest="last", type=_day, metavar="DATE", help="the last day, too")
    archive.add_argument("--warc", type=Path, metavar="DIR", help="all pages of its WARC files")
    archive.add_argument("--urls", type=Path, metavar="FILE", help="addresses: a line each")


def _add(
    commands: "Commands", name: str, module: str, function: str, what: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what)

    def run(asked: argparse.Namespace) -> int:
        found: Run = getattr(import_module(f"wirewatch.cli.{module}"), function)
        return found(asked)

    parser.set_defaults(run=run, refuse=parser.error, where=f"{module}:{function}")
    return parser


def _moment(text: str) -> datetime:
    try:
        at = datetime.fromisoformat(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no ISO 8601 time such as 2026-03-12T18:00:00Z"
        ) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-03-05") from error


def _day_or_word(text: str) -> date | str:
    return text if text in {"plan", "coverage", "matches"} else _day(text)


def _zone(text: str) -> str:
    try:
        return ZoneInfo(text).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no zone such as Europe/Paris") from error


def _feed_id(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no id such as saxon-world")
    return text


def _language(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no language such as fr")
    return text.lower()


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of processes such as 2")
    return int(text)
