"""Linking what a trip brought, once somebody has looked at it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.consents import blueprint
from app.consents.report import may_link
from app.consents.result import find_consent
from app.extensions import db
from app.guards import find_or_404, me
from app.ids import row_id
from app.linking import ARCHIVED, MOVED
from app.loaders import find_client
from app.models import Client, XeroConsent, XeroOrganisation
from app.security import visitor_address
from app.xero import fitting
from app.xero.links import Act, Archived, LinkMoved, NotOffered, Subject, find_link, point

LONGEST_REASON = 1000


@blueprint.post("/consents/<int:consent_id>/link")
def link_anyway(consent_id: int) -> ResponseReturnValue:
    """Link the one organisation that was chosen, although it does not plainly fit; the reason is kept."""
    consent = find_consent(consent_id)
    client = find_client(consent.client_id or 0)
    organisation = find_chosen(consent, request.form.get("organisation", 0, type=row_id))
    reason = " ".join(request.form.get("reason", "").split())[:LONGEST_REASON]
    if not may_link(client):
        flash("This client cannot be linked at present. Nothing was changed.", "note")
    elif not reason and fitting.needs_reason(client, organisation):
        flash("Give a reason for linking it anyway: it is kept in the history.", "error")
        return redirect(url_for("consents.result", consent_id=consent_id), 303)
    elif link(client, organisation, reason, was=request.form.get("was", type=row_id)):
        db.session.commit()
    return redirect(url_for("clients.show", client_id=client.id), 303)


@blueprint.post("/consents/<int:consent_id>/links")
def link_several(consent_id: int) -> ResponseReturnValue:
    """Link each chosen organisation to the client that was picked for it, in one step."""
    consent = find_consent(consent_id)
    linked = 0
    for organisation, client in pairs(consent):
        if may_link(client):
            linked += link(client, organisation, "", was=None, is_quiet=True)
    db.session.commit()
    flash(f"{linked} client{' was' if linked == 1 else 's were'} linked.", "done" if linked else "note")
    return redirect(url_for("consents.result", consent_id=consent_id), 303)


def pairs(consent: XeroConsent) -> Iterator[tuple[XeroOrganisation, Client]]:
    """What was picked in the form: each chosen organisation with its client, each client once."""
    taken: set[int] = set()
    for organisation_id in (consent.result or {}).get("chosen", []):
        client_id = request.form.get(f"client-{organisation_id}", type=row_id)
        if client_id and client_id not in taken:
            taken.add(client_id)
            yield find_chosen(consent, organisation_id), find_client(client_id)


def find_chosen(consent: XeroConsent, organisation_id: int) -> XeroOrganisation:
    """An organisation that this very trip chose, or 404."""
    chosen = (consent.result or {}).get("chosen", [])
    wanted = organisation_id if organisation_id in chosen else 0
    return find_or_404(select(XeroOrganisation).filter_by(id=wanted, practice_id=me().practice_id))


def link(
    client: Client, organisation: XeroOrganisation, reason: str, *, was: int | None, is_quiet: bool = False
) -> bool:
    """Link and say so; False, with a sentence, where the present state forbids it."""
    act = Act(me(), "confirmed" if reason else "picked", visitor_address(), reason or None)
    subject = Subject(client.practice_id, client.id)
    try:
        event = point(subject, organisation.id, act, was=was)
    except (LinkMoved, NotOffered, Archived) as refused:
        flash(ARCHIVED if isinstance(refused, Archived) else MOVED, "note")
        return False
    made = find_link(subject)
    if reason and made:
        fitting.confirm(made, client, organisation)
    if event and not is_quiet:
        undo_url = url_for("clients.undo_client_link", client_id=client.id)
        said = {"text": f"Linked to {organisation.name}.", "undo_url": undo_url, "event": event.id}
        flash(said, "done")  # type: ignore[arg-type]
    return event is not None
