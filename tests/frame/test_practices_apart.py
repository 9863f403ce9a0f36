"""The database itself refuses to tie one practice's records to another's."""

from typing import TypeVar

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.extensions import Base, db
from app.models import (
    Client,
    Practice,
    User,
    XeroConnection,
    XeroConsent,
    XeroLink,
    XeroLogin,
    XeroOrganisation,
)

Row = TypeVar("Row", bound=Base)


class Belongings:
    """One practice with one of everything."""

    def __init__(self, name: str) -> None:
        self.practice = practice = add(Practice(name=name))
        self.user = add(
            User(practice_id=practice.id, name="A", email=f"a@{name}.example", password_hash="", role="admin")
        )
        self.client = add(Client(practice_id=practice.id, name="Bakery", code="B1"))
        self.login = add(
            XeroLogin(practice_id=practice.id, app_client_id="app", xero_userid="u", name="Priya Nair")
        )
        self.organisation = add(XeroOrganisation(practice_id=practice.id, tenant_id="t", name="Books"))

    def link(self, **changes: int) -> XeroLink:
        ids = {"practice_id": self.practice.id, "organisation_id": self.organisation.id}
        return XeroLink(came_about="trip", **(ids | changes))

    def consent(self, **changes: int) -> XeroConsent:
        ids = {"practice_id": self.practice.id, "user_id": self.user.id}
        return XeroConsent(
            user_epoch=1, purpose="link_practice", state_hash="s", browser_hash="b", **(ids | changes)
        )

    def connection(self, **changes: int) -> XeroConnection:
        ids = {
            "practice_id": self.practice.id,
            "login_id": self.login.id,
            "organisation_id": self.organisation.id,
        }
        return XeroConnection(xero_id="c", **(ids | changes))


def add(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


@pytest.fixture
def ours(in_app: Flask) -> Belongings:
    return Belongings("harbour")


@pytest.fixture
def theirs(in_app: Flask, ours: Belongings) -> Belongings:
    return Belongings("saltmarsh")


def test_ties_within_a_practice_are_welcome(ours: Belongings) -> None:
    add(ours.link(client_id=ours.client.id, linked_by_id=ours.user.id))
    add(ours.connection())
    add(ours.consent(login_id=ours.login.id, expected_organisation_id=ours.organisation.id))


@pytest.mark.parametrize(
    ("what", "name", "whose"),
    [
        ("link", "organisation_id", "organisation"),
        ("link", "client_id", "client"),
        ("link", "linked_by_id", "user"),
        ("connection", "login_id", "login"),
        ("connection", "organisation_id", "organisation"),
        ("consent", "user_id", "user"),
        ("consent", "client_id", "client"),
        ("consent", "login_id", "login"),
        ("consent", "expected_login_id", "login"),
        ("consent", "expected_organisation_id", "organisation"),
    ],
)
def test_a_tie_to_another_practice_cannot_be_written(
    ours: Belongings, theirs: Belongings, what: str, name: str, whose: str
) -> None:
    foreign_id = getattr(theirs, whose).id

    with pytest.raises(IntegrityError):
        add(getattr(ours, what)(**{name: foreign_id}))


def test_a_client_is_managed_by_somebody_of_its_own_practice(ours: Belongings, theirs: Belongings) -> None:
    with pytest.raises(IntegrityError):
        add(Client(practice_id=ours.practice.id, name="Dentist", code="D", manager_id=theirs.user.id))


def test_every_table_that_points_into_a_practice_carries_the_practice_in_the_key() -> None:
    """`event` tells what happened and ties nothing together."""
    alone = {
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        if table.name != "event" and "practice_id" in table.columns
        for constraint in table.foreign_key_constraints
        if "practice_id" not in constraint.column_keys
        for column in constraint.columns
    }

    assert alone == set()


def test_a_practice_has_one_link_of_its_own(ours: Belongings) -> None:
    add(ours.link())

    with pytest.raises(IntegrityError):
        add(ours.link())


def test_a_client_has_one_link(ours: Belongings) -> None:
    add(ours.link(client_id=ours.client.id))

    with pytest.raises(IntegrityError):
        add(ours.link(client_id=ours.client.id))


def test_two_practices_may_know_the_same_organisation(ours: Belongings, theirs: Belongings) -> None:
    assert ours.organisation.tenant_id == theirs.organisation.tenant_id
    assert ours.organisation.id != theirs.organisation.id
