"""One refresh, from the claim to what came of it. No database connection is held during the call."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from threading import Thread

from flask import Flask, current_app
from sqlalchemy.orm import Session

from app import durations
from app.durations import Countdown
from app.logs import log
from app.models import LoginState, XeroLogin
from app.xero import gate, lease, service, store
from app.xero.backoff import FIRST, Trouble
from app.xero.errors import (
    ReconnectNeeded,
    SealBroken,
    StoreUnavailable,
    XeroError,
    XeroMisconfigured,
    XeroUnavailable,
)
from app.xero.lease import Claim, mark
from app.xero.strongbox import open_tokens, revive, seal_tokens, tell, write_tokens
from app.xero.tokens import TokenSet

STORE_PAUSE = 0.5  # seconds
LATE_PAUSE = 2.0
LONGEST_OUTAGE = 24 * 3600.0


@dataclass(frozen=True)
class Access:
    """What opens one login at this moment, and which generation it is."""

    token: str = field(repr=False)
    generation: int


def refresh(login_id: int, generation: int, *, is_forced: bool = False) -> Access | None:
    """Exchange the refresh token of one generation; None where it is to be looked at again.

    Raises NotYet, ReconnectNeeded, XeroUnavailable, XeroMisconfigured or SealBroken.
    """
    claimed = lease.claim(login_id, generation, is_forced=is_forced)
    if claimed is None:
        return None
    log.info("refresh sent", login_id=login_id, is_replay=claimed.was_sent, **mark(claimed))
    try:
        tokens = send(claimed)
    except ReconnectNeeded:
        refused(claimed)
        return None
    except XeroError as fault:
        log.warning("refresh failed", login_id=login_id, problem=str(fault))
        lease.give_back(claimed, fault)
        raise
    return keep_surely(claimed, tokens)


def send(claimed: Claim) -> TokenSet:
    """Call Xero, unless the lease would end before the answer."""
    if claimed.countdown.left < service().timing.call:
        raise XeroUnavailable("the lease had all but ended before anything was sent")
    return service().api.refresh(claimed.refresh_token)


def keep_surely(claimed: Claim, tokens: TokenSet) -> Access | None:
    """Write the answer, again and again while the lease lasts: it is the only copy."""
    while True:
        try:
            return keep(claimed, tokens)
        except StoreUnavailable as fault:
            log.error("renewed tokens not stored", login_id=claimed.login_id, problem=str(fault))
            if claimed.countdown.is_over:
                keep_later(claimed, tokens)
                raise
            durations.pause(STORE_PAUSE)


def keep_later(claimed: Claim, tokens: TokenSet) -> None:
    """Go on trying in a thread of its own, for the refresh token alone: without it the login is lost."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    kept = replace(tokens, access_token="", expires_at=tokens.issued_at, id_token=None)
    Thread(target=keep_at_last, args=(app, claimed, kept), name="keep later", daemon=True).start()


def keep_at_last(app: Flask, claimed: Claim, tokens: TokenSet) -> None:
    patience = Countdown(LONGEST_OUTAGE)
    while not patience.is_over:
        durations.pause(LATE_PAUSE)
        try:
            with app.app_context():
                keep(claimed, tokens)
        except StoreUnavailable:
            continue
        log.warning("renewed tokens stored at last", login_id=claimed.login_id)
        return


def keep(claimed: Claim, tokens: TokenSet) -> Access | None:
    """Write the answer in place of what was sent for it; as a spare, where another one was written first.

    A consent that came in between outranks it: then it is dropped, and never revoked.
    """
    with lease.held(claimed) as (session, login):
        if login is None:
            return keep_late(session, claimed, tokens)
        write_answer(session, login, claimed, tokens, "login.refreshed")
        lease.let_go(login)
        gate.open_wide(session, store.now_of(session))
        return Access(tokens.access_token, login.generation)


def write_answer(session: Session, login: XeroLogin, claimed: Claim, tokens: TokenSet, what: str) -> None:
    failures = login.failures
    revive(login, claimed.taken_at)
    write_tokens(login, tokens, claimed.taken_at)
    brought = service().fingerprint(tokens.refresh_token)
    tell(session, login, what, after=mark(claimed, brought=brought, failures=failures))


def keep_late(session: Session, claimed: Claim, tokens: TokenSet) -> Access | None:
    """The answer to a lease that was lost: still the best there is, or a spare, or outranked."""
    login = session.get_one(XeroLogin, claimed.login_id)
    if login.grant_epoch != claimed.epoch:
        tell(session, login, "login.refresh_outranked", after=mark(claimed))
        return None
    if login.generation == claimed.generation:
        write_answer(session, login, claimed, tokens, "login.refreshed_late")
        return Access(tokens.access_token, login.generation)
    if open_tokens(login)[1] == tokens.refresh_token:
        return Access(tokens.access_token, login.generation)  # the commit had worked, its answer was lost
    login.spare_tokens = seal_tokens(login, tokens)
    tell(session, login, "login.spare_kept", after=mark(claimed))
    return None


def refused(claimed: Claim) -> None:
    """Xero refused what we sent: try what else there is, then once more, then the login is over.

    Always returns for another look, or raises ReconnectNeeded.
    """
    with lease.held(claimed) as (session, login):
        if login is None:
            log.info("refusal outranked", login_id=claimed.login_id, fence=claimed.fence)
            return
        lease.let_go(login)
        gate.open_wide(session, store.now_of(session))
        if login.spare_tokens:
            use_spare(session, login, claimed)
        elif login.refusals == 0:
            doubt(session, login, claimed)
        else:
            end(session, login, claimed)
        is_over = not login.is_active
    if is_over:
        raise ReconnectNeeded(f"login {claimed.login_id}: the token endpoint says invalid_grant")


def use_spare(session: Session, login: XeroLogin, claimed: Claim) -> None:
    login.sealed_tokens, login.spare_tokens = login.spare_tokens, None
    login.generation += 1
    login.access_expires_at = login.sent_at = None
    tell(session, login, "login.spare_used", after=mark(claimed))


def doubt(session: Session, login: XeroLogin, claimed: Claim) -> None:
    """Believe a first refusal only when it is repeated."""
    login.refusals = 1
    if not claimed.was_sent:
        login.sent_at = None
    login.retry_at, login.trouble = store.now_of(session) + FIRST, Trouble.REFUSED_ONCE
    tell(session, login, "login.refused_once", after=mark(claimed))


def end(session: Session, login: XeroLogin, claimed: Claim) -> None:
    """Note that the login is over, and of what."""
    now = store.now_of(session)
    before = login.state
    login.state, login.state_since = cause(login, claimed), now
    login.retry_at = login.trouble = None
    log.warning("login over", login_id=login.id, because=login.state)
    what = mark(claimed, state=login.state)
    tell(session, login, "login.ended", before={"login": login.name, "state": before}, after=what)


def cause(login: XeroLogin, claimed: Claim) -> LoginState:
    if login.lapses_at is not None and login.lapses_at <= claimed.taken_at:
        return LoginState.EXPIRED
    return LoginState.LOST if claimed.was_sent else LoginState.REVOKED


def raise_alarm(login_id: int, fault: SealBroken | XeroMisconfigured) -> None:
    """Tell the operator, who alone can mend it."""
    log.critical("the operator must act", login_id=login_id, problem=str(fault))
