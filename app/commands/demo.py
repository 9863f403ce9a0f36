"""`flask demo`: the demonstration, which `make demo` runs. Refuses anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import IO, Any, ParamSpec

import click
from flask import current_app
from flask.cli import AppGroup

from app.commands import demo_busy, demo_story
from app.commands.demo_children import Happenings, Parent
from app.commands.demo_folder import DemoFolder, DemoRefused, this_folder
from app.commands.demo_run import Demo, run_until_asked
from app.demo_accounts import DEMO_ACCOUNTS

P = ParamSpec("P")

demo = AppGroup("demo", help="The demonstration: a story to click through, and a stand-in for Xero.")


class Refusal(click.ClickException):
    """Shown as the sentence alone."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file or sys.stderr)


def in_words(command: Callable[P, None]) -> Callable[P, None]:
    """Show a refusal of the demo as its sentence, with exit status 1."""

    @wraps(command)
    def worded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except DemoRefused as refused:
            raise Refusal(str(refused)) from None

    return worded


@demo.command("run")
@click.option("--with-parent", is_flag=True, help="Stop when the process that started this one ends.")
@in_words
def run(with_parent: bool) -> None:
    """Prepare what is missing, serve until Ctrl-C, leave nothing behind."""
    folder = this_folder()
    with Happenings(Parent() if with_parent else None) as happenings:
        run_until_asked(Demo(folder, current_app.config, happenings), announcement(folder))


@demo.command("seed")
@in_words
def seed() -> None:
    """Tell the story, once; the stand-in for Xero must be running."""
    folder = this_folder()
    if folder.has_story:
        raise DemoRefused("The story is told already. To start it over: make demo-reset")
    demo_story.tell()
    demo_busy.tell()
    folder.mark.touch()


@demo.command("reset")
@in_words
def reset() -> None:
    """Forget everything that happened in the demo."""
    folder = this_folder()
    with folder.claimed():
        folder.start_over()
    click.echo("The story starts over with the next make demo.")


def announcement(folder: DemoFolder) -> str:
    """What the terminal says once both answer."""
    ports = current_app.config["PORT"], current_app.config["SANDBOX_PORT"]
    width = max(len(account.email) for account in DEMO_ACCOUNTS)
    secret_width = max(len(account.password) for account in DEMO_ACCOUNTS)
    lines = [
        "",
        f"Ledgerline          http://localhost:{ports[0]}",
        f"Stand-in for Xero   http://localhost:{ports[1]}/control/",
        "",
        "Sign in as",
        *(
            f"  {a.email:{width}}  {a.password:{secret_width}}  {a.role} of {a.practice}"
            for a in DEMO_ACCOUNTS
        ),
        "",
        "At Xero, choose Priya Nair: she works for Harbour & Pine.",
        f"Logs are in {folder.path}. Ctrl-C stops everything.",
    ]
    return "\n".join(lines)
