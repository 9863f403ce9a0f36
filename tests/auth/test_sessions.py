"""How long a sign-in lasts, and what ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from freezegun import freeze_time

from app import create_app
from app.extensions import db
from app.models import User
from tests.auth.form import sign_in, sign_in_remembered
from tests.page import Visitor
from tests.people import PASSWORD, Firm

NOON = "2026-03-02 12:00:00"


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/account").h1 == "Your account"


def test_a_session_ends_twelve_hours_after_the_last_click(visitor: Visitor, harbour: Firm) -> None:
    with freeze_time(NOON) as clock:
        sign_in(visitor, harbour.staff.email)
        for _ in range(3):
            clock.tick(timedelta(hours=11, minutes=59))
            assert is_signed_in(visitor)

        clock.tick(timedelta(hours=12, minutes=1))
        assert not is_signed_in(visitor)


def test_the_operator_decides_how_many_hours(environ: dict[str, str], harbour: Firm) -> None:
    visitor = Visitor(create_app(environ | {"SESSION_HOURS": "2"}))
    with freeze_time(NOON) as clock:
        sign_in(visitor, harbour.staff.email)
        clock.tick(timedelta(hours=2, minutes=1))

        assert not is_signed_in(visitor)


def test_a_remembered_browser_comes_back_for_thirty_days_and_no_longer(
    visitor: Visitor, harbour: Firm
) -> None:
    with freeze_time(NOON) as clock:
        sign_in_remembered(visitor, harbour.staff)
        clock.tick(timedelta(days=29, hours=23))
        assert is_signed_in(visitor)

        # The test's browser keeps the cookie for ever, as a thief's would.
        clock.tick(timedelta(hours=2))
        assert not is_signed_in(visitor)


def test_a_forged_remembering_cookie_opens_nothing(visitor: Visitor, harbour: Firm) -> None:
    sign_in_remembered(visitor, harbour.staff)
    genuine = visitor.client.get_cookie("ledgerline_remember")
    assert genuine
    visitor.client.delete_cookie("ledgerline_session")

    for forged in ("", f"{harbour.admin.get_id()}", genuine.value[:-1], f"x{genuine.value}"):
        visitor.client.set_cookie("ledgerline_remember", forged)
        assert not is_signed_in(visitor)


def test_a_session_cookie_is_no_remembering_cookie(visitor: Visitor, harbour: Firm) -> None:
    sign_in(visitor, harbour.staff.email)
    session = visitor.client.get_cookie("ledgerline_session")
    assert session
    visitor.client.delete_cookie("ledgerline_session")
    visitor.client.set_cookie("ledgerline_remember", session.value)

    assert not is_signed_in(visitor)


def test_signing_in_without_the_tick_ends_being_remembered(visitor: Visitor, harbour: Firm) -> None:
    sign_in_remembered(visitor, harbour.staff)
    visitor.client.delete_cookie("ledgerline_session")
    visitor.post("/sign-in", email=harbour.staff.email, password=PASSWORD)

    assert visitor.client.get_cookie("ledgerline_remember") is None


def test_deactivation_ends_sessions_and_remembered_sign_ins(
    app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    at_work, at_home = new_visitor(), new_visitor()
    sign_in(at_work, harbour.staff.email)
    sign_in_remembered(at_home, harbour.staff)
    at_home.client.delete_cookie("ledgerline_session")

    with app.app_context():
        db.session.get_one(User, harbour.staff.id).deactivate()
        db.session.commit()

    assert not is_signed_in(at_work)
    assert not is_signed_in(at_home)


def cookies_of(environ: dict[str, str], firm: Firm) -> dict[str, str]:
    visitor = Visitor(create_app(environ))
    page = visitor.get("/sign-in")
    fields = {field.get("name"): field.get("value") for field in page.select("input[type=hidden]")}
    fields |= {"email": firm.staff.email, "password": PASSWORD, "remember": "yes"}
    base = environ["PUBLIC_URL"]
    answer = visitor.client.post("/sign-in", data=fields, headers={"Referer": f"{base}/sign-in"})
    return {cookie.partition("=")[0]: cookie for cookie in answer.headers.getlist("Set-Cookie")}


def test_cookies_keep_to_our_site_and_away_from_scripts(environ: dict[str, str], harbour: Firm) -> None:
    cookies = cookies_of(environ, harbour)

    assert cookies.keys() == {"ledgerline_session", "ledgerline_remember"}
    for cookie in cookies.values():
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert "Secure" not in cookie
    assert "Max-Age=2592000" in cookies["ledgerline_remember"]


def test_cookies_travel_encrypted_only_where_the_public_address_is_https(
    environ: dict[str, str], harbour: Firm
) -> None:
    cookies = cookies_of(environ | {"PUBLIC_URL": "https://localhost"}, harbour)

    assert len(cookies) == 2
    assert all("Secure" in cookie for cookie in cookies.values())
