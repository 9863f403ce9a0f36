"""What a link opens: looking marks nothing, strange links reveal nothing, and guessing is slow."""

from __future__ import annotations

from app import attempts
from app.attempts import Limit
from app.models import XeroInvitation
from tests.house.haystack import Haystack
from tests.invitations.steps import ROSA, ask, rosa, set_out
from tests.records import history, rows
from tests.travel import come_back


def test_the_page_says_who_asks_what_is_read_and_which_role_is_needed(client, link):
    page = client.get(link)

    assert page.h1 == "Connect Alder Lane Bakery Ltd to Harbour & Pine"
    for words in ("What will be read", "What will not", "Standard or Adviser", "Tomas Reed asked for this"):
        assert words in page


def test_looking_marks_nothing_however_often(app, client, link, harbour):
    for _ in range(3):
        client.get(link)
        client.open("HEAD", link)

    (invitation,) = rows(app, XeroInvitation)
    assert invitation.opened_at is None
    assert history(app, harbour) == ["invitation.sent"]


def test_the_first_button_opens_it(app, visitor, client, new_visitor, link, harbour, bakery, xero):
    rosa(xero, "Alder Lane Bakery Ltd")
    set_out(client, link)
    set_out(new_visitor(), link)

    (invitation,) = rows(app, XeroInvitation)
    assert invitation.opened_at is not None
    assert history(app, harbour).count("invitation.opened") == 1
    assert "Not yet" not in visitor.get(f"/clients/{bakery}").find("#xero-card").text


def test_a_link_that_is_not_known_reveals_nobody(client, link):
    page = client.get(f"{link}x")

    assert (page.status, page.h1) == (404, "This link opens nothing")
    assert "Harbour" not in page
    assert client.post(f"{link}x/connect").status == 404


def test_guessing_links_has_to_wait_and_so_has_a_right_guess(client, link, monkeypatch):
    monkeypatch.setattr("app.invitations.public.UNKNOWN_INVITATION", Limit("invitation", 3))
    for _ in range(3):
        assert client.get("/invitations/guessed").status == 404

    assert client.get("/invitations/guessed").status == 429
    assert client.get(link).status == 429
    assert attempts.UNKNOWN_INVITATION.attempts >= 20


def test_opening_a_known_link_is_never_counted(client, link, monkeypatch):
    monkeypatch.setattr("app.invitations.public.UNKNOWN_INVITATION", Limit("invitation", 1))

    assert [client.get(link).status for _ in range(3)] == [200, 200, 200]


def test_a_page_that_was_open_for_too_long_asks_to_press_once_more(client, link, xero):
    rosa(xero, "Alder Lane Bakery Ltd")

    page = client.open("POST", f"{link}/connect", data={"csrf_token": "stale"})

    assert page.status == 400
    assert "Press the button again" in page
    assert client.submit(page, "Connect to Xero").status == 303


def test_the_secret_stands_neither_in_the_log_nor_in_the_history(
    app, visitor, harbour, bakery, logbook, new_visitor, xero, post
):
    rosa(xero, "Alder Lane Bakery Ltd")
    link = ask(visitor.sign_in(harbour.staff), bakery, "Send the invitation")
    client = new_visitor()
    client.get(f"{link}/nowhere")
    home = come_back(client, xero.control.approve(set_out(client, link), ROSA, ["Alder Lane Bakery Ltd"]))
    visitor.get(f"/clients/{bakery}")
    haystack = Haystack()
    haystack.add("log", logbook.text)
    haystack.add("result page", home.html)
    haystack.add_database(app)

    assert "/invitations/<secret>" in logbook.text
    assert haystack.places_of({"secret": link.rpartition("/")[2]}) == []
    assert "rosa@alder.example" not in logbook.text
