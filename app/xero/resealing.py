"""Changing the key that seals, while the app runs: in batches, to be stopped and begun again at any point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.models import XeroConsent, XeroLogin
from app.xero import service, store
from app.xero.errors import SealBroken, StoreUnavailable
from app.xero.strongbox import belongs_to

BATCH = 50
LONGEST_NAME = 200
NAMED_AT_MOST = 5


@dataclass(frozen=True)
class Sealed:
    """A column that holds sealed texts, and what binds each to its row."""

    model: type[XeroLogin] | type[XeroConsent]
    column: str
    binding: Callable[[Any], tuple[object, ...]]

    @property
    def name(self) -> str:
        return f"{self.model.__tablename__}.{self.column}"

    @property
    def texts(self) -> ColumnElement[Any]:
        return self.model.__table__.c[self.column]


SEALED = (
    Sealed(XeroLogin, "sealed_tokens", belongs_to),
    Sealed(XeroLogin, "spare_tokens", belongs_to),
    Sealed(XeroConsent, "sealed_secrets", lambda trip: ("trip", trip.practice_id, trip.state_hash)),
)


def rows_per_key() -> Counter[str]:
    """How many sealed texts there are under each key, known or not."""
    found: Counter[str] = Counter()
    with store.look() as connection:
        for sealed in SEALED:
            heads = select(func.substr(sealed.texts, 1, LONGEST_NAME)).where(sealed.texts.is_not(None))
            found.update(head.partition(".")[0] for head in connection.scalars(heads))
    return found


def unknown_keys() -> list[str]:
    """The keys that seal some row and are not on our ring; raises StoreUnavailable, also before a migration.

    What has no key's name in front is damaged, which is another matter.
    """
    found = (name for name in rows_per_key() if name.isalnum() and name.isascii())
    return sorted(set(found) - set(service().ring.names))


def refusal_to_start() -> str | None:
    """Why this app must not run on this database, in a sentence; None where it may, or nobody can tell.

    Without the key, what it seals cannot be opened, and no refresh of those logins is possible.
    """
    try:
        missing = unknown_keys()
    except (StoreUnavailable, ProgrammingError):
        return None  # away, or not migrated yet: the pages say so
    finally:
        store.store().close()  # a server is about to fork its workers
    if not missing:
        return None
    some = ", ".join(missing[:NAMED_AT_MOST])
    verb = "seals" if len(missing) == 1 else "seal"
    return (
        f"TOKEN_KEYS lacks {some}, which {verb} Xero authorisations in the database. "
        "Put it back behind the key that is to seal, or restore the database that belongs to these keys"
    )


def reseal_all() -> Iterator[tuple[int, list[str]]]:
    """Bring every sealed text under the present key; yields, per batch, how many, and what did not open."""
    for sealed in SEALED:
        last: int | None = 0
        while last is not None:
            last, done, broken = reseal_batch(sealed, last)
            yield done, broken


def reseal_batch(sealed: Sealed, after: int) -> tuple[int | None, int, list[str]]:
    """The next rows, locked, so that a refresh at the same moment writes either before or after."""
    broken: list[str] = []
    with store.change() as session:
        rows = waiting(session, sealed, after)
        for row in rows:
            if not reseal(sealed, row):
                broken.append(f"{sealed.name} of row {row.id}")
    return (rows[-1].id if rows else None), len(rows) - len(broken), broken


def waiting(session: Session, sealed: Sealed, after: int) -> list[Any]:
    is_old = ~sealed.texts.startswith(f"{service().ring.present}.", autoescape=True)
    query = (
        select(sealed.model)
        .where(sealed.texts.is_not(None), is_old, sealed.model.id > after)
        .order_by(sealed.model.id)
        .limit(BATCH)
        .with_for_update()
    )
    return list(session.scalars(query))


def reseal(sealed: Sealed, row: Any) -> bool:
    ring, binding = service().ring, sealed.binding(row)
    try:
        setattr(row, sealed.column, ring.seal(ring.open(getattr(row, sealed.column), *binding), *binding))
    except SealBroken:
        return False
    return True
