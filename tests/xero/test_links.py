"""Links point at organisations: one per subject, whoever changes it at the same time."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.models import Event, User, XeroConnection, XeroLink
from app.xero.links import Act, LinkMoved, NotOffered, Subject, find_link, point, undo, unlink
from tests.records import add, add_client, add_login, add_organisations, change, rows

AT_ONCE = 6


@pytest.fixture
def books(in_app, harbour):
    """Ids of two organisations that Harbour & Pine can link."""
    return add_organisations(in_app, harbour, add_login(in_app, harbour), "Alder Ltd", "Birch Ltd")


@pytest.fixture
def practice(harbour):
    return Subject(harbour.practice.id)


def act(firm):
    return Act(db.session.get_one(User, firm.admin.id), "picked", "192.0.2.7")


def pointed(firm, subject, organisation_id, was=None):
    event = point(subject, organisation_id, act(firm), was=was)
    db.session.commit()
    return event


def test_a_link_is_made_changed_and_ended_and_the_history_says_what_was_before(
    in_app, harbour, practice, books
):
    alder, birch = books
    pointed(harbour, practice, alder)
    pointed(harbour, practice, birch, was=alder)
    unlink(practice, act(harbour), was=birch)
    db.session.commit()

    told = [
        (event.what, (event.before or {}).get("organisation"), (event.after or {}).get("organisation"))
        for event in rows(in_app, Event)
    ]
    assert told == [
        ("link.created", None, "Alder Ltd"),
        ("link.changed", "Alder Ltd", "Birch Ltd"),
        ("link.removed", "Birch Ltd", None),
    ]
    assert {(event.user_id, event.address) for event in rows(in_app, Event)} == {
        (harbour.admin.id, "192.0.2.7")
    }
    assert rows(in_app, XeroLink) == []


def test_pointing_where_it_points_already_does_nothing(in_app, harbour, practice, books):
    pointed(harbour, practice, books[0])

    assert pointed(harbour, practice, books[0]) is None
    assert len(rows(in_app, Event)) == 1


def test_whoever_saw_another_link_changes_nothing(in_app, harbour, practice, books):
    alder, birch = books
    pointed(harbour, practice, alder)

    for stale in (None, birch, 999):
        with pytest.raises(LinkMoved):
            point(practice, birch, act(harbour), was=stale)
    for stale in (None, birch):
        with pytest.raises(LinkMoved):
            unlink(practice, act(harbour), was=stale)
    assert find_link(practice).organisation_id == alder


def test_an_organisation_that_no_login_reaches_cannot_be_linked(in_app, harbour, practice, books):
    connection = rows(in_app, XeroConnection, organisation_id=books[0])[0]
    change(in_app, connection, lambda row: setattr(row, "ended_at", row.last_seen_at))

    with pytest.raises(NotOffered):
        point(practice, books[0], act(harbour), was=None)


def test_another_practices_organisation_cannot_be_linked(in_app, harbour, saltmarsh, practice):
    theirs = add_organisations(in_app, saltmarsh, add_login(in_app, saltmarsh), "Alder Ltd")[0]

    with pytest.raises(NotOffered):
        point(practice, theirs, act(harbour), was=None)


@pytest.mark.parametrize("of_client", [False, True])
def test_a_link_across_practices_cannot_be_written_at_all(in_app, harbour, saltmarsh, books, of_client):
    client_id = add_client(in_app, saltmarsh, "Tidewater Ltd") if of_client else None
    practice_id = harbour.practice.id if of_client else saltmarsh.practice.id

    with pytest.raises(IntegrityError):
        add(
            in_app,
            XeroLink(
                practice_id=practice_id, client_id=client_id, organisation_id=books[0], came_about="picked"
            ),
        )


def test_a_practice_has_one_link_of_its_own_and_a_client_has_one(in_app, harbour, books):
    client_id = add_client(in_app, harbour, "Alder Lane Bakery")
    for subject in (None, client_id):
        links = [
            XeroLink(
                practice_id=harbour.practice.id, client_id=subject, organisation_id=one, came_about="picked"
            )
            for one in books
        ]
        add(in_app, links[0])
        with pytest.raises(IntegrityError):
            add(in_app, links[1])
        db.session.rollback()


def test_undo_brings_back_what_was_before(in_app, harbour, practice, books):
    alder, birch = books
    made = pointed(harbour, practice, alder)
    undo(made, act(harbour))
    assert find_link(practice) is None
    db.session.commit()

    pointed(harbour, practice, alder)
    undo(pointed(harbour, practice, birch, was=alder), act(harbour))
    assert find_link(practice).organisation_id == alder
    db.session.commit()

    undo(unlink(practice, act(harbour), was=alder), act(harbour))
    assert find_link(practice).organisation_id == alder


def test_undo_is_refused_once_anything_happened_to_the_link_since(in_app, harbour, practice, books):
    alder, birch = books
    made = pointed(harbour, practice, alder)
    changed = pointed(harbour, practice, birch, was=alder)

    with pytest.raises(LinkMoved):
        undo(made, act(harbour))
    undo(changed, act(harbour))
    db.session.commit()
    with pytest.raises(LinkMoved):
        undo(changed, act(harbour))
    assert find_link(practice).organisation_id == alder


def test_the_practices_link_and_a_clients_are_undone_apart(in_app, harbour, practice, books):
    client = Subject(harbour.practice.id, add_client(in_app, harbour, "Alder Lane Bakery"))
    made = pointed(harbour, practice, books[0])
    pointed(harbour, client, books[0])

    undo(made, act(harbour))
    assert find_link(practice) is None
    assert find_link(client)


def at_once(app, work):
    """Do it in several threads that start together; what each did or how it was refused."""
    gate, found = threading.Barrier(AT_ONCE), []

    def run(number):
        with app.app_context():
            gate.wait()
            try:
                found.append(work(number))
                db.session.commit()
            except LinkMoved:
                found.append(LinkMoved)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_of_several_who_link_at_once_one_wins_and_the_others_are_told(in_app, harbour, practice):
    names = [f"Alder {number} Ltd" for number in range(AT_ONCE)]
    ids = add_organisations(in_app, harbour, add_login(in_app, harbour), *names)
    db.session.commit()

    found = at_once(in_app, lambda number: point(practice, ids[number], act(harbour), was=None))

    assert found.count(LinkMoved) == AT_ONCE - 1
    assert len(rows(in_app, XeroLink)) == 1
    assert [event.what for event in rows(in_app, Event)] == ["link.created"]


def test_of_several_who_choose_the_same_at_once_all_are_content(in_app, harbour, practice, books):
    found = at_once(in_app, lambda _: point(practice, books[0], act(harbour), was=None))

    assert found.count(None) == AT_ONCE - 1
    assert len(rows(in_app, XeroLink)) == len(rows(in_app, Event)) == 1


def test_of_several_who_disconnect_at_once_one_does(in_app, harbour, practice, books):
    pointed(harbour, practice, books[0])

    found = at_once(in_app, lambda _: unlink(practice, act(harbour), was=books[0]))

    assert found.count(None) == AT_ONCE - 1
    assert [event.what for event in rows(in_app, Event)] == ["link.created", "link.removed"]
