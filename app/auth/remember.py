"""The cookie that keeps somebody signed in on one browser for thirty days."""

from __future__ import annotations

from datetime import timedelta

from flask import Request, Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app.extensions import login_manager
from app.models import User
from app.models.practice import find_user_by_session_id

COOKIE = "ledgerline_remember"
LIFETIME = timedelta(days=30)


# Flask-Login's own cookie carries no date: a copied one would be good for ever.
@login_manager.request_loader  # type: ignore[untyped-decorator]
def find_remembered_user(asked: Request) -> User | None:
    """Whom this browser's cookie remembers, while it is young enough and their sessions go on."""
    try:
        session_id = signer().loads(asked.cookies.get(COOKIE, ""), max_age=int(LIFETIME.total_seconds()))
    except BadSignature:
        return None
    return find_user_by_session_id(str(session_id))


def is_remembered() -> bool:
    """Whether this browser is to keep its user signed in."""
    return find_remembered_user(request) is not None


def remember(response: Response, user: User) -> None:
    response.set_cookie(
        COOKIE,
        str(signer().dumps(user.get_id())),
        max_age=LIFETIME,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def forget(response: Response, cookie: str = COOKIE, path: str = "/") -> None:
    """Have the browser drop a cookie of ours."""
    response.delete_cookie(
        cookie,
        path=path,
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Lax",
    )


def signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="remember")
