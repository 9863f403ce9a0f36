"""Every route needs a signed-in user unless it is listed here, and every form needs its hidden field."""

from collections import defaultdict

from flask import Flask
from werkzeug.test import TestResponse

from tests.house.belongings import furnish
from tests.house.routes import Door, doors
from tests.page import Visitor
from tests.people import Firm

PUBLIC = {
    "GET auth.forgotten",
    "GET auth.set_password",
    "GET auth.sign_in",
    "POST auth.ask_for_link",
    "POST auth.sign_in_with_password",
    "POST auth.use_link",
    "GET consents.callback",
    "GET invitations.answer",
    "GET invitations.confirm_ending",
    "GET invitations.show",
    "GET static",
    "POST invitations.connect",
    "POST invitations.connect_again",
    "POST invitations.end",
}
ANY_NUMBER = defaultdict(lambda: 1)


def knock(visitor: Visitor, door: Door, **headers: str) -> TestResponse:
    """Try a door with everything in order but the user."""
    fields = {"csrf_token": visitor.csrf_token()} if door.method != "GET" else {}
    return visitor.client.open(door.path, method=door.method, data=fields, headers=headers)


def is_sent_to_sign_in(response: TestResponse) -> bool:
    return response.status_code == 302 and response.location.startswith("/sign-in")


def test_every_route_needs_a_user_unless_it_is_listed(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    ids = furnish(app, harbour)

    found = {door.label for door in doors(app, ids) if not is_sent_to_sign_in(knock(visitor, door))}

    assert found == PUBLIC


def test_htmx_is_moved_to_the_sign_in_page_instead_of_painting_it(
    app: Flask, visitor: Visitor, harbour: Firm
) -> None:
    for door in doors(app, furnish(app, harbour)):
        if door.label in PUBLIC:
            continue
        response = knock(visitor, door, **{"HX-Request": "true"})

        assert response.status_code == 401, door.label
        assert response.headers["HX-Redirect"].startswith("/sign-in"), door.label
        assert response.get_data() == b"", door.label


def test_every_form_is_refused_without_its_hidden_field(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    visitor.sign_in(harbour.admin)
    forms = [door for door in doors(app, furnish(app, harbour)) if door.method != "GET"]

    statuses = {door.label: visitor.client.open(door.path, method=door.method).status_code for door in forms}

    # Signing in while signed in only leads on.
    assert statuses.pop("POST auth.sign_in_with_password") == 302
    assert statuses
    assert set(statuses.values()) == {400}, statuses


def test_a_deactivated_user_is_a_stranger(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    from app.extensions import db
    from app.models import User

    visitor.sign_in(harbour.staff)
    with app.app_context():
        db.session.get_one(User, harbour.staff.id).deactivate()
        db.session.commit()

    assert is_sent_to_sign_in(visitor.client.get("/clients"))
