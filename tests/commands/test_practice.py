"""`flask practice create`."""

import pytest
from flask import Flask

from app.extensions import db
from app.models import Event, Practice
from tests.auth.form import sign_in
from tests.commands.cli import PASSWORD, refused, run, told, user_called
from tests.page import Visitor
from tests.people import Firm

CREATE = ("practice", "create")
ELM = (*CREATE, "Elm & Co", "--admin-email", "Anna@elm.example", "--admin-name", "Anna Elm")


def test_a_practice_begins_with_an_admin_who_can_sign_in(app: Flask, visitor: Visitor) -> None:
    result = run(app, *ELM, "--password-stdin", "--time-zone", "Pacific/Auckland", typed=f"{PASSWORD}\n")

    assert result.exit_code == 0
    assert result.output == "Elm & Co is ready. Anna Elm signs in as anna@elm.example.\n"
    page = sign_in(visitor, "anna@elm.example", PASSWORD)
    assert "Elm & Co" in page
    with app.app_context():
        assert db.session.scalars(db.select(Practice.time_zone)).all() == ["Pacific/Auckland"]


def test_its_admin_is_an_admin_and_the_history_tells_of_both(app: Flask) -> None:
    run(app, *ELM, "--generate")

    admin = user_called(app, "anna@elm.example")
    assert admin
    assert admin.is_admin
    assert told(app) == ["practice.created", "user.added"]
    with app.app_context():
        founded, added = db.session.scalars(db.select(Event).order_by(Event.id))
        assert founded.after == {"name": "Elm & Co", "time_zone": "Europe/London"}
        facts = {"name": "Anna Elm", "user_id": admin.id, "role": "admin", "is_active": True}
        assert added.after == facts


@pytest.mark.parametrize(
    ("changed", "exit_code", "sentence"),
    [
        ({2: "HARBOUR &  pine"}, 1, "There is a practice called “HARBOUR & pine” already"),
        ({2: " "}, 2, "Give a name of 1 to 200 characters."),
        ({2: "x" * 201}, 2, "Give a name of 1 to 200 characters."),
        ({2: "Elm\x1b[2J"}, 2, "Give a name of 1 to 200 characters."),
        ({4: "maren@harbour.example"}, 1, "There is a user maren@harbour.example already."),
        ({4: "anna"}, 2, "“anna” is not an e-mail address, such as name@example.com."),
        ({6: ""}, 2, "Give a name of 1 to 200 characters."),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(
    app: Flask, harbour: Firm, changed: dict[int, str], exit_code: int, sentence: str
) -> None:
    arguments = [changed.get(number, argument) for number, argument in enumerate(ELM)]

    assert sentence in refused(run(app, *arguments, "--generate"), exit_code)
    assert told(app) == []


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "GMT+25"])
def test_an_unknown_time_zone_is_refused(app: Flask, zone: str) -> None:
    sentence = refused(run(app, *ELM, "--generate", "--time-zone", zone), 2)

    assert f"“{zone}” is not a time zone, such as Europe/London." in sentence
