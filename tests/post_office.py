"""A real mail server on a free port: it keeps what it is given, can refuse, ask who one is, and encrypt."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "ledgerline", "p@ss word/1"


@dataclass
class PostOffice:
    """What was handed in so far, and how to find it."""

    port: int = 0
    refuses: bool = False
    received: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)

    async def handle_RCPT(
        self, _server, _session: Session, envelope: Envelope, address: str, _options
    ) -> str:
        if self.refuses:
            return "550 nobody of that name lives here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server, _session: Session, envelope: Envelope) -> str:
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    def admit(self, _server, _session, _envelope, _mechanism, credentials: LoginPassword) -> AuthResult:
        is_known = (credentials.login, credentials.password) == (USER.encode(), PASSWORD.encode())
        if is_known:
            self.signed_in.append(USER)
        return AuthResult(success=is_known, handled=False)

    def only(self) -> EmailMessage:
        """The one mail that was handed in. No property: the server looks at those before there is any."""
        (only,) = self.received
        return only


@contextmanager
def post_office(
    *, tls: ssl.SSLContext | None = None, starttls: ssl.SSLContext | None = None, asks_who: bool = False
) -> Iterator[PostOffice]:
    """A mail server for as long as the context lasts."""
    office, loop = PostOffice(), asyncio.new_event_loop()

    def protocol() -> SMTP:
        return SMTP(
            office,
            loop=loop,
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=office.admit,
            auth_required=asks_who,
            auth_require_tls=starttls is not None,
        )

    async def open_up(listening: socket.socket) -> asyncio.Server:
        return await loop.create_server(protocol, sock=listening, ssl=tls)

    async def close(server: asyncio.Server) -> None:
        server.close()

    # A thread of its own: Playwright keeps a loop running in the one that tests run in.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        office.port = listening.getsockname()[1]
        server = asyncio.run_coroutine_threadsafe(open_up(listening), loop).result()
        try:
            yield office
        finally:
            asyncio.run_coroutine_threadsafe(close(server), loop).result()
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            loop.close()
