"""Signing in and out, and one's own account."""

from flask import Blueprint

from app.extensions import login_manager
from app.models.practice import find_user_by_session_id

blueprint = Blueprint("auth", __name__)
login_manager.user_loader(find_user_by_session_id)

from app.auth import account, forgotten, set_password, sign_in  # noqa: E402, F401
