"""Nobody learns from our work which accounts exist, and nobody waits for the database while we hash."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import argon2
import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import Engine, event

from app import passwords
from app.extensions import db
from tests.auth.form import change, sign_in
from tests.page import Visitor
from tests.people import PASSWORD, Firm


class WatchedHasher(PasswordHasher):
    """Hashes as the real one does, and remembers with what cost, and whether a transaction was open."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.work: list[tuple[str, argon2.Parameters | None, bool]] = []

    def hash(self, password: str | bytes, **salt: bytes) -> str:
        self.work.append(("hash", None, db.session().in_transaction()))
        return super().hash(password, **salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:
        cost = argon2.extract_parameters(str(hash))
        self.work.append(("verify", cost, db.session().in_transaction()))
        return super().verify(hash, password)


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> WatchedHasher:
    watched = WatchedHasher()
    monkeypatch.setattr(passwords, "hasher", watched)
    return watched


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is said to the database meanwhile."""
    said: list[str] = []

    def listen(_connection: object, _cursor: object, statement: str, *_details: object) -> None:
        said.append(statement)

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def test_unknown_deactivated_and_mistyped_take_the_same_work(
    app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm, hasher: WatchedHasher
) -> None:
    change(app, harbour.admin, is_enabled=False)
    attempts = [
        ("nobody@harbour.example", PASSWORD),
        (harbour.admin.email, PASSWORD),
        (harbour.admin.email, "not the password"),
        (harbour.staff.email, "not the password"),
    ]

    def work(email: str, password: str) -> tuple[list[object], list[str]]:
        hasher.work.clear()
        with statements() as said:
            assert sign_in(new_visitor(), email, password).status == 422
        return [*hasher.work], said

    first, *others = [work(*attempt) for attempt in attempts]

    assert [kind for kind, *_ in first[0]] == ["verify"]
    assert any("INSERT INTO throttle" in statement for statement in first[1])
    assert all(other == first for other in others)


def test_no_transaction_is_open_while_a_password_is_hashed(
    app: Flask, visitor: Visitor, harbour: Firm, hasher: WatchedHasher
) -> None:
    outdated = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    change(app, harbour.staff, password_hash=outdated)
    sign_in(visitor, harbour.staff.email, remember="yes")
    form = {"present": PASSWORD, "new": "seven grey herons", "repeated": "seven grey herons"}
    visitor.submit(visitor.get("/account"), "Change password", **form)

    assert [kind for kind, *_ in hasher.work] == ["verify", "hash", "verify", "hash"]
    assert not any(was_open for *_, was_open in hasher.work)


def test_the_stand_in_for_a_missing_password_costs_what_a_real_one_does() -> None:
    careful = PasswordHasher()
    passwords.hasher, usual = careful, passwords.hasher
    try:
        stand_in = passwords.unmatchable()
    finally:
        passwords.hasher = usual

    assert argon2.extract_parameters(stand_in) == argon2.extract_parameters(careful.hash("anything"))
    assert not careful.check_needs_rehash(stand_in)
