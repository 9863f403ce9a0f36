"""The control page for people."""

from flask import Blueprint

bp = Blueprint("control", __name__, url_prefix="/control")
