"""Settings: the Xero tab, the practice's link, the organisations."""

from flask import Blueprint

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

from app.settings import (  # noqa: E402, F401
    access,
    history,
    match_choice,
    match_results,
    matches,
    organisations,
    people,
    practice_link,
    set_aside,
    xero,
)
