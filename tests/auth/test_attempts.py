"""How often somebody may try, per account and per address."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from freezegun import freeze_time

from app import attempts, create_app
from app.extensions import db
from app.models import Throttle
from tests.auth.form import history, sign_in
from tests.page import Visitor
from tests.people import Firm

ROOT = Path(__file__).resolve().parents[2]
NOON = "2026-03-02 12:00:00"
PROCESSES, TRIES_EACH = 3, 8
TRY = f"""
from app import attempts, create_app
from app.extensions import db
with create_app().app_context():
    for _ in range({TRIES_EACH}):
        print(attempts.count_sign_in("maren@harbour.example", "203.0.113.9"))
        db.session.commit()
"""


def fail(visitor: Visitor, email: str, times: int) -> list[int]:
    """The statuses of so many attempts with a wrong password."""
    page = visitor.get("/sign-in")
    return [
        visitor.submit(page, "Sign in", email=email, password="not the password").status for _ in range(times)
    ]


def test_after_ten_attempts_an_account_has_to_wait(visitor: Visitor, harbour: Firm) -> None:
    with freeze_time(NOON) as clock:
        assert fail(visitor, harbour.staff.email, 10) == [422] * 10
        clock.tick(timedelta(minutes=4, seconds=30))
        page = sign_in(visitor, harbour.staff.email)

        assert page.status == 429
        assert page.h1 == "Too many attempts"
        assert "Wait 11 minutes, then try again." in page
        assert page.response.headers["Retry-After"] == "660"

        clock.tick(timedelta(minutes=10, seconds=30))
        assert sign_in(visitor, harbour.staff.email).path == "/clients"


def test_an_unknown_account_has_to_wait_just_the_same(visitor: Visitor, harbour: Firm) -> None:
    assert fail(visitor, "nobody@harbour.example", 11) == [422] * 10 + [429]


def test_the_count_is_of_the_account_however_it_is_written(visitor: Visitor, harbour: Firm) -> None:
    fail(visitor, harbour.staff.email.upper(), 5)

    assert fail(visitor, harbour.staff.email, 6) == [422] * 5 + [429]


def test_other_accounts_do_not_wait(visitor: Visitor, harbour: Firm) -> None:
    fail(visitor, harbour.staff.email, 11)

    assert sign_in(visitor, harbour.admin.email).path == "/clients"


def test_signing_in_starts_the_count_anew(new_visitor: Callable[[], Visitor], harbour: Firm) -> None:
    fail(new_visitor(), harbour.staff.email, 9)
    assert sign_in(new_visitor(), harbour.staff.email).path == "/clients"

    assert fail(new_visitor(), harbour.staff.email, 10) == [422] * 10


def test_an_address_has_to_wait_after_fifty_attempts_and_locks_nobody_else(
    app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    attacker, colleague = new_visitor(), new_visitor()
    attacker.client.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    for number in range(50):
        assert fail(attacker, f"nobody{number}@harbour.example", 1) == [422]

    assert fail(attacker, harbour.staff.email, 12) == [429] * 12
    assert sign_in(colleague, harbour.staff.email).path == "/clients"


def test_an_incomplete_form_is_no_attempt(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    for _ in range(12):
        assert sign_in(visitor, harbour.staff.email, "").status == 422

    assert sign_in(visitor, harbour.staff.email).path == "/clients"


def test_a_proxy_nobody_trusts_cannot_lend_fresh_addresses(visitor: Visitor, harbour: Firm) -> None:
    page = visitor.get("/sign-in")
    for number in range(50):
        fields = {"email": f"nobody{number}@harbour.example", "password": "x"}
        visitor.client.post(
            "/sign-in",
            data=fields | {"csrf_token": page.find("input[name=csrf_token]").get("value")},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )

    assert fail(visitor, "nobody@harbour.example", 1) == [429]


def test_behind_our_own_proxy_each_visitor_counts_alone(environ: dict[str, str], harbour: Firm) -> None:
    app = create_app(environ | {"TRUSTED_PROXIES": "127.0.0.1"})
    guesser, colleague = Visitor(app), Visitor(app)
    guesser.client.environ_base["HTTP_X_FORWARDED_FOR"] = "198.51.100.1, 203.0.113.9"
    colleague.client.environ_base["HTTP_X_FORWARDED_FOR"] = "203.0.113.10"
    for number in range(51):
        statuses = fail(guesser, f"nobody{number}@harbour.example", 1)

    assert statuses == [429]
    assert sign_in(colleague, harbour.staff.email).path == "/clients"
    assert ("user.signed_in", harbour.staff.id, "203.0.113.10") in history(app)


def test_the_present_password_cannot_be_guessed_either(visitor: Visitor, harbour: Firm) -> None:
    page = sign_in(visitor, harbour.staff.email)
    form = {"present": "not the password", "new": "seven grey herons", "repeated": "seven grey herons"}
    statuses = [visitor.submit(visitor.get("/account"), "Change password", **form).status for _ in range(11)]

    assert page.path == "/clients"
    assert statuses == [422] * 10 + [429]


def test_the_counts_name_neither_account_nor_address(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    fail(visitor, harbour.staff.email, 1)

    with app.app_context():
        keys = db.session.scalars(db.select(Throttle.key)).all()
    assert sorted(key.partition(":")[0] for key in keys) == ["account", "address"]
    assert not any("harbour" in key or "127.0" in key for key in keys)


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("203.0.113.9", "203.0.113.10", False),
        ("203.0.113.9", "::ffff:203.0.113.9", True),
        ("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::4", "2001:db8:1:3::4", False),
        ("unknown", "unknown", True),
    ],
)
def test_one_subscriber_counts_once(one: str, other: str, are_one: bool) -> None:
    assert (attempts.network_of(one) == attempts.network_of(other)) is are_one


def test_several_processes_count_exactly(app: Flask, environ: dict[str, str]) -> None:
    command = [sys.executable, "-c", TRY]
    variables = {"PATH": os.environ["PATH"], **environ}
    running = [
        subprocess.Popen(command, cwd=ROOT, env=variables, stdout=subprocess.PIPE, text=True)
        for _ in range(PROCESSES)
    ]
    answers = [int(line) for process in running for line in process.communicate(timeout=60)[0].split()]

    assert len(answers) == PROCESSES * TRIES_EACH
    assert answers.count(0) == attempts.ACCOUNT.attempts
    with app.app_context():
        counts = db.session.scalars(db.select(Throttle.attempts)).all()
    assert counts == [PROCESSES * TRIES_EACH] * 2


def test_a_success_after_the_limit_is_not_even_looked_at(app: Flask, visitor: Visitor, harbour: Firm) -> None:
    fail(visitor, harbour.staff.email, 10)
    assert sign_in(visitor, harbour.staff.email).status == 429

    assert [what for what, *_ in history(app)] == ["user.sign_in_refused"] * 10
