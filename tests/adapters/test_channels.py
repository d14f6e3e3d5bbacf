"""Each channel sends what it is given, twice without harm, or says in our words why not."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from threading import Thread
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from adapters.messages import AT, RAID, message
from adapters.receivers import Desk, Inbox, inbox_at, open_desk
from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.base import Channel
from wirewatch.adapters.channels.feed_files import MAX_ENTRIES
from wirewatch.adapters.channels.smtp import MailServer, SmtpChannel
from wirewatch.adapters.channels.webhook import (
    WebhookChannel,
    body_of,
    http_poster,
    sign,
    verify,
)
from wirewatch.adapters.channels.words import as_html, as_text
from wirewatch.errors import BadInput, Gone, PermanentError, Refused, TransientError, Unreachable
from wirewatch.model import digest

ATOM = "{http://www.w3.org/2005/Atom}"

# ── words ───────────────────────────────────────────────────────────────────────────────────────


def test_html_escapes_what_pages_say_and_marks_the_hits() -> None:
    page = as_html(RAID)
    assert "<b>" not in page
    assert "&lt;b&gt;harbour&lt;/b&gt; &amp; field" in page
    assert "Then a <mark>drone</mark> &lt;fell&gt;." in page
    assert 'href="https://sea.example/raid?a=1&amp;b=2"' in page


def test_html_leaves_quotes_alone_that_are_no_pairs() -> None:
    assert "<mark>" not in as_html(message(snippets=("» odd « page",)))


def test_html_links_to_the_web_only() -> None:
    page = as_html(message(url="javascript:alert(1)", copies=(("x", "data:text/html,x"),)))
    assert "href" not in page


def test_text_names_source_agency_reason_and_other_copies() -> None:
    text = as_text(RAID)
    for part in (
        "sea.example, 2026-03-12 18:00 UTC",
        "AFP (VESK (AFP) —)",
        "dune.example",
        "Drones",
    ):
        assert part in text


# ── Atom ────────────────────────────────────────────────────────────────────────────────────────


def entries(path: Path) -> list[etree._Element]:
    return list(etree.parse(path).getroot().findall(f"{ATOM}entry"))


def test_an_alert_is_an_entry_with_a_lasting_id(tmp_path: Path) -> None:
    path = tmp_path / "alerts" / "desk.atom"
    AtomChannel(name="desk", path=path).send(RAID)
    (entry,) = entries(path)
    assert entry.findtext(f"{ATOM}id") == UUID(RAID.delivery_id).urn
    assert entry.findtext(f"{ATOM}title") == "Drones: Raid on Vesk <b>harbour</b> & field"
    assert entry.find(f"{ATOM}link").get("href") == RAID.url


def test_a_repeat_leaves_the_file_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "desk.atom"
    channel = AtomChannel(name="desk", path=path)
    channel.send(RAID)
    before = path.read_bytes()
    channel.send(RAID)
    assert path.read_bytes() == before


def test_the_feed_keeps_the_newest_whatever_the_order_they_came_in(tmp_path: Path) -> None:
    path = tmp_path / "desk.atom"
    channel = AtomChannel(name="desk", path=path)
    many = [
        message(delivery_id=digest(str(n)), title=str(n), created_at=AT + timedelta(seconds=n))
        for n in range(MAX_ENTRIES + 5)
    ]
    for one in [*many[10:], *many[:10], many[0]]:
        channel.send(one)
    titles = [entry.findtext(f"{ATOM}title") for entry in entries(path)]
    assert titles == [f"Drones: {n}" for n in reversed(range(5, MAX_ENTRIES + 5))]


def test_a_broken_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "desk.atom"
    path.write_text("<feed><half")
    AtomChannel(name="desk", path=path).send(RAID)
    assert len(entries(path)) == 1
    assert (tmp_path / "desk.atom.broken").read_text() == "<feed><half"


def test_a_folder_nobody_may_write_is_worth_another_try(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(Unreachable, match=r"desk\.atom"):
        AtomChannel(name="desk", path=tmp_path / "file" / "desk.atom").send(RAID)


@given(st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_any_text_makes_a_feed_that_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("atom") / "desk.atom"
    AtomChannel(name="desk", path=path).send(
        message(title=text, watch=text, snippets=(text,), url=f"https://sea.example/{text}")
    )
    assert len(entries(path)) == 1


def test_two_workers_lose_nothing_of_each_other(tmp_path: Path) -> None:
    path = tmp_path / "desk.atom"

    def send_ten(worker: int) -> None:
        channel = AtomChannel(name="desk", path=path)
        for n in range(10):
            channel.send(message(delivery_id=digest(f"{worker} {n}")))

    workers = [Thread(target=send_ten, args=(n,)) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(entries(path)) == 20


# ── mail ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mail_port(inbox: Inbox) -> Iterator[int]:
    with inbox_at(inbox) as port:
        yield port


def mail_channel(port: int, *recipients: str) -> SmtpChannel:
    return SmtpChannel(
        name="mail",
        server=MailServer(host="127.0.0.1", port=port, security="none"),
        sender="wirewatch@desk.example",
        recipients=recipients or ("ana@desk.example",),
    )


def test_a_mail_has_text_and_html_and_belongs_to_its_story(inbox: Inbox, mail_port: int) -> None:
    mail_channel(mail_port).send(RAID)
    (mail,) = inbox.mails
    assert mail["Message-ID"] == f"<{RAID.delivery_id}@desk.example>"
    assert mail["References"] == f"<story-{RAID.story_id}@desk.example>"
    assert mail["Subject"] == "[Drones] Raid on Vesk <b>harbour</b> & field"
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    assert "«drone»" in text.get_content()
    assert "<mark>drone</mark>" in html.get_content()


def test_a_repeat_is_the_same_mail_to_the_byte(inbox: Inbox, mail_port: int) -> None:
    channel = mail_channel(mail_port)
    channel.send(RAID)
    channel.send(RAID)
    assert inbox.raw[0] == inbox.raw[1]


HOSTILE = (
    "Raid\r\nBcc: all@desk.example",
    "Raid\nBcc: all@desk.example\n\nbody",
    "Raid\u2028Bcc: all@desk.example",
    "Raid\x0bBcc: all@desk.example",
    "=?utf-8?q?Raid=0D=0ABcc:_all@desk.example?=",
    "Raid \ud800",
)


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_writes_a_header(inbox: Inbox, mail_port: int, title: str) -> None:
    mail_channel(mail_port).send(message(title=title, watch=title))
    (mail,) = inbox.mails
    assert mail["Bcc"] is None
    assert mail["To"] == "ana@desk.example"
    assert "\n" not in mail["Subject"]


@given(st.text(max_size=60))
@settings(max_examples=100, deadline=None)
def test_any_text_makes_a_mail(text: str) -> None:
    said = message(title=text, watch=text, snippets=(text,), why=text)
    mail = mail_channel(25).mail(said)
    again = message_from_bytes(mail.as_bytes(), policy=policy.default)
    assert again["Bcc"] is None
    assert [part.get_content_type() for part in again.walk()][1:] == ["text/plain", "text/html"]


ANSWERS = {
    "later": ("451 try again later", Unreachable),
    "busy": ("421 too many", Unreachable),
    "never": ("554 we take no such mail", Refused),
}


@pytest.mark.parametrize(("answer", "kind"), ANSWERS.values(), ids=ANSWERS.keys())
def test_the_server_s_no_tells_whether_to_try_again(
    inbox: Inbox, mail_port: int, answer: str, kind: type[Exception]
) -> None:
    inbox.answer = answer
    with pytest.raises(kind, match=answer[:3]):
        mail_channel(mail_port).send(RAID)


def test_a_recipient_nobody_knows_is_named_and_the_others_get_their_mail(
    inbox: Inbox, mail_port: int
) -> None:
    inbox.unknown = {"bob@desk.example"}
    with pytest.raises(PermanentError, match=r"not to bob@desk\.example"):
        mail_channel(mail_port, "ana@desk.example", "bob@desk.example").send(RAID)
    assert len(inbox.mails) == 1


def test_nobody_known_is_a_refusal(inbox: Inbox, mail_port: int) -> None:
    inbox.unknown = {"ana@desk.example"}
    with pytest.raises(Refused, match="550"):
        mail_channel(mail_port).send(RAID)


def test_no_server_is_worth_another_try() -> None:
    with pytest.raises(Unreachable):
        mail_channel(1).send(RAID)


@pytest.mark.parametrize("address", ["", "ana", "a@b\nBcc: c@d.example", "a b@c.example"])
def test_an_address_that_is_none_is_refused_at_once(address: str) -> None:
    with pytest.raises(BadInput):
        mail_channel(25, address)


# ── webhook ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as desk:
        yield desk


def webhook(desk: Desk) -> WebhookChannel:
    overrides: Mapping[str, tuple[str, int]] = {"*.example": ("127.0.0.1", desk.server_port)}
    return WebhookChannel(
        name="hook",
        url="https://desk.example/inbox?a=1",
        secret="s3cret",
        post=http_poster(overrides=overrides),
        now=lambda: AT,
    )


def test_a_webhook_posts_signed_json_with_its_key(desk: Desk) -> None:
    webhook(desk).send(RAID)
    ((path, headers, body),) = desk.got
    assert path == "/inbox?a=1"
    assert headers["Host"] == "desk.example"
    assert headers["Idempotency-Key"] == RAID.delivery_id
    assert verify("s3cret", body, headers["Wirewatch-Signature"], now=AT)
    assert json.loads(body)["snippets"] == ["Then a «drone» <fell>."]


def test_a_repeat_has_the_same_key_and_body(desk: Desk) -> None:
    channel = webhook(desk)
    channel.send(RAID)
    channel.send(RAID)
    keys = {(headers["Idempotency-Key"], body) for _, headers, body in desk.got}
    assert len(keys) == 1


STATUSES = {
    204: None, 301: Refused, 307: Refused, 400: Refused, 401: Refused, 404: Gone, 408: Unreachable,
    409: Unreachable, 410: Gone, 425: Unreachable, 429: Unreachable, 500: Unreachable,
    503: Unreachable,
}  # fmt: skip


@pytest.mark.parametrize(("status", "kind"), STATUSES.items())
def test_the_answer_tells_whether_to_try_again(
    desk: Desk, status: int, kind: type[Exception] | None
) -> None:
    desk.status = status
    if kind is None:
        webhook(desk).send(RAID)
    else:
        with pytest.raises(kind, match=str(status)):
            webhook(desk).send(RAID)
    assert len(desk.got) == 1  # no redirect is followed


def test_a_receiver_that_is_away_is_worth_another_try() -> None:
    post = http_poster(overrides={"desk.example": ("127.0.0.1", 1)})
    channel = WebhookChannel(name="hook", url="https://desk.example/", secret="s", post=post)
    with pytest.raises(TransientError, match=r"desk\.example"):
        channel.send(RAID)


BODY = body_of(RAID)
FORGED = {
    "other secret": sign("other", BODY, at=AT),
    "other body": sign("s3cret", BODY + b" ", at=AT),
    "other time": sign("s3cret", BODY, at=AT).replace("t=1", "t=2"),
    "too old": sign("s3cret", BODY, at=AT - timedelta(minutes=6)),
    "nothing": "",
    "no time": "v1=00",
    "odd time": "t=٣,v1=é",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED.keys())
def test_a_forged_signature_is_noticed(forged: str) -> None:
    assert not verify("s3cret", BODY, forged, now=AT)


@pytest.mark.parametrize(
    ("url", "secret"), [("ftp://x", "s"), ("/inbox", "s"), ("https://desk.example", "")]
)
def test_a_webhook_without_address_or_secret_is_refused_at_once(url: str, secret: str) -> None:
    with pytest.raises(BadInput, match="hook"):
        WebhookChannel(name="hook", url=url, secret=secret, post=http_poster())


def test_every_channel_states_its_guarantee(tmp_path: Path, desk: Desk) -> None:
    channels: list[Channel] = [
        AtomChannel(name="a", path=tmp_path / "a"),
        mail_channel(25),
        webhook(desk),
    ]
    assert [" once" in channel.guarantee for channel in channels] == [True, True, True]
