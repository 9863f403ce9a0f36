"""Flask commands, one module per noun."""

from __future__ import annotations

from flask import Flask


def init_commands(app: Flask) -> None:
    """Add every command group to the app."""
    from app.commands import jobs, keys, practice, user, xero
    from app.commands.demo import demo

    for group in (demo, practice.group, user.group, xero.group, keys.group, jobs.group):
        app.cli.add_command(group)
