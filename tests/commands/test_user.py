"""`flask user …`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from tests.auth.form import sign_in, stored
from tests.auth.links import set_password
from tests.commands.cli import PASSWORD, refused, run, told, user_called
from tests.page import Visitor
from tests.people import PASSWORD as OLD_PASSWORD
from tests.people import Firm

NOOR = ("user", "add", "noor@harbour.example", "--name", "Noor Aziz", "--role", "staff", "--practice")


def test_somebody_new_can_sign_in(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    result = run(app, *NOOR, "harbour & pine", "--password-stdin", typed=PASSWORD)

    assert result.output == "Noor Aziz signs in as noor@harbour.example, for Harbour & Pine.\n"
    assert "Noor Aziz" in sign_in(visitor, "noor@harbour.example", PASSWORD)
    noor = user_called(app, "noor@harbour.example")
    assert noor
    assert not noor.is_admin
    assert told(app)[:1] == ["user.added"]


@pytest.mark.parametrize(
    ("arguments", "exit_code", "sentence"),
    [
        ((*NOOR, "Nowhere"), 1, "There is no practice called “Nowhere”."),
        (
            (*NOOR[:2], "Tomas@harbour.example", *NOOR[3:], "Harbour & Pine"),
            1,
            "There is a user tomas@harbour",
        ),
        ((*NOOR[:2], "noor", *NOOR[3:], "Harbour & Pine"), 2, "“noor” is not an e-mail address"),
        ((*NOOR[:6], "owner", "--practice", "Harbour & Pine"), 2, "is not one of 'admin', 'staff'"),
        ((*NOOR[:4], "", *NOOR[5:], "Harbour & Pine"), 2, "Give a name of 1 to 200 characters."),
        (("user", "deactivate", "nobody@harbour.example"), 1, "Nobody signs in as nobody@harbour.example."),
        (("user", "reset-password", "nobody@harbour.example", "--generate"), 1, "Nobody signs in as"),
        (("user", "list", "--practice", "Nowhere"), 1, "There is no practice called “Nowhere”."),
    ],
)
def test_a_mistake_is_answered_in_a_sentence(
    app: Flask, harbour: Firm, arguments: tuple[str, ...], exit_code: int, sentence: str
) -> None:
    options = ("--generate",) if "add" in arguments else ()

    assert sentence in refused(run(app, *arguments, *options), exit_code)
    assert told(app) == []


def test_the_list_says_who_and_whether_they_can_still_come(
    app: Flask, visitor: Visitor, harbour: Firm, saltmarsh: Firm
) -> None:
    sign_in(visitor, harbour.admin.email)
    run(app, "user", "deactivate", harbour.staff.email)

    everybody = run(app, "user", "list").output
    lines = [
        line.split("  ")
        for line in run(app, "user", "list", "--practice", "Harbour & Pine").output.splitlines()
    ]

    cells = [[cell.strip() for cell in line if cell] for line in lines]
    assert cells[0] == ["PRACTICE", "E-MAIL", "NAME", "ROLE", "LAST SIGN-IN", "STATE"]
    assert cells[1][:4] == ["Harbour & Pine", "maren@harbour.example", "Maren Holt", "admin"]
    assert cells[1][5] == "active"
    assert cells[2][3:] == ["staff", "never", "deactivated"]
    assert len(cells) == 3
    assert saltmarsh.admin.email in everybody
    assert "argon2" not in everybody


def test_a_deactivated_user_is_out_at_once(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    sign_in(visitor, harbour.staff.email)

    result = run(app, "user", "deactivate", harbour.staff.email)

    assert result.output == "tomas@harbour.example is deactivated, and signed out everywhere.\n"
    assert visitor.get("/clients").h1 == "Sign in"
    assert sign_in(visitor, harbour.staff.email).status == 422
    assert "user.deactivated" in told(app)
    assert refused(run(app, "user", "deactivate", harbour.staff.email)) == (
        "Error: tomas@harbour.example is deactivated. To undo that: flask user activate tomas@harbour.example"
    )


def test_the_last_admin_stays(app: Flask, harbour: Firm, saltmarsh: Firm) -> None:
    sentence = refused(run(app, "user", "deactivate", harbour.admin.email))

    assert sentence == (
        "Error: maren@harbour.example is the last admin of Harbour & Pine. Add another admin first."
    )
    assert stored(app, harbour.admin).is_enabled
    assert told(app) == []


def test_an_admin_may_go_when_another_one_stays(app: Flask, harbour: Firm) -> None:
    second = [argument.replace("staff", "admin") for argument in NOOR]
    run(app, *second, "Harbour & Pine", "--generate")

    assert run(app, "user", "deactivate", harbour.admin.email).exit_code == 0
    assert refused(run(app, "user", "deactivate", "noor@harbour.example")).endswith(
        "Add another admin first."
    )


def test_a_reset_password_ends_every_session_and_opens_the_door_again(
    app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    at_work = new_visitor()
    sign_in(at_work, harbour.staff.email)
    locked_out = new_visitor()
    for _ in range(11):
        page = sign_in(locked_out, harbour.staff.email, "forgotten")
    assert page.status == 429

    result = run(app, "user", "reset-password", harbour.staff.email, "--password-stdin", typed=PASSWORD)

    assert result.output == "tomas@harbour.example has a new password, and is signed out everywhere.\n"
    assert at_work.get("/clients").h1 == "Sign in"
    assert sign_in(new_visitor(), harbour.staff.email, OLD_PASSWORD).status == 422
    assert sign_in(locked_out, harbour.staff.email, PASSWORD).path == "/clients"
    assert "user.password_reset" in told(app)


def test_a_deactivated_user_gets_no_new_password(app: Flask, harbour: Firm) -> None:
    run(app, "user", "deactivate", harbour.staff.email)

    result = run(app, "user", "reset-password", harbour.staff.email, "--generate")

    assert refused(result).startswith("Error: tomas@harbour.example is deactivated.")


def test_a_deactivated_user_can_be_let_in_again(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    run(app, "user", "deactivate", harbour.staff.email)

    assert run(app, "user", "activate", harbour.staff.email).exit_code == 0

    assert refused(run(app, "user", "activate", harbour.staff.email)).endswith("is active already.")
    assert "user.activated" in told(app)


def test_a_database_without_tables_gets_one_sentence(tmp_path: Path) -> None:
    bare = create_app({"ENVIRONMENT": "demo", "DEMO_DIR": str(tmp_path)})

    assert "flask db upgrade" in refused(run(bare, "user", "list"))


def test_a_role_is_given_but_the_last_admin_keeps_theirs(app: Flask, harbour: Firm) -> None:
    assert refused(run(app, "user", "role", harbour.admin.email, "staff")).endswith(
        "Add another admin first."
    )
    result = run(app, "user", "role", harbour.staff.email, "admin")

    assert result.output == "tomas@harbour.example is admin now.\n"
    assert run(app, "user", "role", harbour.admin.email, "staff").exit_code == 0
    assert told(app) == ["user.role_changed", "user.role_changed"]


def test_somebody_is_signed_out_everywhere_and_gets_a_link(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    sign_in(visitor, harbour.staff.email)

    run(app, "user", "sign-out", harbour.staff.email)
    link = run(app, "user", "password-link", harbour.staff.email).output.strip()

    assert visitor.get("/clients").h1 == "Sign in"
    assert set_password(visitor, link.removeprefix("http://localhost")).path == "/clients"
