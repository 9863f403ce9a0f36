"""Refusals that say more than their status code does."""

from __future__ import annotations

from werkzeug.exceptions import Forbidden, TooManyRequests


class AdminsOnly(Forbidden):
    """Staff asked for what only admins may do: the page says who can."""


class SlowDown(TooManyRequests):
    """Too many attempts; `minutes` says when to come back."""

    def __init__(self, minutes: int) -> None:
        super().__init__(retry_after=minutes * 60)
        self.minutes = minutes
