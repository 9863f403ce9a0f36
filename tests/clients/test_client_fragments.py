"""What htmx swaps on a client's page is the same as its copy in the page."""

import pytest

from tests.clients.books import BAKERY, LEEDS
from tests.clients.states import archive, end_login, to_check
from tests.house.test_fragments import outline


@pytest.mark.parametrize("state", ["linked", "broken", "to check", "not on xero"])
def test_the_card_that_an_action_answers_with_equals_its_copy_in_the_page(books, tomas, state):
    def ask(path, **fields):
        return tomas.htmx(f"{books.page}/{path}", "POST", target="xero-card", page=books.page, **fields)

    if state == "broken":
        end_login(books)
    if state == "to check":
        to_check(books)
        answer = ask("xero-link/confirm", was=books.organisations[LEEDS], seen="")
    elif state == "not on xero":
        answer = ask("not-on-xero", reason="Uses Sage")
    else:
        answer = ask("xero-link", organisation=books.organisations[BAKERY], was="")

    page = tomas.get(books.page)
    assert answer.response.headers["HX-Retarget"] == "#xero-card"
    assert outline(answer.find("#xero-card")) == outline(page.find("#xero-card"))
    banner, copy = answer.find("#reconnect-banner"), page.find("#reconnect-banner")
    assert banner.attrs.pop("hx-swap-oob") == "true"
    assert outline(banner) == outline(copy)
    assert answer.find("#messages").get("hx-swap-oob") == "true"


@pytest.mark.parametrize("query", ["", "bakery", "nobody"])
def test_the_list_that_is_swapped_equals_its_copy_in_the_window(books, tomas, query):
    page = tomas.get(f"{books.picker}?q={query}")
    fragment = tomas.htmx(books.picker, target="organisations", page=books.picker, q=query)

    assert outline(fragment.find("#organisations")) == outline(page.find("#organisations"))


def test_a_list_that_is_searched_after_the_client_was_archived_leads_to_the_client(books, tomas):
    archive(books)

    answer = tomas.htmx(books.picker, target="organisations", page=books.picker, q="bakery")

    assert answer.response.headers["HX-Redirect"] == books.page
    assert "This client is archived." in tomas.get(books.page).messages
