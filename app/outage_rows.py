"""What is broken now, held against what was broken when somebody last looked: the rows behind the mails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, delete, exists, insert, or_, select

from app.clock import utcnow
from app.extensions import db
from app.models import Client, LoginState, XeroConnection, XeroLink, XeroLogin, XeroOrganisation, XeroOutage
from app.models.status import is_open
from app.outages import load_broken

TOGETHER = timedelta(hours=1)
Key = tuple[int | None, int | None]


@dataclass(frozen=True)
class Standing:
    """The outages of a practice as they stand now."""

    untold: Sequence[XeroOutage]
    told: Sequence[XeroOutage]
    mended: Sequence[XeroOutage]

    @property
    def is_due(self) -> bool:
        """Whether somebody is to be told: of what is mended at once, of what broke after an hour."""
        now = utcnow()
        return bool(self.mended) or any(one.since + TOGETHER <= now for one in self.untold)


def look(practice_id: int) -> Standing:
    """Bring the rows in line with what is broken; what was mended before anybody was told is forgotten."""
    broken = broken_now(practice_id)
    rows = {(row.login_id, row.organisation_id): row for row in load_rows(practice_id)}
    over = [row.id for key, row in rows.items() if key not in broken and row.told_at is None]
    db.session.execute(delete(XeroOutage).where(XeroOutage.id.in_(over)))
    new: list[dict[str, object]] = [
        {
            "practice_id": practice_id,
            "login_id": login_id,
            "organisation_id": organisation_id,
            "since": utcnow(),
        }
        for login_id, organisation_id in broken
        if (login_id, organisation_id) not in rows
    ]
    if new:
        db.session.execute(insert(XeroOutage), new)
    now = load_rows(practice_id)
    stands = [row for row in now if (row.login_id, row.organisation_id) in broken]
    return Standing(
        untold=[row for row in stands if row.told_at is None],
        told=[row for row in stands if row.told_at is not None],
        mended=[row for row in now if (row.login_id, row.organisation_id) not in broken],
    )


def load_rows(practice_id: int) -> Sequence[XeroOutage]:
    found = select(XeroOutage).filter_by(practice_id=practice_id).order_by(XeroOutage.id)
    return db.session.scalars(found).all()


def broken_now(practice_id: int) -> dict[Key, None]:
    """Logins for which something waits, and organisations in use that no broken login would bring back."""
    logins = [one.login.id for one in load_broken(practice_id) if one.waiting.organisations]
    by_login: list[Key] = [(login_id, None) for login_id in logins]
    alone: list[Key] = [(None, organisation_id) for organisation_id in cut_off(practice_id)]
    return dict.fromkeys(by_login + alone)


def cut_off(practice_id: int) -> Sequence[int]:
    waits_for_login = exists().where(
        XeroConnection.organisation_id == XeroOrganisation.id,
        XeroConnection.ended_at.is_(None),
        XeroLogin.id == XeroConnection.login_id,
        XeroLogin.state != LoginState.ACTIVE,
    )
    return db.session.scalars(
        select(XeroOrganisation.id)
        .distinct()
        .join(XeroLink, XeroLink.organisation_id == XeroOrganisation.id)
        .outerjoin(Client, and_(Client.id == XeroLink.client_id, Client.archived_at.is_(None)))
        .where(
            XeroOrganisation.practice_id == practice_id,
            or_(XeroLink.client_id.is_(None), Client.id.is_not(None)),
            ~is_open(XeroOrganisation.practice_id, XeroOrganisation.id),
            ~waits_for_login,
        )
        .order_by(XeroOrganisation.id)
    ).all()
