"""Ways to keep a login with Xero alive: ours, and each library as its own documentation says.

Every one keeps its tokens in the same database. The libraries are imported where they are used: only
the environment of `requirements-bench.lock` has them all.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from threading import Event
from typing import Any, Protocol

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url

STOPPED = "stopped"
PATIENCE = 15  # seconds for SQLite's lock, as ours has


@dataclass(frozen=True)
class Setup:
    """Where everything is, and who we are to Xero; `environ` is what our own app is made from."""

    environ: Mapping[str, str]
    practice_id: int
    token_url: str
    api_url: str
    client_id: str
    client_secret: str = field(repr=False)

    @property
    def database_url(self) -> str:
        return self.environ["DATABASE_URL"]

    @property
    def connections_url(self) -> str:
        return f"{self.api_url}/connections"


class Peer(Protocol):
    """One way: `store` keeps a token answer, `spend` lets its access token run out, `call` calls Xero."""

    def __init__(self, setup: Setup) -> None: ...
    def store(self, answer: dict[str, Any]) -> None: ...
    def spend(self) -> None: ...
    def call(self) -> None: ...


class Ledgerline:
    """Ours."""

    name = "Ledgerline"

    def __init__(self, setup: Setup) -> None:
        from app import create_app

        self.setup, self.app = setup, create_app(setup.environ)

    @cached_property
    def login_id(self) -> int:
        from app.extensions import db
        from app.models import XeroLogin

        with self.app.app_context():
            found = db.select(XeroLogin.id).filter_by(practice_id=self.setup.practice_id)
            return db.session.scalars(found.order_by(XeroLogin.id)).first()

    def store(self, answer: dict[str, Any]) -> None:
        from app.clock import utcnow
        from app.models.event import Author
        from app.xero import lifecycle
        from app.xero.identity import Identity
        from app.xero.tokens import TokenSet

        with self.app.app_context():
            tokens, who = TokenSet.from_answer(answer, utcnow()), Identity("priya", "Priya Nair", None, None)
            lifecycle.keep_grant(self.setup.practice_id, who, tokens, Author())

    def spend(self) -> None:
        from datetime import timedelta

        from bench.logins import let_last

        let_last(self.app, timedelta(), self.login_id)

    def call(self) -> None:
        from app.xero import lifecycle, service

        with self.app.app_context():
            lifecycle.call_with_token(self.login_id, service().api.connections)

    def ask(self, login_id: int | None = None) -> None:
        """Only the token, without a call."""
        from app.xero import lifecycle

        with self.app.app_context():
            lifecycle.fresh_access_token(login_id or self.login_id)

    def stop_with_the_answer(self) -> None:
        """From now on, say so when Xero’s answer to a refresh is there, and do nothing any more."""
        api = self.app.extensions["xero"].api
        refresh = api.refresh

        def stopping(refresh_token: str) -> None:
            refresh(refresh_token)
            print(STOPPED, flush=True)
            Event().wait()

        api.refresh = stopping


class Shelf:
    """A table of tokens, as the documentation of a library without storage has one made."""

    def __init__(self, setup: Setup, name: str) -> None:
        self.name, self.engine = name, engine_of(setup)

    def keep(self, token: Mapping[str, Any]) -> None:
        with self.engine.begin() as connection:
            connection.execute(
                text(
                    "CREATE TABLE IF NOT EXISTS peer_token"
                    " (name VARCHAR(40) PRIMARY KEY, refresh_token TEXT, token TEXT)"
                )
            )
            connection.execute(text("DELETE FROM peer_token WHERE name = :name"), {"name": self.name})
            connection.execute(
                text("INSERT INTO peer_token VALUES (:name, :refresh_token, :token)"), self.row(token)
            )

    def token(self) -> dict[str, Any]:
        with self.engine.connect() as connection:
            found = text("SELECT token FROM peer_token WHERE name = :name")
            return dict(json.loads(connection.execute(found, {"name": self.name}).scalar_one()))

    def overwrite(self, token: Mapping[str, Any]) -> None:
        self.change("UPDATE peer_token SET refresh_token = :refresh_token, token = :token", token)

    def replace(self, token: Mapping[str, Any], refresh_token: str) -> None:
        """Authlib’s documentation looks the row up by the token that was used; one that is gone stays so."""
        how = "UPDATE peer_token SET refresh_token = :refresh_token, token = :token"
        self.change(how, token, " AND refresh_token = :used", used=refresh_token)

    def change(self, how: str, token: Mapping[str, Any], also: str = "", **values: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(f"{how} WHERE name = :name{also}"), self.row(token) | values)

    def row(self, token: Mapping[str, Any]) -> dict[str, str]:
        return {"name": self.name, "refresh_token": token["refresh_token"], "token": json.dumps(token)}

    def spend(self) -> None:
        self.overwrite(self.token() | {"expires_at": int(time.time()) - 1})


class AuthlibSession:
    """docs.authlib.org, OAuth 2 Session, “Refresh & Auto Update Token”."""

    name = f"Authlib {version('authlib')}, OAuth2Session"

    def __init__(self, setup: Setup) -> None:
        self.setup, self.shelf = setup, Shelf(setup, "session")
        self.spend = self.shelf.spend

    def store(self, answer: dict[str, Any]) -> None:
        self.shelf.keep(dated(answer))

    def call(self) -> None:
        from authlib.integrations.requests_client import OAuth2Session

        client = OAuth2Session(
            self.setup.client_id,
            self.setup.client_secret,
            token=self.shelf.token(),
            token_endpoint=self.setup.token_url,
            update_token=self.update_token,
        )
        client.get(self.setup.connections_url).raise_for_status()

    def update_token(self, token, refresh_token=None, access_token=None) -> None:  # noqa: ARG002
        self.shelf.replace(token, refresh_token)


class AuthlibFlask:
    """docs.authlib.org, Flask OAuth Client: a registry with `fetch_token` and `update_token`."""

    name = f"Authlib {version('authlib')}, Flask client"

    def __init__(self, setup: Setup) -> None:
        from authlib.integrations.flask_client import OAuth

        self.shelf, self.app = Shelf(setup, "flask"), flask_app()
        self.spend = self.shelf.spend
        oauth = OAuth(self.app, fetch_token=lambda _name: self.shelf.token(), update_token=self.update_token)
        xero = oauth.register(
            "xero",
            client_id=setup.client_id,
            client_secret=setup.client_secret,
            access_token_url=setup.token_url,
            api_base_url=setup.api_url,
        )
        self.call = visited(self.app, lambda: xero.get(setup.connections_url))

    def store(self, answer: dict[str, Any]) -> None:
        self.shelf.keep(dated(answer))

    def update_token(self, _name, token, refresh_token=None, access_token=None) -> None:  # noqa: ARG002
        self.shelf.replace(token, refresh_token)


class XeroPython:
    """Xero’s own starter app: one ApiClient, with a getter and a saver of the token."""

    name = f"xero-python {version('xero-python')}"

    def __init__(self, setup: Setup) -> None:
        from xero_python.api_client import ApiClient
        from xero_python.api_client.configuration import Configuration
        from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
        from xero_python.identity import IdentityApi

        TokenApi.refresh_token_url = setup.token_url
        self.shelf = Shelf(setup, "xero-python")
        self.spend = self.shelf.spend
        token = OAuth2Token(client_id=setup.client_id, client_secret=setup.client_secret)
        client = ApiClient(Configuration(oauth2_token=token), pool_threads=1)
        client.oauth2_token_getter(self.shelf.token)
        client.oauth2_token_saver(self.shelf.overwrite)
        self.call = IdentityApi(client, base_url=setup.api_url).get_connections

    def store(self, answer: dict[str, Any]) -> None:
        self.shelf.keep(dated(answer) | {"scope": answer["scope"].split()})


class FlaskDance:
    """flask-dance.readthedocs.io: OAuth2ConsumerBlueprint, automatic refresh, SQLAlchemy storage."""

    def __init__(self, setup: Setup) -> None:
        from flask_dance.consumer import OAuth2ConsumerBlueprint
        from flask_dance.consumer.storage.sqla import OAuthConsumerMixin, SQLAlchemyStorage
        from flask_sqlalchemy import SQLAlchemy

        # The stand-in is on this machine, without https.
        os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
        self.name = f"flask-dance {version('flask-dance')}, SQLAlchemy storage"
        self.app, self.db = flask_app(), SQLAlchemy()
        self.app.config["SQLALCHEMY_DATABASE_URI"] = setup.database_url
        self.app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options_of(setup)
        self.db.init_app(self.app)

        class OAuth(OAuthConsumerMixin, self.db.Model):
            pass

        self.blueprint = OAuth2ConsumerBlueprint(
            "xero",
            __name__,
            client_id=setup.client_id,
            client_secret=setup.client_secret,
            token_url=setup.token_url,
            auto_refresh_url=setup.token_url,
            auto_refresh_kwargs={"client_id": setup.client_id, "client_secret": setup.client_secret},
            storage=SQLAlchemyStorage(OAuth, self.db.session),
        )
        self.app.register_blueprint(self.blueprint)
        self.call = visited(self.app, lambda: self.blueprint.session.get(setup.connections_url))

    def store(self, answer: dict[str, Any]) -> None:
        with self.app.test_request_context():
            self.db.create_all()
            self.blueprint.token = answer

    def spend(self) -> None:
        with self.app.test_request_context():
            token = self.blueprint.token
            self.blueprint.storage.set(self.blueprint, dict(token) | {"expires_at": time.time() - 1})


PEERS: dict[str, Callable[[Setup], Peer]] = {
    "ledgerline": Ledgerline,
    "authlib-session": AuthlibSession,
    "authlib-flask": AuthlibFlask,
    "flask-dance": FlaskDance,
    "xero-python": XeroPython,
}


def dated(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer with the moment at which its access token runs out."""
    return dict(answer) | {"expires_at": int(time.time()) + int(answer["expires_in"])}


def flask_app() -> Any:
    from flask import Flask

    app = Flask(__name__)
    app.secret_key = "of a peer"
    return app


def visited(app: Any, call: Callable[[], Any]) -> Callable[[], None]:
    """A page that calls Xero, as somebody opens it."""

    @app.get("/call")
    def view() -> str:
        call().raise_for_status()
        return ""

    app.config["PROPAGATE_EXCEPTIONS"] = True
    return lambda: app.test_client().get("/call").close()


def engine_of(setup: Setup) -> Engine:
    return create_engine(setup.database_url, **options_of(setup))


def options_of(setup: Setup) -> dict[str, Any]:
    is_sqlite = make_url(setup.database_url).get_backend_name() == "sqlite"
    return {"connect_args": {"timeout": PATIENCE}} if is_sqlite else {}
