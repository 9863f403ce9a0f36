"""The practice’s Xero logins: whose they are, how they stand, what hangs on each, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from math import ceil

from flask import render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ScalarSelect, Select, func, select

from app import history
from app.clock import utcnow
from app.extensions import db
from app.guards import find_or_404, me
from app.models import XeroConnection, XeroLink, XeroLogin, XeroOrganisation
from app.models.status import PERMISSION, cause_in_words
from app.settings import blueprint
from app.settings.organisation_facts import uses_of
from app.xero import permissions

PAGE_SIZE = 50
ONE_DAY = 86_400  # seconds


@dataclass(frozen=True)
class LoginRow:
    """One Xero login as lists and its own page show it."""

    login: XeroLogin
    organisations: int
    clients: int
    has_practice: bool
    lacks: list[tuple[str, str]]
    cause: str
    days_left: int | None

    @property
    def status(self) -> str:
        is_good = self.login.is_active and self.login.lacks_permission_at is None
        return "connected" if is_good else "reconnection_needed"


@blueprint.get("/xero/logins")
def logins() -> ResponseReturnValue:
    page = max(request.args.get("page", 1, type=int), 1)
    total = int(db.session.scalar(select(func.count()).where(XeroLogin.practice_id == me().practice_id)) or 0)
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(page, pages)
    here = with_counts().where(XeroLogin.practice_id == me().practice_id)
    in_order = here.order_by(XeroLogin.name, XeroLogin.id).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    rows = [described(*row) for row in db.session.execute(in_order)]
    return render_template("settings/logins.html", rows=rows, total=total, page=page, pages=pages)


@blueprint.get("/xero/logins/<int:login_id>")
def login(login_id: int) -> ResponseReturnValue:
    one = find_or_404(select(XeroLogin).filter_by(id=login_id, practice_id=me().practice_id))
    row = described(*db.session.execute(with_counts().where(XeroLogin.id == one.id)).one())
    pages = max(1, -(-row.organisations // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    reached = load_reached(one.id, page)
    return render_template(
        "settings/login.html",
        row=row,
        granted=permissions.with_purposes(one.scopes.split()),
        reached=reached,
        uses=uses_of([organisation.id for organisation, _ in reached]),
        page=page,
        pages=pages,
        lines=history.latest(one.practice_id, login_id=one.id),
    )


def with_counts() -> Select[XeroLogin, int, int, int]:
    """Logins, each with the organisations that it reaches and the links that hang on them."""
    return select(
        XeroLogin,
        reached_by().with_only_columns(func.count()).scalar_subquery(),
        links(is_practice=False),
        links(is_practice=True),
    )


def reached_by() -> Select[int]:
    return (
        select(XeroConnection.organisation_id)
        .where(XeroConnection.login_id == XeroLogin.id, XeroConnection.ended_at.is_(None))
        .correlate(XeroLogin)
    )


def links(*, is_practice: bool) -> ScalarSelect[int]:
    is_its = XeroLink.client_id.is_(None) if is_practice else XeroLink.client_id.is_not(None)
    joined = reached_by().join(XeroLink, XeroLink.organisation_id == XeroConnection.organisation_id)
    return joined.where(is_its).with_only_columns(func.count()).scalar_subquery()


def described(login: XeroLogin, organisations: int, clients: int, practice: int) -> LoginRow:
    return LoginRow(
        login,
        organisations,
        clients,
        bool(practice),
        permissions.with_purposes(permissions.missing(login.scopes)),
        why_not(login),
        days_until(login.lapses_at) if login.is_active else None,
    )


def why_not(login: XeroLogin) -> str:
    """Why a login opens nothing at present, in words; empty for one that does."""
    if login.is_active:
        return cause_in_words(PERMISSION) if login.lacks_permission_at else ""
    return cause_in_words(login.state, login.name)


def days_until(at: datetime | None) -> int | None:
    """Whole days until an authorisation would lapse if nobody and nothing used it."""
    return None if at is None else max(0, ceil((at - utcnow()).total_seconds() / ONE_DAY))


def load_reached(login_id: int, page: int) -> list[tuple[XeroOrganisation, XeroConnection]]:
    """One page of the organisations that a login reaches, by name."""
    rows = db.session.execute(
        select(XeroOrganisation, XeroConnection)
        .join(XeroConnection, XeroConnection.organisation_id == XeroOrganisation.id)
        .where(XeroConnection.login_id == login_id, XeroConnection.ended_at.is_(None))
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return [(organisation, connection) for organisation, connection in rows]
