"""Linking what a trip brought, once somebody has looked at it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy import select

from app import comparing, linking
from app.consents import blueprint
from app.consents.offers import field_of, picked_twice
from app.consents.result import find_consent, show
from app.extensions import db
from app.guards import find_or_404, me
from app.ids import row_id
from app.linking import ARCHIVED, AskAgain, Said, named
from app.loaders import find_client
from app.models import Client, XeroConsent, XeroOrganisation
from app.picker import for_client, in_words
from app.xero import fitting
from app.xero.links import Archived, LinkMoved, NotOffered, Subject, point

SWITCHED_OFF = "The client level is switched off, so nothing was linked. It is switched on in Settings."


@blueprint.post("/consents/<int:consent_id>/link")
def link_anyway(consent_id: int) -> ResponseReturnValue:
    """Link the one organisation that was chosen and compared; against the facts only with a reason."""
    consent = find_consent(consent_id)
    client = find_client(consent.client_id or 0)
    organisation = find_chosen(consent, request.form.get("organisation", 0, type=row_id))
    if not me().practice.links_clients or client.archived_at:
        return back_to(client, Said(ARCHIVED if client.archived_at else SWITCHED_OFF))
    target, fault = for_client(client), comparing.fault_of_reason(client, organisation)
    if fault and target.linked_id != organisation.id:
        return show(consent, faults={"reason": fault}), 422
    try:
        said = comparing.link_compared(target, organisation, form_url=request.path)
    except AskAgain as asking:
        return asking.window
    db.session.commit()
    return back_to(client, said)


@blueprint.post("/consents/<int:consent_id>/links")
def link_several(consent_id: int) -> ResponseReturnValue:
    """Link each chosen organisation to the client that was picked for it, in one step."""
    consent = find_consent(consent_id)
    find_client(consent.client_id or 0)
    picks = picks_in_form(consent)
    if not me().practice.links_clients:
        tell([], [SWITCHED_OFF])
    elif faults := picked_twice(picks):
        return show(consent, faults=faults, picks=picks), 422
    else:
        tell(*link_all(consent, picks))
    return redirect(url_for("consents.result", consent_id=consent_id), 303)


def picks_in_form(consent: XeroConsent) -> dict[int, int]:
    """Chosen organisation → the client that was picked for it."""
    chosen = (consent.result or {}).get("chosen", [])
    picks = {one: request.form.get(field_of(one), type=row_id) for one in chosen}
    return {organisation_id: client_id for organisation_id, client_id in picks.items() if client_id}


def link_all(consent: XeroConsent, picks: dict[int, int]) -> tuple[list[str], list[str]]:
    """Make the links and commit; returns the names of the clients linked, and why others were not."""
    linked, refused = [], []
    # Always in one order: two people at once wait for each other, instead of for ever.
    for organisation_id, client_id in sorted(picks.items(), key=lambda pick: pick[1]):
        client, organisation = find_client(client_id), find_chosen(consent, organisation_id)
        problem = link_free(client, organisation)
        if problem:
            refused.append(problem)
        else:
            linked.append(client.name)
    db.session.commit()
    return linked, refused


def link_free(client: Client, organisation: XeroOrganisation) -> str | None:
    """Link a client that points at nothing; why not, where that cannot be."""
    if fitting.is_practices_own(organisation):
        return named(
            "{} is your own practice’s organisation: choose it in the list below.", organisation.name
        )
    try:
        event = point(Subject.of(client), organisation.id, linking.act("picked"), was=None)
    except LinkMoved:
        return named("{} was linked in the meantime, and that was left as it is.", client.name)
    except NotOffered:
        return named("{} is no longer authorised, so it was not linked.", organisation.name)
    except Archived:
        return named("{} is archived, so it was not linked.", client.name)
    return None if event else named("{} is linked to {} already.", client.name, organisation.name)


def tell(linked: list[str], refused: list[str]) -> None:
    if linked:
        names = in_words((linked[:3], len(linked)))
        flash(named("Linked: {}.", names), "done")
    elif not refused:
        flash("No client was chosen, so nothing was linked.", "note")
    if refused:
        flash(Markup(" ").join(refused), "note")


def find_chosen(consent: XeroConsent, organisation_id: int) -> XeroOrganisation:
    """An organisation that this very trip chose, or 404."""
    chosen = (consent.result or {}).get("chosen", [])
    wanted = organisation_id if organisation_id in chosen else 0
    return find_or_404(select(XeroOrganisation).filter_by(id=wanted, practice_id=me().practice_id))


def back_to(client: Client, said: Said) -> ResponseReturnValue:
    linking.tell(said, url_for("clients.undo_client_link", client_id=client.id))
    return redirect(url_for("clients.show", client_id=client.id), 303)
