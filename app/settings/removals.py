"""Removing access at Xero: the question, the deed, and what still waits or was refused."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from app.clock import utcnow
from app.extensions import db
from app.guards import admins_only, me
from app.linking import named
from app.models import User, XeroConnection, XeroLogin, XeroOrganisation
from app.models.event import Author
from app.removing import carry_out
from app.security import visitor_address
from app.settings import blueprint
from app.settings.removal_question import Question, ask_about, find_connection
from app.xero import access
from app.xero.access import Access

AT_ONCE = 8.0  # seconds of a request; what is not done by then is done in the background
SHOWN = 500
MOVED = "Something has changed in the meantime. This is how it is now."
NOT_TYPED = "Type what is asked for, exactly as it is written here."


@blueprint.get("/xero/access/remove")
@admins_only
def confirm_removal() -> ResponseReturnValue:
    question = ask_about()
    if not question.accesses:
        flash("Nothing was chosen that can be removed. Tick the organisations first.", "note")
        return redirect(url_for("settings.organisations"), 303)
    return show(question)


@blueprint.post("/xero/access/remove")
@admins_only
def remove_access() -> ResponseReturnValue:
    question = ask_about()
    if not question.accesses:
        flash("That access was removed already. Nothing was changed.", "note")
        return redirect(url_for("settings.organisations"), 303)
    if request.form.get("seen") != question.seen:
        return show(question, MOVED)
    if not question.is_typed:
        return show(question, NOT_TYPED)
    return do_remove(list(question.accesses))


def do_remove(wanted: list[Access]) -> ResponseReturnValue:
    author, practice_id = Author(me().id, visitor_address()), me().practice_id
    access.ask(practice_id, wanted, utcnow(), author)
    db.session.commit()
    carry_out([(one, author) for one in wanted], AT_ONCE)
    left = count_living([one.connection_id for one in wanted])
    flash(said(wanted, len(wanted) - left, left), "note" if left else "done")
    return redirect(url_for("settings.removals" if left else "settings.organisations"), 303)


def said(wanted: list[Access], done: int, left: int) -> str:
    """What was done at once, and what was not."""
    if not left and len({one.organisation_id for one in wanted}) == 1:
        return named("Access to {} was removed at Xero.", wanted[0].organisation)
    removed = f"{done:,} access{'' if done == 1 else 'es'} removed at Xero."
    return f"{removed} {left:,} could not be removed yet: see why below." if left else removed


@blueprint.get("/xero/removals")
def removals() -> ResponseReturnValue:
    """What is to be removed and is not yet, with the reason."""
    rows = db.session.execute(
        select(XeroConnection, XeroOrganisation.name, XeroLogin, User.name)
        .join(XeroOrganisation, XeroOrganisation.id == XeroConnection.organisation_id)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .outerjoin(User, User.id == XeroConnection.removal_asked_by_id)
        .where(
            XeroConnection.practice_id == me().practice_id,
            XeroConnection.removal_asked_at.is_not(None),
            XeroConnection.ended_at.is_(None),
        )
        .order_by(XeroConnection.removal_fault.is_(None), XeroOrganisation.search_key, XeroConnection.id)
        .limit(SHOWN + 1)
    ).all()
    return render_template("settings/removals.html", rows=rows[:SHOWN], is_more=len(rows) > SHOWN)


@blueprint.post("/xero/removals/<int:connection_id>/take-back")
@admins_only
def take_back_removal(connection_id: int) -> ResponseReturnValue:
    connection = find_connection(connection_id)
    name = access.take_back(connection.practice_id, connection_id, Author(me().id, visitor_address()))
    db.session.commit()
    if name is None:
        flash("That is too late: nothing waits there any more. Nothing was changed.", "note")
    else:
        flash(named("Access to {} stays.", name), "done")
    return redirect(url_for("settings.removals"), 303)


@blueprint.post("/xero/removals/<int:connection_id>/again")
@admins_only
def remove_again(connection_id: int) -> ResponseReturnValue:
    connection = find_connection(connection_id)
    wanted = [
        one
        for one in access.accesses(connection.practice_id, [connection.organisation_id], connection.login_id)
        if connection.removal_asked_at is not None
    ]
    if not wanted:
        flash("Nothing waits there any more. Nothing was changed.", "note")
        return redirect(url_for("settings.removals"), 303)
    return do_remove(wanted)


def count_living(connection_ids: list[int]) -> int:
    return int(
        db.session.scalar(
            select(func.count()).where(
                XeroConnection.id.in_(connection_ids), XeroConnection.ended_at.is_(None)
            )
        )
        or 0
    )


def show(question: Question, fault: str = "") -> ResponseReturnValue:
    page = render_template("settings/remove_access.html", question=question, fault=fault)
    return page, 422 if fault else 200
