"""The practice's clients."""

from flask import Blueprint

blueprint = Blueprint("clients", __name__)

from app.clients import (  # noqa: E402, F401
    archive,
    detail,
    edit,
    import_pages,
    index,
    not_on_xero,
    xero_link,
)
