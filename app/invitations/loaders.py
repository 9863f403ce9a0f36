"""Where the practice's side finds what it shows."""

from __future__ import annotations

from sqlalchemy import select

from app.guards import find_or_404
from app.models import Client, XeroInvitation


def find_invitation(client: Client, invitation_id: int) -> XeroInvitation:
    """An invitation of this very client, or 404."""
    return find_or_404(
        select(XeroInvitation).filter_by(
            id=invitation_id, client_id=client.id, practice_id=client.practice_id
        )
    )
