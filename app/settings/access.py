"""What one person may do, and whether they are let in: role, sessions, deactivation."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import people
from app.extensions import db
from app.guards import admins_only, me
from app.leaving import load_hanging
from app.models import Role, User
from app.people import LastAdmin, NotYourself
from app.settings import blueprint
from app.settings.people import author, find_user
from app.xero.leaving import logins_of

LAST = "They are the last administrator. Make somebody else an administrator first. Nothing was changed."
YOURSELF = (
    "This is you. Another administrator can change your role or deactivate you, so that nobody locks "
    "themselves out. Nothing was changed."
)
LOGINS_SHOWN = 10
REFUSALS = (LastAdmin, NotYourself)


@blueprint.post("/people/<int:user_id>/role")
@admins_only
def change_role(user_id: int) -> ResponseReturnValue:
    user = find_user(user_id)
    role = request.form.get("role", "")
    if role not in list(Role):
        return back_to(user, "Choose a role. Nothing was changed.", "error")
    try:
        has_changed = people.change_role(user, Role(role), author())
    except REFUSALS as refusal:
        return refuse(user_id, refusal)
    db.session.commit()
    called = "an admin" if role == Role.ADMIN else "staff"
    return back_to(user, f"{user.name} is {called} {'now' if has_changed else 'already'}.")


@blueprint.post("/people/<int:user_id>/sessions/delete")
@admins_only
def sign_out_everywhere(user_id: int) -> ResponseReturnValue:
    user = find_user(user_id)
    people.sign_out_everywhere(user, author())
    db.session.commit()
    return back_to(user, f"{user.name} is signed out everywhere.")


@blueprint.get("/people/<int:user_id>/deactivation")
@admins_only
def look_before_deactivating(user_id: int) -> ResponseReturnValue:
    user = find_user(user_id)
    if not user.is_enabled or user.id == me().id:
        return redirect(url_for("settings.person", user_id=user.id))
    logins = logins_of(user)
    hanging = [load_hanging(login) for login in logins[:LOGINS_SHOWN]]
    more = len(logins) - len(hanging)
    return render_template("settings/deactivate.html", user=user, hanging_ones=hanging, more=more)


@blueprint.post("/people/<int:user_id>/deactivation")
@admins_only
def deactivate(user_id: int) -> ResponseReturnValue:
    user = find_user(user_id)
    try:
        has_changed = people.deactivate(user, author())
    except REFUSALS as refusal:
        return refuse(user_id, refusal)
    db.session.commit()
    if not has_changed:
        return back_to(user, f"{user.name} was deactivated already.", "note")
    return back_to(user, f"{user.name} is deactivated, and signed out everywhere.")


@blueprint.post("/people/<int:user_id>/deactivation/delete")
@admins_only
def activate(user_id: int) -> ResponseReturnValue:
    user = find_user(user_id)
    has_changed = people.activate(user, author())
    db.session.commit()
    if not has_changed:
        return back_to(user, f"{user.name} is let in already.", "note")
    return back_to(user, f"{user.name} can sign in again, with the password they had.")


def refuse(user_id: int, refusal: Exception) -> ResponseReturnValue:
    db.session.rollback()
    return back_to(find_user(user_id), YOURSELF if isinstance(refusal, NotYourself) else LAST, "error")


def back_to(user: User, words: str, category: str = "done") -> ResponseReturnValue:
    flash(words, category)
    return redirect(url_for("settings.person", user_id=user.id), 303)
