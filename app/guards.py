"""Who may come in: every route needs a signed-in user unless it says that it is public."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar, cast

from flask import Flask, current_app, redirect, request, url_for
from flask_login import current_user
from sqlalchemy import Select
from werkzeug.exceptions import NotFound, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from app import htmx
from app.addresses import path_on_this_host
from app.extensions import db
from app.models import User
from app.refusals import AdminsOnly

P = ParamSpec("P")
R = TypeVar("R")
Row = TypeVar("Row")
PUBLIC = "is_public"


def init_guards(app: Flask) -> None:
    """Ask everybody to sign in, except on public routes."""
    app.before_request(require_user)


def public(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a route that needs no signed-in user."""
    setattr(view, PUBLIC, True)
    return view


def admins_only(view: Callable[P, R]) -> Callable[P, R]:
    """Refuse staff with a page that names the admins."""

    @wraps(view)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not me().is_admin:
            raise AdminsOnly
        return view(*args, **kwargs)

    return guarded


def me() -> User:
    """The signed-in user."""
    if not is_signed_in():
        raise Unauthorized
    return cast(User, current_user)


def is_signed_in() -> bool:
    return bool(getattr(current_user, "is_authenticated", False))


def is_public(endpoint: str | None) -> bool:
    """Whether an endpoint needs no user: files, routes marked so, and addresses that do not exist."""
    if endpoint is None or endpoint == "static":
        return True
    return bool(getattr(current_app.view_functions[endpoint], PUBLIC, False))


def require_user() -> BaseResponse | None:
    return None if is_public(request.endpoint) or is_signed_in() else ask_to_sign_in()


def ask_to_sign_in() -> BaseResponse:
    """Send the browser to the sign-in page, from where it comes back to the page it was on."""
    back = page_to_return_to()
    address = url_for("auth.sign_in", next=back) if back else url_for("auth.sign_in")
    if htmx.wants_fragment():
        return htmx.move_browser_to(address, status=401)
    return redirect(address)


def page_to_return_to() -> str | None:
    """The page that the visitor was looking at: this one, or the one that a form or htmx was sent from."""
    if htmx.wants_fragment():
        return htmx.current_path()
    if request.method == "GET":
        return request.full_path.rstrip("?")
    return path_on_this_host(request.referrer or "")


def find_or_404(statement: Select[Row]) -> Row:
    """The one row that a loader asks for, or 404: what is another practice's does not exist."""
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found
