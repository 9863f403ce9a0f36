"""Ledgerline: connect an accountancy practice and all its clients to Xero, and keep them connected."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from app import clock
from app import models as models
from app.config import load_config
from app.errors import init_errors
from app.extensions import init_extensions
from app.guards import init_guards
from app.ids import init_ids
from app.jobs import init_jobs
from app.later import init_later
from app.logs import init_logs
from app.pages import init_pages
from app.security import init_security
from app.variables import CLOCK_OFF
from app.xero import init_xero

ROOT = Path(__file__).resolve().parent.parent


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """Build the app: settings, clock, logs, extensions, security, errors, guards, ids, pages, Xero, jobs."""
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.from_mapping(load_config(os.environ if environ is None else environ))
    clock.set_off(app.config.get(CLOCK_OFF, 0))
    app.jinja_env.undefined = StrictUndefined
    init_logs(app)
    init_extensions(app)
    init_security(app)
    init_errors(app)
    init_guards(app)
    init_ids(app)
    init_pages(app)
    init_later(app)
    init_xero(app)
    init_jobs(app)
    register_blueprints(app)
    register_commands(app)
    return app


def register_blueprints(app: Flask) -> None:
    from app import auth, clients, consents, invitations, settings

    for area in (auth, clients, settings, consents, invitations):
        app.register_blueprint(area.blueprint)


def register_commands(app: Flask) -> None:
    from app import commands

    commands.init_commands(app)
