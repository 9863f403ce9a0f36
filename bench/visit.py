"""A signed-in browser, as far as a WSGI app can tell, without the cost of a test client."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, session
from flask_wtf.csrf import generate_csrf
from sqlalchemy import Engine, event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from app.auth.session import begin
from app.extensions import db
from app.models import User

CSRF = re.compile(rb'(name="csrf_token" value=")[^"]+')


@dataclass(frozen=True)
class Page:
    """What is asked for: a name for people, an address, and what htmx would say."""

    name: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)


def cookie_of(app: Flask, user_id: int) -> str:
    """The cookie of somebody who has just signed in."""
    with app.test_request_context():
        response = app.make_response("")
        begin(response, db.session.get_one(User, user_id), remembers=False)
        generate_csrf()
        app.session_interface.save_session(app, session, response)
        cookies = (cookie.partition(";")[0] for cookie in response.headers.getlist("Set-Cookie"))
        return next(cookie for cookie in cookies if cookie.startswith(app.config["SESSION_COOKIE_NAME"]))


def request_for(page: Page, cookie: str) -> dict[str, Any]:
    """The WSGI environment of one request, to be used as often as one likes."""
    return EnvironBuilder(page.path, headers=[("Cookie", cookie), *page.headers.items()]).get_environ()


def ask(app: Flask, environ: dict[str, Any]) -> bytes:
    """One request through the whole app; the answer's body."""
    body, status, _ = run_wsgi_app(app, environ, buffered=True)
    if not status.startswith("200"):
        raise RuntimeError(f"{environ['PATH_INFO']} answered {status}")
    return b"".join(body)


def without_tokens(body: bytes) -> bytes:
    """A page without what differs from one request to the next."""
    return CSRF.sub(rb"\1", body)


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements that an engine runs meanwhile, without the ones that open a transaction."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
