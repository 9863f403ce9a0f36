"""Forgotten passwords: a mail with a link, and nobody learns which accounts exist."""

from __future__ import annotations

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import attempts, mail, password_links, password_mail
from app.auth import blueprint
from app.auth.forms import fault_of_email
from app.clock import utcnow
from app.extensions import db
from app.guards import public
from app.later import later
from app.mail import MailFailed
from app.models import PasswordLink
from app.models.event import Author
from app.models.practice import find_user_by_email
from app.refusals import SlowDown
from app.security import visitor_address

STALE = "This page was open for too long, or your browser keeps no cookies. Press the button again."
SENT = (
    "If that address signs in here, a mail with a link is on its way to it. The link works once, for two "
    "hours. If nothing comes, check the address, then ask an administrator of your practice."
)


@blueprint.get("/forgotten-password")
@public
def forgotten() -> ResponseReturnValue:
    return show()


@blueprint.post("/forgotten-password")
@public
def ask_for_link() -> ResponseReturnValue:
    email = request.form.get("email", "").strip()
    if not mail.can_mail():
        return redirect(url_for("auth.forgotten"), 303)
    if fault := fault_of_email(email):
        return show(email, {"email": fault}), 422
    minutes = attempts.count_forgotten(email, visitor_address())
    db.session.commit()
    if minutes:
        raise SlowDown(minutes)
    # Whether anybody has that address is looked up later, so that the answer takes as long for everybody.
    later().do(partial(send_link, email, visitor_address()))
    flash(SENT, "done")
    return redirect(url_for("auth.sign_in"), 303)


def send_link(email: str, address: str) -> None:
    """Mail a link to whoever has that address and is let in; to nobody else."""
    user = find_user_by_email(email)
    if user is None or not user.is_enabled:
        db.session.rollback()
        return
    made = password_links.make(user, Author(None, address), is_forgotten=True)
    letter, link_id = password_mail.written(made), made.link.id
    db.session.commit()
    try:
        mail.send(letter)
    except MailFailed:
        return
    db.session.get_one(PasswordLink, link_id).mailed_at = utcnow()
    db.session.commit()


def show(email: str = "", faults: dict[str, str] | None = None, notice: str | None = None) -> str:
    return render_template(
        "auth/forgotten.html", email=email, faults=faults or {}, notice=notice, can_mail=mail.can_mail()
    )
