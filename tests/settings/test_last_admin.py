"""The last admin stays, also when two take each other's role away at the same moment."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask

from tests.auth.form import change, stored
from tests.house.modules import ROOT
from tests.page import Visitor
from tests.people import Firm


@pytest.mark.parametrize("verb", ["demote", "deactivate"])
def test_two_admins_who_demote_each_other_at_once_leave_one(
    app: Flask, environ: dict[str, str], harbour: Firm, verb: str
) -> None:
    change(app, harbour.staff, role="admin")
    pairs = [(harbour.admin.id, harbour.staff.id), (harbour.staff.id, harbour.admin.id)]
    processes = [begin(environ, *pair, verb) for pair in pairs]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()

    said = sorted(process.communicate(timeout=60)[0].strip() for process in processes)

    assert said == ["NoAdminAnyMore", "done"]
    left = [stored(app, user) for user in (harbour.admin, harbour.staff)]
    assert [user.is_admin and user.is_enabled for user in left].count(True) == 1


def begin(environ: dict[str, str], by: int, whom: int, verb: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.settings.demoter", str(by), str(whom), verb],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    process.stdin.write(json.dumps(environ) + "\n")
    process.stdin.flush()
    return process


def test_an_admin_who_is_none_any_more_learns_who_can(
    app: Flask, new_visitor: Callable[[], Visitor], harbour: Firm
) -> None:
    change(app, harbour.staff, role="admin")
    visitor = new_visitor().sign_in(harbour.staff)
    page = visitor.get(f"/settings/people/{harbour.admin.id}")
    change(app, harbour.staff, role="staff")

    answer = visitor.submit(page, "Make them staff")

    assert answer.status == 403
    assert stored(app, harbour.admin).is_admin
