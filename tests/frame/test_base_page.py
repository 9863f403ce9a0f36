"""The frame that every page stands in."""

from tests.page import Visitor
from tests.people import Firm


def test_the_frame_names_the_practice_the_person_and_the_way_out(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.admin).get("/clients")

    assert "Harbour & Pine" in page
    assert "Maren Holt" in page
    assert page.form("Sign out").get("action") == "/sign-out"


def test_the_first_thing_on_a_page_leads_past_the_navigation(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.admin).get("/clients")

    first = page.select("body a")[0]
    assert first.get("href") == "#main"
    assert page.find("main").get("id") == "main"


def test_a_visitor_without_a_sign_in_sees_no_navigation(visitor: Visitor) -> None:
    page = visitor.get("/sign-in")

    assert not page.select("nav")
    assert not page.select("form[action=/sign-out]")


def test_the_messages_region_is_read_out_when_something_is_put_there(visitor: Visitor, harbour: Firm) -> None:
    region = visitor.sign_in(harbour.admin).get("/clients").find("#messages")

    assert (region.get("role"), region.get("aria-live")) == ("status", "polite")


def test_the_page_says_where_the_reader_is(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.sign_in(harbour.admin).get("/clients")

    assert [link.text for link in page.select("nav [aria-current]")] == ["Clients"]
