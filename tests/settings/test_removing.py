"""Removing access at Xero from the overview, at the stand-in."""

from __future__ import annotations

import pytest
from flask import Flask

from app.extensions import db
from app.models import Job, LoginState, XeroConnection, XeroLogin
from app.removing import carry_out_for
from sandbox.server import RunningSandbox
from tests.page import Page, Visitor
from tests.people import Firm
from tests.records import add_login, add_organisations, change, history, rows
from tests.travel import priya, travel

QUESTION = "/settings/xero/access/remove"
NAMES = ["Alder Ltd", "Birch Ltd", "Cedar Ltd"]
BUTTON = "Remove access at Xero"


@pytest.fixture
def maren(visitor: Visitor, harbour: Firm) -> Visitor:
    return visitor.sign_in(harbour.admin)


@pytest.fixture
def books(app: Flask, maren: Visitor, xero: RunningSandbox) -> list[int]:
    """Three organisations that Priya really authorised; the practice is linked to the first."""
    priya(xero, *NAMES)
    for name in NAMES:
        travel(maren, xero, [name])
    connections = rows(app, XeroConnection)
    return [one.organisation_id for one in connections]


def ask(visitor: Visitor, *ids: int) -> Page:
    return visitor.get(f"{QUESTION}?{'&'.join(f'organisation={one}' for one in ids)}")


def left(xero: RunningSandbox) -> int:
    return len(xero.control.connections())


def lapse(app: Flask) -> None:
    (login,) = rows(app, XeroLogin)
    change(app, login, lambda row: setattr(row, "state", LoginState.EXPIRED))


def revive(app: Flask) -> None:
    (login,) = rows(app, XeroLogin)
    change(app, login, lambda row: setattr(row, "state", LoginState.ACTIVE))


def test_one_that_nothing_uses_goes_after_a_look(
    app: Flask, maren: Visitor, harbour: Firm, xero: RunningSandbox, books: list[int]
) -> None:
    question = ask(maren, books[0])

    page = maren.submit(question, BUTTON)

    assert "nothing is linked to it" in question
    assert "Access to Alder Ltd was removed at Xero" in page.messages
    assert left(xero) == 2
    assert history(app, harbour)[-2:] == ["connection.removal_asked", "connection.removed"]


def test_one_in_use_is_named_with_what_breaks_and_has_to_be_typed(
    app: Flask, maren: Visitor, xero: RunningSandbox, books: list[int]
) -> None:
    question = ask(maren, books[2])

    refused = maren.submit(question, BUTTON, typed="Cedar")
    done = maren.submit(refused, BUTTON, typed=" cedar  LTD ")

    assert "these lose their connection: Harbour & Pine (the practice)" in question
    assert (refused.status, left(xero)) == (422, 2)
    assert "Type what is asked for" in refused
    assert "was removed" in done.messages
    assert rows(app, XeroConnection)[2].ended_because == "removed"


def test_several_go_once_their_number_was_typed(
    app: Flask, maren: Visitor, xero: RunningSandbox, books: list[int]
) -> None:
    question = ask(maren, *books[:2])

    refused = maren.submit(question, BUTTON, typed="remove 3", organisation=books[:2])
    maren.submit(refused, BUTTON, typed="Remove 2", organisation=books[:2])

    assert "To go on, type remove 2" in question
    assert refused.status == 422
    assert left(xero) == 1


def test_all_that_nothing_uses_go_together(maren: Visitor, xero: RunningSandbox, books: list[int]) -> None:
    listed = maren.get("/settings/xero/organisations?show=unused")

    maren.submit(maren.get(listed.link("Remove access to all of them")), BUTTON, typed="remove 2")

    assert left(xero) == 1
    assert "No organisation matches" in maren.get("/settings/xero/organisations?show=unused")


def test_a_question_whose_answer_has_changed_is_asked_again(
    app: Flask, maren: Visitor, xero: RunningSandbox, books: list[int]
) -> None:
    question = ask(maren, *books[:2])
    maren.submit(ask(maren, books[0]), BUTTON)

    page = maren.submit(question, BUTTON, typed="remove 2", organisation=books[:2])

    assert page.status == 422
    assert "Something has changed" in page
    assert left(xero) == 2


