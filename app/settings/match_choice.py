"""Choosing another client for an organisation: best fits first, found by search as one types."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app import htmx, matching
from app.extensions import db
from app.guards import find_or_404, me
from app.ids import row_id
from app.loaders import find_client
from app.matching import Scope, find_draft, find_scope, page_asked, picked_twice, rows_of
from app.models import Client, XeroOrganisation
from app.models.columns import folded, has_word
from app.picker import logins_of, told_apart_by
from app.settings import blueprint
from app.settings.match_rows import load_lines, summary
from app.xero import fitting
from app.xero.matching import is_without_link

SHOWN, BEST = 50, 5
NONE = "none"


@dataclass(frozen=True)
class Choice:
    """The window’s content."""

    organisation: XeroOrganisation
    told_apart_by: str
    scope: Scope
    page: int
    clients: list[Client]
    is_more: bool
    query: str
    chosen_id: int | None
    fault: str = ""

    @property
    def url(self) -> str:
        return url_for(
            "settings.choose_client",
            organisation_id=self.organisation.id,
            page=self.page,
            **self.scope.address,
        )


@blueprint.get("/xero/matches/<int:organisation_id>/client")
def choose_client(organisation_id: int) -> ResponseReturnValue:
    return show(find_organisation(organisation_id))


@blueprint.post("/xero/matches/<int:organisation_id>/client")
def chosen_client(organisation_id: int) -> ResponseReturnValue:
    organisation, scope = find_organisation(organisation_id), find_scope()
    number = request.form.get("client", type=row_id)
    if number is None and request.form.get("client") != NONE:
        return show(organisation, "Choose a client from the list, or none.")
    client = find_client(number) if number else None
    if client and not db.session.scalar(select(Client.id).where(Client.id == client.id, is_without_link())):
        return show(organisation, "That client was linked or archived in the meantime. Choose another.")
    matching.choose(scope, organisation, client)
    db.session.commit()
    return changed_row(organisation, scope)


def find_organisation(organisation_id: int) -> XeroOrganisation:
    """The signed-in practice’s organisation, or 404."""
    return find_or_404(select(XeroOrganisation).filter_by(id=organisation_id, practice_id=me().practice_id))


def show(organisation: XeroOrganisation, fault: str = "") -> ResponseReturnValue:
    """The window as a page, in the dialog, or only its list while somebody types."""
    choice = load_choice(organisation, fault)
    status = 422 if fault else 200
    if not htmx.wants_fragment():
        return render_template("settings/choose_client.html", choice=choice), status
    if htmx.target() == "clients":
        return render_template("settings/_client_choices.html", choice=choice), status
    body = make_response(render_template("settings/_choose_client.html", choice=choice), status)
    return htmx.retarget(body, "#dialog-content")


def load_choice(organisation: XeroOrganisation, fault: str) -> Choice:
    scope, query = find_scope(), request.args.get("q", "")[:200].replace("\0", " ")
    draft = find_draft(scope)
    rows = rows_of(draft) if draft else []
    clients = load_clients(organisation, query)
    return Choice(
        organisation=organisation,
        told_apart_by=told_apart_by(organisation, logins_of([organisation.id]).get(organisation.id, [])),
        scope=scope,
        page=page_asked(),
        clients=clients[:SHOWN],
        is_more=len(clients) > SHOWN,
        query=query,
        chosen_id=next((row.client_id for row in rows if row.organisation_id == organisation.id), None),
        fault=fault,
    )


def load_clients(organisation: XeroOrganisation, query: str) -> list[Client]:
    """Clients without a link by name; those that fit best stand first where nothing is searched."""
    words = folded(query).split()
    wanted = (
        select(Client)
        .where(Client.practice_id == me().practice_id, is_without_link())
        .where(*(has_word(Client.search_key, word) for word in words))
        .order_by(Client.search_key, Client.id)
    )
    found = list(db.session.scalars(wanted.limit(SHOWN + 1)))
    if words:
        return found
    fits = fitting.best_clients(organisation, fitting.candidates_of(me().practice_id), BEST)
    ids = [one for one, _ in fits]
    best = {one.id: one for one in db.session.scalars(wanted.where(Client.id.in_(ids)))}
    first = [best[one] for one in ids if one in best]
    return [*first, *(one for one in found if one.id not in best)]


def changed_row(organisation: XeroOrganisation, scope: Scope) -> ResponseReturnValue:
    """Back to the proposals: the page, or the one row that htmx swaps, with the dialog closed."""
    page_url = url_for(
        "settings.matches", page=page_asked(), **scope.address, _anchor=f"match-{organisation.id}"
    )
    draft = find_draft(scope)
    rows = rows_of(draft) if draft else []
    row = [one for one in rows if one.organisation_id == organisation.id]
    if not row or not htmx.wants_fragment():
        return htmx.move_browser_to(page_url) if htmx.wants_fragment() else redirect(page_url, 303)
    lines = load_lines(row, picked_twice(rows))
    body = render_template("settings/_match.html", line=lines[0], scope=scope, page=page_asked())
    body += render_template("settings/_match_count.html", tally=summary(rows, scope), oob=True)
    swapped = htmx.retarget(make_response(body), f"#match-{organisation.id}", "outerHTML")
    return htmx.trigger(swapped, **{"close-dialog": True})
