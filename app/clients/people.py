"""The practice's people, as those who can manage a client."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.models import User
from app.models.columns import folded


@dataclass(frozen=True)
class People:
    """Everybody of one practice, by name; who was deactivated keeps their clients and gets no new ones."""

    everybody: Sequence[User]

    @classmethod
    def around(cls, user: User) -> People:
        """The people of a user's practice."""
        return cls(sorted(user.practice.users, key=lambda person: folded(person.name)))

    @cached_property
    def names(self) -> dict[int, str]:
        return {person.id: person.name for person in self.everybody}

    def choices(self, present: int | None = None) -> list[User]:
        """Who can become manager, and who is it now."""
        return [person for person in self.everybody if person.is_enabled or person.id == present]

    def find(self, written: str) -> int | None:
        """The id of the person written as a number, an e-mail address, or a name that only one has."""
        return self.by_what_is_written.get(folded(written))

    @cached_property
    def by_what_is_written(self) -> dict[str, int]:
        names = Counter(folded(person.name) for person in self.everybody if person.is_enabled)
        found = {folded(p.name): p.id for p in self.everybody if p.is_enabled and names[folded(p.name)] == 1}
        found |= {folded(person.email): person.id for person in self.everybody if person.is_enabled}
        return found | {str(person.id): person.id for person in self.everybody}
