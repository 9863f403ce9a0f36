"""The Xero tab: switches, the practice's link, and what needs reconnecting."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from app import htmx
from app.extensions import db
from app.guards import admins_only, me
from app.models import (
    LoginState,
    Outcome,
    User,
    XeroConnection,
    XeroConsent,
    XeroLink,
    XeroLogin,
    XeroOrganisation,
    record,
)
from app.models.status import Status, cause, cause_in_words, link_status
from app.security import visitor_address
from app.settings import blueprint
from app.xero.links import is_connected

WAITING_SHOWN = 5
SWITCHES = ("links_practice", "links_clients")


@dataclass(frozen=True)
class PracticeCard:
    """The practice's link as the card shows it; `link` is None where there is none."""

    link: XeroLink | None
    status: str
    cause: str
    logins: list[str]


@dataclass(frozen=True)
class BrokenLogin:
    """A Xero login that must be reconnected, and how much waits for it."""

    login: XeroLogin
    cause: str
    organisations: int


@blueprint.get("/")
def index() -> ResponseReturnValue:
    return redirect(url_for("settings.xero"))


@blueprint.get("/xero")
def xero() -> ResponseReturnValue:
    return render_template("settings/xero.html", **tab())


@blueprint.post("/xero/switches")
@admins_only
def switch() -> ResponseReturnValue:
    """Turn one level on or off; links and authorisations stay as they are."""
    name = request.form.get("switch", "")
    turned_on = request.form.get("on") == "yes"
    if name not in SWITCHES:
        return redirect(url_for("settings.xero"), 303)
    practice = me().practice
    before = getattr(practice, name)
    setattr(practice, name, turned_on)
    if before != turned_on:
        record(
            "switch.changed",
            practice_id=practice.id,
            user_id=me().id,
            before={name: before},
            after={name: turned_on},
            address=visitor_address(),
        )
    db.session.commit()
    level = "practice level" if name == "links_practice" else "client level"
    flash(f"The {level} is {'on' if turned_on else 'off'}.", "done")
    return redirect(url_for("settings.xero"), 303)


def tab() -> dict[str, object]:
    """Everything that the tab shows, in a number of queries that does not grow."""
    return {
        "card": load_card(me()),
        "broken": load_broken(me().practice_id),
        "waiting": load_waiting(me().practice_id),
        "organisations": count_organisations(me().practice_id),
    }


def answer_with_card() -> Response:
    """The card alone, with the messages beside it, and the dialog closed."""
    body = render_template("settings/_practice_card.html", **tab())
    body += render_template("_messages.html", oob=True)
    answer = htmx.retarget(make_response(body), "#xero-card", "outerHTML")
    return htmx.trigger(answer, **{"close-dialog": True})


def load_card(user: User) -> PracticeCard:
    row = db.session.execute(
        select(XeroLink, link_status(), cause(XeroLink.organisation_id)).where(
            XeroLink.practice_id == user.practice_id, XeroLink.client_id.is_(None)
        )
    ).one_or_none()
    if row is None:
        return PracticeCard(None, Status.NOT_CONNECTED, "", [])
    link, status, code = row
    logins = db.session.scalars(
        select(XeroLogin.name)
        .join(XeroConnection, XeroConnection.login_id == XeroLogin.id)
        .where(XeroConnection.organisation_id == link.organisation_id, XeroConnection.ended_at.is_(None))
        .order_by(XeroLogin.name, XeroLogin.id)
    ).all()
    return PracticeCard(link, status, cause_in_words(code, logins[0] if logins else None), list(logins))


def load_broken(practice_id: int) -> list[BrokenLogin]:
    """Logins that no longer open anything, with the number of organisations that wait for each."""
    waiting = (
        select(func.count())
        .where(XeroConnection.login_id == XeroLogin.id, XeroConnection.ended_at.is_(None))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(XeroLogin, waiting)
        .where(XeroLogin.practice_id == practice_id, XeroLogin.state != LoginState.ACTIVE)
        .order_by(XeroLogin.state_since, XeroLogin.id)
    )
    return [BrokenLogin(login, cause_in_words(login.state, login.name), count) for login, count in rows]


def load_waiting(practice_id: int) -> list[XeroConsent]:
    """Trips that allowed access and whose list of organisations has not arrived."""
    return list(
        db.session.scalars(
            select(XeroConsent)
            .filter_by(practice_id=practice_id, outcome=Outcome.LIST_FOLLOWS)
            .order_by(XeroConsent.id)
            .limit(WAITING_SHOWN)
        )
    )


def count_organisations(practice_id: int) -> int:
    return int(
        db.session.scalar(
            select(func.count())
            .select_from(XeroOrganisation)
            .where(XeroOrganisation.practice_id == practice_id, is_connected())
        )
        or 0
    )
