"""Alerts by mail. The Message-ID is our own: Apprise and smtplib make a new one at each try."""

import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from wirewatch.adapters.channels.words import as_html, as_text, heading
from wirewatch.errors import BadInput, PermanentError, Refused, TransientError, Unreachable
from wirewatch.model import Message
from wirewatch.text import clean

TIMEOUT_S = 30.0  # each answer of the server; a message takes about six
MAX_SUBJECT_CHARS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where and as whom we hand in mail."""

    host: str
    port: int = 587
    security: str = "starttls"  # "starttls", "tls", "none" (a server on this machine)
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class SmtpChannel:
    """Alerts as mails with a text and an HTML part, threaded by story.

    Args:
        name: What routes call it.
        server: Who takes our mail.
        sender: Our address; its domain also stands in the Message-IDs.
        recipients: Who gets it.

    Raises:
        BadInput: an address is none.
    """

    guarantee = (
        "at least once: after a crash a mail may come twice, both with the same Message-ID, "
        "which many mail servers and readers show once"
    )

    def __init__(
        self, *, name: str, server: MailServer, sender: str, recipients: tuple[str, ...]
    ) -> None:
        self.name = name
        self._server = server
        self._sender = _address(sender)
        self._recipients = tuple(_address(recipient) for recipient in recipients)
        if not recipients:
            raise BadInput(f"channel {name!r}", "a mail needs at least one recipient")

    def send(self, message: Message) -> None:
        """Hand `message` to the mail server.

        Raises:
            TransientError: the server is out of reach or asks us to come later (4xx).
            PermanentError: it refuses us or a recipient for good (5xx).
        """
        mail = self.mail(message)
        try:
            refused = self._hand_in(mail)
        except smtplib.SMTPRecipientsRefused as error:
            raise _refusal(self.name, error.recipients) from error
        except smtplib.SMTPResponseException as error:
            raise _error(self.name, error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(self.name, str(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Unreachable(self.name, f"{self._server.host}: {error}") from error
        if refused:  # others have it already: to try again would mail them twice
            raise Refused(self.name, f"sent, but not to {', '.join(sorted(refused))}")

    def mail(self, message: Message) -> EmailMessage:
        """Return `message` as a mail: the same bytes each time, but for a word on repeats."""
        domain = self._sender.domain
        mail = EmailMessage()
        mail["Message-ID"] = f"<{message.delivery_id}@{domain}>"
        mail["References"] = mail["In-Reply-To"] = f"<story-{message.story_id}@{domain}>"
        mail["Date"] = format_datetime(message.created_at)
        mail["From"] = self._sender
        mail["To"] = self._recipients
        mail["Subject"] = _subject(message)
        mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
        mail["X-Wirewatch-Watch"] = _header(message.watch)
        mail.set_content(_encodable(as_text(message)))
        mail.add_alternative(_encodable(as_html(message)), subtype="html")
        # Else a random one each time; the words of the parts cannot hold it, being a digest.
        mail.set_boundary(f"=={message.delivery_id}==")
        return mail

    def _hand_in(self, mail: EmailMessage) -> Mapping[str, tuple[int, bytes]]:
        server = self._connect()
        try:
            if self._server.security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if self._server.user is not None:
                server.login(self._server.user, self._server.password or "")
            return server.send_message(mail)
        finally:
            with suppress(OSError, smtplib.SMTPException):  # it is sent; the goodbye may fail
                server.quit()

    def _connect(self) -> smtplib.SMTP:
        host, port = self._server.host, self._server.port
        if self._server.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=context)
        return smtplib.SMTP(host, port, timeout=TIMEOUT_S)


def _address(text: str) -> Address:
    try:
        address = Address(addr_spec=text)
    except (ValueError, IndexError, MessageError) as error:
        raise BadInput("mail address", f"{text!r} is none ({error})") from error
    if not address.domain:
        raise BadInput("mail address", f"{text!r} has no @domain")
    return address


def _subject(message: Message) -> str:
    return _header(f"[{message.watch}] {heading(message)}")[:MAX_SUBJECT_CHARS]


def _header(text: str) -> str:
    """Return `text` on one line, so that no page's title can write a header of its own.

    "=?utf-8?q?x=0D=0ABcc:_…?=" in a title would: the email package decodes what looks like an
    encoded word, line break and all (Python 3.11.7).
    """
    return _encodable(clean(" ".join(text.splitlines()))).replace("=?", "= ?")


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _refusal(
    name: str, refused: Mapping[str, tuple[int, bytes]]
) -> TransientError | PermanentError:
    code, said = max(refused.values(), key=lambda answer: answer[0])
    return _error(name, code, said)


def _error(name: str, code: int, said: bytes | str) -> TransientError | PermanentError:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    kind = Refused if code >= 500 else Unreachable
    return kind(name, f"SMTP {code} {clean(words)[:200]}")
