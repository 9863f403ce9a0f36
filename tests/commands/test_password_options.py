"""Where commands get a password from: never from the command line."""

from __future__ import annotations

import os
import pty
import sys
from pathlib import Path

import pytest
from flask import Flask

from app.commands import practice, user
from tests.auth.form import sign_in
from tests.commands.cli import PASSWORD, refused, run, told
from tests.page import Visitor
from tests.people import Firm

ROOT = Path(__file__).resolve().parents[2]
RESET = ("user", "reset-password", "tomas@harbour.example")


def test_a_made_password_is_printed_once_and_opens_the_door(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    result = run(app, *RESET, "--generate")

    made = result.output.splitlines()[-1].removeprefix("The password, shown this once: ")
    assert len(made) == 24
    assert result.output.count(made) == 1
    assert sign_in(visitor, harbour.staff.email, made).path == "/clients"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Choose a password of at least 12 characters."),
        ("short\n", "Choose a password of at least 12 characters."),
        ("tomas@harbour.example\n", "Choose a password that is not your e-mail address"),
        ("password1234\n", "Choose a password that is harder to guess"),
        (b"\xff\xfe seven grey herons\n", "The password on standard input is not UTF-8 text."),
    ],
)
def test_a_poor_password_is_refused_here_too(
    app: Flask, harbour: Firm, typed: str | bytes, sentence: str
) -> None:
    assert sentence in refused(run(app, *RESET, "--password-stdin", typed=typed))
    assert told(app) == []


def test_only_the_line_s_end_is_cut_off(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    run(app, *RESET, "--password-stdin", typed=f" {PASSWORD} \r\nsecond line\n")

    assert sign_in(visitor, harbour.staff.email, f" {PASSWORD} ").path == "/clients"


def test_without_a_terminal_the_command_says_which_options_there_are(app: Flask, harbour: Firm) -> None:
    sentence = refused(run(app, *RESET, typed=PASSWORD), 2)

    assert sentence == "Error: There is no terminal to ask on. Add --generate or --password-stdin."


def test_no_option_takes_a_password() -> None:
    commands = [*practice.group.commands.values(), *user.group.commands.values()]
    taking = [
        parameter.opts
        for command in commands
        for parameter in command.params
        if "password" in " ".join(parameter.opts) and not getattr(parameter, "is_flag", False)
    ]

    assert len(commands) == 9
    assert taking == []


def test_at_a_terminal_it_is_asked_for_twice_and_not_shown(
    app: Flask, environ: dict[str, str], visitor: Visitor, harbour: Firm
) -> None:
    screen = at_terminal(environ, [PASSWORD, "mistyped", PASSWORD, PASSWORD])

    assert "The same password again: " in screen
    assert "tomas@harbour.example has a new password" in screen
    assert PASSWORD not in screen
    assert sign_in(visitor, harbour.staff.email, PASSWORD).path == "/clients"


def at_terminal(environ: dict[str, str], answers: list[str]) -> str:
    """What a terminal shows while somebody gives these answers to the questions for a password."""
    command = [sys.executable, "-m", "flask", *RESET]
    variables = {"PATH": os.environ["PATH"], "FLASK_APP": "wsgi.py", **environ}
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(ROOT)
        os.execve(command[0], command, variables)
    screen, waiting = "", list(answers)
    while chunk := read(terminal):
        screen += chunk
        if chunk.rstrip(" ").endswith(":") and waiting:
            os.write(terminal, f"{waiting.pop(0)}\n".encode())
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0, screen
    return screen


def read(terminal: int) -> str:
    """What stands there next; nothing once the program has ended, which Linux tells as an error."""
    try:
        return os.read(terminal, 4096).decode()
    except OSError:
        return ""
