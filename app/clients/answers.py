"""How the pages about a client and Xero answer, and when they change nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from app import linking
from app.clients.loaders import find_client
from app.clients.xero_card import page_of
from app.guards import me
from app.linking import ARCHIVED, Said
from app.models import Client

ClientView = Callable[[Client], ResponseReturnValue]
SWITCHED_OFF = "The client level is switched off, so nothing was changed. It is switched on in Settings."


def while_on(view: ClientView) -> Callable[[int], ResponseReturnValue]:
    """Give the view its client; while the client level is off, lead back to the client's page instead."""

    @wraps(view)
    def guarded(client_id: int) -> ResponseReturnValue:
        client = find_client(client_id)
        if not me().practice.links_clients:
            return back_to_client(client, Said(SWITCHED_OFF))
        return view(client)

    return guarded


def unless_archived(view: ClientView) -> ClientView:
    """Lead back to an archived client's page."""

    @wraps(view)
    def guarded(client: Client) -> ResponseReturnValue:
        return back_to_client(client, Said(ARCHIVED)) if client.archived_at else view(client)

    return guarded


def back_to_client(client: Client, said: Said, undo_url: str | None = None) -> ResponseReturnValue:
    """The client's page with a message: as a page of its own, or as the card that htmx swaps."""
    page_url = url_for("clients.show", client_id=client.id)
    linking.tell(said, undo_url or url_for("clients.undo_client_link", client_id=client.id))
    return linking.answer(page_url, lambda: card_of(client))


def card_of(client: Client) -> str:
    """The card alone, and beside it the banner, which depends on the organisation."""
    shown = page_of(client)
    card = render_template("clients/_xero_card.html", **shown)
    return card + render_template("_reconnect_banner.html", banner=shown["banner"], oob=True)
