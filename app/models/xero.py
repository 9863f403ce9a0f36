"""What we hold about Xero: logins, organisations, connections between them, and links to organisations."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import utcnow
from app.extensions import Base
from app.models.client import Client
from app.models.columns import LONGEST_KEY, Json, SearchKey, UtcDateTime, folded
from app.models.practice import User


class LoginState(StrEnum):
    """Whether a Xero login still opens anything."""

    ACTIVE = "active"
    EXPIRED = "expired"
    REVOKED = "revoked"
    LOST = "lost"


class FitState(StrEnum):
    """How well a linked organisation fits its client; confirmed once somebody vouched for it."""

    CERTAIN = "certain"
    UNSURE = "unsure"
    CONTRADICTED = "contradicted"
    DRIFTED = "drifted"
    CONFIRMED = "confirmed"


class XeroLogin(Base):
    """One Xero user who authorised us, with one set of tokens, which only the token lifecycle writes.

    `sent_at` is when the present refresh token was first sent and not answered yet; `retry_at`, before when
    nobody is to send it again; `spare_tokens`, an answer that came after another had been kept;
    `lacks_permission_at`, when Xero last said that it must allow more than it did.
    """

    __tablename__ = "xero_login"
    __table_args__ = (
        UniqueConstraint("practice_id", "app_client_id", "xero_userid"),
        UniqueConstraint("practice_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    app_client_id: Mapped[str] = mapped_column(String(100))
    xero_userid: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    state: Mapped[str] = mapped_column(String(10), default=LoginState.ACTIVE)
    state_since: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    authorised_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    scopes: Mapped[str] = mapped_column(Text, default="")
    sealed_tokens: Mapped[str | None] = mapped_column(Text)
    access_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refreshed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lapses_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    generation: Mapped[int] = mapped_column(default=0)
    grant_epoch: Mapped[int] = mapped_column(default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lease_fence: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    refusals: Mapped[int] = mapped_column(default=0, server_default="0")
    retry_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    trouble: Mapped[str | None] = mapped_column(String(20))
    forced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    spare_tokens: Mapped[str | None] = mapped_column(Text)
    connections_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    leaving_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lacks_permission_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    connections: Mapped[list[XeroConnection]] = relationship(
        primaryjoin="XeroLogin.id == foreign(XeroConnection.login_id)", viewonly=True
    )

    @property
    def is_active(self) -> bool:
        return self.state == LoginState.ACTIVE


class XeroOrganisation(Base):
    """One set of books in Xero, as one practice knows it.

    `preferred_login_id` is whose login is used first; `parked_until`, before when Xero is not to be asked;
    `is_legacy`, that its authorisation used Xero’s previous method; `set_aside_at`, since when it is known to
    be no client.
    """

    __tablename__ = "xero_organisation"
    __table_args__ = (
        UniqueConstraint("practice_id", "tenant_id"),
        UniqueConstraint("practice_id", "id"),
        ForeignKeyConstraint(
            ["practice_id", "preferred_login_id"], ["xero_login.practice_id", "xero_login.id"]
        ),
        # The picker as it opens: sorted by name.
        Index("ix_xero_organisation_by_name", "practice_id", "search_key", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    tenant_id: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(Text)
    search_key: Mapped[str] = mapped_column(SearchKey)
    legal_name: Mapped[str | None] = mapped_column(Text)
    short_code: Mapped[str | None] = mapped_column(String(20))
    country_code: Mapped[str | None] = mapped_column(String(3))
    base_currency: Mapped[str | None] = mapped_column(String(3))
    registration_number: Mapped[str | None] = mapped_column(String(60))
    tax_number: Mapped[str | None] = mapped_column(String(60))
    organisation_type: Mapped[str | None] = mapped_column(String(40))
    is_demo_company: Mapped[bool] = mapped_column(default=False)
    facts_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    preferred_login_id: Mapped[int | None]
    parked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    parked_because: Mapped[str | None] = mapped_column(String(20))
    last_used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_legacy: Mapped[bool] = mapped_column(default=False, server_default=false())
    set_aside_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)


class XeroConnection(Base):
    """This login reaches this organisation: our mirror of one entry of Xero's /connections.

    `removal_asked_at` is since when it waits to be removed at Xero, `removal_fault` what Xero said to that.
    """

    __tablename__ = "xero_connection"
    __table_args__ = (
        UniqueConstraint("login_id", "organisation_id"),
        ForeignKeyConstraint(["practice_id", "login_id"], ["xero_login.practice_id", "xero_login.id"]),
        ForeignKeyConstraint(
            ["practice_id", "organisation_id"], ["xero_organisation.practice_id", "xero_organisation.id"]
        ),
        ForeignKeyConstraint(
            ["practice_id", "removal_asked_by_id"], ["user_account.practice_id", "user_account.id"]
        ),
        Index("ix_xero_connection_organisation_id", "organisation_id"),
        # Whether a login still reaches an organisation is asked for whole lists of them.
        Index(
            "ix_xero_connection_living",
            "practice_id",
            "organisation_id",
            "login_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int]
    login_id: Mapped[int]
    organisation_id: Mapped[int]
    xero_id: Mapped[str] = mapped_column(String(64))
    auth_event_id: Mapped[str | None] = mapped_column(String(64))
    connected_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_because: Mapped[str | None] = mapped_column(String(40))
    removal_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removal_asked_by_id: Mapped[int | None]
    removal_fault: Mapped[str | None] = mapped_column(String(200))
    login: Mapped[XeroLogin] = relationship(
        primaryjoin="foreign(XeroConnection.login_id) == XeroLogin.id", viewonly=True
    )
    organisation: Mapped[XeroOrganisation] = relationship(
        primaryjoin="foreign(XeroConnection.organisation_id) == XeroOrganisation.id", viewonly=True
    )


class XeroLink(Base):
    """A client, or the practice itself where `client_id` is NULL, points at an organisation."""

    __tablename__ = "xero_link"
    __table_args__ = (
        UniqueConstraint("client_id"),
        ForeignKeyConstraint(["practice_id", "client_id"], ["client.practice_id", "client.id"]),
        ForeignKeyConstraint(
            ["practice_id", "organisation_id"], ["xero_organisation.practice_id", "xero_organisation.id"]
        ),
        ForeignKeyConstraint(
            ["practice_id", "linked_by_id"], ["user_account.practice_id", "user_account.id"]
        ),
        Index(
            "uq_xero_link_practice_itself",
            "practice_id",
            unique=True,
            sqlite_where=text("client_id IS NULL"),
            postgresql_where=text("client_id IS NULL"),
        ),
        Index("ix_xero_link_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    client_id: Mapped[int | None]
    organisation_id: Mapped[int]
    came_about: Mapped[str] = mapped_column(String(20))
    fit: Mapped[str | None] = mapped_column(String(20))
    fit_reason: Mapped[str | None] = mapped_column(String(1000))
    fit_basis: Mapped[dict[str, str] | None] = mapped_column(Json)
    reason: Mapped[str | None] = mapped_column(String(1000))
    linked_by_id: Mapped[int | None]
    linked_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    organisation: Mapped[XeroOrganisation] = relationship(
        primaryjoin="foreign(XeroLink.organisation_id) == XeroOrganisation.id", viewonly=True
    )
    client: Mapped[Client | None] = relationship(
        primaryjoin="foreign(XeroLink.client_id) == Client.id", viewonly=True
    )
    linked_by: Mapped[User | None] = relationship(
        primaryjoin="foreign(XeroLink.linked_by_id) == User.id", viewonly=True
    )


@event.listens_for(XeroOrganisation, "before_insert")
@event.listens_for(XeroOrganisation, "before_update")
def fold_names(_mapper: object, _connection: object, organisation: XeroOrganisation) -> None:
    organisation.search_key = key_of(organisation.name, organisation.legal_name, organisation.short_code)


def key_of(name: str, legal_name: str | None = None, short_code: str | None = None) -> str:
    """What an organisation is found and sorted by."""
    return folded(name, legal_name, short_code)[:LONGEST_KEY]
