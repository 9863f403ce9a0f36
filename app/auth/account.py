"""One's own account: who one is here, and changing the password."""

from __future__ import annotations

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import attempts, passwords
from app.auth import blueprint, session
from app.auth.credentials import Credentials
from app.auth.forms import PasswordForm
from app.auth.remember import is_remembered
from app.extensions import db
from app.guards import me
from app.mail import can_mail
from app.models import User
from app.models.password_link import end_password_links
from app.refusals import SlowDown

NOT_PRESENT = "Enter the password that you sign in with now: this is another one"


@blueprint.get("/account")
def account() -> ResponseReturnValue:
    return show()


@blueprint.post("/account")
def change_password() -> ResponseReturnValue:
    form = PasswordForm.of(request.form)
    faults = form.faults(me().email, (me().name, me().practice.name))
    if faults:
        return show(faults), 422
    credentials = Credentials.of(me())
    minutes = attempts.PASSWORD_CHANGE.count(str(credentials.user_id))
    db.session.commit()
    if minutes:
        raise SlowDown(minutes)
    # Its cookie ends with the old password: ask before.
    remembers = is_remembered()
    db.session.rollback()
    user = change(credentials, form)
    db.session.commit()
    return start_anew(user, remembers) if user else (show({"present": NOT_PRESENT}), 422)


@blueprint.post("/account/mails")
def switch_mails() -> ResponseReturnValue:
    """Turn one’s own mails about outages on or off."""
    me().wants_mail = request.form.get("on") == "yes"
    db.session.commit()
    flash(f"The mails are {'on' if me().wants_mail else 'off'}.", "done")
    return redirect(url_for("auth.account"), 303)


def change(credentials: Credentials, form: PasswordForm) -> User | None:
    """Give the account its new password, if the present one is right; returns its user, else None."""
    if not credentials.are_matched_by(form.present):
        credentials.record("user.password_change_refused")
        return None
    password_hash = passwords.hashed(form.new)
    user = credentials.lock_user()
    if user:
        user.change_password(password_hash)
        end_password_links(user.id)
        credentials.record("user.password_changed")
        attempts.PASSWORD_CHANGE.forget(str(user.id))
    return user


def start_anew(user: User, remembers: bool) -> ResponseReturnValue:
    """Every session has ended with the old password; this browser goes on with a new one."""
    response = make_response(redirect(url_for("auth.account")))
    session.begin(response, user, remembers=remembers)
    flash("Your password is changed. Everywhere else you are signed out.", "done")
    return response


def show(faults: dict[str, str] | None = None) -> str:
    return render_template(
        "auth/account.html", faults=faults or {}, shortest=passwords.SHORTEST, sends_mail=can_mail()
    )
