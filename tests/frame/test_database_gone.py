"""When the database cannot be reached, people still get a page, and the operator a line in the log."""

from pathlib import Path

import pytest

from app import create_app
from tests.databases import Server
from tests.logbook import Logbook
from tests.page import Page, Visitor


@pytest.fixture(params=["sqlite", "postgresql"])
def visitor(request: pytest.FixtureRequest, tmp_path: Path) -> Visitor:
    """Somebody who was signed in before the database went away."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/gone/ledgerline.db"
    else:
        server: Server = request.getfixturevalue("postgresql_server")
        url = server.make_database()
        server.drop_database(url)
    app = create_app({"ENVIRONMENT": "demo", "DATABASE_URL": url, "DEMO_DIR": str(tmp_path)})
    visitor = Visitor(app)
    with visitor.client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = "1.1", True
    return visitor


@pytest.fixture
def logbook(visitor: Visitor) -> Logbook:
    return Logbook()


def test_a_page_says_so_under_a_number_that_stands_in_the_log(visitor: Visitor, logbook: Logbook) -> None:
    page = visitor.get("/clients")

    assert page.status == 500
    assert page.h1 == "Something went wrong on our side"
    assert not page.select("nav")
    assert logbook.about("failure")[0]["reference"] == page.find(".reference").text


def test_htmx_gets_it_as_a_message(visitor: Visitor, logbook: Logbook) -> None:
    fragment: Page = visitor.htmx("/clients")

    assert fragment.status == 500
    assert fragment.response.headers["HX-Retarget"] == "#messages"


def test_files_are_still_served(visitor: Visitor) -> None:
    assert visitor.get("/static/app.css").status == 200
