"""What came of the client's trip, for the browser that made it; from there the client can end it, too."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from app.extensions import db
from app.guards import public
from app.invitations import blueprint
from app.invitations.public import set_out
from app.invitations.words import UNFINISHED, filled, why_nothing_came
from app.logs import log
from app.models import Outcome, XeroConnection, XeroConsent, XeroInvitation
from app.models.invitation import OPEN
from app.security import visitor_address
from app.trip_cookie import COOKIE
from app.xero import answers, invitations
from app.xero.access import Access, end_at_xero
from app.xero.errors import ReconnectNeeded, SealBroken, XeroError, XeroMisconfigured

KEPT = (Outcome.LINKED, Outcome.ASK)
OPERATORS = (SealBroken, XeroMisconfigured)
LOCKED_OUT = (
    "Xero does not let us in any more, so nothing can be read. To take the connection off Xero’s list, open "
    "Settings, Connected apps in Xero."
)
NOT_NOW = "Xero did not answer, so nothing has ended yet. Wait a minute, then try again."


@dataclass(frozen=True)
class Answer:
    """A trip's result as the client sees it."""

    trip: XeroConsent
    invitation: XeroInvitation
    connection: XeroConnection | None

    @property
    def is_kept(self) -> bool:
        return self.trip.outcome in KEPT

    @property
    def may_try_again(self) -> bool:
        return self.trip.outcome in (Outcome.CANCELLED, Outcome.REFUSED) and (
            invitations.state_of(self.invitation) in OPEN
        )

    @property
    def words(self) -> tuple[str, Markup]:
        """Title and advice for a trip from which nothing was kept."""
        if self.trip.outcome is None:
            return UNFINISHED[0], filled(UNFINISHED[1], self.invitation)
        return why_nothing_came(self.invitation, self.trip.fault)


@blueprint.get("/invitations/answers/<int:trip_id>")
@public
def answer(trip_id: int) -> ResponseReturnValue:
    return render_template("invitations/answer.html", answer=find_answer(trip_id))


@blueprint.post("/invitations/answers/<int:trip_id>/again")
@public
def connect_again(trip_id: int) -> ResponseReturnValue:
    return set_out(find_answer(trip_id).invitation)


@blueprint.get("/invitations/answers/<int:trip_id>/end")
@public
def confirm_ending(trip_id: int) -> ResponseReturnValue:
    found = find_answer(trip_id)
    if found.connection is None:
        return redirect(url_for("invitations.answer", trip_id=trip_id))
    return render_template("invitations/end.html", answer=found)


@blueprint.post("/invitations/answers/<int:trip_id>/end")
@public
def end(trip_id: int) -> ResponseReturnValue:
    access = answers.find_access(find_answer(trip_id).trip)
    db.session.commit()
    if access is not None:
        end_connection(trip_id, access)
    return redirect(url_for("invitations.answer", trip_id=trip_id), 303)


def end_connection(trip_id: int, access: Access) -> None:
    """First at Xero, then here: what Xero keeps open is not called ended."""
    try:
        end_at_xero(access)
    except XeroError as error:
        blamed = log.error if isinstance(error, OPERATORS) else log.warning
        blamed("a client could not end a connection", consent_id=trip_id, problem=str(error))
        flash(LOCKED_OUT if isinstance(error, ReconnectNeeded) else NOT_NOW, "error")
        return
    answers.end(db.session.get_one(XeroConsent, trip_id), visitor_address())
    db.session.commit()


def find_answer(trip_id: int) -> Answer:
    """The trip of this browser, or 404: to any other it does not exist."""
    trip = answers.find_trip(trip_id, request.cookies.get(COOKIE, ""))
    if trip is None:
        raise NotFound
    invitation = db.session.get_one(XeroInvitation, trip.invitation_id)
    return Answer(trip, invitation, answers.find_connection(trip))
