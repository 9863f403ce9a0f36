"""The cookie that binds a trip to the browser that began it, whatever becomes of the sign-in meanwhile."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app, request
from werkzeug.wrappers import Response

from app.models.consent import CONSENT_LIFETIME

COOKIE = "ledgerline_trip"
COOKIE_PATH = "/"


def browser_secret() -> str:
    """This browser's secret: the one it has, so that trips begun in two tabs both come home, or a new one."""
    return request.cookies.get(COOKIE) or secrets.token_urlsafe(32)


def bind(response: Response, secret: str, lifetime: timedelta = CONSENT_LIFETIME) -> Response:
    """Have the browser bring its secret back from Xero."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=lifetime,
        path=COOKIE_PATH,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )
    return response
