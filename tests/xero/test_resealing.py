"""Changing the key while the app runs: in batches, to be stopped half-way, and never over a newer token."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.xero import lifecycle, resealing, service
from app.xero.sealing import KeyRing
from tests.commands.cli import run
from tests.records import change
from tests.xero.logins import login, spend, tokens_of

OLD, NEW = b"o" * 32, b"n" * 32


def use_keys(app, **keys):
    app.extensions["xero"] = replace(app.extensions["xero"], ring=KeyRing(keys))


@pytest.fixture
def resealed_from_old(in_app):
    present = in_app.extensions["xero"]
    use_keys(in_app, old=OLD)
    yield
    in_app.extensions["xero"] = present


@pytest.fixture
def sealed_with_old(resealed_from_old, login_id, in_app):
    use_keys(in_app, new=NEW, old=OLD)
    return login_id


def test_everything_comes_under_the_present_key_and_opens_as_before(in_app, xero, sealed_with_old):
    before = tokens_of(in_app)

    done = run(in_app, "keys", "rotate")

    assert done.exit_code == 0
    assert done.output.splitlines() == [
        "1 sealed anew with key new.",
        "new: 1 rows, seals",
        "old: 0 rows, opens",
    ]
    use_keys(in_app, new=NEW)
    assert tokens_of(in_app) == before
    assert run(in_app, "keys", "rotate").output.startswith("0 sealed anew")


def test_a_rotation_that_was_stopped_goes_on_where_it_was(in_app, xero, sealed_with_old, monkeypatch):
    monkeypatch.setattr(resealing, "BATCH", 1)
    steps = resealing.reseal_all()
    assert next(steps) == (1, [])
    steps.close()

    assert resealing.rows_per_key() == {"new": 1}
    assert sum(done for done, _ in resealing.reseal_all()) == 0


def test_a_refresh_after_a_rotation_uses_the_resealed_token(in_app, xero, sealed_with_old):
    spend(in_app)
    run(in_app, "keys", "rotate")

    assert lifecycle.fresh_access_token(sealed_with_old) == tokens_of(in_app)[0]
    assert login(in_app).sealed_tokens.startswith("new.")


def test_a_key_that_is_missing_fails_the_status_and_names_the_key(in_app, xero, sealed_with_old):
    assert run(in_app, "keys", "status").exit_code == 0
    use_keys(in_app, new=NEW)

    status = run(in_app, "keys", "status")

    assert status.exit_code == 1
    assert "old: 1 rows, missing in TOKEN_KEYS" in status.output


def test_a_text_that_does_not_open_is_named_and_left_alone(in_app, xero, sealed_with_old):
    change(in_app, login(in_app), lambda row: setattr(row, "sealed_tokens", "old.AAAA"))

    rotated = run(in_app, "keys", "rotate")

    assert rotated.exit_code == 1
    assert "xero_login.sealed_tokens of row 1 does not open" in rotated.output
    assert login(in_app).sealed_tokens == "old.AAAA"
    assert "AAAA" not in rotated.output


def test_the_story_of_a_login_is_told_in_words_without_a_secret(in_app, xero, login_id):
    spend(in_app)
    before = tokens_of(in_app)
    xero.control.drop_reply("token.refresh")
    lifecycle.fresh_access_token(login_id)

    story = run(in_app, "xero", "story", str(login_id)).output

    mark = service().fingerprint(before[1])
    assert "authorised by consent" in story
    assert f"not renewed, sent {mark}" in story
    assert f"renewed: sent {mark}" in story
    assert story.splitlines()[-1] == "now: active, generation 2, consent 1"
    assert not [token for token in (*before, *tokens_of(in_app)) if token in story]
    assert run(in_app, "xero", "story", "999").exit_code == 1
