"""Error pages in the frame of every page, and as a message where htmx asked."""

from __future__ import annotations

from flask import Flask, Response, flash, g, make_response, render_template, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app import htmx
from app.extensions import db
from app.guards import ask_to_sign_in, is_public, is_signed_in, me
from app.logs import log, reference
from app.refusals import AdminsOnly

WORDS = {
    400: ("We could not read that request", "Go back, reload the page and try again."),
    403: ("You may not do this", "Ask an administrator of your practice."),
    404: (
        "There is nothing here",
        "The address may be mistyped, or what stood here may be gone. Start again from the navigation.",
    ),
    405: ("That is not possible here", "Go back and use the buttons on the page."),
    413: ("That was too much at once", "Send a smaller file or a shorter text."),
    429: ("Too many attempts", "Wait a little, then try again."),
    500: (
        "Something went wrong on our side",
        "Nothing you entered was saved by this step. Try again; if it happens again, "
        "give the reference number to whoever runs Ledgerline for you.",
    ),
}


def init_errors(app: Flask) -> None:
    """Answer every refused or failed request in words."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(CSRFError, refuse_forgery)
    app.register_error_handler(Exception, show_failure)


def show_error(error: HTTPException) -> Response:
    """The error as a page, or as a message where htmx asked. Redirects and ready answers pass through."""
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    code = error.code if error.code in WORDS else (400 if (error.code or 500) < 500 else 500)
    title, advice = WORDS[code]
    page = "errors/_message.html" if htmx.wants_fragment() else "errors/error.html"
    body = render_template(
        page,
        code=code,
        title=title,
        advice=advice,
        reference=reference(),
        admins=admins_for(error),
        error=error,
    )
    response = make_response(body, error.code or 500)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return htmx.retarget(response, "#messages") if htmx.wants_fragment() else response


def admins_for(error: HTTPException) -> list[str]:
    """The names of those who may, where the visitor may not."""
    if not isinstance(error, AdminsOnly):
        return []
    return [user.name for user in me().practice.admins]


def refuse_forgery(error: CSRFError) -> Response:
    """A form without a valid token: after a lost session that means signing in again, else a stale page."""
    if is_public(request.endpoint) or (is_signed_in() and "csrf_token" in session):
        return show_error(error)
    if is_signed_in():
        # The browser is remembered, its session ran out: signing in goes straight back to the page.
        flash("This page was open for too long, so that nothing was saved. Do it again.", "note")
    return make_response(ask_to_sign_in())


def show_failure(error: Exception) -> Response:
    """An unforeseen fault: logged whole under the reference number that the page shows."""
    log.error("failure", error_type=type(error).__name__, exc_info=error)
    db.session.rollback()
    # Whoever is signed in is not asked again: the database may be what failed.
    g.without_user = True
    return show_error(InternalServerError())
