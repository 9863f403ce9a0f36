"""Setting one's own password by a one-time link. Public: whoever has the link is its user."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import attempts, password_links, passwords
from app.attempts import UNKNOWN_PASSWORD_LINK, network_of
from app.auth import blueprint, session
from app.auth.forms import NewPasswordForm
from app.clock import utcnow
from app.database import will_write
from app.extensions import db
from app.guards import public
from app.models import PasswordLink
from app.models.password_link import PasswordLinkState
from app.refusals import SlowDown
from app.security import visitor_address

GONE, NOT_FOUND, FORGED, REFUSED = 410, 404, 400, 422
STALE = "This page was open for too long, or your browser keeps no cookies. Enter the new password again."
UNKNOWN = "We do not know this link"


@blueprint.get("/set-password/<secret>")
@public
def set_password(secret: str) -> ResponseReturnValue:
    """Looking uses nothing up: mail scanners look at every link."""
    return show_link(find_known(secret), secret)


@blueprint.post("/set-password/<secret>")
@public
def use_link(secret: str) -> ResponseReturnValue:
    link = find_known(secret)
    if link is None or link.state(utcnow()) != PasswordLinkState.OPEN:
        return show_link(link, secret)
    form = NewPasswordForm.of(request.form)
    if faults := form.faults(link.user.email, (link.user.name, link.user.practice.name)):
        return show_link(link, secret, faults)
    # Nobody waits for the database while a password is hashed.
    db.session.rollback()
    password_hash = passwords.hashed(form.new)
    user = password_links.use(link, password_hash, visitor_address())
    if user is None:
        return show_link(link, secret)
    attempts.forget_sign_ins(user.email)
    db.session.commit()
    response = make_response(redirect(url_for("clients.index"), 303))
    session.begin(response, user, remembers=False)
    flash("Your password is set, and you are signed in. Everywhere else you are signed out.", "done")
    return response


def find_known(secret: str) -> PasswordLink | None:
    """The link of a secret; whoever tries too many that open nothing has to wait."""
    whom = network_of(visitor_address())
    if minutes := UNKNOWN_PASSWORD_LINK.wait(whom):
        raise SlowDown(minutes)
    link = password_links.find(secret)
    if link is None:
        db.session.rollback()
        will_write()
        UNKNOWN_PASSWORD_LINK.count(whom)
        db.session.commit()
    return link


def show_link(
    link: PasswordLink | None, secret: str, faults: dict[str, str] | None = None, notice: str | None = None
) -> ResponseReturnValue:
    """The form, or why there is none."""
    state = link.state(utcnow()) if link else UNKNOWN
    if link is None or state != PasswordLinkState.OPEN:
        page = render_template("auth/link_closed.html", state=state)
        return page, GONE if link else NOT_FOUND
    page = render_template(
        "auth/set_password.html",
        link=link,
        secret=secret,
        faults=faults or {},
        notice=notice,
        shortest=passwords.SHORTEST,
    )
    return page, FORGED if notice else REFUSED if faults else 200


def show_again() -> ResponseReturnValue | None:
    """A page that was open for too long: the password is typed again; None where the link opens nothing."""
    secret = (request.view_args or {}).get("secret", "")
    link = find_known(secret)
    is_open = link is not None and link.state(utcnow()) == PasswordLinkState.OPEN
    return show_link(link, secret, notice=STALE) if is_open else None
