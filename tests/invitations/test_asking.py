"""The practice asks a client to connect: a link in any case, a mail where a mail server is set up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from freezegun import freeze_time

from app.clock import utcnow
from app.models import Client, Event, XeroInvitation
from app.models.invitation import InvitationState
from tests.invitations.steps import ask, path_on
from tests.records import add_client, change, history, rows


@pytest.fixture
def maren(visitor, harbour):
    return visitor.sign_in(harbour.admin)


def card(visitor, bakery):
    return visitor.get(f"/clients/{bakery}").find("#xero-card").text


def test_a_link_is_shown_once_and_kept_only_as_a_hash(app, maren, bakery):
    link = ask(maren, bakery)

    (invitation,) = rows(app, XeroInvitation)
    secret = link.rpartition("/")[2]
    assert len(secret) >= 40
    assert secret not in repr(vars(invitation))
    assert secret not in maren.get(f"/clients/{bakery}").html
    assert "Waiting for client" in card(maren, bakery)
    assert "Not yet" in card(maren, bakery)


def test_an_invitation_is_mailed_to_the_clients_address(app, maren, bakery, post):
    page = maren.submit(maren.get(f"/clients/{bakery}"), "Send the invitation")

    assert "Sent to rosa@alder.example." in page
    assert post.recipients == [["rosa@alder.example"]]
    assert post.only()["From"] == '"Maren Holt, Harbour & Pine" <post@ledger.example>'
    assert post.only()["Reply-To"] == "maren@harbour.example"
    assert post.only()["Subject"] == "Harbour & Pine asks you to connect Alder Lane Bakery Ltd to Xero"
    assert f"http://localhost{path_on(page)}" in post.only().get_content()
    assert "to rosa@alder.example" in card(maren, bakery)


def test_a_mail_that_fails_loses_no_invitation(app, maren, bakery, post):
    post.refuses = True

    page = maren.submit(maren.get(f"/clients/{bakery}"), "Send the invitation")

    assert "was not sent" in page
    assert "The mail server did not take the address." in page
    assert maren.get(path_on(page)).status == 200
    assert "Link made" in card(maren, bakery)


def test_a_link_only_sends_no_mail(maren, bakery, post):
    assert ask(maren, bakery, "Make a link only")
    assert post.received == []


@pytest.mark.parametrize("email", ["", "rosa", "rosa@alder.example\r\nBcc: a@b.example", "a@b, c@d"])
def test_an_address_that_is_none_is_asked_for_again(app, maren, bakery, post, email):
    page = maren.submit(maren.get(f"/clients/{bakery}"), "Send the invitation", email=email)

    assert page.status == 422
    assert "Enter the client’s e-mail address" in page.find("#email-fault").text
    assert rows(app, XeroInvitation) == []
    assert post.received == []


def test_asking_again_ends_the_link_before(app, maren, new_visitor, harbour, bakery):
    first = ask(maren, bakery)
    second = ask(maren, bakery, "Make a new link")

    assert new_visitor().get(first).status == 410
    assert new_visitor().get(second).status == 200
    assert history(app, harbour) == ["invitation.sent", "invitation.sent_again"]
    again = rows(app, Event)[-1]
    assert again.user_id == harbour.admin.id
    assert (again.before["state"], again.after["state"]) == ("sent", "sent")


def test_a_double_click_asks_once(app, maren, bakery):
    page = maren.get(f"/clients/{bakery}")
    maren.submit(page, "Make a link")

    second = maren.submit(page, "Make a link")

    assert "Somebody asked this client in the meantime" in second.messages
    assert len(rows(app, XeroInvitation)) == 1


def test_taking_an_invitation_back_ends_its_link(app, maren, new_visitor, harbour, bakery):
    link = ask(maren, bakery)
    page = maren.get(f"/clients/{bakery}")

    assert "taken back" in maren.submit(page, "Take it back").messages
    assert "had ended already" in maren.submit(page, "Take it back").messages

    closed = new_visitor().get(link)
    assert (closed.status, closed.h1) == (410, "This invitation is not open any more")
    assert "Not connected" in card(maren, bakery)
    assert history(app, harbour) == ["invitation.sent", "invitation.revoked"]


def test_an_invitation_expires_after_14_days(app, maren, new_visitor, bakery):
    link = ask(maren, bakery)
    (invitation,) = rows(app, XeroInvitation)
    client = new_visitor()
    page = client.get(link)

    with freeze_time(utcnow() + timedelta(days=14, minutes=1)):
        assert invitation.state(utcnow()) == InvitationState.EXPIRED
        closed = client.get(link)
        assert (closed.status, closed.h1) == (410, "This invitation has expired")
        assert "Ask Harbour & Pine for a new one" in closed
        assert client.submit(page, "Connect to Xero").status == 410
    change(app, invitation, lambda row: setattr(row, "invited_at", utcnow() - timedelta(days=15)))
    assert "Expired" in card(maren, bakery)


def test_nobody_is_asked_for_an_archived_client(app, maren, new_visitor, bakery):
    link = ask(maren, bakery)
    page = maren.get(f"/clients/{bakery}")
    (client,) = rows(app, Client)
    change(app, client, lambda row: setattr(row, "archived_at", utcnow()))

    assert "This client is archived" in maren.submit(page, "Make a new link").messages
    assert new_visitor().get(link).status == 410


def test_with_the_client_level_off_nobody_is_asked(app, maren, harbour, bakery):
    page = maren.get(f"/clients/{bakery}")
    change(app, harbour.practice, lambda row: setattr(row, "links_clients", False))

    assert "switched off" in maren.submit(page, "Make a link").messages
    assert rows(app, XeroInvitation) == []


def test_an_invitation_of_another_client_cannot_be_taken_back_by_this_clients_address(
    app, maren, harbour, bakery
):
    ask(maren, bakery)
    (invitation,) = rows(app, XeroInvitation)
    other = add_client(app, harbour, "Other")

    assert maren.post(f"/clients/{other}/invitations/{invitation.id}/revoke").status == 404
