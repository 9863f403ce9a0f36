"""`gunicorn --workers 1 --threads 16 sandbox.wsgi:app`: one process, because the rules live in its memory."""

from . import create_sandbox
from .settings import settings_from_environment

app = create_sandbox(settings_from_environment())
