"""Feeds that are new to the desk file: which they are, under which id, and how they get there."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from wirewatch.adapters.desk_file import replace_file, with_feeds
from wirewatch.errors import BadInput
from wirewatch.feeds.opml import Subscription, language_code
from wirewatch.settings import FeedSetting, Settings, desk_path, load_settings
from wirewatch.text import clean, words
from wirewatch.urls import site, url_key

UNTOLD_ZONE = "UTC"
_MAX_ID_CHARS = 40
_MAX_TITLE_CHARS = 200
_SAYS_NOTHING = frozenset({"", "rss", "feed", "rss-feed", "news", "home", "atom", "blog", "latest"})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFeeds:
    """What of a list is new to the desk, and what it has already, each with the desk's own."""

    new: tuple[FeedSetting, ...]
    known: tuple[tuple[Subscription, FeedSetting], ...]


def refuse_known(settings: Settings, url: str) -> None:
    """Do nothing when no feed of the desk is at `url`, however it is written.

    Raises:
        BadInput: there is one.
    """
    key = url_key(url)
    for feed in settings.feeds:
        if url_key(feed.url) == key:
            raise BadInput(url, f"is in the desk file already, as {feed.feed_id!r} ({feed.url})")


def new_feeds(settings: Settings, listed: Iterable[Subscription]) -> NewFeeds:
    """Return those of a list that the desk does not have, each under an id of its own."""
    at = {url_key(feed.url): feed for feed in settings.feeds}
    ids = FreeIds(feed.feed_id for feed in settings.feeds)
    new: list[FeedSetting] = []
    known: list[tuple[Subscription, FeedSetting]] = []
    for each in listed:
        if there := at.get(url_key(each.url)):
            known.append((each, there))
            continue
        feed = _feed(each, ids.make(each.title, each.url))
        at[url_key(feed.url)] = feed
        new.append(feed)
    return NewFeeds(new=tuple(new), known=tuple(known))


def feed_to_add(
    settings: Settings, found: Subscription, *, feed_id: str | None, zone: str | None
) -> FeedSetting:
    """Return `found` as a new feed of the desk, under an id of its own if none is given.

    Raises:
        BadInput: the feed, or the id, is there already.
    """
    refuse_known(settings, found.url)
    taken = {feed.feed_id for feed in settings.feeds}
    if feed_id in taken:
        raise BadInput(repr(feed_id), "is the id of another feed; choose one with --id")
    return _feed(found, feed_id or FreeIds(taken).make(found.title, found.url), zone or UNTOLD_ZONE)


def _feed(found: Subscription, feed_id: str, zone: str = UNTOLD_ZONE) -> FeedSetting:
    """Return `found` as a feed of the desk.

    Its site is that which it names itself: a feed of feeds.burner.example may be of another's.
    """
    return FeedSetting(
        feed_id=feed_id,
        url=found.url,
        title=clean(found.title)[:_MAX_TITLE_CHARS].strip() or site(found.url),
        site=site(found.site_url or "") or site(found.url),
        zone=zone,
        language=language_code(found.language or ""),
    )


class FreeIds:
    """Gives ids that say what a feed is, "saxon-world", each once and none that is taken."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)
        self._n_made: Counter[str] = Counter()  # so that a list of equal titles takes no square

    def make(self, title: str, url: str) -> str:
        """Return an id for a feed, made of its title or else of its site."""
        stem = _slug(title)
        if stem in _SAYS_NOTHING:
            stem = _slug(site(url)) or "feed"
        made = stem
        while made in self._taken:
            self._n_made[stem] += 1
            made = f"{stem}-{self._n_made[stem] + 1}"
        self._taken.add(made)
        return made


def _slug(text: str) -> str:
    """Return the first words of `text` that are plain letters: "süd & west" → "sud-west"."""
    slug = ""
    for word in words(text):
        longer = f"{slug}-{word.lower()}".replace("'", "").strip("-")
        if len(longer) > _MAX_ID_CHARS:
            break
        slug = longer if word.isascii() else slug
    return slug


def feed_tables(feeds: Iterable[FeedSetting]) -> str:
    """Return feeds as the [[feed]] tables of a desk file."""
    return "\n".join("".join(_table(feed)) for feed in feeds)


def _table(feed: FeedSetting) -> Iterator[str]:
    yield "[[feed]]\n"
    yield f"id = {_quoted(feed.feed_id)}\n"
    yield f"url = {_quoted(feed.url)}\n"
    yield f"title = {_quoted(feed.title)}\n"
    if feed.site != site(feed.url):
        yield f"site = {_quoted(f'https://{feed.site}/')}\n"
    yield f"zone = {_quoted(feed.zone)}\n"
    if feed.language:
        yield f"language = {_quoted(feed.language)}\n"


def _quoted(text: str) -> str:
    """Return `text` as TOML; what a terminal may obey when it shows the file is written as code."""
    letters = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in letters)


def add_feeds(environ: Mapping[str, str], feeds: Sequence[FeedSetting]) -> Path:
    """Write new feeds into the desk file; its path. It is right before and after, or unchanged.

    Raises:
        BadInput: the file is wrong, or would be, or cannot be written.
    """
    path = desk_path(environ)
    before = load_settings(environ)
    tables = feed_tables(feeds)

    def change(text: str) -> str:
        changed = with_feeds(text, tables)
        if changed is None:
            detail = f"has no place for [[feed]] tables; write them in by hand:\n\n{tables}"
            raise BadInput(str(path), detail)
        return changed

    def check(draft: Path) -> None:
        try:
            after = load_settings({**environ, "WIREWATCH_DESK": str(draft)})
        except BadInput as error:
            detail = f"was left as it is; with the new feed, {error.detail}"
            raise BadInput(str(path), detail) from error
        if after.feeds != (*before.feeds, *feeds):
            raise BadInput(str(path), "was left as it is: it changed meanwhile; try again")

    replace_file(path, change, check)
    return path


def subscriptions(settings: Settings) -> tuple[Subscription, ...]:
    """Return the feeds of the desk as others list them."""
    return tuple(
        Subscription(
            url=feed.url,
            title=feed.title,
            site_url=f"https://{feed.site}/" if feed.site else None,
            language=feed.language,
        )
        for feed in settings.feeds
    )
