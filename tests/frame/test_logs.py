"""The log: one line per request, ids and routes, never what people typed or what opens a door."""

from pathlib import Path

import pytest
import structlog

from app.logs import HIDDEN_VALUE, redact
from tests.logbook import Logbook
from tests.page import Visitor
from tests.people import Firm

ROOT = Path(__file__).resolve().parent.parent.parent


def test_a_request_is_one_line_with_its_route(visitor: Visitor, harbour: Firm, logbook: Logbook) -> None:
    visitor.sign_in(harbour.admin).get("/clients?q=secret-words")

    (entry,) = logbook.entries
    assert (entry["event"], entry["method"], entry["route"]) == ("request", "GET", "/clients")
    assert (entry["status"], entry["level"]) == (200, "info")
    assert "secret-words" not in logbook.text


def test_an_address_that_does_not_exist_is_not_written_down(visitor: Visitor, logbook: Logbook) -> None:
    visitor.get("/invitation/abcdef0123456789")

    assert logbook.entries[0]["route"] is None
    assert "abcdef0123456789" not in logbook.text


def test_every_request_has_a_number_of_its_own(visitor: Visitor, logbook: Logbook) -> None:
    visitor.get("/nothing")
    visitor.get("/nothing")

    first, second = (entry["reference"] for entry in logbook.entries)
    assert first != second


def test_files_are_not_logged(visitor: Visitor, logbook: Logbook) -> None:
    visitor.get("/static/app.css")

    assert logbook.text == ""


@pytest.mark.parametrize(
    "name",
    [
        "password",
        "new_password",
        "access_token",
        "XERO_CLIENT_SECRET",
        "code",
        "state",
        "nonce",
        "Authorization",
    ],
)
def test_a_value_whose_name_speaks_of_a_secret_is_hidden(name: str) -> None:
    assert redact(None, "info", {"event": "x", name: "abc"})[name] == HIDDEN_VALUE


def test_what_only_sounds_like_a_secret_is_kept() -> None:
    entry = {"event": "trip", "status": 200, "statement": "a", "decoded": True}

    assert redact(None, "info", dict(entry)) == entry


def test_a_failure_is_told_without_the_values_of_its_variables(in_app, logbook: Logbook) -> None:
    try:
        password = "correct horse"
        raise ValueError(len(password))
    except ValueError as error:
        structlog.get_logger().error("failure", exc_info=error)

    assert "correct horse" not in logbook.text.replace(Path(__file__).read_text(), "")
    assert "frames" in logbook.text
