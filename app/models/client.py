"""A client of the practice."""

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
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.clock import utcnow
from app.extensions import Base
from app.models.columns import Code, SearchKey, UtcDateTime, search_key_of
from app.models.practice import User


class ClientType(StrEnum):
    """What a client is in law; it tells a company from its owner, its trust or its LLP."""

    COMPANY = "company"
    LLP = "llp"
    SOLE_TRADER = "sole_trader"
    PARTNERSHIP = "partnership"
    CHARITY = "charity"
    TRUST = "trust"
    OTHER = "other"


class Client(Base):
    """One client, whose books may live in Xero. `version` counts edits, so that none is lost."""

    __tablename__ = "client"
    __table_args__ = (
        UniqueConstraint("practice_id", "code"),
        UniqueConstraint("practice_id", "id"),
        ForeignKeyConstraint(["practice_id", "manager_id"], ["user_account.practice_id", "user_account.id"]),
        # The client list as it opens: sorted by name, without archived clients.
        Index(
            "ix_client_present",
            "practice_id",
            "search_key",
            "id",
            sqlite_where=text("archived_at IS NULL"),
            postgresql_where=text("archived_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    practice_id: Mapped[int] = mapped_column(ForeignKey("practice.id"))
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(Code)
    type: Mapped[str | None] = mapped_column(String(20))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(Text)
    country_code: Mapped[str] = mapped_column(String(2), default="GB", server_default="GB")
    year_end_month: Mapped[int | None]
    year_end_day: Mapped[int | None]
    notes: Mapped[str | None] = mapped_column(Text)
    company_number: Mapped[str | None] = mapped_column(String(40))
    vat_number: Mapped[str | None] = mapped_column(String(40))
    manager_id: Mapped[int | None]
    not_on_xero_because: Mapped[str | None] = mapped_column(String(1000))
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    search_key: Mapped[str] = mapped_column(SearchKey)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utcnow)
    manager: Mapped[User | None] = relationship(
        primaryjoin="foreign(Client.manager_id) == User.id", viewonly=True
    )

    @validates("code")
    def write_code(self, _name: str, code: str) -> str:
        return normal_code(code)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def archive(self) -> None:
        """Take the client out of the list; what is known of it stays."""
        self.archived_at = utcnow()
        self.version += 1

    def restore(self) -> None:
        """Put an archived client back into the list."""
        self.archived_at = None
        self.version += 1


def normal_code(raw: str) -> str:
    """A client's code as it is stored and compared: in capitals, with single spaces."""
    return " ".join(raw.upper().split())


@event.listens_for(Client, "before_insert")
@event.listens_for(Client, "before_update")
def fold_names(_mapper: object, _connection: object, client: Client) -> None:
    client.search_key = search_key_of(client.name, client.code, client.email, client.company_number)
