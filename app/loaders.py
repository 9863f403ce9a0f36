"""Where pages of several areas find what they show: always within the signed-in practice."""

from __future__ import annotations

from sqlalchemy import select

from app.guards import find_or_404, me
from app.models import Client


def find_client(client_id: int) -> Client:
    """The signed-in practice's client, or 404; another practice's does not exist."""
    return find_or_404(select(Client).filter_by(id=client_id, practice_id=me().practice_id))