def test_a_dead_login_waits_until_it_is_reconnected(
    app: Flask, maren: Visitor, xero: RunningSandbox, books: list[int]
) -> None:
    lapse(app)
    page = maren.submit(ask(maren, *books[:2]), BUTTON, typed="remove 2", organisation=books[:2])
    assert page.h1 == "Access to be removed"
    assert "It waits until Priya Nair’s Xero login is reconnected" in page
    assert [job.kind for job in rows(app, Job, login_id=1)].count("remove") == 1

    (connection,) = rows(app, XeroConnection, organisation_id=books[0])
    kept = maren.submit(page, f"/settings/xero/removals/{connection.id}/take-back")
    revive(app)
    with app.app_context():
        assert carry_out_for(1, 10) is None

    assert "Access to Alder Ltd stays" in kept.messages
    assert [one.ended_because for one in rows(app, XeroConnection)] == [None, "removed", None]
    assert left(xero) == 2


def test_what_xero_refuses_is_listed_and_the_rest_is_done(
    app: Flask, maren: Visitor, xero: RunningSandbox, books: list[int]
) -> None:
    xero.control.fail("connections.delete", status=403, times=1)

    page = maren.submit(ask(maren, *books[:2]), BUTTON, typed="remove 2", organisation=books[:2])

    assert "1 access removed at Xero. 1 could not be removed yet" in page.messages
    assert "Xero refused it for Priya Nair’s login" in page
    assert left(xero) == 2
    again = maren.submit(page, "Try again")
    assert "Access to Alder Ltd was removed at Xero" in again.messages


def test_xero_being_away_leaves_it_to_the_background(
    app: Flask, maren: Visitor, xero: RunningSandbox, books: list[int]
) -> None:
    xero.control.set_modes(offline=True)

    page = maren.submit(ask(maren, *books[:2]), BUTTON, typed="remove 2", organisation=books[:2])

    assert "removed in the background" in page
    xero.control.set_modes(offline=False)
    with app.app_context():
        carry_out_for(1, 10)
        db.session.rollback()
    assert left(xero) == 1


def test_a_login_of_somebody_else_keeps_its_access(
    app: Flask, maren: Visitor, harbour: Firm, xero: RunningSandbox, books: list[int]
) -> None:
    sam = add_login(app, harbour, "Sam Osei", state=LoginState.ACTIVE)
    add_organisations(app, harbour, sam, "Dover Ltd")
    connection = rows(app, XeroConnection)[-1]
    change(app, connection, lambda row: setattr(row, "organisation_id", books[2]))

    question = maren.get(f"{QUESTION}?organisation={books[2]}&login=1")
    maren.submit(question, BUTTON, typed="Cedar Ltd")

    assert "these stay connected, because Sam Osei still reaches it" in question
    assert [one.login_id for one in rows(app, XeroConnection, ended_at=None)] == [1, 1, sam]


def test_staff_are_told_who_can(maren: Visitor, harbour: Firm, new_visitor, books: list[int]) -> None:
    tomas = new_visitor().sign_in(harbour.staff)

    page = ask(tomas, books[0])

    assert page.status == 403
    assert "Maren Holt" in page
    assert tomas.post(QUESTION, organisation=books[0]).status == 403


def test_other_practices_organisations_and_logins_do_not_exist(
    app: Flask, maren: Visitor, saltmarsh: Firm, books: list[int]
) -> None:
    login = add_login(app, saltmarsh)
    (theirs,) = add_organisations(app, saltmarsh, login, "Theirs Ltd")

    assert ask(maren, books[0], theirs).status == 404
    assert maren.get(f"{QUESTION}?organisation={books[0]}&login={login}").status == 404


def test_nothing_ticked_is_said(maren: Visitor, books: list[int]) -> None:
    assert "Tick the organisations first" in ask(maren).messages
