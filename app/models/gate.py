"""The gate before Xero’s token endpoint, one per app of ours at Xero, shared by all processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.columns import UtcDateTime


class XeroGate(Base):
    """How many logins began to fail since `counted_since`, and until when no login is to try.

    `parked_until` is before when no call of the whole app is to be made: its limit at Xero is used up.
    """

    __tablename__ = "xero_gate"

    app_client_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    counted_since: Mapped[datetime] = mapped_column(UtcDateTime)
    failing: Mapped[int] = mapped_column(default=0)
    shut_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    shut_times: Mapped[int] = mapped_column(default=0)
    parked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
