"""Ways in which a client can stand with Xero, brought about as somebody else would."""

from app.models import Client, Practice, XeroLink, XeroLogin
from tests.clients.books import BAKERY
from tests.records import change, rows


def archive(books):
    change(books.app, rows(books.app, Client)[0], lambda row: setattr(row, "archived_at", row.created_at))


def set_link(books, **facts):
    def write(link):
        for name, value in facts.items():
            setattr(link, name, value)

    change(books.app, rows(books.app, XeroLink)[0], write)


def end_login(books, state="expired"):
    change(books.app, rows(books.app, XeroLogin)[0], lambda login: setattr(login, "state", state))


def switch_off(books):
    practice = rows(books.app, Practice, id=books.firm.practice.id)[0]
    change(books.app, practice, lambda row: setattr(row, "links_clients", False))


def to_check(books):
    books.link(BAKERY)
    set_link(books, fit="contradicted", fit_reason="The company numbers differ: 01234567 and 07654321")
