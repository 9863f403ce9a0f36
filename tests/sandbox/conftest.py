"""One stand-in for all tests here, empty before each, with a partner who sees two organisations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sandbox.control_client import ControlClient
from sandbox.server import RunningSandbox, running_sandbox
from tests.sandbox.trip import Trip

PRIYA = "priya@harbourpine.example"
SAM = "sam@ledgerworks.example"


@pytest.fixture(scope="session")
def stand_in() -> Iterator[RunningSandbox]:
    with running_sandbox() as running:
        yield running


@pytest.fixture
def control(stand_in: RunningSandbox) -> ControlClient:
    stand_in.control.reset()
    return stand_in.control


@pytest.fixture
def app(control: ControlClient, stand_in: RunningSandbox) -> Trip:
    """The registered app."""
    return Trip(stand_in)


@dataclass(frozen=True)
class Books:
    """The tenant ids of what Priya sees."""

    bakery: str
    harbour: str


@pytest.fixture
def books(control: ControlClient) -> Books:
    """Priya sees a bakery and her own practice; Sam sees the bakery too."""
    bakery = control.add_organisation("Alder Lane Bakery Ltd", registration_number="99120563", city="York")
    harbour = control.add_organisation("Harbour & Pine Ltd", tax_number="GB555102317")
    tenant_ids = [bakery["tenant_id"], harbour["tenant_id"]]
    control.add_user(PRIYA, "Priya", "Nair", organisations=tenant_ids)
    control.add_user(SAM, "Sam", "Osei", organisations=tenant_ids[:1])
    return Books(*tenant_ids)
