"""One trip to Xero and back: who started it, what for, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import utcnow
from app.extensions import Base
from app.models.columns import Json, UtcDateTime
from app.models.practice import User
from app.models.xero import XeroLogin

CONSENT_LIFETIME = timedelta(hours=1)


class Purpose(StrEnum):
    """Why somebody goes to Xero."""

    LINK_PRACTICE = "link_practice"
    LINK_CLIENT = "link_client"
    INVITATION = "invitation"
    RECONNECT = "reconnect"
    HANDOVER = "handover"
    AUTHORISE = "authorise"


class Outcome(StrEnum):
    """How a trip ended."""

    LINKED = "linked"
    ASK = "ask"
    CONFIRM = "confirm"
    AUTHORISED = "authorised"
    NOTHING_NEW = "nothing_new"
    RECONNECTED = "reconnected"
    OTHER_LOGIN = "other_login"
    HAND_OVER = "hand_over"
    SAME_LOGIN = "same_login"
    LIST_FOLLOWS = "list_follows"
    CANCELLED = "cancelled"
    REFUSED = "refused"


class XeroConsent(Base):
    """Single use, good for an hour, bound to one browser; state, nonce and verifier live only here."""

    __tablename__ = "xero_consent"
    __table_args__ = (
        ForeignKeyConstraint(["practice_id", "user_id"], ["user_account.practice_id", "user_account.id"]),
        ForeignKeyConstraint(["practice_id", "login_id"], ["xero_login.practice_id", "xero_login.id"]),
        ForeignKeyConstraint(
            ["practice_id", "expected_login_id"], ["xero_login.practice_id", "xero_login.id"]
        ),
        ForeignKeyConstraint(
            ["practice_id", "expected_organisation_id"],
            ["xero_organisation.practice_id", "xero_organisation.id"],
        ),
        ForeignKeyConstraint(["practice_id", "client_id"], ["client.practice_id", "client.id"]),
        ForeignKeyConstraint(
            ["practice_id", "invitation_id"], ["xero_invitation.practice_id", "xero_invitation.id"]
        ),
        Index("ix_xero_consent_started_at", "started_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    user_id: Mapped[int | None]
    user_epoch: Mapped[int | None]
    invitation_id: Mapped[int | None]
    purpose: Mapped[str] = mapped_column(String(20))
    client_id: Mapped[int | None]
    expected_login_id: Mapped[int | None]
    expected_organisation_id: Mapped[int | None]
    state_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser_hash: Mapped[str] = mapped_column(String(64))
    sealed_secrets: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(20))
    fault: Mapped[str | None] = mapped_column(String(40))
    auth_event_id: Mapped[str | None] = mapped_column(String(64))
    login_id: Mapped[int | None]
    result: Mapped[dict[str, Any] | None] = mapped_column(Json)
    user: Mapped[User | None] = relationship(
        primaryjoin="foreign(XeroConsent.user_id) == User.id", viewonly=True
    )
    login: Mapped[XeroLogin | None] = relationship(
        primaryjoin="foreign(XeroConsent.login_id) == XeroLogin.id", viewonly=True
    )
    expected_login: Mapped[XeroLogin | None] = relationship(
        primaryjoin="foreign(XeroConsent.expected_login_id) == XeroLogin.id", viewonly=True
    )

    @property
    def is_good_for_its_user(self) -> bool:
        """Whether the sign-in that began the trip still holds; an invited client needs none."""
        if self.purpose == Purpose.INVITATION:
            return True
        user = self.user
        return user is not None and user.is_enabled and user.session_epoch == self.user_epoch

    def has_run_out(self, now: datetime) -> bool:
        return now >= self.started_at + CONSENT_LIFETIME
