"""The client's side: what the link opens, and setting out for Xero. Public, and told nothing but its own."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from app.attempts import UNKNOWN_INVITATION, network_of
from app.database import will_write
from app.errors import refuse_forgery
from app.extensions import db
from app.guards import public
from app.invitations import blueprint
from app.invitations.words import CLOSED, UNKNOWN, why_closed
from app.models import XeroInvitation
from app.models.invitation import InvitationState
from app.refusals import SlowDown
from app.security import visitor_address
from app.trip_cookie import bind, browser_secret
from app.xero import invitations
from app.xero.invitations import NotOpen

GONE, NOT_FOUND = 410, 404
ENDING_LIFETIME = timedelta(days=90)
STALE = "This page was open for too long, or your browser keeps no cookies. Press the button again."


@blueprint.get("/invitations/<secret>")
@public
def show(secret: str) -> ResponseReturnValue:
    """Looking uses nothing up and marks nothing: mail scanners look at every link."""
    invitation = find_known(secret)
    return show_invitation(invitation, secret) if invitation else show_unknown()


@blueprint.post("/invitations/<secret>/connect")
@public
def connect(secret: str) -> ResponseReturnValue:
    invitation = find_known(secret)
    return set_out(invitation) if invitation else show_unknown()


def find_known(secret: str) -> XeroInvitation | None:
    """The invitation of a secret; whoever tries too many that open nothing has to wait."""
    whom = network_of(visitor_address())
    if minutes := UNKNOWN_INVITATION.wait(whom):
        raise SlowDown(minutes)
    invitation = invitations.find_by_secret(secret)
    if invitation is None:
        db.session.rollback()
        will_write()
        UNKNOWN_INVITATION.count(whom)
        db.session.commit()
    return invitation


def show_unknown() -> ResponseReturnValue:
    title, advice = UNKNOWN
    return render_template("invitations/closed.html", title=title, advice=advice), NOT_FOUND


def show_invitation(invitation: XeroInvitation, secret: str) -> ResponseReturnValue:
    state = invitations.state_of(invitation)
    return show_closed(invitation, state) if state in CLOSED else show_open(invitation, secret)


def show_open(invitation: XeroInvitation, secret: str, notice: str = "") -> str:
    return render_template("invitations/show.html", invitation=invitation, secret=secret, notice=notice)


def show_closed(invitation: XeroInvitation, state: InvitationState) -> ResponseReturnValue:
    title, advice = why_closed(invitation, state)
    return render_template("invitations/closed.html", title=title, advice=advice), GONE


def set_out(invitation: XeroInvitation) -> ResponseReturnValue:
    """To Xero, with the trip bound to this browser for as long as the client may want to end it here."""
    browser = browser_secret()
    try:
        address = invitations.begin(invitation, browser, visitor_address())
    except NotOpen as refusal:
        db.session.rollback()
        return show_closed(invitation, refusal.state)
    db.session.commit()
    return bind(redirect(address, 303), browser, ENDING_LIFETIME)


@blueprint.errorhandler(CSRFError)
def show_again(error: CSRFError) -> ResponseReturnValue:
    """A page that was open for too long: the client presses the button once more, instead of an error."""
    secret = (request.view_args or {}).get("secret", "")
    invitation = invitations.find_by_secret(secret) if request.endpoint == "invitations.connect" else None
    if invitation is None:
        return refuse_forgery(error)
    if (state := invitations.state_of(invitation)) in CLOSED:
        return show_closed(invitation, state)
    return show_open(invitation, secret, STALE), 400
