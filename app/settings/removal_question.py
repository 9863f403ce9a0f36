"""What removing access would break, by name, and what has to be typed before it is done."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from flask import request
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.extensions import db
from app.guards import find_or_404, me
from app.ids import row_id
from app.models import XeroConnection, XeroLink, XeroLogin, XeroOrganisation
from app.models.columns import folded
from app.models.status import is_connected
from app.settings.organisation_facts import Reach, Use, is_linked, reaches_of, uses_of
from app.xero import access
from app.xero.access import Access

USES_NAMED, ORGANISATIONS_NAMED = 1_000, 200
MOST_TICKED = 500


@dataclass(frozen=True)
class Endangered:
    """One organisation, whose access is to end, and what is linked to it."""

    id: int
    name: str
    uses: Sequence[Use]
    how_many: int
    ending: Sequence[str]
    staying: Sequence[str]

    @property
    def more(self) -> int:
        return self.how_many - len(self.uses)

    @property
    def breaks(self) -> bool:
        """Whether what is linked to it loses its connection."""
        return bool(self.how_many) and not self.staying


@dataclass(frozen=True)
class Question:
    """What is to be removed; `login` where it is the access of one login only."""

    accesses: Sequence[Access]
    login: XeroLogin | None
    is_for_unused: bool
    in_use: set[int]

    @property
    def organisation_ids(self) -> list[int]:
        return list(dict.fromkeys(one.organisation_id for one in self.accesses))

    @property
    def to_type(self) -> str:
        """What has to be typed: the one’s name, or how many there are; nothing for an unused one."""
        ids = self.organisation_ids
        if len(ids) > 1:
            return f"remove {len(ids)}"
        return self.accesses[0].organisation if ids and self.in_use else ""

    @property
    def seen(self) -> str:
        """A mark by which a form tells whether what it was about is still the same."""
        parts = [f"{one.connection_id}:{one.xero_id}" for one in self.accesses]
        parts += [str(one) for one in sorted(links_of(self.organisation_ids))]
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()[:32]

    @property
    def is_typed(self) -> bool:
        typed = folded(request.form.get("typed", ""))
        # A name of signs alone folds to nothing.
        return typed == folded(self.to_type)

    def endangered(self) -> list[Endangered]:
        """The organisations by name, those in use first; the first of them where there are very many."""
        names = {one.organisation_id: one.organisation for one in self.accesses}
        ids = sorted(names, key=lambda one: one not in self.in_use)[:ORGANISATIONS_NAMED]
        uses, reaches = uses_of(ids, USES_NAMED), reaches_of(ids)
        return [
            Endangered(one, names[one], *uses.get(one, ([], 0)), *self.parted(one, reaches.get(one, [])))
            for one in ids
        ]

    def parted(self, organisation_id: int, reaches: Sequence[Reach]) -> tuple[list[str], list[str]]:
        """Whose access ends, and whose goes on and opens the organisation."""
        ends = {one.login_id for one in self.accesses if one.organisation_id == organisation_id}
        return (
            [one.name for one in reaches if one.id in ends],
            [one.name for one in reaches if one.id not in ends and one.is_active],
        )


def ask_about() -> Question:
    """The question that the address or the form names; 404 for what belongs to nobody here."""
    login_id = request.values.get("login", type=row_id)
    login = (
        find_or_404(select(XeroLogin).filter_by(id=login_id, practice_id=me().practice_id))
        if login_id
        else None
    )
    is_for_unused = request.values.get("unused") == "yes"
    ids = unused() if is_for_unused else ticked()
    found = access.accesses(me().practice_id, ids, login.id if login else None)
    return Question(found, login, is_for_unused, set(in_use([one.organisation_id for one in found])))


def ticked() -> list[int]:
    ids = list(dict.fromkeys(request.values.getlist("organisation", type=row_id)))[:MOST_TICKED]
    here = select(XeroOrganisation.id).where(
        XeroOrganisation.practice_id == me().practice_id, XeroOrganisation.id.in_(ids)
    )
    if len(db.session.scalars(here).all()) < len(ids):
        raise NotFound
    return ids


def unused() -> list[int]:
    """The organisations that some login is connected to and nothing is linked to."""
    here = select(XeroOrganisation.id).where(
        XeroOrganisation.practice_id == me().practice_id, is_connected(), ~is_linked()
    )
    return list(db.session.scalars(here))


def in_use(ids: Sequence[int]) -> Sequence[int]:
    return db.session.scalars(
        select(XeroLink.organisation_id).where(XeroLink.organisation_id.in_(ids)).distinct()
    ).all()


def links_of(ids: Sequence[int]) -> Sequence[int]:
    return db.session.scalars(select(XeroLink.id).where(XeroLink.organisation_id.in_(ids))).all()


def find_connection(connection_id: int) -> XeroConnection:
    """The signed-in practice’s connection, or 404."""
    return find_or_404(select(XeroConnection).filter_by(id=connection_id, practice_id=me().practice_id))
