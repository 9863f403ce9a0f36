"""A crew of processes for each test, and the proof that follows it."""

from __future__ import annotations

import pytest

from sandbox import grants
from tests.faults import proof
from tests.faults.crew import Crew
from tests.faults.many import add_logins
from tests.logbook import Logbook
from tests.xero.conftest import SECRET, login_id, people  # noqa: F401

SHORT = {"XERO_TOKEN_SECONDS": "4", "TOKEN_LEASE_SECONDS": "5"}
LONG = {"XERO_TOKEN_SECONDS": "50", "TOKEN_LEASE_SECONDS": "55", "TOKEN_WAIT_SECONDS": "100"}


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/faults/" in item.nodeid:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def environ(environ):
    """Leases are short, so that a test may wait for the end of one."""
    return environ | SHORT


@pytest.fixture
def unhurried(environ):
    """The settings of processes that wait for as long as a test holds an answer back."""
    return environ | LONG


@pytest.fixture(scope="session")
def whole_crew(tmp_path_factory):
    crew = Crew(tmp_path_factory.mktemp("crew"))
    yield crew
    crew.close()


@pytest.fixture
def issued(monkeypatch):
    """Every token that the stand-in gives away during the test."""
    tokens, issue = {SECRET}, grants.issue_token_set

    def issuing(*arguments):
        answer = issue(*arguments)
        tokens.update(answer[name] for name in ("access_token", "refresh_token") if name in answer)
        return answer

    monkeypatch.setattr(grants, "issue_token_set", issuing)
    return tokens


@pytest.fixture
def crew(whole_crew, in_app, issued):
    """Hires processes; at the end of the test, what is to hold after every one of them."""
    logbook = Logbook()
    yield whole_crew
    logged = whole_crew.dismiss()
    proof.no_secret(logged + logbook.text, issued)


@pytest.fixture
def worker(crew, environ):
    """One process."""
    return crew.hire(environ)[0]


@pytest.fixture
def proven(request, in_app, xero):
    """Ask for it where every login survives: the test ends with the proof that it did."""
    yield
    proof.saved(in_app, xero)
    proof.leases_in_order(in_app)


@pytest.fixture
def logins(in_app, harbour, xero):
    """Makes as many logins as a test wants; returns their ids."""
    return lambda number: add_logins(harbour.practice.id, xero, number)
