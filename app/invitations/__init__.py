"""Asking a client to connect their books: the practice invites, and the client answers without an account."""

from flask import Blueprint

blueprint = Blueprint("invitations", __name__)

from app.invitations import answer as answer  # noqa: E402
from app.invitations import confirming as confirming  # noqa: E402
from app.invitations import public as public  # noqa: E402
from app.invitations import sending as sending  # noqa: E402
