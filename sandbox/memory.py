"""The collections of the stand-in: one for each kind of record."""

from dataclasses import dataclass
from typing import Any, TypeVar

from .faults import CallCount, Fault, ForcedLimit, Slowness
from .records import (
    AccessToken,
    App,
    Code,
    Connection,
    Grant,
    Membership,
    Organisation,
    Person,
    RefreshToken,
    stored,
)
from .state import Collection, Journal

R = TypeVar("R")


@stored("name")
@dataclass(frozen=True)
class Single:
    """A document of which there is only one: the modes, the clock, the keys."""

    name: str
    body: Any


class Memory:
    """Everything that is remembered, by kind."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.collections: dict[str, Collection[Any]] = {}
        self.singles = self._collection(Single)
        self.apps = self._collection(App)
        self.people = self._collection(Person)
        self.organisations = self._collection(Organisation)
        self.memberships = self._collection(Membership)
        self.connections = self._collection(Connection)
        self.grants = self._collection(Grant)
        self.codes = self._collection(Code)
        self.refresh_tokens = self._collection(RefreshToken)
        self.access_tokens = self._collection(AccessToken)
        self.faults = self._collection(Fault)
        self.slowness = self._collection(Slowness)
        self.forced_limits = self._collection(ForcedLimit)
        self.call_counts = self._collection(CallCount)

    def _collection(self, record: type[R]) -> Collection[R]:
        made = Collection(self.journal, record)
        self.collections[made.kind] = made
        return made
