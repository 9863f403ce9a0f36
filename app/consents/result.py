"""What came of a trip: the page, and what one can still do there."""

from __future__ import annotations

from collections.abc import Mapping

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.consents import arrival, blueprint
from app.consents.coming_back import SHOWN
from app.consents.report import NOTHING, load_report
from app.consents.words import carried_in_words, why_not_read
from app.extensions import db
from app.guards import find_or_404, me
from app.ids import row_id
from app.logs import log
from app.models import Purpose, XeroConsent
from app.security import visitor_address
from app.xero import carrying, settling
from app.xero.errors import SealBroken, XeroError, XeroMisconfigured

OPERATORS = (SealBroken, XeroMisconfigured)


@blueprint.get("/consents/<int:consent_id>")
def result(consent_id: int) -> ResponseReturnValue:
    return show(find_consent(consent_id))


def show(
    consent: XeroConsent, faults: Mapping[str, str] = NOTHING, picks: Mapping[int, int] | None = None
) -> str:
    """The page as it stands now; `faults` and `picks` are those of a form that was refused."""
    return render_template("consents/result.html", result=load_report(consent, faults, picks))


@blueprint.post("/consents/<int:consent_id>/read-again")
def read_again(consent_id: int) -> ResponseReturnValue:
    consent = find_consent(consent_id)
    try:
        arrival.read_again(consent, visitor_address())
    except XeroError as error:
        blamed = log.error if isinstance(error, OPERATORS) else log.warning
        blamed("the list of organisations follows later", consent_id=consent_id, problem=str(error))
        flash(why_not_read(error), "note")
    return redirect(url_for("consents.result", consent_id=consent_id), 303)


@blueprint.post("/consents/<int:consent_id>/facts")
def facts(consent_id: int) -> ResponseReturnValue:
    """Read organisations' facts that the trip had no time for; the result page asks by itself."""
    consent = find_consent(consent_id)
    try:
        arrival.read_facts_later(consent)
    except XeroError:
        log.info("facts not read", consent_id=consent_id)
    return "", 204


@blueprint.post("/consents/<int:consent_id>/keep")
def keep(consent_id: int) -> ResponseReturnValue:
    consent = find_consent(consent_id)
    if consent.user_id != me().id:
        abort(404)
    kept = settling.keep_also(consent, request.form.getlist("organisation"), visitor_address())
    db.session.commit()
    if kept:
        flash(f"{len(kept)} more organisation{'s' if len(kept) > 1 else ''} can be chosen now.", "done")
    else:
        flash("Nothing was ticked, so nothing was added.", "note")
    return redirect(url_for("consents.result", consent_id=consent_id), 303)


@blueprint.post("/consents/<int:consent_id>/carry")
def carry(consent_id: int) -> ResponseReturnValue:
    """Let the login that answered a reconnect carry organisations of the one that was expected."""
    consent = find_consent(consent_id)
    if not carrying.is_answered_by_other(consent) or consent.login is None:
        abort(404)
    wanted, name = carry_in_form(consent), consent.login.name
    carried = carrying.carry(consent, wanted, visitor_address())
    db.session.commit()
    flash(*carried_in_words(carried, len(wanted), name))
    return redirect(url_for("consents.result", consent_id=consent_id), 303)


def carry_in_form(consent: XeroConsent) -> set[int]:
    """What is ticked, and with it all that the page only counted where that is ticked, too."""
    offered = [one["organisation_id"] for one in (consent.result or {}).get("carry", [])]
    ticked = set(request.form.getlist("organisation", type=row_id))
    return ticked | set(offered[SHOWN:] if request.form.get("others") == "yes" else [])


def find_consent(consent_id: int) -> XeroConsent:
    """The signed-in practice's consent, or 404; what an invited client did is told on the client's page."""
    return find_or_404(
        select(XeroConsent)
        .filter_by(id=consent_id, practice_id=me().practice_id)
        .where(XeroConsent.purpose != Purpose.INVITATION)
    )
