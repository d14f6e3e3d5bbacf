"""Alerts to Slack, and to whatever takes its incoming webhooks: Mattermost, Rocket.Chat, Discord.

They keep no keys, so a repeat after a crash is marked and not prevented.
"""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from wirewatch.adapters.channels.webhook import Post, raise_for
from wirewatch.adapters.channels.words import MAY_REPEAT, heading, sides
from wirewatch.errors import BadInput
from wirewatch.model import Message

MAX_CHARS = 3_000  # Slack cuts a message at 4,000; escapes make it longer
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class SlackChannel:
    """Alerts posted to one incoming webhook.

    Args:
        name: What routes call it.
        url: The webhook's; whoever has it may post, so it is a secret.
        post: Sends; see `webhook.http_poster`.
    """

    guarantee = "at least once: after a crash a message may come twice, the second one says so"

    def __init__(self, *, name: str, url: str, post: Post) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise BadInput(f"channel {name!r}", f"{url!r} is no http or https address")
        self.name = name
        self._url = url
        self._post = post

    def send(self, message: Message) -> None:
        """Post `message`; any 2xx means that it is shown.

        Raises:
            Unreachable: no answer, 5xx, or one of those that ask to come again.
            Gone, Refused: any other answer.
        """
        body = json.dumps({"text": as_mrkdwn(message)}, ensure_ascii=False)
        headers = {"Content-Type": "application/json"}
        status = self._post(self._url, body.encode("utf-8", "replace"), headers)
        raise_for(f"channel {self.name!r}", status)  # the address is a secret


def as_mrkdwn(message: Message) -> str:
    """Return `message` in Slack's markup: hits in bold, nothing of theirs as markup or mention."""
    text = ""
    for line in _lines(message):
        if len(text) + len(line) > MAX_CHARS:
            return f"{text}\n…".strip()
        text = f"{text}\n{line}" if text else line
    return text


def _lines(message: Message) -> Iterator[str]:
    yield f"*{_link(message)}*"
    if message.reason == "digest":
        yield from map(_plain, message.snippets)
        for part in message.parts:
            yield from _lines(part)
        return
    agency = f" · {message.agency}" if message.agency else ""
    yield _plain(f"{message.source}, {message.published_at:%Y-%m-%d %H:%M} UTC{agency}")
    for before, after in message.difference:
        yield from (f"{word}\n> {_marked(text)}" for word, text in sides(before, after))
    yield from (f"> {_marked(snippet)}" for snippet in message.snippets)
    yield f"Watch: {_plain(message.watch)}"
    if message.may_repeat:
        yield MAY_REPEAT


def _link(message: Message) -> str:
    title = _plain(heading(message))
    if not message.url.startswith(("http://", "https://")):
        return title
    url = _plain(message.url).replace("|", "%7C")
    return f"<{url}|{title.replace('|', '¦')}>"


def _marked(snippet: str) -> str:
    return _plain(snippet).replace("«", "*").replace("»", "*")


def _plain(text: str) -> str:
    """Return `text` so that no part of it is a link, a mention ("<!channel>") or bold."""
    return text.replace("*", "∗").translate(_ESCAPED)
