"""The accounts that the demo's sign-in page shows, and no other installation's."""

from base64 import b64encode

from flask import Flask

from app import create_app, passwords
from app.demo_accounts import DEMO_ACCOUNTS, DemoAccount
from app.extensions import db
from app.models import Practice, User
from tests.auth.form import change, sign_in
from tests.page import Visitor

PRODUCTION = {
    "ENVIRONMENT": "production",
    "PUBLIC_URL": "https://ledgerline.example.com",
    "SECRET_KEY": "a production secret of more than thirty-two characters",
    "TOKEN_KEYS": f"a1:{b64encode(bytes(range(32))).decode()}",
    "XERO_CLIENT_ID": "0A1B2C3D4E5F60718293A4B5C6D7E8F9",
    "XERO_CLIENT_SECRET": "a production client secret",
}


def seed(app: Flask, *accounts: DemoAccount) -> list[User]:
    with app.app_context():
        practices = {name: Practice(name=name) for name in {account.practice for account in accounts}}
        users = [
            User(
                practice=practices[account.practice],
                name=account.name,
                email=account.email,
                role=account.role,
                password_hash=passwords.hashed(account.password),
            )
            for account in accounts
        ]
        db.session.add_all(users)
        db.session.commit()
        for user in users:
            db.session.refresh(user)
        db.session.expunge_all()
        return users


def shown(visitor: Visitor) -> list[str]:
    return [code.text for code in visitor.get("/sign-in").select("code")]


def test_every_account_is_shown_with_its_password_the_first_admin_first(app: Flask, visitor: Visitor) -> None:
    seed(app, *DEMO_ACCOUNTS)

    assert shown(visitor)[:2] == ["amelia@harbourpine.example", DEMO_ACCOUNTS[0].password]
    assert shown(visitor) == [text for account in DEMO_ACCOUNTS for text in (account.email, account.password)]


def test_what_is_shown_opens_the_door(app: Flask, visitor: Visitor) -> None:
    seed(app, *DEMO_ACCOUNTS)

    page = sign_in(visitor, *shown(visitor)[:2])

    assert page.path == "/clients"
    assert "Amelia Hart" in page


def test_accounts_that_are_not_there_or_deactivated_are_not_shown(app: Flask, visitor: Visitor) -> None:
    _, ben = seed(app, *DEMO_ACCOUNTS[:2])
    change(app, ben, is_enabled=False)

    assert shown(visitor) == [DEMO_ACCOUNTS[0].email, DEMO_ACCOUNTS[0].password]


def test_an_empty_demo_shows_no_list(visitor: Visitor) -> None:
    assert "Accounts in this demo" not in visitor.get("/sign-in")


def test_no_other_installation_shows_them_even_where_they_exist(app: Flask, environ: dict[str, str]) -> None:
    seed(app, *DEMO_ACCOUNTS)
    production = create_app(PRODUCTION | {"DATABASE_URL": environ["DATABASE_URL"]})

    page = production.test_client().get("/sign-in", base_url=PRODUCTION["PUBLIC_URL"])

    assert page.status_code == 200
    assert "harbourpine" not in page.text
