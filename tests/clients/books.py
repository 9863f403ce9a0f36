"""A practice with clients, and organisations that Priya authorised: where most tests of linking begin."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from app.extensions import db
from app.models import XeroLink
from app.xero.links import Act, Subject, point
from tests.people import Firm
from tests.records import add_client, add_login, add_organisations, rows

OWN, BAKERY, LEEDS = "Harbour & Pine Ltd", "Bright Bakery Ltd", "Bright Bakery (Leeds) Ltd"


@dataclass(frozen=True)
class Books:
    """Ids of what stands in one practice: the client Bright Bakery, and organisations by name."""

    app: Flask
    firm: Firm
    client: int
    login: int
    organisations: dict[str, int]

    @property
    def page(self) -> str:
        return f"/clients/{self.client}"

    @property
    def picker(self) -> str:
        return f"{self.page}/xero-link/new"

    def link(self, name: str, client: int | None = -1) -> None:
        """Link a client, Bright Bakery where none is named, or with None the practice itself."""
        subject = Subject(self.firm.practice.id, self.client if client == -1 else client)
        with self.app.app_context():
            point(subject, self.organisations[name], Act(self.firm.admin, "picked"), was=None)
            db.session.commit()

    def linked_to(self, client: int | None = -1) -> str | None:
        """The name of the organisation that a client is linked to."""
        wanted = self.client if client == -1 else client
        found = rows(self.app, XeroLink, practice_id=self.firm.practice.id, client_id=wanted)
        names = {number: name for name, number in self.organisations.items()}
        return names[found[0].organisation_id] if found else None


def keep_books(app: Flask, firm: Firm, *more: str) -> Books:
    """Three organisations and more, authorised by Priya; nothing is linked yet."""
    login, names = add_login(app, firm), (OWN, BAKERY, LEEDS, *more)
    organisations = dict(zip(names, add_organisations(app, firm, login, *names), strict=True))
    return Books(app, firm, add_client(app, firm, "Bright Bakery"), login, organisations)
