"""Several people at the same moment, each in a thread and a database connection of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from threading import Barrier

from app.models import Client, Event
from tests.clients.books import BAKERY, LEEDS, OWN
from tests.page import Page, Visitor
from tests.records import add_client, change, rows

ROUNDS = 5


def at_once(*deeds: Callable[[], Page]) -> list[Page]:
    """Let everybody act at the same moment; returns what each sees."""
    start = Barrier(len(deeds))

    def act(deed: Callable[[], Page]) -> Page:
        start.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(act, deeds))


def press(who: Visitor, page: Page, button: str, **fields: object) -> Callable[[], Page]:
    return lambda: who.submit(page, button, **fields)


def two(books) -> list[Visitor]:
    return [Visitor(books.app).sign_in(user) for user in (books.firm.admin, books.firm.staff)]


def chain(books, client: int) -> list[tuple[str | None, str | None]]:
    """What each change found and left behind, oldest first."""
    events = rows(books.app, Event, client_id=client)
    return [tuple((side or {}).get("organisation") for side in (e.before, e.after)) for e in events]


def is_unbroken(links: list[tuple[str | None, str | None]]) -> bool:
    """Whether each change found what the one before it had left: nothing was lost in between."""
    return all(left[1] == found[0] for left, found in pairwise(links))


def test_of_two_who_link_differently_one_wins_and_the_other_is_told(books):
    maren, tomas = two(books)
    for number in range(ROUNDS):
        client = add_client(books.app, books.firm, f"Client {number}")
        windows = [who.get(f"/clients/{client}/xero-link/new") for who in (maren, tomas)]

        pages = at_once(
            press(maren, windows[0], "OK", organisation=books.organisations[BAKERY]),
            press(tomas, windows[1], "OK", organisation=books.organisations[LEEDS]),
        )

        winner = books.linked_to(client)
        said = sorted(page.messages for page in pages)
        assert said == [
            f"Linked to {winner}. Undo",
            "Somebody changed this in the meantime. This is how it is now.",
        ]
        assert all(winner in page.find("#xero-card").text for page in pages)
        assert chain(books, client) == [(None, winner)]


def test_two_who_link_alike_agree_and_it_happens_once(books):
    maren, tomas = two(books)
    for number in range(ROUNDS):
        client = add_client(books.app, books.firm, f"Client {number}")
        windows = [who.get(f"/clients/{client}/xero-link/new") for who in (maren, tomas)]

        pages = at_once(
            press(maren, windows[0], "OK", organisation=books.organisations[BAKERY]),
            press(tomas, windows[1], "OK", organisation=books.organisations[BAKERY]),
        )

        said = sorted(page.messages for page in pages)
        assert said == [f"Linked to {BAKERY}. Undo", "That company is linked already. Nothing was changed."]
        assert chain(books, client) == [(None, BAKERY)]


def test_disconnecting_and_changing_at_once_never_lose_a_link_that_somebody_saw(books):
    maren, tomas = two(books)
    for number in range(ROUNDS):
        client = add_client(books.app, books.firm, f"Client {number}")
        books.link(BAKERY, client)
        question = maren.get(f"/clients/{client}/xero-link/delete")
        window = tomas.get(f"/clients/{client}/xero-link/new")

        pages = at_once(
            press(maren, question, "Disconnect this client"),
            press(tomas, window, "OK", organisation=books.organisations[LEEDS]),
        )

        assert chain(books, client) in ([(None, BAKERY), (BAKERY, None)], [(None, BAKERY), (BAKERY, LEEDS)])
        assert books.linked_to(client) == chain(books, client)[-1][1]
        assert sum("Somebody changed this in the meantime." in page.messages for page in pages) == 1


def test_two_who_undo_at_once_undo_it_once(books):
    maren, tomas = two(books)
    books.link(BAKERY)
    page = maren.submit(maren.get(f"{books.page}/xero-link/delete"), "Disconnect this client")

    event = page.form("Undo").find("input[name=event]").get("value")
    pages = at_once(
        *(lambda who=who: who.post(f"{books.page}/xero-link/undo", event=event) for who in (maren, tomas))
    )

    assert chain(books, books.client) == [(None, BAKERY), (BAKERY, None), (None, BAKERY)]
    assert sorted(page.messages for page in pages) == [
        f"Linked to {BAKERY} again.",
        "This is as it was before already. Nothing was changed.",
    ]


def test_marking_and_linking_at_once_leave_one_of_both(books):
    maren, tomas = two(books)
    for number in range(ROUNDS):
        client = add_client(books.app, books.firm, f"Client {number}")
        form = maren.get(f"/clients/{client}/not-on-xero")
        window = tomas.get(f"/clients/{client}/xero-link/new")

        at_once(
            press(maren, form, "Mark as Not on Xero", reason="Uses Sage"),
            press(tomas, window, "OK", organisation=books.organisations[LEEDS]),
        )

        assert books.linked_to(client) == LEEDS
        assert rows(books.app, Client, id=client)[0].not_on_xero_because is None


def test_a_client_that_is_archived_at_the_same_moment_is_linked_before_or_not_at_all(books):
    (tomas,) = two(books)[:1]
    for number in range(ROUNDS):
        client = add_client(books.app, books.firm, f"Client {number}")
        row = rows(books.app, Client, id=client)[0]
        window = tomas.get(f"/clients/{client}/xero-link/new")

        def archive(row=row):
            change(books.app, row, lambda found: setattr(found, "archived_at", found.created_at))

        _, page = at_once(archive, press(tomas, window, "OK", organisation=books.organisations[BAKERY]))

        was_linked = books.linked_to(client) == BAKERY
        assert was_linked == ("Linked to" in page.messages)
        assert was_linked or "This client is archived." in page.messages


def test_a_crowd_that_changes_one_link_leaves_an_unbroken_history(books):
    crowd = [person for _ in range(2) for person in two(books)]

    def wander(who: Visitor, first: int) -> Page:
        names = (BAKERY, LEEDS, OWN)
        for step in range(4):
            window = who.get(books.picker)
            page = who.submit(window, "OK", organisation=books.organisations[names[(first + step) % 3]])
        return page

    at_once(*(lambda who=who, first=first: wander(who, first) for first, who in enumerate(crowd)))

    links = chain(books, books.client)
    assert len(links) >= 4
    assert is_unbroken([(None, None), *links])
    assert books.linked_to() == links[-1][1]
