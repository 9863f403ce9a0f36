"""What is linked to what, and what a client's page says of it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Client, XeroLink, XeroOrganisation
from tests.page import Page, Visitor


def links(app: Flask) -> dict[str, str]:
    """Client → organisation, by name."""
    with app.app_context():
        rows = db.session.execute(
            select(Client.name, XeroOrganisation.name)
            .join(XeroLink, XeroLink.client_id == Client.id)
            .join(XeroOrganisation, XeroOrganisation.id == XeroLink.organisation_id)
        )
        return {row[0]: row[1] for row in rows}


def id_in(picker: str) -> int:
    """The client whose picker this is."""
    return int(picker.split("/")[2])


def client_page(visitor: Visitor, picker: str) -> Page:
    return visitor.get(picker.removesuffix("/xero-link/new"))


def card_of(visitor: Visitor, picker: str) -> str:
    """What the Xero card of the client says."""
    return client_page(visitor, picker).find("#xero-card").text
