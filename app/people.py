"""What is done to the people of a practice, on screen and by command: added, given a role, let in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Practice, Role, User, record
from app.models.event import Author
from app.models.password_link import end_password_links
from app.models.practice import count_admins, find_user_by_email, hold_practice, normal_email

BY_COMMAND = "on the command line"


class EmailTaken(Exception):
    """Somebody signs in with that address already, here or in another practice."""


class LastAdmin(Exception):
    """Without this admin nobody could decide for the practice."""


class NotYourself(Exception):
    """Nobody takes their own role or access away: they might not get it back."""


class NoAdminAnyMore(Exception):
    """Whoever asked was an admin when the page was made, and is none now."""


def add(
    practice: Practice,
    *,
    email: str,
    name: str,
    role: Role,
    password_hash: str,
    by: Author,
    reason: str | None = None,
) -> User:
    """Add somebody to a practice; EmailTaken where the address is in use."""
    if find_user_by_email(email):
        raise EmailTaken
    user = User(
        practice_id=practice.id, email=normal_email(email), name=name, role=role, password_hash=password_hash
    )
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError:
        # Somebody else took the address since we looked.
        raise EmailTaken from None
    tell("user.added", user, None, described(user), by, reason)
    return user


def change_role(user: User, role: Role, by: Author, reason: str | None = None) -> bool:
    """Give somebody another role; whether that changed anything. LastAdmin where no admin would be left."""
    hold(user, by)
    refuse_oneself(user, by)
    if user.role == role:
        return False
    refuse_last_admin(user)
    return change("user.role_changed", user, by, reason, lambda: setattr(user, "role", role))


def deactivate(user: User, by: Author, reason: str | None = None) -> bool:
    """Let somebody in no longer, from this moment; whether they were let in. LastAdmin as above."""
    hold(user, by)
    refuse_oneself(user, by)
    if not user.is_enabled:
        return False
    refuse_last_admin(user)
    end_password_links(user.id)
    return change("user.deactivated", user, by, reason, user.deactivate)


def activate(user: User, by: Author, reason: str | None = None) -> bool:
    """Let somebody in again, with the password they had; whether they were out."""
    hold(user, by)
    if user.is_enabled:
        return False
    return change("user.activated", user, by, reason, lambda: setattr(user, "is_enabled", True))


def sign_out_everywhere(user: User, by: Author, reason: str | None = None) -> None:
    """End every session of somebody, and every remembered sign-in."""
    hold(user, by)
    user.end_sessions()
    tell("user.signed_out_everywhere", user, None, {"name": user.name, "user_id": user.id}, by, reason)


def hold(user: User, by: Author) -> None:
    """Both as they are now, and until the commit: two admins may take each other's role at one moment."""
    hold_practice(user.practice_id)
    db.session.refresh(user)
    if by.user_id is None:
        return
    asking = db.session.scalars(
        select(User).filter_by(id=by.user_id).execution_options(populate_existing=True)
    ).one()
    if not (asking.is_admin and asking.is_enabled):
        raise NoAdminAnyMore


def refuse_oneself(user: User, by: Author) -> None:
    if user.id == by.user_id:
        raise NotYourself


def refuse_last_admin(user: User) -> None:
    if user.is_admin and user.is_enabled and count_admins(user.practice_id) == 1:
        raise LastAdmin


def change(what: str, user: User, by: Author, reason: str | None, how: Callable[[], object]) -> bool:
    """Do it, and tell the history what was before and after."""
    before = described(user)
    how()
    tell(what, user, before, described(user), by, reason)
    return True


def described(user: User) -> dict[str, Any]:
    """A user as the history keeps them."""
    return {"name": user.name, "user_id": user.id, "role": user.role, "is_active": user.is_enabled}


def tell(
    what: str,
    user: User,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    by: Author,
    reason: str | None,
) -> None:
    """One line of history; nobody did it where an operator's command did."""
    record(
        what,
        practice_id=user.practice_id,
        user_id=by.user_id,
        before=before,
        after=after,
        reason=reason,
        address=by.address,
    )
