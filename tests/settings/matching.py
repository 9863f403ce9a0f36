"""A practice with organisations that nothing is linked to, and clients without a link."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask

from app.clock import utcnow
from app.models import Client, XeroConnection, XeroLink, XeroOrganisation
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add, add_login, add_organisations, change, rows

MATCHES = "/settings/xero/matches"
NUMBER = "09876543"
NAMES = ("Alder Bakery Ltd", "Birch Dental Ltd", "Cedar Motor Ltd", "Zephyr Quarterly")


@dataclass(frozen=True)
class Shelf:
    """Ids by name of what is to be matched in one practice."""

    app: Flask
    firm: Firm
    login: int
    organisations: dict[str, int]
    clients: dict[str, int]

    def links(self) -> dict[str, str]:
        """Client → organisation, by name, of all that is linked."""
        names = {one.id: one.name for one in rows(self.app, XeroOrganisation)}
        clients = {one.id: one.name for one in rows(self.app, Client)}
        found = rows(self.app, XeroLink, practice_id=self.firm.practice.id)
        return {clients[one.client_id]: names[one.organisation_id] for one in found if one.client_id}

    def tell(self, name: str, **facts: object) -> None:
        """Have Xero tell an organisation’s facts."""
        facts.setdefault("facts_read_at", utcnow())
        organisation = rows(self.app, XeroOrganisation, id=self.organisations[name])[0]
        change(self.app, organisation, lambda row: [setattr(row, *fact) for fact in facts.items()])

    def add_client(self, name: str, **facts: object) -> int:
        client = Client(practice_id=self.firm.practice.id, name=name, code=name[:40], **facts)
        self.clients[name] = add(self.app, client)[0]
        return self.clients[name]

    def add_organisation(self, name: str, **facts: object) -> int:
        practice_id, tenant = self.firm.practice.id, f"tenant-{len(rows(self.app, XeroOrganisation))}"
        organisation = XeroOrganisation(practice_id=practice_id, tenant_id=tenant, name=name)
        one = self.organisations[name] = add(self.app, organisation)[0]
        common = {"practice_id": practice_id, "login_id": self.login}
        add(self.app, XeroConnection(organisation_id=one, xero_id=tenant, **common))
        self.tell(name, **facts)
        return one


def fill_shelf(app: Flask, firm: Firm, names: tuple[str, ...] = NAMES) -> Shelf:
    """Two that fit for certain, one that nearly does, and one that nothing fits."""
    login = add_login(app, firm)
    organisations = dict(zip(names, add_organisations(app, firm, login, *names), strict=True))
    shelf = Shelf(app, firm, login, organisations, {})
    for name in names:
        shelf.tell(name)
    for name in ("Alder Bakery Limited", "Birch Dental Ltd", "Cedar Motors Ltd"):
        shelf.add_client(name)
    return shelf


def press(who: Visitor, page: Page, button: str, ticked: list[int] | None = None, **more: object) -> Page:
    """Press a button of the proposals, with these organisations ticked, or as the page has them."""
    form = next(one for one in page.select("form") if one.get("action") == MATCHES)
    sent: dict[str, object] = {"do": button, "row": [], "ticked": [], "csrf_token": who.csrf_token()}
    for field in form.select("input"):
        name, value = field.get("name"), field.get("value")
        if name == "row":
            sent["row"].append(value)
        elif name == "ticked":
            sent["ticked"] += [value] if "checked" in field.attrs else []
        elif name != "csrf_token":
            sent[name] = value
    if ticked is not None:
        sent["ticked"] = ticked
    return who.open("POST", MATCHES, data=sent | more)


def ticked(page: Page) -> set[int]:
    return {int(one.get("value")) for one in page.select("input[name=ticked]") if "checked" in one.attrs}
