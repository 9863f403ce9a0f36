"""The trip to Xero: setting out, coming back, and what came of it."""

from flask import Blueprint

blueprint = Blueprint("consents", __name__, url_prefix="/xero")

from app.consents import callback, choosing, result, start  # noqa: E402, F401
