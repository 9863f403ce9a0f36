"""What belongs to another practice does not exist: 404 over the whole URL map."""

from flask import Flask
from werkzeug.routing import IntegerConverter

from tests.house.belongings import furnish
from tests.house.routes import SAMPLES, doors
from tests.page import Visitor
from tests.people import Firm


def test_ids_of_another_practice_are_not_found_anywhere(
    app: Flask, visitor: Visitor, harbour: Firm, saltmarsh: Firm
) -> None:
    furnish(app, harbour)
    theirs = furnish(app, saltmarsh)
    visitor.sign_in(harbour.admin)

    statuses = {
        door.label: visitor.client.open(
            door.path, method=door.method, data={"csrf_token": visitor.csrf_token()}
        ).status_code
        for door in doors(app, theirs)
        if door.names & theirs.keys()
    }

    assert statuses, "no address names a record"
    assert set(statuses.values()) == {404}, statuses


def test_their_owner_finds_them_at_the_same_addresses(app: Flask, visitor: Visitor, saltmarsh: Firm) -> None:
    theirs = furnish(app, saltmarsh)
    visitor.sign_in(saltmarsh.admin)

    for door in doors(app, theirs):
        if door.names & theirs.keys() and door.method == "GET":
            assert visitor.client.get(door.path).status_code != 404, door.label


def test_every_id_in_an_address_is_a_number_that_tests_know(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for name in rule.arguments - SAMPLES.keys():
            assert isinstance(rule._converters[name], IntegerConverter), rule.rule
