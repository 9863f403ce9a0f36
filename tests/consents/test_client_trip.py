"""A trip for a client: what is certain is linked, and what happened is told by name."""

from __future__ import annotations

from app.models import Event
from tests.clients.books import BAKERY
from tests.consents.linked import id_in, links
from tests.records import change, rows
from tests.travel import PRIYA, come_back, priya, travel


def test_the_first_trip_says_what_to_press_for_this_client(staff, add):
    card = staff.get(add(BAKERY)).find(".to-xero").text

    assert f"choose {BAKERY} where Xero asks for an organisation, and press Allow access" in card
    assert "Standard or Adviser role" in card
    assert "If Xero shows an error page of its own and you do not come back here" in card


def test_every_later_trip_says_not_to_press_continue(staff, add, xero):
    priya(xero, "Aardvark Ltd")
    travel(staff, xero, ["Aardvark Ltd"], picker=add("Aardvark"))

    card = staff.get(add(BAKERY)).find(".to-xero").text

    assert f"In Select another organisation choose {BAKERY}; do not press Continue" in card
    assert "Standard or Adviser role" in card
    assert "If Xero shows an error page of its own and you do not come back here" in card


def test_the_one_that_fits_is_linked_with_undo(app, staff, add, xero):
    priya(xero, BAKERY, "Blue Door Ltd")
    picker = add("The Bright Bakery Limited")

    page = travel(staff, xero, [BAKERY], picker=picker)

    assert page.h1 == "Linked"
    assert "The Bright Bakery Limited is linked to Bright Bakery Ltd" in page
    assert page.find(".site-nav [aria-current]").text == "Clients"
    assert links(app) == {"The Bright Bakery Limited": BAKERY}
    event = rows(app, Event, what="link.created")[0]
    assert (event.before, event.after["fit"]) == (None, "certain")
    undone = staff.submit(page, "Undo")
    assert "Undone" in undone.messages
    assert links(app) == {}


def test_a_trip_that_changes_the_organisation_says_what_was_linked_before(app, staff, add, xero):
    priya(xero, "Old Books Ltd", BAKERY)
    picker = add("Bright Bakery")
    staff.submit(travel(staff, xero, ["Old Books Ltd"], picker=picker), "Link")

    page = travel(staff, xero, [BAKERY], picker=picker)

    assert "Bright Bakery is linked to Bright Bakery Ltd; before, it was Old Books Ltd." in page
    changed = rows(app, Event, what="link.changed")[0]
    assert (changed.before["organisation"], changed.after["organisation"]) == ("Old Books Ltd", BAKERY)
    assert (changed.before["fit"], changed.after["fit"]) == ("confirmed", "certain")
    assert "Linked to Old Books Ltd again." in staff.submit(page, "Undo").messages
    assert links(app) == {"Bright Bakery": "Old Books Ltd"}


def test_while_only_the_name_is_known_nothing_is_linked_by_itself(app, staff, add, xero):
    priya(xero, BAKERY)
    xero.control.fail("organisation", 503, times=2)

    page = travel(staff, xero, [BAKERY], picker=add("Bright Bakery Ltd"))

    assert page.h1 == "Check before linking"
    assert "Xero has told no more than the name yet" in page
    assert links(app) == {}


def test_continue_adds_nothing_and_offers_the_best_matches_first(staff, add, xero):
    priya(xero, "Aardvark Ltd", BAKERY)
    travel(staff, xero, ["Aardvark Ltd"], picker=add("Aardvark"))
    travel(staff, xero, [BAKERY], picker=add("Somebody Else"))

    page = travel(staff, xero, picker=add("Bright Bakery Group"))

    assert page.h1 == "Xero added nothing new"
    assert "You pressed Continue, which adds nothing." in page
    assert "To add another organisation, press Try again, choose the one of Bright Bakery Group" in page
    options = page.select("#organisation option")[1:]
    assert [option.text.split(" Ltd")[0] for option in options] == ["Bright Bakery", "Aardvark"]
    linked = staff.submit(page, "OK", organisation=options[0].get("value"))
    assert "Linked to Bright Bakery Ltd." in linked.messages


def test_try_again_sets_out_for_the_same_client(staff, add, xero):
    priya(xero, "Aardvark Ltd", BAKERY)
    travel(staff, xero, ["Aardvark Ltd"], picker=add("Aardvark"))
    page = travel(staff, xero, picker=add("Bright Bakery"))

    address = staff.submit(page, "Try again").leaves_for
    page = come_back(staff, xero.control.approve(address, PRIYA, [BAKERY]))

    assert "Bright Bakery is linked to Bright Bakery Ltd" in page


def test_new_repaired_unchanged_and_missing_are_told_by_name(staff, add, xero):
    priya(xero, "Kept Ltd", "Mended Ltd", "Lost Ltd", BAKERY)
    for name in ("Kept Ltd", "Mended Ltd", "Lost Ltd"):
        travel(staff, xero, [name], picker=add(name.removesuffix(" Ltd")))
    for name in ("Lost Ltd", "Mended Ltd"):
        xero.control.cut(name)
    xero.control.set_modes(several_at_once=True)

    page = travel(staff, xero, ["Mended Ltd", BAKERY], picker=add("Bright Bakery"))

    lists = [section for section in page.select("section") if section.select("li")]
    told = {one.find("h2").text: [item.text for item in one.select("li")] for one in lists}
    assert told["New: 1"] == [BAKERY]
    assert told["Repaired: 1"] == ["Mended Ltd"]
    assert told["Unchanged: 1"] == ["Kept Ltd"]
    assert told["Missing: 1"][0].startswith("Lost Ltd. Access was removed in Xero. Go to Xero again")


def test_another_xero_user_than_last_time_is_named(staff, add, xero):
    priya(xero, BAKERY, "Blue Door Ltd")
    xero.control.add_user("tom@example.com", "Tom", "Ellery", organisations=["Blue Door Ltd"])
    travel(staff, xero, [BAKERY], picker=add("Bright Bakery"))

    page = travel(staff, xero, ["Blue Door Ltd"], user="tom@example.com", picker=add("Blue Door"))

    assert "You signed in to Xero as Tom Ellery. Last time it was Priya Nair" in page
    again = travel(staff, xero, user="tom@example.com", picker=add("Somebody"))
    assert "Last time it was" not in again


def test_a_trip_for_another_practices_client_does_not_exist(visitor, saltmarsh, add):
    visitor.sign_in(saltmarsh.staff)

    page = visitor.post("/xero/consents", purpose="link_client", client=id_in(add("Bright Bakery")))

    assert page.status == 404


def test_with_the_client_level_off_nobody_sets_out(app, staff, harbour, add):
    change(app, harbour.practice, lambda practice: setattr(practice, "links_clients", False))

    page = staff.post("/xero/consents", purpose="link_client", client=id_in(add("Bright Bakery")))

    assert "The client level is switched off" in page.messages


def test_nobody_sets_out_for_an_archived_client(app, staff, add):
    picker = add("Bright Bakery")
    staff.post(f"/clients/{id_in(picker)}/archive", was="")

    page = staff.post("/xero/consents", purpose="link_client", client=id_in(picker))

    assert "This client is archived." in page.messages


def test_the_practices_own_organisation_is_linked_to_no_client_unasked(app, visitor, harbour, add, xero):
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    picker = add("Harbour & Pine Ltd", type="company")
    xero.control.cut("Harbour & Pine Ltd")

    page = travel(visitor, xero, ["Harbour & Pine Ltd"], picker=picker)

    assert page.h1 == "Check before linking"
    assert links(app) == {}
