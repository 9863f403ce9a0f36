"""Forgotten passwords: a mail, and one answer for everybody."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from freezegun import freeze_time

from app.clock import utcnow
from app.mail_settings import Sender, mail_server
from app.models import PasswordLink
from tests.auth.form import change
from tests.auth.links import link_for, set_password
from tests.auth.test_same_work import statements
from tests.commands.cli import told
from tests.page import Page, Visitor
from tests.people import Firm
from tests.post_office import PostOffice, post_office
from tests.records import rows


@pytest.fixture
def office(app: Flask) -> Iterator[PostOffice]:
    with post_office() as office:
        app.config["SMTP_URL"] = mail_server(f"smtp://127.0.0.1:{office.port}")
        app.config["MAIL_FROM"] = Sender("post@ledger.example", "Ledgerline")
        yield office


def forget(visitor: Visitor, email: str) -> Page:
    """Ask for a link, and wait for what happens after the answer."""
    page = visitor.submit(visitor.get("/forgotten-password"), "Send the link", email=email)
    visitor.app.extensions["later"].close()
    return page


def test_a_forgotten_password_is_set_by_a_mail(
    app: Flask, visitor: Visitor, harbour: Firm, office: PostOffice
) -> None:
    assert visitor.get("/sign-in").link("Forgotten your password?") == "/forgotten-password"
    page = forget(visitor, " Tomas@HARBOUR.example ")

    assert "a mail with a link is on its way to it" in page.messages
    assert office.recipients == [["tomas@harbour.example"]]
    (path,) = re.findall(r"http://localhost(/set-password/\S+)", office.only().get_content())
    assert set_password(visitor, path).path == "/clients"
    assert told(app) == ["user.password_link_made", "user.password_set"]
    assert all(link.mailed_at for link in rows(app, PasswordLink))


def test_a_mailed_link_is_good_for_two_hours(
    app: Flask, visitor: Visitor, harbour: Firm, office: PostOffice
) -> None:
    forget(visitor, harbour.staff.email)
    (path,) = re.findall(r"http://localhost(/set-password/\S+)", office.only().get_content())

    with freeze_time(utcnow() + timedelta(hours=2, seconds=5)):
        assert visitor.get(path).h1 == "This link has expired"


def test_an_unknown_address_gets_the_same_answer_for_the_same_work(
    app: Flask, visitor: Visitor, harbour: Firm, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[object] = []
    monkeypatch.setattr(app.extensions["later"], "do", left.append)
    change(app, harbour.admin, is_enabled=False)

    def ask(email: str) -> tuple[str, list[str]]:
        page = visitor.get("/forgotten-password")
        with statements() as said:
            answer = visitor.client.post(
                "/forgotten-password", data={"email": email, "csrf_token": visitor.csrf_token()}
            )
        assert page.status == 200
        return f"{answer.status} {answer.location} {answer.get_data(as_text=True)}", said

    known, unknown, closed = map(ask, (harbour.staff.email, "nobody@harbour.example", harbour.admin.email))

    assert known == unknown == closed
    assert not any("user_account" in statement for statement in known[1])
    assert len(left) == 3


def test_nobody_else_gets_a_mail(app: Flask, visitor: Visitor, harbour: Firm, office: PostOffice) -> None:
    change(app, harbour.admin, is_enabled=False)
    for email in ("nobody@harbour.example", harbour.admin.email):
        forget(visitor, email)

    assert office.received == []
    assert told(app) == []


def test_asking_again_and_again_is_slowed_down(visitor: Visitor, harbour: Firm, office: PostOffice) -> None:
    for email in (harbour.staff.email, "nobody@harbour.example"):
        pages = [forget(visitor, email) for _ in range(6)]
        assert [page.status for page in pages] == [200] * 5 + [429]

    assert len(office.received) == 5


def test_a_mail_server_that_is_away_changes_nothing_in_the_answer(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        app.config["SMTP_URL"] = mail_server(f"smtp://127.0.0.1:{unused.getsockname()[1]}")
        app.config["MAIL_FROM"] = Sender("post@ledger.example")
        page = forget(visitor, harbour.staff.email)

    assert "a mail with a link is on its way to it" in page.messages
    assert [link.mailed_at for link in rows(app, PasswordLink)] == [None]


def test_without_a_mail_server_the_page_says_whom_to_ask(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    link = link_for(app, harbour.staff)
    page = visitor.get("/forgotten-password")

    assert "Ask an administrator of your practice" in page
    assert page.select("main form") == []
    assert visitor.post("/forgotten-password", email=harbour.staff.email).h1 == "Forgotten your password?"
    assert visitor.get(link).status == 200


@pytest.mark.parametrize("email", ["", "nobody", "a b@c.example"])
def test_what_is_no_address_is_said(visitor: Visitor, office: PostOffice, email: str) -> None:
    page = visitor.submit(visitor.get("/forgotten-password"), "Send the link", email=email)

    assert page.status == 422
    assert page.find("#email-fault").text.startswith("Enter ")
