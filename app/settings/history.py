"""The history of the practice: who did what, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from zoneinfo import ZoneInfo

from flask import Response, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import happenings, history
from app.extensions import db
from app.guards import find_or_404, me
from app.history import Line, Wanted
from app.ids import row_id
from app.loaders import find_client
from app.models import User, XeroOrganisation
from app.models.columns import folded
from app.pages import local
from app.settings import blueprint
from app.spreadsheet import row_of

FILTERS = ("kind", "user", "client", "organisation", "from", "to")
HEADINGS = ("When", "Who", "What", "Client", "Organisation", "Changes", "Reason", "From address")


@blueprint.get("/history")
def show_history() -> ResponseReturnValue:
    wanted = wanted_of(request.args)
    before, after = (request.args.get(name, type=row_id) for name in ("before", "after"))
    return render_template(
        "settings/history.html",
        page=history.load_page(wanted, before=before, after=after),
        kinds=happenings.KINDS,
        people=sorted(me().practice.users, key=lambda person: folded(person.name)),
        wanted=wanted,
        asked=asked(),
        about=names_of_subjects(wanted),
    )


@blueprint.get("/history.csv")
def download_history() -> ResponseReturnValue:
    wanted = wanted_of(request.args)
    lines = stream_with_context(as_csv(history.all_lines(wanted)))
    heads = {"Content-Disposition": "attachment; filename=history.csv"}
    return Response(lines, mimetype="text/csv", headers=heads)


def asked() -> dict[str, str]:
    """The filters as they stand in the address, without those that are empty."""
    return {name: request.args[name] for name in FILTERS if request.args.get(name, "").strip()}


def wanted_of(given: Mapping[str, str]) -> Wanted:
    """What the address asks for; what cannot be read is as if it were not there, strangers are 404."""
    client, organisation, user = (number(given.get(name, "")) for name in ("client", "organisation", "user"))
    if client is not None:
        find_client(client)
    practice_id = me().practice_id
    if organisation is not None:
        find_or_404(select(XeroOrganisation.id).filter_by(id=organisation, practice_id=practice_id))
    if user is not None:
        find_or_404(select(User.id).filter_by(id=user, practice_id=practice_id))
    return Wanted(
        practice_id=practice_id,
        zone=ZoneInfo(me().practice.time_zone),
        kind=given.get("kind", "") if given.get("kind") in happenings.KINDS else "",
        user_id=user,
        client_id=client,
        organisation_id=organisation,
        first_day=day(given.get("from", "")),
        last_day=day(given.get("to", "")),
    )


def number(raw: str) -> int | None:
    try:
        return row_id(raw)
    except ValueError:
        return None


def day(raw: str) -> date | None:
    try:
        found = date.fromisoformat(raw.strip())
    except ValueError:
        return None
    # Near the ends of the calendar there is no next day, or no such hour in UTC.
    return found if 1900 <= found.year <= 2200 else None


def names_of_subjects(wanted: Wanted) -> dict[str, tuple[str, str]]:
    """The client or organisation that the page is narrowed to: its name, and where it is shown."""
    about = {}
    if wanted.client_id is not None:
        client = find_client(wanted.client_id)
        about["client"] = (client.name, url_for("clients.show", client_id=client.id))
    if wanted.organisation_id is not None:
        name = db.session.get_one(XeroOrganisation, wanted.organisation_id).name
        about["organisation"] = (
            name,
            url_for("settings.organisation", organisation_id=wanted.organisation_id),
        )
    return about


def as_csv(lines: Iterator[Line]) -> Iterator[str]:
    yield row_of(HEADINGS)
    for line in lines:
        changes = "; ".join(
            f"{label}: {' → '.join(filter(None, (before, after)))}" for label, before, after in line.changes
        )
        when = f"{local(line.at):%Y-%m-%d %H:%M:%S}"
        cells = (line.client, line.organisation, changes, line.reason, line.address)
        yield row_of((when, line.who, line.said, *cells))
