"""How the story begins: two practices, the people who sign in for them, and their clients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import cycle

from app import passwords
from app.commands.demo_clients import HARBOUR_CLIENTS, SALTMARSH_CLIENTS, DemoClient
from app.commands.demo_facts import facts_by_code
from app.demo_accounts import DEMO_ACCOUNTS, HARBOUR, SALTMARSH, DemoAccount
from app.extensions import db
from app.models import Client, Practice, User, record

CLIENTS = {HARBOUR: HARBOUR_CLIENTS, SALTMARSH: SALTMARSH_CLIENTS}


def tell() -> None:
    """Found both practices, in one transaction."""
    hashes = {account.email: passwords.hashed(account.password) for account in DEMO_ACCOUNTS}
    for name, clients in CLIENTS.items():
        accounts = [account for account in DEMO_ACCOUNTS if account.practice == name]
        found(name, accounts, hashes, clients)
    db.session.commit()


def found(
    name: str, accounts: Iterable[DemoAccount], hashes: dict[str, str], clients: Iterable[DemoClient]
) -> None:
    practice = Practice(name=name)
    practice.users = [
        User(email=a.email, name=a.name, role=a.role, password_hash=hashes[a.email]) for a in accounts
    ]
    db.session.add(practice)
    db.session.flush()
    record("practice.created", practice_id=practice.id, after={"name": name})
    take_on(practice, clients)


def take_on(practice: Practice, clients: Iterable[DemoClient]) -> None:
    """Write the clients down, shared out among the people of the practice."""
    managers: Sequence[User] = sorted(practice.users, key=lambda user: user.is_admin)
    for client, manager in zip(clients, cycle(managers), strict=False):
        db.session.add(
            Client(
                practice_id=practice.id,
                code=client.code,
                name=client.name,
                company_number=client.company_number,
                vat_number=client.vat_number,
                email=client.email,
                manager_id=manager.id,
                **facts_by_code(client.code),
            )
        )
