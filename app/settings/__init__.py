"""Settings: the Xero tab, the practice’s link, organisations, logins, removing access, history, jobs."""

from flask import Blueprint

blueprint = Blueprint("settings", __name__, url_prefix="/settings")

from app.settings import (  # noqa: E402, F401
    access,
    history,
    jobs,
    leaving,
    logins,
    match_choice,
    match_results,
    matches,
    organisation_page,
    organisations,
    people,
    practice_link,
    removals,
    set_aside,
    xero,
)
