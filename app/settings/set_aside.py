"""Organisations that are no client: marking them, listing them, taking it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select

from app.clock import utcnow
from app.extensions import db
from app.guards import find_or_404, me
from app.linking import named
from app.models import Event, XeroOrganisation, record
from app.picker import in_words, links_of, logins_of, told_apart_by
from app.security import visitor_address
from app.settings import blueprint

PAGE_SIZE = 50
SET_ASIDE, TAKEN_BACK = "organisation.set_aside", "organisation.taken_back"


@blueprint.get("/xero/set-aside")
def set_aside_list() -> ResponseReturnValue:
    mine = XeroOrganisation.practice_id == me().practice_id, XeroOrganisation.set_aside_at.is_not(None)
    counting = select(func.count()).select_from(XeroOrganisation).where(*mine)
    total = db.session.scalars(counting).one()
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    by_name = select(XeroOrganisation).where(*mine).order_by(XeroOrganisation.search_key, XeroOrganisation.id)
    found = db.session.scalars(by_name.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).all()
    ids = [one.id for one in found]
    logins, links = logins_of(ids), links_of(ids)
    rows = [
        (one, told_apart_by(one, logins.get(one.id, [])), in_words(links.get(one.id, ([], 0))))
        for one in found
    ]
    return render_template("settings/set_aside.html", rows=rows, total=total, page=page, pages=pages)


@blueprint.post("/xero/set-aside/<int:organisation_id>/delete")
def take_back(organisation_id: int) -> ResponseReturnValue:
    organisation = hold_organisation(organisation_id)
    if organisation.set_aside_at:
        organisation.set_aside_at = None
        tell(TAKEN_BACK, organisation)
        flash(named("{} can be matched to a client again.", organisation.name), "done")
    db.session.commit()
    leads_to = "set_aside_list" if request.form.get("from") == "list" else "matches"
    return redirect(url_for(f"settings.{leads_to}"), 303)


def set_aside(number: str) -> None:
    """Mark the organisation as not a client, and offer to take that back."""
    organisation = hold_organisation(int(number) if number.isdecimal() and len(number) < 10 else 0)
    if organisation.set_aside_at:
        return
    organisation.set_aside_at = utcnow()
    event = tell(SET_ASIDE, organisation)
    db.session.flush()
    said = {
        "text": named("{} is marked as not a client.", organisation.name),
        "undo_url": url_for("settings.take_back", organisation_id=organisation.id),
        "event": event.id,
    }
    flash(said, "done")  # type: ignore[arg-type]


def hold_organisation(organisation_id: int) -> XeroOrganisation:
    """The practice’s organisation as it is now, held until the transaction ends, or 404."""
    return find_or_404(
        select(XeroOrganisation)
        .filter_by(id=organisation_id, practice_id=me().practice_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )


def tell(what: str, organisation: XeroOrganisation) -> Event:
    return record(
        what,
        practice_id=organisation.practice_id,
        organisation_id=organisation.id,
        user_id=me().id,
        after={"organisation": organisation.name},
        address=visitor_address(),
    )
