"""The Xero tab: switches, the practice's link, and what needs reconnecting."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from app.extensions import db
from app.guards import admins_only, me
from app.link_card import load_link_card
from app.models import Outcome, XeroConsent, XeroOrganisation, record
from app.models.status import is_connected
from app.outages import load_banner
from app.security import visitor_address
from app.settings import blueprint
from app.xero.links import Subject

WAITING_SHOWN = 5
SWITCHES = ("links_practice", "links_clients")


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
        "card": load_link_card(Subject(me().practice_id)),
        "banner": load_banner(me().practice),
        "waiting": load_waiting(me().practice_id),
        "organisations": count_organisations(me().practice_id),
    }


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
