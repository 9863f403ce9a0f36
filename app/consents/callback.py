"""Coming back from Xero. Public: the browser's own cookie says whose trip it is."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.consents import blueprint, invited
from app.consents.arrival import bring_home
from app.database import will_write
from app.extensions import db
from app.guards import is_signed_in, me, public
from app.logs import log
from app.models import Purpose, XeroConsent
from app.security import visitor_address
from app.trip_cookie import COOKIE
from app.xero import consents
from app.xero.errors import SealBroken, TripRefused


@blueprint.get("/callback")
@public
def callback() -> ResponseReturnValue:
    will_write()
    try:
        consent = find_returning()
    except TripRefused as refusal:
        db.session.rollback()
        return render_template("consents/stray.html", fault=refusal.fault), 400
    result = result_page(consent)
    finish(consent)
    return redirect(result, 303)


def result_page(consent: XeroConsent) -> str:
    """Where it is told what came of a trip: an invited client has no account here."""
    if consent.purpose == Purpose.INVITATION:
        return url_for("invitations.answer", trip_id=consent.id)
    return url_for("consents.result", consent_id=consent.id)


def find_returning() -> XeroConsent:
    """The trip of this browser, which is still its user's; TripRefused otherwise."""
    consent = consents.find_returning(request.args.get("state", ""), request.cookies.get(COOKIE, ""))
    if consent.user_id and is_signed_in() and me().id != consent.user_id:
        raise TripRefused("other_user")
    return consent


def finish(consent: XeroConsent) -> None:
    """Use the trip up and see what it brought; one that was used already keeps its first result."""
    secrets, fault = None, None
    try:
        secrets = consents.claim(consent)
        fault = fault_of_answer() if secrets else None
    except SealBroken as error:
        log.critical("the operator must act", problem=f"a trip: {error}", consent_id=consent.id)
        fault = "misconfigured"
    if fault:
        consents.refuse(consent, fault, visitor_address())
    consent_id, is_invited = consent.id, consent.purpose == Purpose.INVITATION
    db.session.commit()
    if secrets and not fault:
        nonce, verifier = secrets
        bring = invited.bring_home if is_invited else bring_home
        bring(consent_id, request.args["code"], nonce, verifier, visitor_address())


def fault_of_answer() -> str | None:
    """What is wrong with the answer in the address, error before code; None where it holds a code."""
    error = request.args.get("error")
    if error:
        return "cancelled" if error == "access_denied" else "xero_error"
    return None if request.args.get("code") else "no_code"
