"""Connect, pick, change: a client points at an organisation as soon as somebody said which."""

from app.models import Client, Event, XeroConnection, XeroLink, XeroLogin
from tests.clients.books import BAKERY, LEEDS, OWN, keep_books
from tests.records import add_client, change, history, rows


def options(page):
    return [option.text for option in page.select("#organisation option")][1:]


def test_a_name_and_ok_link_at_once_without_a_trip(books, tomas):
    page = tomas.submit(tomas.get(books.picker), "OK", organisation=books.organisations[BAKERY])

    assert page.path == books.page
    assert f"Linked to {BAKERY}." in page.messages
    card = page.find("#xero-card").text
    assert f"Organisation {BAKERY} Status Connected" in card
    assert "by Tomas Reed" in card
    assert "Authorised by Priya Nair" in card
    assert history(books.app, books.firm) == ["link.created"]


def test_it_is_the_window_of_the_practice_with_the_clients_words(books, tomas):
    page = tomas.get(books.picker)

    assert page.h1 == "Choose a Xero company"
    assert page.link("Bright Bakery") == books.page
    assert "For Bright Bakery" in page
    trip = {field.get("name"): field.get("value") for field in page.form("Connect to Xero").select("input")}
    assert trip["purpose"] == "link_client"
    assert trip["client"] == str(books.client)


