"""A new client made from what Xero tells of an organisation, and the way back to the proposals."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.clients.codes import next_code
from app.clients.countries import HOME, country_code
from app.clients.facts import Facts
from app.guards import find_or_404, me
from app.ids import row_id
from app.linking import named
from app.matching import choose, find_scope, page_asked
from app.models import Client, ClientType, XeroOrganisation


def organisation_asked() -> XeroOrganisation | None:
    """The practice’s organisation that the client is made from, if any; another practice’s is 404."""
    if not request.values.get("organisation"):
        return None
    number = request.values.get("organisation", type=row_id) or 0
    return find_or_404(select(XeroOrganisation).filter_by(id=number, practice_id=me().practice_id))


def facts_from(organisation: XeroOrganisation) -> Facts:
    """What the form begins with; a name that is too long is for a person to shorten."""
    kind = (organisation.organisation_type or "").lower()
    return {
        "name": organisation.name,
        "code": next_code(organisation.practice_id, organisation.name),
        "type": kind if kind in list(ClientType) else None,
        "company_number": organisation.registration_number,
        "vat_number": organisation.tax_number,
        "country_code": country_code(organisation.country_code or "") or HOME,
    }


def kept_fields() -> dict[str, str]:
    """What the form carries on, so that it leads back to the proposals."""
    names = ("organisation", "trip", "page")
    return {
        name: request.values[name]
        for name in names
        if request.values.get("organisation") and name in request.values
    }


def choose_for_match(client: Client) -> None:
    """Have the new client stand beside the organisation that it was made from."""
    if organisation := organisation_asked():
        choose(find_scope(), organisation, client)


def back_to_matches(client: Client) -> ResponseReturnValue | None:
    organisation = organisation_asked()
    if organisation is None:
        return None
    flash(named("{} is added, and ticked to be linked.", client.name), "done")
    address = find_scope().address
    anchor = f"match-{organisation.id}"
    return redirect(url_for("settings.matches", page=page_asked(), **address, _anchor=anchor), 303)
