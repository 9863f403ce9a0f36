"""Setting out for Xero."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from app.consents import blueprint
from app.extensions import db
from app.guards import find_or_404, me
from app.ids import row_id
from app.loaders import find_client
from app.models import Client, Purpose, XeroLogin
from app.refusals import AdminsOnly
from app.security import visitor_address
from app.trip_cookie import bind, browser_secret
from app.xero import consents


@blueprint.post("/consents")
def start() -> ResponseReturnValue:
    purpose = request.form.get("purpose", "")
    if purpose == Purpose.LINK_PRACTICE:
        return set_out_to_link_practice()
    if purpose == Purpose.LINK_CLIENT:
        return set_out_to_link(find_client(request.form.get("client", 0, type=row_id)))
    if purpose == Purpose.HANDOVER:
        leaver = find_login(request.form.get("login", 0, type=row_id))
        return set_out(Purpose.HANDOVER, expected_login=leaver)
    if purpose == Purpose.AUTHORISE:
        return set_out(Purpose.AUTHORISE)
    if purpose != Purpose.RECONNECT:
        abort(400)
    return set_out(Purpose.RECONNECT, expected_login=find_expected())


def set_out_to_link_practice() -> ResponseReturnValue:
    if not me().is_admin:
        raise AdminsOnly
    if not me().practice.links_practice:
        flash("The practice level is switched off. Switch it on first.", "note")
        return redirect(url_for("settings.xero"), 303)
    return set_out(Purpose.LINK_PRACTICE)


def set_out_to_link(client: Client) -> ResponseReturnValue:
    if not me().practice.links_clients:
        flash("The client level is switched off. An administrator can switch it on in Settings.", "note")
    elif client.archived_at is not None:
        flash("This client is archived. Restore the client first, then connect.", "note")
    else:
        return set_out(Purpose.LINK_CLIENT, client=client)
    return redirect(url_for("clients.show", client_id=client.id), 303)


def set_out(
    purpose: Purpose, client: Client | None = None, expected_login: XeroLogin | None = None
) -> ResponseReturnValue:
    secret = browser_secret()
    address = consents.begin(
        me(), purpose, secret, client=client, expected_login=expected_login, address=visitor_address()
    )
    db.session.commit()
    return bind(redirect(address, 303), secret)


def find_expected() -> XeroLogin | None:
    """The login that is to be brought back; None for what any login may bring back."""
    return find_login(request.form.get("login", 0, type=row_id)) if "login" in request.form else None


def find_login(login_id: int) -> XeroLogin:
    """The signed-in practice's login, or 404."""
    return find_or_404(select(XeroLogin).filter_by(id=login_id, practice_id=me().practice_id))
