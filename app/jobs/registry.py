"""Every kind of job there is. A new one is a module with its KIND, and a word in this list."""

from __future__ import annotations

from app.jobs import digesting, facts, keeping_alive, reconciling, removing, tidying
from app.jobs.kinds import Kinds

ALL = (
    keeping_alive.KIND,
    reconciling.KIND,
    removing.KIND,
    facts.KIND,
    digesting.KIND,
    tidying.KIND,
)
KINDS: Kinds = {kind.name: kind for kind in ALL}
