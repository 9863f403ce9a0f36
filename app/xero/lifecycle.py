"""The token lifecycle, and the only writer of tokens. Commits its own short transactions."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.clock import utcnow
from app.database import writing
from app.extensions import db
from app.logs import log
from app.models import LoginState, Practice, XeroLogin
from app.models.event import Author, Event
from app.xero import service
from app.xero.errors import ReconnectNeeded, XeroError, XeroUnavailable
from app.xero.identity import Identity
from app.xero.tokens import EXPIRY_MARGIN, TokenSet, loaded

LEASE = timedelta(seconds=60)
NOBODY = Author()


def keep_grant(practice_id: int, identity: Identity, tokens: TokenSet, author: Author) -> int:
    """Store what a consent brought, in place of anything older; returns the login's id.

    A consent outranks a refresh in flight: the grant's epoch moves, so that an answer on its way is dropped.
    """
    with Session(writing(db.engine)) as session:
        # The same Xero user may come back from two trips at once, and be new both times.
        session.execute(select(Practice.id).filter_by(id=practice_id).with_for_update())
        login = find_login(session, practice_id, identity) or new_login(practice_id, identity)
        state_before = login.state if login.id is not None else None
        came_back = state_before not in (None, LoginState.ACTIVE)
        login.name, login.email = identity.name, identity.email or login.email
        login.grant_epoch = (login.grant_epoch or 0) + 1
        login.authorised_at = tokens.issued_at
        login.lease_owner = login.lease_until = login.sent_at = None
        revive(login, tokens.issued_at)
        write_tokens(login, tokens)
        session.add(login)
        session.flush()
        what = "login.reconnected" if came_back else "login.authorised"
        tell(session, login, what, state_before, author)
        login_id = login.id
        session.commit()
    return login_id


def fresh_access_token(login_id: int) -> str:
    """Return a token good for the next call, refreshing it once for everybody who asks at the same time.

    Raises ReconnectNeeded, XeroUnavailable, XeroMisconfigured or SealBroken. Call it outside any transaction.
    """
    with Session(db.engine) as session:
        login = session.get_one(XeroLogin, login_id)
        if not login.is_active:
            raise ReconnectNeeded(f"login {login_id} is {login.state}")
        access_token, _ = open_tokens(login)
        if login.access_expires_at and utcnow() < login.access_expires_at - EXPIRY_MARGIN:
            return access_token
    return refresh(login_id)


def refresh(login_id: int) -> str:
    """Exchange the refresh token under the row's lease; no transaction is open during the call."""
    owner = secrets.token_hex(16)
    refresh_token, epoch, fence = claim(login_id, owner)
    try:
        tokens = service().api.refresh(refresh_token)
    except ReconnectNeeded:
        if mark_over(login_id, owner, epoch, fence):
            raise
        # What Xero refused was not the present grant: somebody authorised anew meanwhile.
        return fresh_access_token(login_id)
    except XeroError:
        release(login_id, owner, fence)
        raise
    keep_refreshed(login_id, owner, epoch, fence, tokens)
    return tokens.access_token


def claim(login_id: int, owner: str) -> tuple[str, int, int]:
    """Take the lease and mark the refresh as sent; XeroUnavailable while somebody else holds it."""
    now = utcnow()
    is_free = or_(XeroLogin.lease_until.is_(None), XeroLogin.lease_until <= now)
    take = (
        update(XeroLogin)
        .where(XeroLogin.id == login_id, XeroLogin.state == LoginState.ACTIVE, is_free)
        .values(
            lease_owner=owner, lease_until=now + LEASE, lease_fence=XeroLogin.lease_fence + 1, sent_at=now
        )
    )
    with Session(writing(db.engine)) as session:
        if session.connection().execute(take).rowcount != 1:
            raise XeroUnavailable(f"login {login_id} is being refreshed by somebody else")
        login = session.get_one(XeroLogin, login_id)
        _, refresh_token = open_tokens(login)
        claimed = (refresh_token, login.grant_epoch, login.lease_fence)
        session.commit()
    return claimed


