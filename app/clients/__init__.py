"""The practice's clients."""

from flask import Blueprint

blueprint = Blueprint("clients", __name__)

from app.clients import index  # noqa: E402, F401
