"""Handing plain-text mails to the mail server. Nothing is sent where none is set up."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from flask import current_app

from app.clock import utcnow
from app.logs import log
from app.mail_settings import Encryption, MailServer, Sender, is_mail_address

PATIENCE = 10.0  # seconds for each step of the conversation


class MailFailed(Exception):
    """The mail was not handed over; the text is a sentence for the person who sent it."""


@dataclass(frozen=True)
class Mail:
    """One plain-text mail. Answers go to a person where one is named, else to the sender."""

    to: str
    subject: str
    text: str
    from_name: str = ""
    answers_to: str | None = None
    key: str | None = None  # the same for every try at one mail, so that no try arrives twice


def can_mail() -> bool:
    """Whether this installation sends mails."""
    return current_app.config["SMTP_URL"] is not None and current_app.config["MAIL_FROM"] is not None


def send(mail: Mail) -> None:
    """Hand one mail over, or raise MailFailed. Call it outside any transaction: it may take its time."""
    server: MailServer = current_app.config["SMTP_URL"]
    message = written(mail, current_app.config["MAIL_FROM"])
    try:
        with conversation(server) as connection:
            connection.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        log.warning("mail not sent", problem=type(error).__name__, reply=reply_of(error))
        raise MailFailed(why(error)) from None
    log.info("mail sent")


@contextmanager
def conversation(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A conversation with the server, private and signed in as far as its setting says."""
    trusted = ssl.create_default_context()
    if server.encryption == Encryption.TLS:
        opened: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=trusted)
    else:
        opened = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    try:
        if server.encryption == Encryption.STARTTLS:
            opened.starttls(context=trusted)
        if server.user:
            opened.login(server.user, server.password or "")
        yield opened
        # A mail that was taken is sent, however the conversation ends.
        with suppress(smtplib.SMTPException, OSError):
            opened.quit()
    finally:
        opened.close()


def written(mail: Mail, sender: Sender) -> EmailMessage:
    """The mail as it travels; no name or subject can add a header or a recipient."""
    if not is_mail_address(mail.to):
        raise MailFailed("The address is not one that mails can be sent to. Check it.")
    message = EmailMessage()
    message["From"] = Address(one_line(mail.from_name) or sender.name, addr_spec=sender.address)
    message["To"] = Address(addr_spec=mail.to)
    if mail.answers_to and is_mail_address(mail.answers_to):
        message["Reply-To"] = Address(addr_spec=mail.answers_to)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = format_datetime(utcnow())
    domain = sender.address.rpartition("@")[2]
    message["Message-ID"] = f"<{mail.key}@{domain}>" if mail.key else make_msgid(domain=domain)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text, charset="utf-8", cte="quoted-printable")
    return message


def one_line(text: str) -> str:
    """A text without line breaks and other control characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def why(error: Exception) -> str:
    """What went wrong, and what to do, without anything the server said."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "The mail server did not take the address. Check it."
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server does not let Ledgerline in. Tell whoever runs Ledgerline for you."
    return "The mail server could not be used. Try again later."


def reply_of(error: Exception) -> int | None:
    """The number of the server’s reply; its words may hold addresses."""
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next((code for code, _ in error.recipients.values()), None)
    return None
