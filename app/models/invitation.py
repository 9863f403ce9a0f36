"""An invitation: a client connects their own books, without an account here."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, update
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import utcnow
from app.extensions import Base, db
from app.models.client import Client
from app.models.columns import UtcDateTime
from app.models.practice import Practice, User
from app.models.xero import XeroOrganisation

INVITATION_LIFETIME = timedelta(days=14)


class InvitationState(StrEnum):
    """How far an invitation has come."""

    SENT = "sent"
    OPENED = "opened"
    EXPIRED = "expired"
    ANSWERED = "answered"
    REVOKED = "revoked"


OPEN = (InvitationState.SENT, InvitationState.OPENED)


class XeroInvitation(Base):
    """Single use, good for 14 days, stored only as a hash; looking at it uses nothing up.

    `organisation` is what the client connected; it awaits confirmation where it was not linked by itself.
    """

    __tablename__ = "xero_invitation"
    __table_args__ = (
        UniqueConstraint("practice_id", "id"),
        ForeignKeyConstraint(["practice_id", "client_id"], ["client.practice_id", "client.id"]),
        ForeignKeyConstraint(
            ["practice_id", "invited_by_id"], ["user_account.practice_id", "user_account.id"]
        ),
        ForeignKeyConstraint(
            ["practice_id", "organisation_id"], ["xero_organisation.practice_id", "xero_organisation.id"]
        ),
        Index("ix_xero_invitation_client_id", "client_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    client_id: Mapped[int]
    invited_by_id: Mapped[int]
    email: Mapped[str | None] = mapped_column(String(254))
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    organisation_id: Mapped[int | None]
    awaits_confirmation: Mapped[bool] = mapped_column(default=False)
    practice: Mapped[Practice] = relationship(viewonly=True)
    client: Mapped[Client] = relationship(
        primaryjoin="foreign(XeroInvitation.client_id) == Client.id", viewonly=True
    )
    invited_by: Mapped[User] = relationship(
        primaryjoin="foreign(XeroInvitation.invited_by_id) == User.id", viewonly=True
    )

    organisation: Mapped[XeroOrganisation | None] = relationship(
        primaryjoin="foreign(XeroInvitation.organisation_id) == XeroOrganisation.id", viewonly=True
    )

    @property
    def expires_at(self) -> datetime:
        return self.invited_at + INVITATION_LIFETIME

    def state(self, now: datetime) -> InvitationState:
        """How far it has come; what was answered or taken back does not expire any more."""
        if self.used_at:
            return InvitationState.ANSWERED
        if self.revoked_at:
            return InvitationState.REVOKED
        if now >= self.expires_at:
            return InvitationState.EXPIRED
        return InvitationState.OPENED if self.opened_at else InvitationState.SENT

    def is_live(self, now: datetime) -> bool:
        """Whether it can still be answered."""
        return self.state(now) in OPEN


def settle_answers(*client_ids: int) -> None:
    """Whatever these clients connected after an invitation waits for nobody any more."""
    answered = XeroInvitation.client_id.in_(client_ids) & XeroInvitation.awaits_confirmation
    db.session.execute(update(XeroInvitation).where(answered).values(awaits_confirmation=False))
