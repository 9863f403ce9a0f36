"""One Xero login's tokens, as values."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

UNUSED_LIFETIME = timedelta(days=60)
EXPIRY_MARGIN = timedelta(seconds=60)
USABLE_SECONDS = re.compile("[0-9]{1,8}")


class UnusableAnswer(ValueError):
    """A token answer that lacks what we need; the text names it and holds no secret."""


@dataclass(frozen=True)
class TokenSet:
    """One Xero login's tokens. Immutable: a refresh makes a new one."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    issued_at: datetime
    expires_at: datetime
    scopes: tuple[str, ...] = ()
    id_token: str | None = field(default=None, repr=False)

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any], now: datetime) -> TokenSet:
        """The tokens of a token endpoint's JSON answer, or UnusableAnswer."""
        for name in ("access_token", "refresh_token"):
            if not isinstance(answer.get(name), str) or not answer[name]:
                raise UnusableAnswer(f"no {name}")
        id_token = answer.get("id_token")
        return cls(
            access_token=answer["access_token"],
            refresh_token=answer["refresh_token"],
            issued_at=now,
            expires_at=now + lifetime(answer.get("expires_in")),
            scopes=tuple(sorted(str(answer.get("scope") or "").split())),
            id_token=id_token if isinstance(id_token, str) else None,
        )

    @property
    def lapses_at(self) -> datetime:
        """When Xero forgets the refresh token, if nobody uses it before."""
        return self.issued_at + UNUSED_LIFETIME

    def dumped(self) -> str:
        """Both tokens as text, for sealing only."""
        return json.dumps([self.access_token, self.refresh_token])


def loaded(plain: str) -> tuple[str, str]:
    """Access and refresh token from what `dumped` wrote."""
    access_token, refresh_token = json.loads(plain)
    return access_token, refresh_token


def lifetime(expires_in: object) -> timedelta:
    """How long an access token lives, from `expires_in` in seconds; text digits count, nonsense does not."""
    seconds = str(expires_in)
    if isinstance(expires_in, bool) or not USABLE_SECONDS.fullmatch(seconds) or int(seconds) == 0:
        raise UnusableAnswer("no usable expires_in")
    return timedelta(seconds=int(seconds))
