"""The client list, which is also where everybody arrives."""

from __future__ import annotations

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, func, select

from app.clients import blueprint
from app.extensions import db
from app.guards import me
from app.models import Client, User, XeroLink, XeroOrganisation
from app.models.status import Status, cause, cause_in_words, client_status

PAGE_SIZE = 50


@dataclass(frozen=True)
class ClientRow:
    """One line of the list."""

    client: Client
    manager: str
    status: str
    organisation: str
    cause: str


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return redirect(url_for("clients.index"))


@blueprint.get("/clients")
def index() -> ResponseReturnValue:
    total = count_clients()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template("clients/index.html", rows=load_rows(page), total=total, page=page, pages=pages)


def count_clients() -> int:
    statement = select(func.count()).select_from(Client).filter_by(practice_id=me().practice_id)
    return int(db.session.scalar(statement) or 0)


def load_rows(page: int) -> list[ClientRow]:
    """One page of clients by name, in one query."""
    found = db.session.execute(
        select(
            Client,
            User.name,
            client_status(),
            XeroOrganisation.name,
            cause(XeroLink.organisation_id),
        )
        .outerjoin(User, User.id == Client.manager_id)
        .outerjoin(XeroLink, and_(XeroLink.client_id == Client.id))
        .outerjoin(XeroOrganisation, XeroOrganisation.id == XeroLink.organisation_id)
        .where(Client.practice_id == me().practice_id)
        .order_by(Client.search_key, Client.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [
        ClientRow(
            client,
            manager or "",
            status,
            organisation or "",
            cause_in_words(code) if status == Status.RECONNECTION_NEEDED else "",
        )
        for client, manager, status, organisation, code in found
    ]
