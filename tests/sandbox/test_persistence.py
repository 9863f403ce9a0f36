"""What is in the file is there again after a restart, also after a kill."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from sandbox import create_sandbox
from sandbox.control_client import ControlClient
from sandbox.server import RunningSandbox, running_sandbox
from sandbox.settings import Settings, SettingsError, settings_from_environment
from sandbox.state import StateInUse
from tests.sandbox.conftest import PRIYA
from tests.sandbox.trip import CLIENT_ID, DAY, Trip

ROOT = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=str(tmp_path / "stand-in.sqlite"))


def furnish(running: RunningSandbox) -> str:
    """Priya and her bakery; the bakery's tenant id."""
    tenant_id = str(running.control.add_organisation("Alder Lane Bakery Ltd")["tenant_id"])
    running.control.add_user(PRIYA, "Priya", "Nair", organisations=[tenant_id])
    return tenant_id


def test_a_restart_keeps_logins_keys_modes_and_the_clock(settings: Settings) -> None:
    with running_sandbox(settings) as before:
        tenant_id = furnish(before)
        tokens = Trip(before).sign_in(PRIYA, [tenant_id])
        before.control.set_modes(replay="strict", several_at_once=True)
        before.control.move_clock(-DAY)
        before.control.move_clock(DAY + 120)
        before.control.fail("users", 418)
        calls = before.control.calls()

    with running_sandbox(settings) as after:
        app, state = Trip(after), after.control.state()
        assert app.call(tokens, tenant_id).status_code == 200
        assert app.call(tokens, tenant_id, "Users").status_code == 418
        assert app.refresh(tokens["refresh_token"]).status_code == 200
        assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
        assert (state["modes"]["replay"], state["modes"]["several_at_once"]) == ("strict", True)
        assert state["offset_seconds"] == 120
        assert after.control.calls()["token.code"] == calls["token.code"] == 1


def test_a_used_code_stays_used_and_an_unused_one_good(settings: Settings) -> None:
    with running_sandbox(settings) as before:
        app = Trip(before)
        used, unused = app.code(PRIYA, [furnish(before)]), app.code(PRIYA)
        app.exchange(used)

    with running_sandbox(settings) as after:
        assert Trip(after).exchange(used).status_code == 400
        assert Trip(after).exchange(unused).status_code == 200


def test_the_story_is_told_only_to_a_new_file(tmp_path: Path) -> None:
    settings = Settings(state=str(tmp_path / "story.sqlite"), story=True)
    with running_sandbox(settings) as before:
        assert len(before.control.organisations()) == 31
        before.control.delete_organisation("Harbour & Pine Ltd")

    with running_sandbox(settings) as after:
        assert len(after.control.organisations()) == 30


def test_a_file_belongs_to_one_stand_in_at_a_time(settings: Settings) -> None:
    with running_sandbox(settings), pytest.raises(StateInUse, match="Another stand-in uses"):
        create_sandbox(settings)


def test_a_change_keeps_its_place_in_the_order(settings: Settings) -> None:
    with running_sandbox(settings) as before:
        for name in ("First", "Second"):
            before.control.add_organisation(name)
        before.control.change_organisation("First", name="Still first")

    with running_sandbox(settings) as after:
        assert [each["name"] for each in after.control.organisations()] == ["Still first", "Second"]


def test_a_new_secret_in_the_settings_takes_the_place_of_the_old(settings: Settings) -> None:
    with running_sandbox(settings):
        pass

    changed = Settings(state=settings.state, client_secret="a-new-one")
    with running_sandbox(changed) as after:
        assert Trip(after).refresh("x").json() == {"error": "invalid_client"}
        assert Trip(after, (CLIENT_ID, "a-new-one")).refresh("x").json() == {"error": "invalid_grant"}


@contextmanager
def served(state: Path, port: int) -> Iterator[tuple[subprocess.Popen[bytes], ControlClient]]:
    """The stand-in as the demo runs it: gunicorn, one process with threads."""
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "1"]
    command += ["--threads", "8", "--no-control-socket", "--log-level", "error", "sandbox.wsgi:app"]
    environ = os.environ | {"SANDBOX_STATE": str(state), "SANDBOX_URL": url}
    process = subprocess.Popen(command, cwd=ROOT, env=environ, start_new_session=True)
    try:
        wait_for(url)
        yield process, ControlClient(url)
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_for(url: str) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            requests.get(f"{url}/control/api/state", timeout=5)
        except requests.ConnectionError:
            continue
        return
    pytest.fail("the stand-in did not start")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_under_the_production_server_it_drops_replies_and_survives_a_kill(tmp_path: Path) -> None:
    state, port = tmp_path / "killed.sqlite", free_port()
    with served(state, port) as (_, control):
        running = RunningSandbox(f"http://127.0.0.1:{port}", control, None)  # type: ignore[arg-type]
        app = Trip(running)
        tenant_id = furnish(running)
        tokens = app.sign_in(PRIYA, [tenant_id])
        control.set_modes(replay="strict")
        control.drop_reply("token.refresh")
        with pytest.raises(requests.ConnectionError):
            app.refresh(tokens["refresh_token"])

    with served(state, port):
        assert app.refresh(tokens["refresh_token"]).json() == {"error": "invalid_grant"}
        assert app.call(tokens, tenant_id).status_code == 200


def test_settings_come_from_the_environment() -> None:
    settings = settings_from_environment(
        {
            "SANDBOX_URL": "http://localhost:9001/",
            "SANDBOX_STATE": "/tmp/x",
            "SANDBOX_STORY": "1",
            "SANDBOX_CLIENT_ID": "me",
            "SANDBOX_CLIENT_SECRET": "mine",
            "SANDBOX_REDIRECT_URIS": "https://a.example/cb http://localhost:1/cb",
        }
    )

    assert (settings.url, settings.state, settings.story) == ("http://localhost:9001", "/tmp/x", True)
    assert settings.app.redirect_uris == ("https://a.example/cb", "http://localhost:1/cb")
    assert "mine" not in repr(settings.app)


@pytest.mark.parametrize(
    "environ", [{"SANDBOX_URL": "localhost:8001"}, {"SANDBOX_REDIRECT_URIS": "http://127.0.0.1:8000/cb"}]
)
def test_a_malformed_setting_stops_the_start_with_an_example(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=re.escape("http://localhost:")):
        settings_from_environment(environ)
