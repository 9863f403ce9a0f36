"""What people and operators do while a refresh is under way: nothing of it is lost, in either order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.clock import utcnow
from app.extensions import db
from app.models import LoginState, XeroConnection, XeroLogin, XeroOrganisation
from app.models.event import Author
from app.xero import access, keeping, lifecycle, reach, resealing, service
from app.xero.errors import OrganisationGone, ReconnectNeeded
from app.xero.sealing import KeyRing
from tests.commands.cli import run
from tests.records import rows
from tests.travel import PRIYA
from tests.xero.logins import age, is_current, login, refreshes, spend, tokens_of
from tests.xero.reader import ask_elsewhere
from tests.xero.test_lifecycle_at_once import PATIENCE, in_thread, wait_for
from tests.xero.ways import facts, organisation, set_login

NEW = b"n" * 32
RENAMED = "Harbour & Pine (2026) Ltd"


def remove(app, firm):
    found = organisation(app)
    [living] = access.accesses(firm.practice.id, [found.id])
    access.remove_access(living, utcnow(), Author(firm.admin.id))
    db.session.commit()


def rename(app, _firm):
    listed = service().api.connections(tokens_of(app)[0])
    row = db.session.get_one(XeroLogin, login(app).id)
    keeping.keep(row, [replace(entry, name=RENAMED) for entry in listed], utcnow())
    db.session.commit()


def leave(app, _firm):
    set_login(app, login(app).id, name="Priya Nair-Holt", leaving_at=utcnow())


def is_removed(app):
    return rows(app, XeroConnection)[0].ended_because == "removed"


def organisation_name(app):
    return rows(app, XeroOrganisation)[0].name


DEEDS = {
    "disconnect": (remove, is_removed),
    "rename": (rename, lambda app: organisation_name(app) == RENAMED),
    "leaving": (leave, lambda app: login(app).name == "Priya Nair-Holt" and login(app).leaving_at),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("refresh_first", [True, False])
def test_neither_a_deed_nor_a_refresh_undoes_the_other(
    in_app, harbour, xero, only_priya, deed, refresh_first
):
    act, is_done = DEEDS[deed]
    spend(in_app)
    xero.control.slow(0.4, "token.refresh")
    if not refresh_first:
        act(in_app, harbour)
    refresh = in_thread(in_app, lifecycle.fresh_access_token, only_priya)
    wait_for(lambda: refreshes(xero) == 1)
    if refresh_first:
        act(in_app, harbour)
    refresh.join(PATIENCE)

    assert is_done(in_app)
    assert refresh.found == tokens_of(in_app)[0]
    assert (login(in_app).generation, login(in_app).lease_owner) == (2, None)
    assert is_current(in_app, xero)
    assert xero.control.calls().get("revocation", 0) == 0


@pytest.mark.parametrize("refresh_first", [True, False])
def test_keys_are_changed_while_a_refresh_is_under_way(in_app, xero, only_priya, refresh_first):
    present = in_app.extensions["xero"]
    demo = present.ring
    keys = {"new": NEW, demo.present: in_app.config["TOKEN_KEYS"][demo.present]}
    in_app.extensions["xero"] = replace(present, ring=KeyRing(keys))
    spend(in_app)
    xero.control.slow(0.4, "token.refresh")
    if not refresh_first:
        list(resealing.reseal_all())
    refresh = in_thread(in_app, lifecycle.fresh_access_token, only_priya)
    wait_for(lambda: refreshes(xero) == 1)
    if refresh_first:
        list(resealing.reseal_all())
    refresh.join(PATIENCE)

    in_app.extensions["xero"] = replace(present, ring=KeyRing({"new": NEW}))
    assert refresh.found == tokens_of(in_app)[0]
    assert is_current(in_app, xero)
    in_app.extensions["xero"] = present


def test_a_refusal_that_comes_after_access_was_removed_here_does_not_rewrite_why(
    in_app, harbour, xero, only_priya
):
    def refused_late(_token, _tenant):
        remove(in_app, harbour)
        raise OrganisationGone("an answer from after the removal")

    with pytest.raises(OrganisationGone):
        reach.call_organisation(organisation(in_app).id, refused_late)
    assert is_removed(in_app)


def test_a_dead_grant_costs_two_calls_in_every_path_and_after_every_restart(
    in_app, environ, xero, only_priya
):
    spend(in_app)
    xero.control.revoke(PRIYA)
    xero.control.reset_calls()

    for is_restarted in (False, True):
        for ask in (
            lambda: lifecycle.fresh_access_token(only_priya),
            lambda: lifecycle.call_with_token(only_priya, service().api.connections),
            lambda: facts(in_app),
        ):
            with pytest.raises(ReconnectNeeded):
                ask()
        run(in_app, "xero", "reconcile")
        if is_restarted:
            assert ask_elsewhere(environ, organisation(in_app).id) == "ReconnectNeeded"
        age(in_app, timedelta(hours=12))

    assert refreshes(xero) == 2
    assert login(in_app).state == LoginState.REVOKED
    assert xero.control.calls().get("organisation", 0) == xero.control.calls().get("connections", 0) == 0


def test_an_access_token_that_is_refused_with_a_dead_grant_behind_it_costs_no_more(in_app, xero, only_priya):
    xero.control.revoke(PRIYA)
    xero.control.reset_calls()

    for _ in range(3):
        with pytest.raises(ReconnectNeeded):
            facts(in_app)

    assert refreshes(xero) == 2
    assert xero.control.calls()["organisation"] == 1
