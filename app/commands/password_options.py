"""How a command gets a password: asked for, made or read; never on the command line, which others see."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from app import passwords

Command = TypeVar("Command", bound=Callable[..., Any])


class PasswordSource:
    """Where a password comes from, as the options say."""

    def __init__(self, option: str | None) -> None:
        self.is_made, self.is_read = option == "made", option == "read"

    def password(self, *, email: str, names: tuple[str, ...]) -> str:
        """A password that is good enough for this person, whose name and practice's name `names` are."""
        if self.is_made:
            return passwords.generated()
        given = read() if self.is_read else ask()
        fault = passwords.fault_of_new(given, email=email, names=names)
        if fault:
            raise click.ClickException(f"{fault}.")
        return given

    def tell(self, password: str) -> None:
        """Print a made password, this once."""
        if self.is_made:
            click.echo(f"The password, shown this once: {password}")


def with_password(command: Command) -> Command:
    """Give a command the options --generate and --password-stdin; it learns their choice as `source`."""
    options = {"--generate": ("made", "Make a password and print it once.")}
    options["--password-stdin"] = ("read", "Read the password from the first line of standard input.")
    for name, (choice, meaning) in options.items():
        add = click.option(name, "source", flag_value=choice, callback=source_of, help=meaning)
        command = add(command)
    return command


def source_of(_context: click.Context, _option: click.Parameter, choice: str | None) -> PasswordSource:
    return PasswordSource(choice)


def read() -> str:
    """The first line of standard input."""
    try:
        return sys.stdin.buffer.readline().decode().rstrip("\r\n")
    except UnicodeDecodeError:
        raise click.ClickException("The password on standard input is not UTF-8 text.") from None


def ask() -> str:
    """What somebody types at the terminal, unseen and twice."""
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask on. Add --generate or --password-stdin.")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt="The same password again"))
