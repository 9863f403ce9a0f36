"""The client list, which is also where everybody arrives."""

from __future__ import annotations

from flask import make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import htmx
from app.clients import blueprint
from app.clients.filters import ARCHIVED, SORTS, Filters
from app.clients.listing import Found, Listing
from app.guards import me

LIST, SEARCH = "client-list", "q"


@blueprint.get("/")
def home() -> ResponseReturnValue:
    return redirect(url_for("clients.index"))


@blueprint.get("/clients")
def index() -> ResponseReturnValue:
    filters = Filters.of(request.args)
    listing = Listing.of(me(), filters)
    found = listing.load()
    shown = {"filters": filters, "people": listing.people, "found": found, "links": links(filters, found)}
    if htmx.wants_fragment() and htmx.target() == LIST:
        return answer_with_list(filters.url(page=found.page), shown)
    return render_template("clients/index.html", **shown)


def links(filters: Filters, found: Found) -> dict[str, str]:
    """Where the heads of the columns and the pager lead."""
    leading = {column: filters.url_sorted_by(column) for column in SORTS}
    leading["previous"] = filters.url(page=found.page - 1) if found.page > 1 else ""
    leading["archived"] = filters.url(archived=ARCHIVED)
    leading["next"] = filters.url(page=found.page + 1) if found.has_next else ""
    return leading


def answer_with_list(address: str, shown: dict[str, object]) -> ResponseReturnValue:
    """The list alone, with its address: a choice is a step to go back to, each typed letter is not."""
    response = make_response(render_template("clients/_list.html", **shown))
    return (htmx.replace_address if htmx.trigger_name() == SEARCH else htmx.push_address)(response, address)
