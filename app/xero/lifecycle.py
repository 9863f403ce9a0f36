"""The token lifecycle as routes, jobs and commands use it. Call it outside any transaction that writes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select

from app import durations
from app.durations import Countdown
from app.models import LoginState, XeroLogin
from app.xero import gate, lease, lessons, refreshing, service, store
from app.xero.background import background
from app.xero.backoff import NotYet, rest_of
from app.xero.errors import (
    AccessRefused,
    ReconnectNeeded,
    SealBroken,
    StoreUnavailable,
    Throttled,
    XeroMisconfigured,
    XeroUnavailable,
)
from app.xero.grants import keep_grant as keep_grant
from app.xero.limits import APP
from app.xero.metering import LEASE_WAITS, meters
from app.xero.refreshing import Access, raise_alarm
from app.xero.strongbox import open_tokens
from app.xero.tokens import EXPIRY_MARGIN

REFRESH_AHEAD = timedelta(minutes=10)
LOOK_AGAIN = 0.1  # seconds
T = TypeVar("T")


@dataclass(frozen=True)
class Seen:
    """A login as one look at its row shows it, by the clock that leases go by."""

    id: int
    practice_id: int
    app_client_id: str
    xero_userid: str
    state: str
    generation: int
    sealed_tokens: str | None = field(repr=False)
    access_expires_at: datetime | None
    refreshed_at: datetime | None
    lease_until: datetime | None
    retry_at: datetime | None
    trouble: str | None
    now: datetime

    @property
    def lasts(self) -> timedelta:
        """How long the access token still opens anything; not at all after a clock was set back."""
        if self.refreshed_at is not None and self.refreshed_at - self.now > EXPIRY_MARGIN:
            return timedelta()
        return self.access_expires_at - self.now if self.access_expires_at else timedelta()

    @property
    def is_leased(self) -> bool:
        return lease.is_running(self.lease_until, self.now)

    @property
    def may_be_refreshed(self) -> bool:
        return not self.is_leased and not rest_of(self.retry_at, self.trouble, self.now)


def fresh_access_token(login_id: int) -> str:
    """Return a token good for the next call, refreshing it once for everybody who asks at the same time.

    Waits for TOKEN_WAIT_SECONDS at most. Raises ReconnectNeeded, XeroUnavailable or the operator’s errors.
    """
    return fresh_access(login_id).token


def call_with_token(login_id: int, call: Callable[[str], T]) -> T:
    """Make a call with a fresh token, and once more with a new one where Xero refuses that one.

    Raises Throttled at once while the whole app’s limit is used up, and what `fresh_access_token` raises.
    """
    require_open_gate()
    access = fresh_access(login_id)
    try:
        try:
            return call(access.token)
        except AccessRefused:
            return call(fresh_access(login_id, other_than=access.generation).token)
    except Throttled as limit:
        if limit.problem == APP:
            lessons.park_app(limit)
        raise


def require_open_gate() -> None:
    until, now = gate.parked_until()
    if until is not None and until > now:
        raise Throttled(APP, until - now)


def fresh_access(login_id: int, other_than: int | None = None) -> Access:
    """As `fresh_access_token`; `other_than` is a generation that Xero refused, whatever its age."""
    try:
        return find_access(login_id, other_than)
    except (SealBroken, XeroMisconfigured) as fault:
        raise_alarm(login_id, fault)
        raise


def find_access(login_id: int, other_than: int | None) -> Access:
    patience, has_waited = Countdown(service().timing.wait), False
    while True:
        seen = look_at(login_id)
        is_refused = seen.generation == other_than
        if not is_refused and seen.lasts > EXPIRY_MARGIN:
            if seen.lasts <= REFRESH_AHEAD and seen.may_be_refreshed:
                background().refresh(login_id, seen.generation)
            return Access(open_tokens(seen)[0], seen.generation)
        if seen.is_leased and not has_waited:
            has_waited = True
            meters().count(LEASE_WAITS)
        if access := refresh_or_wait(seen, is_refused, patience):
            return access


def look_at(login_id: int) -> Seen:
    """One indexed read; raises ReconnectNeeded for a login that is over."""
    with store.look() as connection:
        seen = Seen(*connection.execute(looking(connection.dialect.name), {"login_id": login_id}).one())
    if seen.state != LoginState.ACTIVE:
        raise ReconnectNeeded(f"login {login_id} is {seen.state}")
    return seen


@cache
def looking(dialect: str) -> Select[Any]:
    """The read of one login, built once: every call to Xero begins with it."""
    login = XeroLogin.__table__.c
    columns = [login[name] for name in Seen.__dataclass_fields__ if name != "now"]
    now = store.present_moment(dialect).label("now")
    return select(*columns, now).where(login.id == bindparam("login_id"))


def refresh_or_wait(seen: Seen, is_refused: bool, patience: Countdown) -> Access | None:
    """Refresh, or leave that to whoever is at it; None where the row is worth another look."""
    pause = LOOK_AGAIN
    fault: XeroUnavailable | None = None
    if not seen.is_leased:
        try:
            if access := refreshing.refresh(seen.id, seen.generation, is_forced=is_refused):
                return access
        except NotYet as held:
            if held.after.total_seconds() > patience.left:
                raise held.as_error() from None
            pause = held.after.total_seconds()
        except StoreUnavailable:
            raise
        except XeroUnavailable as passing:
            # Its row says from when on it is worth another try; perhaps that is soon enough.
            fault = passing
            pause = 0
    if patience.is_over:
        raise fault or XeroUnavailable(f"login {seen.id} is still being renewed")
    durations.pause(min(pause, patience.left))
    return None
