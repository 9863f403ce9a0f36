"""Who can sign in to the demo; the passwords are public and never used anywhere else."""

from __future__ import annotations

from dataclasses import dataclass

from app.models.practice import Role


@dataclass(frozen=True)
class DemoAccount:
    """One person of the demo, and the password that the sign-in page shows."""

    name: str
    email: str
    password: str
    role: Role
    practice: str


HARBOUR, SALTMARSH = "Harbour & Pine", "Saltmarsh Accounting"

DEMO_ACCOUNTS = (
    DemoAccount("Amelia Hart", "amelia@harbourpine.example", "amelia-counts-boats", Role.ADMIN, HARBOUR),
    DemoAccount("Ben Okafor", "ben@harbourpine.example", "ben-counts-lanterns", Role.STAFF, HARBOUR),
    DemoAccount("Chloe Lindqvist", "chloe@harbourpine.example", "chloe-counts-gulls", Role.STAFF, HARBOUR),
    DemoAccount("Dara Whitlock", "dara@saltmarsh.example", "dara-counts-reeds", Role.ADMIN, SALTMARSH),
    DemoAccount("Ewan Price", "ewan@saltmarsh.example", "ewan-counts-herons", Role.STAFF, SALTMARSH),
)
