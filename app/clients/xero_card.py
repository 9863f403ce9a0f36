"""What the client page shows of Xero: the card, and the banner for the logins that it depends on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app import picker
from app.clock import utcnow
from app.extensions import db
from app.guards import me
from app.link_card import LinkCard, load_link_card
from app.models import Client, XeroInvitation, XeroLink
from app.models.status import Status, client_status
from app.outages import Banner, load_banner_for
from app.xero.invitations import find_waiting
from app.xero.links import Subject


@dataclass(frozen=True)
class ClientCard:
    """One client and Xero: the status, the link where there is one, the invitation where one waits."""

    status: str
    shown: LinkCard
    shared_with: str
    invitation: XeroInvitation | None
    invitation_has_expired: bool
    is_open: bool

    @property
    def link(self) -> XeroLink | None:
        return self.shown.link


def page_of(client: Client) -> dict[str, Any]:
    """Everything that the client page shows."""
    card = load_card(client)
    return {"client": client, "card": card, "banner": load_banner(card)}


def load_card(client: Client) -> ClientCard:
    shown = load_link_card(Subject.of(client))
    invitation = find_waiting(client)
    return ClientCard(
        status=load_status(client),
        shown=shown,
        shared_with=others_linked_to(shown.link) if shown.link else "",
        invitation=invitation,
        invitation_has_expired=bool(
            invitation and not invitation.used_at and not invitation.is_live(utcnow())
        ),
        is_open=me().practice.links_clients and client.archived_at is None,
    )


def load_status(client: Client) -> str:
    return db.session.scalars(
        select(client_status())
        .select_from(Client)
        .outerjoin(XeroLink, XeroLink.client_id == Client.id)
        .where(Client.id == client.id)
    ).one()


def others_linked_to(link: XeroLink) -> str:
    """Who else uses the link’s organisation: “your practice, Blue Door, Oak & Co and 4 more”."""
    found = picker.links_of([link.organisation_id], besides=link.client_id)
    return picker.in_words(found.get(link.organisation_id, ([], 0)))


def load_banner(card: ClientCard) -> Banner:
    """What must be authorised again for the client’s organisation, where it may be connected at all."""
    if card.link is None or not card.is_open:
        return Banner()
    is_broken = card.status == Status.RECONNECTION_NEEDED
    return load_banner_for(me().practice, card.link.organisation_id, is_broken=is_broken)
