"""The browser's side of being signed in: its session and its cookies."""

from __future__ import annotations

from flask import Response, session
from flask_login import login_user

from app import trip_cookie
from app.auth import remember
from app.models import User


def begin(response: Response, user: User, *, remembers: bool) -> None:
    """Sign this browser in, with a session that keeps nothing of the one before."""
    session.clear()
    login_user(user)
    session.permanent = True
    if remembers:
        remember.remember(response, user)
    else:
        remember.forget(response)


def end(response: Response) -> None:
    """Leave nothing of the sign-in in this browser."""
    session.clear()
    remember.forget(response)
    remember.forget(response, trip_cookie.COOKIE, trip_cookie.COOKIE_PATH)
