"""One organisation: its facts, what hangs on it, who reaches it, and what happened to it."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from app import history
from app.extensions import db
from app.guards import find_or_404, me
from app.models import Client, XeroConnection, XeroLink, XeroLogin, XeroOrganisation
from app.models.status import cause, link_status
from app.settings import blueprint
from app.settings.organisation_facts import overview_status, why

PAGE_SIZE = 50
INTO_XERO = "https://go.xero.com/organisationlogin/default.aspx?"


@blueprint.get("/xero/organisations/<int:organisation_id>")
def organisation(organisation_id: int) -> ResponseReturnValue:
    one = find_organisation(organisation_id)
    status, code = db.session.execute(
        select(overview_status(), cause(XeroOrganisation.id)).where(XeroOrganisation.id == one.id)
    ).one()
    total = count_uses(one.id)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "settings/organisation.html",
        organisation=one,
        status=status,
        cause=why(status, code),
        uses=load_uses(one.id, page),
        total=total,
        page=page,
        pages=pages,
        connections=load_connections(one.id),
        lines=history.latest(one.practice_id, organisation_id=one.id),
        into_xero=INTO_XERO + urlencode({"shortcode": one.short_code}) if one.short_code else "",
    )


def find_organisation(organisation_id: int) -> XeroOrganisation:
    """The signed-in practice’s organisation, or 404."""
    return find_or_404(select(XeroOrganisation).filter_by(id=organisation_id, practice_id=me().practice_id))


def count_uses(organisation_id: int) -> int:
    linked = select(func.count()).where(XeroLink.organisation_id == organisation_id)
    return int(db.session.scalar(linked) or 0)


def load_uses(organisation_id: int, page: int) -> list[tuple[XeroLink, Client | None, str]]:
    """One page of the links to an organisation, the practice’s first, then by name."""
    rows = db.session.execute(
        select(XeroLink, Client, link_status())
        .outerjoin(Client, Client.id == XeroLink.client_id)
        .where(XeroLink.organisation_id == organisation_id)
        .order_by(Client.id.is_not(None), Client.search_key, Client.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [(link, client, status) for link, client, status in rows]


def load_connections(organisation_id: int) -> list[tuple[XeroConnection, XeroLogin]]:
    """The logins that reach an organisation, and after them those that once did."""
    rows = db.session.execute(
        select(XeroConnection, XeroLogin)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(XeroConnection.organisation_id == organisation_id)
        .order_by(XeroConnection.ended_at.is_not(None), XeroLogin.name, XeroLogin.id)
    )
    return [(connection, login) for connection, login in rows]
