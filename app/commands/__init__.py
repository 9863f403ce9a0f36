"""Flask commands, one module per noun."""

from __future__ import annotations

from flask import Flask


def init_commands(app: Flask) -> None:
    """Add every command group to the app."""
