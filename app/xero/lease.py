"""The lease on a login’s row: whoever holds it sends the refresh token, and nobody else."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.durations import Countdown
from app.logs import log
from app.models import LoginState, XeroLogin
from app.xero import gate, service, store
from app.xero.backoff import NotYet, pause_after, rest_of, trouble_of
from app.xero.errors import AccessRefused, Throttled, XeroError, XeroMisconfigured
from app.xero.strongbox import in_seconds, open_tokens, tell

OFTENEST_FORCED = timedelta(minutes=5)
LEEWAY = timedelta(minutes=1)


@dataclass(frozen=True)
class Claim:
    """One lease, and what it was taken for. `taken_at` goes by the lease’s clock, `countdown` by none."""

    login_id: int
    owner: str
    fence: int
    epoch: int
    generation: int
    taken_at: datetime
    was_sent: bool
    is_probe: bool
    countdown: Countdown
    refresh_token: str = field(repr=False)


def claim(login_id: int, generation: int, *, is_forced: bool = False) -> Claim | None:
    """Take the lease and mark the refresh token as sent; None where somebody else has it, or was quicker.

    Raises NotYet during a back-off, AccessRefused where a renewal was forced a moment ago, SealBroken.
    """
    lease = timedelta(seconds=service().timing.lease)
    # Counted from before the claim, so that it never outlasts the row's.
    countdown, owner = Countdown(lease.total_seconds()), secrets.token_hex(16)
    with store.change() as session:
        now = store.now_of(session)
        login = claimable(session, login_id, generation, now)
        if login is None:
            return None
        check_times(login, now, is_forced)
        is_probe = gate.pass_through(session, now, lease)
        _, refresh_token = open_tokens(login)
        if login.lease_owner is not None:
            tell(session, login, "login.lease_ran_out", after={"sent_at": str(login.sent_at)})
        was_sent, login.sent_at = login.sent_at is not None, login.sent_at or now
        login.lease_owner, login.lease_until = owner, now + lease
        login.lease_fence += 1
        if is_forced:
            login.forced_at = now
        fence, epoch = login.lease_fence, login.grant_epoch
    return Claim(login_id, owner, fence, epoch, generation, now, was_sent, is_probe, countdown, refresh_token)


def claimable(session: Session, login_id: int, generation: int, now: datetime) -> XeroLogin | None:
    """The login’s row, locked, if the tokens are still those that were seen and its lease is free."""
    until = XeroLogin.lease_until
    is_free = or_(until.is_(None), until <= now, until > now + longest_lease())
    return session.scalars(
        select(XeroLogin)
        .where(
            XeroLogin.id == login_id,
            XeroLogin.state == LoginState.ACTIVE,
            XeroLogin.generation == generation,
            is_free,
        )
        .with_for_update()
    ).one_or_none()


def is_running(until: datetime | None, now: datetime) -> bool:
    """Whether a lease still stands. One that is longer than any was taken before a clock was set back."""
    return until is not None and now < until <= now + longest_lease()


def longest_lease() -> timedelta:
    return timedelta(seconds=service().timing.lease) + LEEWAY


def check_times(login: XeroLogin, now: datetime, is_forced: bool) -> None:
    if rest := rest_of(login.retry_at, login.trouble, now):
        raise NotYet(rest, login.trouble)
    if is_forced and was_renewed_by_force(login, now):
        raise AccessRefused(f"login {login.id}: an access token that was renewed just now was refused")


def was_renewed_by_force(login: XeroLogin, now: datetime) -> bool:
    """Whether what is refused now is what a renewal brought for the same reason, a moment ago."""
    if login.forced_at is None or login.refreshed_at is None or login.refreshed_at < login.forced_at:
        return False
    return timedelta() <= now - login.forced_at < OFTENEST_FORCED


@contextmanager
def held(claimed: Claim) -> Iterator[tuple[Session, XeroLogin | None]]:
    """The login’s row, locked, for writing; None where the lease or what it was taken for has moved on."""
    with store.change() as session:
        login = session.scalars(select(XeroLogin).filter_by(id=claimed.login_id).with_for_update()).one()
        yield session, login if is_held(login, claimed) else None


def is_held(login: XeroLogin, claimed: Claim) -> bool:
    present = (login.lease_owner, login.lease_fence, login.grant_epoch, login.generation)
    return present == (claimed.owner, claimed.fence, claimed.epoch, claimed.generation)


def let_go(login: XeroLogin) -> None:
    login.lease_owner = login.lease_until = None


def give_back(claimed: Claim, fault: XeroError) -> None:
    """Return the lease after a call that failed, and say from when on anybody may call again.

    The token stays marked as sent, unless Xero said that it did not even look at it.
    """
    with held(claimed) as (session, login):
        if login is None:
            log.info("refresh outranked", login_id=claimed.login_id, fence=claimed.fence)
            return
        now, is_first = store.now_of(session), login.failures == 0
        login.failures += 1
        login.retry_at, login.trouble = now + pause_after(fault, login.failures), trouble_of(fault)
        if isinstance(fault, Throttled | XeroMisconfigured) and not claimed.was_sent:
            login.sent_at = None
        let_go(login)
        gate.count_failure(session, now, is_first=is_first, is_probe=claimed.is_probe)
        waits = in_seconds(login.retry_at - now)
        tell(session, login, "login.refresh_failed", after=mark(claimed, waits=waits), reason=str(fault))


def mark(claimed: Claim, **facts: object) -> dict[str, object]:
    """What identifies a refresh in the history, without its secret."""
    return {
        "generation": claimed.generation,
        "fence": claimed.fence,
        "sent": service().fingerprint(claimed.refresh_token),
        **facts,
    }
