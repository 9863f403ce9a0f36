"""What a consent brought, stored in place of anything older."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import utcnow
from app.models import LoginState, Practice, XeroLogin
from app.models.event import Author
from app.xero import service, store
from app.xero.identity import Identity
from app.xero.strongbox import revive, tell, write_tokens
from app.xero.tokens import TokenSet


def keep_grant(practice_id: int, identity: Identity, tokens: TokenSet, author: Author) -> int:
    """Store what a consent brought, in place of anything older; returns the login's id.

    A consent outranks a refresh in flight: the grant's epoch moves, so that an answer on its way is dropped.
    """
    with store.change() as session:
        # The same Xero user may come back from two trips at once, and be new both times.
        session.execute(select(Practice.id).filter_by(id=practice_id).with_for_update())
        login = find_login(session, practice_id, identity) or new_login(practice_id, identity)
        state_before = login.state if login.id is not None else None
        write_grant(login, identity, tokens, store.now_of(session))
        session.add(login)
        session.flush()
        tell_of_grant(session, login, state_before, tokens, author)
        return login.id


def write_grant(login: XeroLogin, identity: Identity, tokens: TokenSet, now: datetime) -> None:
    since = now - max(utcnow() - tokens.issued_at, timedelta())
    login.name, login.email = identity.name, identity.email or login.email
    login.grant_epoch = (login.grant_epoch or 0) + 1
    login.authorised_at = since
    login.lease_owner = login.lease_until = login.forced_at = login.lacks_permission_at = None
    revive(login, since)
    write_tokens(login, tokens, since)


def tell_of_grant(
    session: Session, login: XeroLogin, state_before: str | None, tokens: TokenSet, author: Author
) -> None:
    came_back = state_before not in (None, LoginState.ACTIVE)
    tell(
        session,
        login,
        "login.reconnected" if came_back else "login.authorised",
        author,
        before={"login": login.name, "state": state_before} if state_before else None,
        after={"state": login.state, "brought": service().fingerprint(tokens.refresh_token)},
    )


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
