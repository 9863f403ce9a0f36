"""On the way home: no transaction waits for Xero, facts have a budget, and nothing secret is left about."""

from __future__ import annotations

from time import monotonic
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from sqlalchemy import Engine, event

from app.consents import arrival
from app.extensions import db
from app.models import Event, XeroLogin, XeroOrganisation
from app.xero import lifecycle
from tests.records import change, rows
from tests.travel import PRIYA, answer_of, come_back, priya, set_out, travel


class Transactions:
    """How many are open, and how many were whenever something was sent to Xero."""

    def __init__(self):
        self.open, self.while_sending = 0, []

    def began(self, _connection):
        self.open += 1

    def ended(self, _connection):
        self.open -= 1

    def sent(self):
        self.while_sending.append(self.open)


@pytest.fixture
def transactions(app, monkeypatch):
    counted = Transactions()
    send = requests.Session.send

    def watched(session, request, **options):
        if "/control/" not in request.url:
            counted.sent()
        return send(session, request, **options)

    monkeypatch.setattr(requests.Session, "send", watched)
    for name, listener in (("begin", counted.began), ("commit", counted.ended), ("rollback", counted.ended)):
        event.listen(Engine, name, listener)
    yield counted
    for name, listener in (("begin", counted.began), ("commit", counted.ended), ("rollback", counted.ended)):
        event.remove(Engine, name, listener)


def spend(app):
    login = rows(app, XeroLogin)[0]
    change(app, login, lambda row: setattr(row, "access_expires_at", row.authorised_at))


def test_no_transaction_is_open_while_we_wait_for_xero(app, visitor, harbour, xero, transactions):
    priya(xero, "Harbour & Pine Ltd", "Bright Bakery Ltd")
    visitor.sign_in(harbour.admin)
    travel(visitor, xero, ["Harbour & Pine Ltd"])
    xero.control.fail("connections")
    xero.control.fail("organisation", times=2)
    result = travel(visitor, xero, ["Bright Bakery Ltd"])
    spend(app)
    result = visitor.submit(result, "Read the list again")
    spend(app)
    visitor.post(f"{result.path}/facts")
    xero.control.expire_refresh_token(PRIYA)
    spend(app)
    with app.app_context(), pytest.raises(lifecycle.ReconnectNeeded):
        lifecycle.fresh_access_token(rows(app, XeroLogin)[0].id)

    assert len(transactions.while_sending) > 10
    assert set(transactions.while_sending) == {0}


def test_a_slow_organisation_holds_up_nobody_and_its_facts_are_read_later(
    app, visitor, harbour, xero, monkeypatch
):
    monkeypatch.setattr(arrival, "FACTS_BUDGET", 0.5)
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    xero.control.slow(1.5, "organisation")
    began = monotonic()

    page = travel(visitor, xero, ["Harbour & Pine Ltd"])

    assert page.h1 == "Linked"
    assert monotonic() - began < 5
    assert rows(app, XeroOrganisation)[0].facts_read_at is None
    xero.control.slow(0, "organisation")
    assert visitor.post(f"{page.path}/facts").status == 204
    assert rows(app, XeroOrganisation)[0].facts_read_at
    assert not visitor.get(page.path).select(f"form[action={page.path}/facts]")


def test_the_chosen_companys_facts_are_read_first_and_one_that_is_away_stops_no_other(
    app, visitor, harbour, xero
):
    xero.control.set_modes(several_at_once=True)
    priya(xero, "Alder Ltd", "Birch Ltd", "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    xero.control.fail("organisation", times=2)
    travel(visitor, xero, ["Alder Ltd", "Birch Ltd"])
    xero.control.offline(organisation="Alder Ltd")
    xero.control.reset_calls()

    travel(visitor, xero, ["Harbour & Pine Ltd"])

    called = [call["tenant_id"] for call in xero.control.recent_calls() if call["endpoint"] == "organisation"]
    tenants = {one["tenant_id"]: one["name"] for one in xero.control.organisations()}
    assert tenants[called[0]] == "Harbour & Pine Ltd"
    assert sorted(tenants[tenant] for tenant in called[1:]) == ["Alder Ltd", "Birch Ltd"]
    unread = [one.name for one in rows(app, XeroOrganisation) if one.facts_read_at is None]
    assert unread == ["Alder Ltd"]


def test_facts_that_cannot_be_read_do_not_spoil_a_good_trip(app, visitor, harbour, xero):
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    for status in (401, 403, 429, 500):
        xero.control.fail("organisation", status=status)

    assert travel(visitor, xero, ["Harbour & Pine Ltd"]).h1 == "Linked"


FAULTS = [
    {},
    {"spoil": {"without_keys": ["refresh_token"]}},
    {"spoil": {"set_keys": {"expires_in": "soon"}}},
    {"id_token": "wrong_nonce"},
    {"id_token": "wrong_signature"},
    {"fail": ("connections", 503)},
    {"fail": ("jwks", 500)},
    {"fail": ("organisation", 500)},
    {"drop": "token.code"},
    {"crash": True},
]


def break_something(xero, monkeypatch, fault):
    if "spoil" in fault:
        xero.control.spoil("token.code", **fault["spoil"])
    if "id_token" in fault:
        xero.control.set_modes(id_token=fault["id_token"])
    if "fail" in fault:
        xero.control.fail(*fault["fail"])
    if "drop" in fault:
        xero.control.drop_reply(fault["drop"])
    if "crash" in fault:
        monkeypatch.setattr(arrival, "read_list", lambda consent_id, access_token, address: 1 / 0)


def secrets_of_trip(app, xero, gone, back):
    """Everything of this trip that nobody may ever see."""
    sent = {name: values[0] for name, values in parse_qs(urlsplit(gone).query).items()}
    found = [sent["state"], sent["nonce"], sent["code_challenge"], answer_of(back).get("code"), "demo-secret"]
    for tokens in xero.control.tokens():
        found += [text for text in leaves(tokens) if len(text) > 40]
    return [secret for secret in found if secret]


def leaves(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for one in value for leaf in leaves(one)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_no_secret_of_a_trip_is_left_in_a_page_a_log_or_the_history(
    app, visitor, harbour, xero, logbook, capsys, monkeypatch, fault
):
    priya(xero, "Harbour & Pine Ltd")
    visitor.sign_in(harbour.admin)
    app.testing = False
    gone = set_out(visitor)
    back = xero.control.approve(gone, PRIYA, ["Harbour & Pine Ltd"])
    break_something(xero, monkeypatch, fault)

    pages = [come_back(visitor, back)]
    pages += [visitor.get(path) for path in ("/settings/xero", "/settings/xero/organisations", "/clients")]
    pages.append(come_back(visitor, back))

    secrets = secrets_of_trip(app, xero, gone, back)
    printed = capsys.readouterr()
    with app.app_context():
        everything = [
            *(page.html + str(page.response.headers) for page in pages),
            logbook.text,
            printed.out + printed.err,
            *(str(vars(one)) for one in rows(app, Event)),
            *(str(vars(one)) for one in rows(app, XeroLogin)),
            repr(app.extensions["xero"]),
        ]
        db.session.remove()
    assert len(secrets) >= 5
    assert not [
        (number, secret[:6]) for number, text in enumerate(everything) for secret in secrets if secret in text
    ]
