"""Counts that processes add to and operators read."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base


class Meter(Base):
    """How often something happened, in all processes together, since the installation began."""

    __tablename__ = "meter"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)
