"""Alerts to a program: signed JSON with an idempotency key.

The receiver checks `Wirewatch-Signature: t=<epoch seconds>,v1=<hex>`, the HMAC-SHA256 of
"<t>.<body>" under the shared secret, with `verify` or a line of its own. It keeps the
`Idempotency-Key` of what it has taken; a key that comes again needs no second effect.
"""

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx

from wirewatch.adapters.network import Overrides, overridden
from wirewatch.errors import BadInput, Gone, Refused, Unreachable
from wirewatch.model import Message

TIMEOUT_S = 10.0
SIGNATURE_AGE = timedelta(minutes=5)  # older ones may be replays

# Url, body, headers → the status of the answer. Raises TransientError when there is none.
Post = Callable[[str, bytes, Mapping[str, str]], int]

# 408 and 425 ask to try again, 409 says that the same key is being worked on, 429 to slow down.
_COME_AGAIN = {408, 409, 425, 429}


class WebhookChannel:
    """Alerts posted to one address.

    Args:
        name: What routes call it.
        url: The receiver's; the operator's own choice, so any address may be called.
        secret: Shared with the receiver.
        post: Sends; see `http_poster`.
        now: For the signature, which is made anew at each try.
    """

    guarantee = "exactly once, at a receiver that keeps the Idempotency-Key of what it has taken"

    def __init__(
        self,
        *,
        name: str,
        url: str,
        secret: str,
        post: Post,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
            raise BadInput(f"channel {name!r}", f"{url!r} is no http or https address")
        if not secret:
            raise BadInput(f"channel {name!r}", "a webhook needs a secret to sign with")
        self.name = name
        self._url = url
        self._secret = secret
        self._post = post
        self._now = now

    def send(self, message: Message) -> None:
        """Post `message`; any 2xx means that the receiver has it.

        Raises:
            Unreachable: no answer, 5xx, or one of those that ask to come again.
            Gone, Refused: any other answer; redirects too, for a secret's sake.
        """
        body = body_of(message)
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": message.delivery_id,
            "Wirewatch-Signature": sign(self._secret, body, at=self._now()),
        }
        status = self._post(self._url, body, headers)
        raise_for(self._url, status)


def raise_for(subject: str, status: int) -> None:
    """Do nothing when `status` says that a message was taken.

    Raises:
        Unreachable: it says to come again. Gone, Refused: it says no.
    """
    if 200 <= status < 300:
        return
    if status >= 500 or status in _COME_AGAIN:
        raise Unreachable(subject, f"HTTP {status}")
    raise (Gone if status in (404, 410) else Refused)(subject, f"HTTP {status}")


def body_of(message: Message) -> bytes:
    """Return `message` as JSON: the same bytes at each try, as its own words are."""
    return json.dumps(_said(message), ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")


def _said(message: Message) -> dict[str, object]:
    return {
        "delivery_id": message.delivery_id,
        "alert_id": message.alert_id,
        "watch": message.watch,
        "story_id": message.story_id,
        "reason": message.reason,
        "difference": message.difference,
        "title": message.title,
        "url": message.url,
        "source": message.source,
        "agency": message.agency,
        "why": message.why,
        "snippets": message.snippets,
        "copies": [{"source": source, "url": url} for source, url in message.copies],
        "published_at": message.published_at.isoformat(),
        "created_at": message.created_at.isoformat(),
        **({"parts": [_said(part) for part in message.parts]} if message.parts else {}),
    }


def sign(secret: str, body: bytes, *, at: datetime) -> str:
    """Return the signature header of `body`, made at `at`."""
    stamp = str(int(at.timestamp()))
    return f"t={stamp},v1={_mac(secret, stamp, body)}"


def verify(secret: str, body: bytes, signature: str, *, now: datetime) -> bool:
    """Tell whether `signature` is ours, of this body, and not older than SIGNATURE_AGE."""
    parts = dict(part.partition("=")[::2] for part in signature.split(","))
    stamp, given = parts.get("t", ""), parts.get("v1", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) < 12 and given.isascii()):
        return False
    is_recent = abs(now.timestamp() - int(stamp)) <= SIGNATURE_AGE.total_seconds()
    return hmac.compare_digest(_mac(secret, stamp, body), given) and is_recent


def _mac(secret: str, stamp: str, body: bytes) -> str:
    return hmac.new(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def http_poster(
    *,
    user_agent: str = "Wirewatch",
    overrides: Overrides | None = None,
    timeout_s: float = TIMEOUT_S,
) -> Post:
    """Return a function that posts over HTTP, follows no redirect and reads no body.

    Args:
        user_agent: How we introduce ourselves.
        overrides: Hosts served from elsewhere ("desk.example", "*.example", "*") → (address, port):
            called over plain HTTP there, with their own name in the Host header.
        timeout_s: For each connect, write and read.
    """
    # The guard of `adapters.http` is for addresses that pages give us; this one is a setting.
    client = httpx.Client(timeout=timeout_s, follow_redirects=False, trust_env=False)

    def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
        called, host = _target(url, overrides or {})
        sent = {**headers, "User-Agent": user_agent, "Host": host}
        try:
            with client.stream("POST", called, content=body, headers=sent) as answer:
                return answer.status_code
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise Gone(url, str(error)) from error
        except httpx.HTTPError as error:
            raise Unreachable(url, f"{type(error).__name__}: {error}") from error

    return post


def _target(url: str, overrides: Overrides) -> tuple[str, str]:
    """Return the address to call and the Host header for `url`."""
    parts = urlsplit(url)
    own = parts.netloc.rpartition("@")[2]
    mapped = overridden((parts.hostname or "").lower(), overrides)
    if mapped is None:
        return url, own
    address, port = mapped
    shown = f"[{address}]" if ":" in address else address
    return parts._replace(scheme="http", netloc=f"{shown}:{port}").geturl(), own
