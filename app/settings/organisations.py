"""“Show Xero connections”: every organisation of the practice and what it is linked to."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from app import picker
from app.extensions import db
from app.guards import me
from app.models import XeroOrganisation
from app.models.status import Status, cause, cause_in_words, organisation_status
from app.settings import blueprint

PAGE_SIZE = 50


@dataclass(frozen=True)
class OrganisationRow:
    """One line of the list."""

    organisation: XeroOrganisation
    status: str
    cause: str
    linked_to: str
    logins: list[str]


@blueprint.get("/xero/organisations")
def organisations() -> ResponseReturnValue:
    page = max(request.args.get("page", 1, type=int), 1)
    total = int(
        db.session.scalar(
            select(func.count())
            .select_from(XeroOrganisation)
            .where(XeroOrganisation.practice_id == me().practice_id)
        )
        or 0
    )
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page, pages)
    return render_template(
        "settings/organisations.html", rows=load_rows(page), total=total, page=page, pages=pages
    )


def load_rows(page: int) -> list[OrganisationRow]:
    """One page of organisations by name, same-named ones in the order in which they came."""
    found = db.session.execute(
        select(XeroOrganisation, organisation_status(), cause(XeroOrganisation.id))
        .where(XeroOrganisation.practice_id == me().practice_id)
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    ).all()
    ids = [organisation.id for organisation, _, _ in found]
    links, logins = picker.links_of(ids), picker.logins_of(ids)
    return [
        OrganisationRow(
            organisation,
            status,
            cause_in_words(code) if status == Status.RECONNECTION_NEEDED else "",
            picker.in_words(links.get(organisation.id, ([], 0))),
            logins.get(organisation.id, []),
        )
        for organisation, status, code in found
    ]
