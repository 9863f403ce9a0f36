"""A stand-in for Xero: its public protocol over real HTTP, for the demo and the tests."""

from datetime import timedelta

from flask import Flask, redirect
from flask.typing import ResponseReturnValue
from jinja2 import StrictUndefined

from . import (
    accounting,
    connections,
    consent_pages,
    control_api,
    control_forms,
    control_pages,
    discovery,
    errors,
    forms,
    story,
    token_endpoint,
)
from .clock import readable_date
from .security import init_security
from .settings import Settings
from .traffic import init_traffic
from .world import World

COOKIE = "sandbox_session"
ROOMS = (
    consent_pages,
    token_endpoint,
    discovery,
    connections,
    accounting,
    control_api,
    control_pages,
    control_forms,
)


class Sandbox(Flask):
    """A Flask app that answers one call at a time: the world is small and its rules must hold."""

    world: World

    def dispatch_request(self) -> ResponseReturnValue:
        with self.world.turn():
            return super().dispatch_request()


def create_sandbox(settings: Settings | None = None) -> Sandbox:
    """Build the stand-in: its memory, its pages, its moods."""
    app = Sandbox(__name__)
    app.world = app.extensions["world"] = World(settings or Settings())
    app.secret_key = app.world.cookie_key
    app.config.update(
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=app.world.settings.url.startswith("https:"),
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(form_token=forms.form_token)
    app.jinja_env.filters["readable_date"] = readable_date
    init_traffic(app, app.world)
    init_security(app, app.world)
    for module in ROOMS:
        app.register_blueprint(module.bp)
    app.add_url_rule("/", "home", lambda: redirect("/control/"))
    errors.init_errors(app)
    if app.world.settings.story and app.world.is_new:
        story.load(app.world)
    return app


__all__ = ["Sandbox", "Settings", "create_sandbox"]
