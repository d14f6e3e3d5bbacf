"""Golden alerts: which watches want a text and by which words, and how people are told."""

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from golden.cases import as_json, cases
from wirewatch.adapters.channels.atom import AtomChannel
from wirewatch.adapters.channels.smtp import MailServer, SmtpChannel
from wirewatch.adapters.channels.webhook import body_of
from wirewatch.alerts.document import make_document
from wirewatch.alerts.matcher import Matcher
from wirewatch.alerts.message import Subject, compose
from wirewatch.alerts.watchfile import check_watches, read_watches
from wirewatch.model import (
    Alert,
    Block,
    BlockKind,
    Credit,
    Document,
    Hit,
    Message,
    Place,
    Reason,
    Role,
    digest,
)

ALERTS = cases("alerts")
TOLD = [case for case in ALERTS if (case.values[0] / "alert.json").exists()]


@pytest.mark.parametrize("case", ALERTS)
def test_the_watches_that_want_a_text_are_as_reviewed(
    case: Path, reviewed: Callable[[Path, object], Any], tmp_path: Path
) -> None:
    hits_of = hits(case)
    found = as_json({"hits": {watch: list(map(_hit, found)) for watch, found in hits_of.items()}})
    if (case / "alert.json").exists():
        found |= as_json(told(message_of(case, hits_of), tmp_path))
    assert found == reviewed(case, found)


@pytest.mark.parametrize("case", ALERTS)
def test_the_watches_of_a_case_are_in_order(case: Path) -> None:
    assert check_watches((case / "watches.toml").read_text(encoding="utf-8")) == ()


@pytest.mark.parametrize("case", TOLD)
def test_what_is_told_twice_is_told_in_the_same_bytes(case: Path, tmp_path: Path) -> None:
    message = message_of(case, hits(case))
    assert body_of(message) == body_of(message)
    assert mail_of(message).as_bytes() == mail_of(message).as_bytes()
    assert atom_of(message, tmp_path) == atom_of(message, tmp_path)


def hits(case: Path) -> dict[str, tuple[Hit, ...]]:
    watches = read_watches((case / "watches.toml").read_text(encoding="utf-8"))
    return Matcher(watches).match(document_of(case))


def document_of(case: Path) -> Document:
    row = _json(case / "document.json")
    return make_document(
        case.name,
        headline=row["headline"],
        blocks=[Block(kind=BlockKind(it["kind"]), text=it["text"]) for it in row["blocks"]],
        credits=[_credit(credit) for credit in row["credits"]],
        fields=row["fields"].items(),
    )


def _credit(row: Mapping[str, str]) -> Credit:
    return Credit(
        agency=row["agency"],
        role=Role(row["role"]),
        place=Place(row["place"]),
        evidence=row["evidence"],
    )


def _hit(hit: Hit) -> str:
    """Return a hit on one line: "body 12-18 harbour"."""
    return f"{hit.zone} {hit.start}-{hit.end} {hit.text}"


# ── how people are told ─────────────────────────────────────────────────────────────────────────


def message_of(case: Path, hits_of: Mapping[str, tuple[Hit, ...]]) -> Message:
    row, document = _json(case / "alert.json"), document_of(case)
    alert = Alert(
        alert_id=digest("alert", case.name),
        watch=row["watch"],
        story_id=digest("story", case.name),
        article_id=case.name,
        reason=Reason.NEW,
        hits=hits_of[row["watch"]],
    )
    subject = Subject(
        title=document.zones[0][1],
        url=row["url"],
        source=document.field_values("source")[0],
        agency=row["agency"],
        why=row["why"],
        copies=tuple((source, url) for source, url in row["copies"]),
        published_at=datetime.fromisoformat(row["published_at"]),
        created_at=datetime.fromisoformat(row["created_at"]),
    )
    return compose(alert, document, subject, delivery_id=digest("delivery", case.name))


def told(message: Message, folder: Path) -> dict[str, object]:
    """Return what each channel makes of `message`, line by line for a person to read."""
    mail = mail_of(message)
    text, html = mail.iter_parts()
    return {
        "message": asdict(message),
        "atom": atom_of(message, folder).splitlines(),
        "mail": {
            "headers": [f"{name}: {value}" for name, value in mail.items()],
            "text": text.get_content().splitlines(),
            "html": html.get_content().splitlines(),
        },
        "webhook": json.loads(body_of(message)),
    }


def atom_of(message: Message, folder: Path) -> str:
    path = folder / "alerts.atom"
    AtomChannel(name="desk", path=path).send(message)
    return path.read_text(encoding="utf-8")


def mail_of(message: Message) -> EmailMessage:
    server = MailServer(host="mail.example")
    recipients = ("desk@tidewater.example",)
    channel = SmtpChannel(
        name="desk", server=server, sender="wirewatch@tidewater.example", recipients=recipients
    )
    return channel.mail(message)


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
