"""One client: the details, and the Xero card."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app import history
from app.clients import blueprint
from app.clients.facts import FIELDS, facts_of, said
from app.clients.loaders import find_client
from app.clients.people import People
from app.clients.xero_card import page_of
from app.guards import me
from app.models import Client


@blueprint.get("/clients/<int:client_id>")
def show(client_id: int) -> ResponseReturnValue:
    client = find_client(client_id)
    return render_template(
        "clients/detail.html",
        details=details_of(client),
        lines=history.latest(client.practice_id, client_id=client.id),
        **page_of(client),
    )


def details_of(client: Client) -> dict[str, str]:
    """What the form asks for, but for the name, which is the heading; empty where nothing is known."""
    names = People.around(me()).names
    return {
        FIELDS[name].label: said(name, value, names) if value else ""
        for name, value in facts_of(client).items()
        if name != "name"
    }