def keep_refreshed(login_id: int, owner: str, epoch: int, fence: int, tokens: TokenSet) -> None:
    """Write the new tokens, unless the lease moved on or a consent came in between."""
    with Session(writing(db.engine)) as session:
        login = still_mine(session, login_id, owner, epoch, fence)
        if login is None:
            log.info("refresh outranked", login_id=login_id)
            return
        write_tokens(login, tokens)
        login.lease_owner = login.lease_until = login.sent_at = None
        session.commit()


def release(login_id: int, owner: str, fence: int) -> None:
    """Give the lease back after a call that failed, still marked as sent: nobody knows what Xero did."""
    give_back = (
        update(XeroLogin)
        .where(XeroLogin.id == login_id, XeroLogin.lease_owner == owner, XeroLogin.lease_fence == fence)
        .values(lease_owner=None, lease_until=None)
    )
    with Session(writing(db.engine)) as session:
        session.execute(give_back)
        session.commit()


def mark_over(login_id: int, owner: str, epoch: int, fence: int) -> bool:
    """Note that Xero refused the grant that we sent; False where it is no longer the present one."""
    with Session(writing(db.engine)) as session:
        login = still_mine(session, login_id, owner, epoch, fence)
        if login is None:
            return False
        now = utcnow()
        has_lapsed = login.lapses_at is not None and login.lapses_at <= now
        state_before, login.state = login.state, LoginState.EXPIRED if has_lapsed else LoginState.REVOKED
        login.state_since = now
        login.lease_owner = login.lease_until = login.sent_at = None
        tell(session, login, "login.ended", state_before)
        session.commit()
    return True


def still_mine(session: Session, login_id: int, owner: str, epoch: int, fence: int) -> XeroLogin | None:
    """The login's row, locked, if the lease under which we called is still the present one."""
    mine = (
        select(XeroLogin)
        .where(
            XeroLogin.id == login_id,
            XeroLogin.lease_owner == owner,
            XeroLogin.lease_fence == fence,
            XeroLogin.grant_epoch == epoch,
        )
        .with_for_update()
    )
    return session.scalars(mine).one_or_none()


def find_login(session: Session, practice_id: int, identity: Identity) -> XeroLogin | None:
    return session.scalars(
        select(XeroLogin)
        .filter_by(
            practice_id=practice_id, app_client_id=service().client_id, xero_userid=identity.xero_userid
        )
        .with_for_update()
    ).one_or_none()


def new_login(practice_id: int, identity: Identity) -> XeroLogin:
    return XeroLogin(
        practice_id=practice_id,
        app_client_id=service().client_id,
        xero_userid=identity.xero_userid,
        name=identity.name,
        state=LoginState.ACTIVE,
    )


def revive(login: XeroLogin, now: datetime) -> None:
    if not login.is_active or login.state_since is None:
        login.state = LoginState.ACTIVE
        login.state_since = now


def write_tokens(login: XeroLogin, tokens: TokenSet) -> None:
    """Seal the tokens into the login's row."""
    login.sealed_tokens = service().ring.seal(tokens.dumped(), *belongs_to(login))
    login.generation = (login.generation or 0) + 1
    login.access_expires_at = tokens.expires_at
    login.refreshed_at = tokens.issued_at
    login.lapses_at = tokens.lapses_at
    login.scopes = " ".join(tokens.scopes)


def open_tokens(login: XeroLogin) -> tuple[str, str]:
    """Access and refresh token of a login; ReconnectNeeded where it has none, else perhaps SealBroken."""
    if login.sealed_tokens is None:
        raise ReconnectNeeded(f"login {login.id} has no tokens")
    return loaded(service().ring.open(login.sealed_tokens, *belongs_to(login)))


def belongs_to(login: XeroLogin) -> tuple[object, ...]:
    return ("tokens", login.practice_id, login.app_client_id, login.xero_userid)


def tell(
    session: Session, login: XeroLogin, what: str, state_before: str | None, author: Author = NOBODY
) -> None:
    session.add(
        Event(
            what=what,
            practice_id=login.practice_id,
            login_id=login.id,
            user_id=author.user_id,
            address=author.address,
            before={"login": login.name, "state": state_before} if state_before else None,
            after={"login": login.name, "state": login.state},
        )
    )
