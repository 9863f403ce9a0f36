"""What a reconnect brought back, what is missing still and why, and what another login could carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app import picker
from app.extensions import db
from app.models import XeroConsent, XeroLogin, XeroOrganisation
from app.models.status import Status, cause, cause_in_words, organisation_status
from app.outages import Waiting, count_organisations
from app.xero.carrying import carried_by, is_answered_by_other
from app.xero.keeping import batches

SHOWN = 50  # organisations by name; the rest is counted


@dataclass(frozen=True)
class Missing:
    """An organisation that a trip did not bring back: why it is not reached, or that it is by now."""

    name: str
    linked_to: str
    is_open: bool
    cause: str


@dataclass(frozen=True)
class Carriable:
    """An organisation of the login that was expected, which the one that came back reaches as well."""

    id: int
    name: str
    linked_to: str
    is_carried: bool


@dataclass(frozen=True)
class OtherLogin:
    """Somebody else than expected answered: whose login was meant, and what both of them reach."""

    expected: XeroLogin
    shown: list[Carriable]
    total: int
    unreached: list[Missing]
    unreached_total: int

    @property
    def more(self) -> int:
        return self.total - len(self.shown)

    @property
    def is_open(self) -> bool:
        """Whether there is something left to be carried."""
        return bool(self.more) or any(not one.is_carried for one in self.shown)


def load_missing(organisation_ids: Sequence[int], login_name: str) -> list[Missing]:
    """The first of these organisations by name, as they stand now."""
    wanted = XeroOrganisation.id.in_(organisation_ids[:SHOWN])
    rows = db.session.execute(
        select(XeroOrganisation.id, XeroOrganisation.name, organisation_status(), cause(XeroOrganisation.id))
        .where(wanted)
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id)
    ).all()
    links = picker.links_of([row.id for row in rows])
    return [
        Missing(
            name,
            picker.in_words(links.get(one, ([], 0))),
            status != Status.RECONNECTION_NEEDED,
            cause_in_words(code, login_name),
        )
        for one, name, status, code in rows
    ]


def load_previous_method(practice_id: int) -> list[int]:
    """The organisations that nothing but Xero's previous method opens, by name."""
    found = select(XeroOrganisation.id).filter_by(practice_id=practice_id, is_legacy=True)
    return list(db.session.scalars(found.order_by(XeroOrganisation.search_key, XeroOrganisation.id)))


def load_other_login(consent: XeroConsent) -> OtherLogin | None:
    """What may be done where another Xero user answered; None where the right one did."""
    if not is_answered_by_other(consent) or consent.login_id is None:
        return None
    result = consent.result or {}
    ids = [one["organisation_id"] for one in result.get("carry", [])]
    unreached = result.get("unreached", [])
    expected = db.session.get_one(XeroLogin, consent.expected_login_id)
    shown = load_carriable(ids[:SHOWN], consent.login_id)
    missing = load_missing(unreached, expected.name)
    return OtherLogin(expected, shown, len(ids), missing, len(unreached))


def load_carriable(ids: Sequence[int], login_id: int) -> list[Carriable]:
    rows = db.session.execute(
        select(XeroOrganisation.id, XeroOrganisation.name)
        .where(XeroOrganisation.id.in_(ids))
        .order_by(XeroOrganisation.search_key, XeroOrganisation.id)
    ).all()
    links, carried = picker.links_of(ids), carried_by(login_id, ids)
    return [
        Carriable(one, name, picker.in_words(links.get(one, ([], 0))), one in carried) for one, name in rows
    ]


def count_back(practice_id: int, repaired: Sequence[int]) -> Waiting:
    """How many organisations came back, and what is linked to them."""
    found = [
        count_organisations(practice_id, XeroOrganisation.id.in_(some)) or Waiting()
        for some in batches(repaired)
    ]
    return Waiting(
        sum(one.organisations for one in found),
        sum(one.clients for one in found),
        any(one.practice for one in found),
    )
