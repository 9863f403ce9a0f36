"""Settings: the Xero tab, the practice's link, the organisations."""

from flask import Blueprint

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

from app.settings import history, organisations, practice_link, xero  # noqa: E402, F401