def test_the_list_names_three_that_share_an_organisation_and_counts_the_rest(app, harbour, tomas):
    books = keep_books(app, harbour)
    for name in ("Acorn", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse"):
        books.link(LEEDS, add_client(app, harbour, name))

    assert f"{LEEDS} – linked to Acorn, Birch, Cedar and 4 more" in options(tomas.get(books.picker))


def test_several_clients_may_share_an_organisation(books, tomas, harbour):
    sister = add_client(books.app, harbour, "Blue Door")
    books.link(BAKERY, sister)

    page = tomas.submit(tomas.get(books.picker), "OK", organisation=books.organisations[BAKERY])

    assert "Also linked to it Blue Door" in page.find("#xero-card").text
    assert books.linked_to(sister) == BAKERY


def test_the_practices_own_organisation_is_in_the_list_and_marked(books, tomas):
    books.link(OWN, None)

    assert f"{OWN} – linked to your practice" in options(tomas.get(books.picker))


def test_the_practices_own_organisation_is_asked_about_once(books, tomas):
    books.link(OWN, None)

    question = tomas.submit(tomas.get(books.picker), "OK", organisation=books.organisations[OWN])
    assert question.h1 == "This is your own practice’s organisation"
    assert books.linked_to() is None
    page = tomas.submit(question, "Link Bright Bakery to it all the same")

    assert f"Linked to {OWN}." in page.messages
    assert "Also linked to it your practice" in page.find("#xero-card").text
    assert books.linked_to(None) == OWN


def test_the_question_is_not_asked_again_while_the_answer_stands(books, tomas):
    books.link(OWN, None)
    books.link(OWN)

    page = tomas.submit(tomas.get(books.picker), "OK")

    assert "That company is linked already." in page.messages


def test_the_question_comes_in_the_dialog_where_the_list_was(books, tomas):
    books.link(OWN, None)

    question = tomas.htmx(
        f"{books.page}/xero-link",
        "POST",
        target="xero-card",
        page=books.page,
        organisation=books.organisations[OWN],
        was="",
    )

    assert question.response.headers["HX-Retarget"] == "#dialog-content"
    assert question.find("#dialog-title").text == "This is your own practice’s organisation"
    assert books.linked_to() is None


def test_changing_shows_what_it_was_and_what_it_is(books, tomas):
    books.link(BAKERY)
    window = tomas.get(books.picker)
    assert f"linked to {BAKERY} now" in window

    page = tomas.submit(window, "OK", organisation=books.organisations[LEEDS])

    assert f"Changed from {BAKERY} to {LEEDS}." in page.messages
    changed = rows(books.app, Event, what="link.changed")[0]
    assert (changed.before["organisation"], changed.after["organisation"]) == (BAKERY, LEEDS)


def test_a_change_is_undone_to_what_it_was(books, tomas):
    books.link(BAKERY)
    page = tomas.submit(tomas.get(books.picker), "OK", organisation=books.organisations[LEEDS])

    page = tomas.submit(page, "Undo")

    assert f"Linked to {BAKERY} again." in page.messages
    assert books.linked_to() == BAKERY


def test_what_was_judged_of_the_former_organisation_is_forgotten(books, tomas):
    books.link(BAKERY)
    link = rows(books.app, XeroLink)[0]
    change(books.app, link, lambda row: setattr(row, "fit", "confirmed"))

    tomas.submit(tomas.get(books.picker), "OK", organisation=books.organisations[LEEDS])

    assert rows(books.app, XeroLink)[0].fit != "confirmed"


def test_nothing_chosen_is_asked_for_again(books, tomas):
    page = tomas.submit(tomas.get(books.picker), "OK")

    assert page.status == 422
    assert "Choose a Xero company from the list." in page


def test_an_organisation_that_went_meanwhile_is_not_linked_and_the_list_is_there_again(books, tomas):
    window = tomas.get(books.picker)
    connection = rows(books.app, XeroConnection, organisation_id=books.organisations[BAKERY])[0]
    change(books.app, connection, lambda row: setattr(row, "ended_at", row.last_seen_at))

    page = tomas.submit(window, "OK", organisation=books.organisations[BAKERY])

    assert page.status == 422
    assert "That company is no longer authorised. Choose another" in page
    assert options(page) == [LEEDS, OWN]
    assert books.linked_to() is None


def test_an_organisation_of_another_practice_is_not_linked(books, tomas, saltmarsh):
    theirs = keep_books(books.app, saltmarsh)

    page = tomas.post(f"{books.page}/xero-link", organisation=theirs.organisations[BAKERY], was="")

    assert page.status == 422
    assert rows(books.app, XeroLink) == []


def test_a_client_archived_meanwhile_is_not_linked(books, tomas):
    window = tomas.get(books.picker)
    client = rows(books.app, Client)[0]
    change(books.app, client, lambda row: setattr(row, "archived_at", row.created_at))

    page = tomas.submit(window, "OK", organisation=books.organisations[BAKERY])

    assert "This client is archived. Restore it first" in page.messages
    assert books.linked_to() is None


def test_what_a_colleague_linked_meanwhile_stays_and_is_shown(books, tomas):
    window = tomas.get(books.picker)
    books.link(LEEDS)

    page = tomas.submit(window, "OK", organisation=books.organisations[BAKERY])

    assert "Somebody changed this in the meantime. This is how it is now." in page.messages
    assert LEEDS in page.find("#xero-card").text
    assert books.linked_to() == LEEDS


def test_a_second_click_and_back_find_it_linked_already(books, tomas):
    window = tomas.get(books.picker)
    tomas.submit(window, "OK", organisation=books.organisations[BAKERY])

    page = tomas.submit(window, "OK", organisation=books.organisations[BAKERY])

    assert "That company is linked already. Nothing was changed." in page.messages
    assert history(books.app, books.firm) == ["link.created"]


def test_an_expired_login_still_offers_its_organisations(books, tomas):
    change(books.app, rows(books.app, XeroLogin)[0], lambda login: setattr(login, "state", "expired"))

    assert f"{BAKERY} – Reconnection needed" in options(tomas.get(books.picker))


def test_linking_says_that_a_client_is_on_xero_after_all_and_undo_takes_that_back(books, tomas):
    client = rows(books.app, Client)[0]
    change(books.app, client, lambda row: setattr(row, "not_on_xero_because", "Uses Sage"))

    page = tomas.submit(tomas.get(books.picker), "OK", organisation=books.organisations[BAKERY])
    assert rows(books.app, Client)[0].not_on_xero_because is None
    page = tomas.submit(page, "Undo")

    assert "Status Not on Xero Uses Sage" in page.find("#xero-card").text
