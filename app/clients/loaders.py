"""Where the client pages find what they show: always within the signed-in practice."""

from __future__ import annotations

from sqlalchemy import select

from app.guards import find_or_404, me
from app.loaders import find_client as find_client
from app.models import Client, ClientImport


def lock_client(client_id: int) -> Client:
    """The practice's client as it is now, held so that two people's changes come one after the other."""
    return find_or_404(
        select(Client)
        .filter_by(id=client_id, practice_id=me().practice_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def find_import(import_id: int) -> ClientImport:
    """An upload of the signed-in user's own, or 404."""
    return find_or_404(
        select(ClientImport).filter_by(id=import_id, practice_id=me().practice_id, user_id=me().id)
    )
