"""“Show Xero connections”: every organisation of the practice, and what it is linked to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from flask import Response, current_app, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from app import htmx, spreadsheet
from app.extensions import db
from app.guards import me
from app.models import XeroConnection, XeroLogin, XeroOrganisation
from app.models.status import WORDS
from app.pages import moment
from app.settings import blueprint
from app.settings.organisation_facts import waiting_for_removal
from app.settings.organisation_filters import SHOWS, SORTS, UNUSED, Filters
from app.settings.organisation_listing import Found, Listing, OrganisationRow
from app.xero import service

LIST, SEARCH = "organisation-list", "q"
HEADS = (
    "Organisation",
    "Short code and country",
    "Status",
    "Cause",
    "Linked to",
    "Authorised by",
    "Since",
    "Last used",
    "Last checked",
)
EVERY_NAME = 100


@blueprint.get("/xero/organisations")
def organisations() -> ResponseReturnValue:
    filters = Filters.of(request.args)
    found = Listing(me().practice_id, filters).load()
    shown = {"filters": filters, "found": found, "links": links(filters, found), "shows": SHOWS}
    if filters.show == UNUSED:
        shown["used_up"] = count_at_xero()
        shown["allowance"] = current_app.config["XERO_CONNECTION_ALLOWANCE"]
    if htmx.wants_fragment() and htmx.target() == LIST:
        return answer_with_list(filters.url(page=found.page), shown)
    waiting = waiting_for_removal(me().practice_id)
    return render_template("settings/organisations.html", waiting=waiting, **shown)


@blueprint.get("/xero/organisations.csv")
def organisations_as_csv() -> Response:
    """The same organisations as a file, whatever page is shown."""
    listing = Listing(me().practice_id, Filters.of(request.args))
    return spreadsheet.download("xero-connections.csv", lines(listing, me().practice.name))


def lines(listing: Listing, practice: str) -> Iterator[Sequence[str]]:
    yield HEADS
    for row in listing.every_row(EVERY_NAME):
        yield cells(row, practice)


def cells(row: OrganisationRow, practice: str) -> list[str]:
    names = [use.name or practice for use in row.uses]
    if row.more:
        names.append(f"and {row.more} more")
    return [
        row.name,
        row.told_apart_by,
        str(WORDS[row.status]),  # type: ignore[index]
        row.cause,
        "; ".join(names),
        "; ".join(login.name for login in row.logins),
        *(moment(at) if at else "" for at in (row.since, row.used_at, row.checked_at)),
    ]


def links(filters: Filters, found: Found) -> dict[str, str]:
    """Where the heads of the columns, the pager and the file lead."""
    leading = {column: filters.url_sorted_by(column) for column in SORTS}
    leading["previous"] = filters.url(page=found.page - 1) if found.page > 1 else ""
    leading["next"] = filters.url(page=found.page + 1) if found.has_next else ""
    leading["csv"] = filters.url("settings.organisations_as_csv")
    leading["all"] = url_for("settings.organisations")
    leading["unused"] = Filters().url(show=UNUSED)
    return leading


def answer_with_list(address: str, shown: dict[str, object]) -> ResponseReturnValue:
    """The list alone, with its address: a choice is a step to go back to, each typed letter is not."""
    response = make_response(render_template("settings/_organisation_list.html", **shown))
    return (htmx.replace_address if htmx.trigger_name() == SEARCH else htmx.push_address)(response, address)


def count_at_xero() -> int:
    """How many organisations this installation’s Xero app is connected to; Xero counts each one once."""
    return int(
        db.session.scalar(
            select(func.count(XeroOrganisation.tenant_id.distinct()))
            .join(XeroConnection, XeroConnection.organisation_id == XeroOrganisation.id)
            .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
            .where(XeroConnection.ended_at.is_(None), XeroLogin.app_client_id == service().client_id)
        )
        or 0
    )
