"""Secrets are planted everywhere they can be put, and then looked for everywhere else."""

import base64
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

from app import password_links
from app.extensions import db
from app.models import User
from app.models.event import Author
from tests.house.belongings import furnish
from tests.house.haystack import Haystack
from tests.house.routes import doors
from tests.logbook import Logbook
from tests.page import Visitor
from tests.people import PASSWORD, PASSWORD_HASH, Firm

KEY = base64.b64encode(b"a planted key of thirty-two byte").decode()
LINK = "planted-secret-of-a-set-password-link"
SECRETS = {
    "SECRET_KEY": "planted-secret-key-0b6f1c2d9e8a7f6b5c4d",
    "TOKEN_KEYS": KEY,
    "XERO_CLIENT_SECRET": "planted/client+secret=of the practice",
    "password of the database": "planted-database-password",
    "password": PASSWORD,
    "wrong password": "planted wrong password",
    "new password": "planted new password of Maren",
    "password by a link": "planted password of Tomas",
    "link": LINK,
}


@pytest.fixture
def environ(environ: dict[str, str]) -> dict[str, str]:
    url = make_url(environ["DATABASE_URL"])
    if url.get_backend_name() == "postgresql" and not url.password:
        url = url.set(password=SECRETS["password of the database"])
    return environ | {
        "SECRET_KEY": SECRETS["SECRET_KEY"],
        "TOKEN_KEYS": f"planted:{KEY}",
        "XERO_CLIENT_SECRET": SECRETS["XERO_CLIENT_SECRET"],
        "DATABASE_URL": url.render_as_string(hide_password=False),
    }


@pytest.fixture
def app(own_app: Flask) -> Flask:
    def fail(secret: str) -> str:
        raise RuntimeError("a fault in the middle of things")

    own_app.add_url_rule("/broken", "broken", lambda: fail(SECRETS["password"]))
    return own_app


def set_by_link(visitor: Visitor, app: Flask, firm: Firm, haystack: Haystack) -> None:
    """Make a link whose secret is known, look at it, mistype, set a password; its own page may hold it."""
    path, new = f"/set-password/{LINK}", SECRETS["password by a link"]
    with app.app_context():
        password_links.make(db.session.get_one(User, firm.staff.id), Author(firm.admin.id))
        db.session.commit()
    visitor.client.get(path)
    for repeated in ("other", new):
        typed = {"new": new, "repeated": repeated, "csrf_token": visitor.csrf_token()}
        answer = visitor.client.post(path, data=typed)
    haystack.add_answer(answer)


def live_a_day(visitor: Visitor, app: Flask, firm: Firm, haystack: Haystack) -> None:
    """Sign in wrongly and rightly, open everything, meet a failure, change the password."""
    sign_in = {"email": firm.admin.email, "csrf_token": visitor.csrf_token()}
    for password in (SECRETS["wrong password"], PASSWORD):
        haystack.add_answer(visitor.client.post("/sign-in", data=sign_in | {"password": password}))
    for door in doors(app, furnish(app, firm)):
        if door.method == "GET" and door.endpoint != "static":
            haystack.add_answer(visitor.client.get(door.path))
            haystack.add_answer(visitor.client.get(door.path, headers={"HX-Request": "true"}))
    new = SECRETS["new password"]
    change = {"present": PASSWORD, "new": new, "repeated": new, "csrf_token": visitor.csrf_token()}
    haystack.add_answer(visitor.client.post("/account", data=change))
    set_by_link(visitor, app, firm, haystack)


@pytest.fixture
def haystack(
    visitor: Visitor, app: Flask, harbour: Firm, logbook: Logbook, monkeypatch: pytest.MonkeyPatch
) -> Haystack:
    monkeypatch.setattr(password_links.secrets, "token_urlsafe", lambda _size: LINK)
    haystack = Haystack()
    live_a_day(visitor, app, harbour, haystack)
    haystack.add("log", logbook.text)
    haystack.add_database(app)
    return haystack


def test_the_day_was_lived(haystack: Haystack) -> None:
    """Otherwise the next tests would find nothing because there was nothing."""
    everything = "\n".join(haystack.texts.values())

    assert "Alder Lane Bakery" in everything
    assert "a fault in the middle of things" in everything
    assert "user.password_changed" in everything
    assert "user.password_set" in everything
    assert "_user_id" in everything


def test_planted_secrets_appear_nowhere(haystack: Haystack) -> None:
    assert haystack.places_of(SECRETS) == []


def test_a_stored_password_stays_in_its_table(haystack: Haystack) -> None:
    places = haystack.places_of({"hash": "$argon2"})

    assert [place for place in places if "table user_account" not in place] == []


def test_objects_that_hold_secrets_do_not_print_them(app: Flask, harbour: Firm) -> None:
    haystack = Haystack()
    for thing in (app, harbour.admin, harbour, User(password_hash=PASSWORD_HASH)):
        haystack.add(type(thing).__name__, repr(thing))

    assert haystack.places_of(SECRETS | {"hash": PASSWORD_HASH}) == []


def test_a_faulty_setting_is_told_without_its_value(tmp_path: Path) -> None:
    from app.config import ConfigurationError, load_config

    for name in ("SECRET_KEY", "TOKEN_KEYS", "DATABASE_URL"):
        with pytest.raises(ConfigurationError) as refusal:
            load_config({"ENVIRONMENT": "demo", name: "mysql://u:planted@h" if "URL" in name else "planted"})
        assert "planted" not in str(refusal.value)


def test_the_search_sees_through_disguises() -> None:
    secret = SECRETS["XERO_CLIENT_SECRET"]
    haystack = Haystack()
    haystack.add("address", "https://x.example/?s=planted%2Fclient%2Bsecret%3Dof%20the%20practice")
    haystack.add("header", "Basic " + base64.b64encode(secret.encode()).decode())
    haystack.add("innocent", "nothing to see")

    assert len(haystack.places_of({"it": secret})) == 2
