"""Somebody leaves: what hangs on their Xero login is looked at, handed over, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from flask import Flask

from app.extensions import db
from app.models import Event, Purpose, XeroConnection, XeroConsent, XeroLink, XeroLogin, XeroOrganisation
from tests.auth.form import stored
from tests.page import Visitor
from tests.people import Firm
from tests.records import add, add_client, add_login, add_organisations, change, rows


@pytest.fixture
def maren(new_visitor: Callable[[], Visitor], harbour: Firm) -> Visitor:
    return new_visitor().sign_in(harbour.admin)


def link(app: Flask, firm: Firm, organisation_id: int, client: str | None) -> None:
    client_id = add_client(app, firm, client) if client else None
    add(
        app,
        XeroLink(
            practice_id=firm.practice.id,
            client_id=client_id,
            organisation_id=organisation_id,
            came_about="import",
        ),
    )


def reach(app: Flask, firm: Firm, login_id: int, organisation_ids: Sequence[int]) -> None:
    add(
        app,
        *(
            XeroConnection(
                practice_id=firm.practice.id,
                login_id=login_id,
                organisation_id=one,
                xero_id=f"{login_id}-{one}",
            )
            for one in organisation_ids
        ),
    )


def preferred(app: Flask) -> list[int | None]:
    return [one.preferred_login_id for one in rows(app, XeroOrganisation)]


@pytest.fixture
def priya(app: Flask, harbour: Firm) -> int:
    """Priya Nair’s login, on which three clients and the practice hang."""
    login_id = add_login(app, harbour, email="Tomas@harbour.example")
    ids = add_organisations(app, harbour, login_id, "Alder", "Birch", "Cedar", "Harbour & Pine", "Unused")
    for organisation_id, client in zip(ids, ("Alder", "Birch", "Cedar", None), strict=False):
        link(app, harbour, organisation_id, client)
    return login_id


@pytest.fixture
def sam(app: Flask, harbour: Firm, priya: int) -> int:
    """Sam Osei’s login, which reaches two of the clients and the practice."""
    login_id = add_login(app, harbour, "Sam Osei")
    ids = [one.id for one in rows(app, XeroOrganisation) if one.name in ("Alder", "Birch", "Harbour & Pine")]
    reach(app, harbour, login_id, ids)
    return login_id


def test_the_look_says_what_hangs_and_who_else_reaches_it(maren: Visitor, priya: int, sam: int) -> None:
    page = maren.get(f"/settings/xero/logins/{priya}/leaving")

    assert (
        "3 clients and the practice hang on Priya Nair’s Xero login; "
        "3 of them are also reached by Sam Osei’s." in page
    )
    assert "Sam Osei reaches 3 of 5 organisations already" in page
    missing = maren.get(page.link("See the 2 that Sam Osei does not reach"))
    assert [row.text for row in missing.select("tbody th")] == ["Cedar", "Unused"]
    assert "invites Sam Osei there" in missing


def test_a_login_that_is_here_takes_over_what_it_reaches(
    app: Flask, maren: Visitor, harbour: Firm, priya: int, sam: int
) -> None:
    path = f"/settings/xero/logins/{priya}/leaving"
    page = maren.submit(maren.get(path), "Let Sam Osei take over")

    assert "Sam Osei carries 3 organisations from now on." in page.messages
    assert preferred(app) == [sam, sam, None, sam, None]
    assert "1 client hangs on Priya Nair’s Xero login; no other Xero login reaches it." in page
    (event,) = rows(app, Event, what="login.took_over")
    assert (event.user_id, event.login_id, event.before) == (harbour.admin.id, sam, {"login": "Priya Nair"})
    assert event.after == {"login": "Sam Osei", "organisations": 3}
    again = maren.post(f"/settings/xero/logins/{priya}/successor", successor=sam)
    assert "Nothing was changed." in again.messages
    assert len(rows(app, Event, what="login.took_over")) == 1


def test_what_was_taken_over_hangs_there_only_while_it_is_reached(
    app: Flask, maren: Visitor, priya: int, sam: int
) -> None:
    path = f"/settings/xero/logins/{priya}/leaving"
    maren.post(f"/settings/xero/logins/{priya}/successor", successor=sam)

    change(app, rows(app, XeroLogin)[1], lambda login: setattr(login, "state", "revoked"))

    assert "3 clients and the practice hang on Priya Nair’s" in maren.get(path)


@pytest.mark.parametrize("fault", ["revoked", "leaving", "itself", "theirs"])
def test_nobody_takes_over_who_cannot(
    app: Flask, maren: Visitor, saltmarsh: Firm, priya: int, sam: int, fault: str
) -> None:
    sam_row = rows(app, XeroLogin)[1]
    if fault == "revoked":
        change(app, sam_row, lambda login: setattr(login, "state", "revoked"))
    if fault == "leaving":
        maren.post(f"/settings/xero/logins/{sam}/leaving")
    successor = {"itself": priya, "theirs": add_login(app, saltmarsh, "Ines")}.get(fault, sam)

    answer = maren.post(f"/settings/xero/logins/{priya}/successor", successor=successor)

    assert answer.status == (404 if fault == "theirs" else 200)
    assert set(preferred(app)) == {None}


def test_leaving_is_marked_and_taken_back(app: Flask, maren: Visitor, harbour: Firm, priya: int) -> None:
    path = f"/settings/xero/logins/{priya}/leaving"
    page = maren.submit(maren.get(path), "Mark as leaving")

    assert "Priya Nair is marked as leaving" in page.messages
    login = maren.get(f"/settings/xero/logins/{priya}")
    assert login.link("Hand over what hangs on it") == path
    assert "Leaving" in maren.get("/settings/xero/logins").find("tbody").text
    assert rows(app, XeroLogin)[0].leaving_at is not None
    assert "was marked as leaving already" in maren.post(path).messages
    assert "Priya Nair stays" in maren.submit(page, "Not leaving").messages
    assert rows(app, XeroLogin)[0].leaving_at is None
    told = [event for event in rows(app, Event) if event.what in ("login.leaving", "login.staying")]
    assert [(event.before["is_leaving"], event.after["is_leaving"]) for event in told] == [
        (False, True),
        (True, False),
    ]


def test_staff_look_and_learn_who_marks(visitor: Visitor, harbour: Firm, priya: int) -> None:
    visitor.sign_in(harbour.staff)
    page = visitor.get(f"/settings/xero/logins/{priya}/leaving")

    assert "Only an administrator can mark this Xero login as leaving: Maren Holt." in page
    assert visitor.post(f"/settings/xero/logins/{priya}/leaving").status == 403


def test_deactivating_shows_what_hangs_and_goes_on_without_handing_over(
    app: Flask, maren: Visitor, harbour: Firm, priya: int, sam: int
) -> None:
    look = maren.get(f"/settings/people/{harbour.staff.id}/deactivation")

    assert "3 clients and the practice hang on Priya Nair’s Xero login; 3 of them are also reached" in look
    assert look.link("See them by name, and hand over Priya Nair’s Xero login").endswith(f"/{priya}/leaving")
    page = maren.submit(look, "Deactivate without handing over")
    assert "Tomas Reed is deactivated" in page.messages
    assert not stored(app, harbour.staff).is_enabled
    assert len(rows(app, XeroLink)) == 4


def test_a_login_is_theirs_who_last_authorised_it(
    app: Flask, maren: Visitor, harbour: Firm, priya: int, sam: int
) -> None:
    for number, user in enumerate((harbour.admin, harbour.staff)):
        trip(app, harbour, user.id, sam, number)

    look = maren.get(f"/settings/people/{harbour.staff.id}/deactivation")

    assert "on Priya Nair’s Xero login" in look
    assert "on Sam Osei’s Xero login" in look
    trip(app, harbour, harbour.admin.id, sam, 2)
    assert "on Sam Osei’s Xero login" not in maren.get(look.path)


def trip(app: Flask, firm: Firm, user_id: int, login_id: int, number: int) -> None:
    consent = XeroConsent(
        practice_id=firm.practice.id,
        user_id=user_id,
        user_epoch=1,
        login_id=login_id,
        purpose=Purpose.RECONNECT,
        state_hash=f"trip-{number}",
        browser_hash="",
    )
    add(app, consent)


def test_the_look_takes_as_many_statements_however_much_hangs_on_it(
    app: Flask, maren: Visitor, harbour: Firm, priya: int, sam: int
) -> None:
    from tests.auth.test_same_work import statements

    def count() -> int:
        with statements() as said:
            maren.get(f"/settings/xero/logins/{priya}/leaving")
        return len(said)

    before = count()
    for number in range(60):
        (one,) = add_organisations(app, harbour, priya, f"Dove {number:02}")[-1:]
        reach(app, harbour, sam, [one])
    with app.app_context():
        assert db.session.query(XeroOrganisation).count() == 65

    assert count() == before
