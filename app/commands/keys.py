"""`flask keys`: which key seals what, and bringing everything under the present one."""

from __future__ import annotations

import sys

import click

from app.commands.group import CommandGroup
from app.logs import log
from app.xero import resealing, service

group = CommandGroup("keys", help="The keys that seal Xero tokens.")


@group.command("status")
def status() -> None:
    """Say how many rows are sealed with each key; exit 1 where a key is not in TOKEN_KEYS."""
    if tell_rows():
        sys.exit(1)


@group.command("rotate")
def rotate() -> None:
    """Seal everything with the first key of TOKEN_KEYS. May be stopped and run again."""
    broken: list[str] = []
    done = 0
    for resealed, failed in resealing.reseal_all():
        done += resealed
        broken += failed
    click.echo(f"{done} sealed anew with key {service().ring.present}.")
    for name in broken:
        click.echo(f"{name} does not open; it was left as it is.")
    if tell_rows() or broken:
        log.critical("the operator must act", problem=f"{len(broken)} sealed texts do not open")
        sys.exit(1)


def tell_rows() -> bool:
    """Say how many rows are under each key; returns whether a key is missing."""
    ring, found = service().ring, resealing.rows_per_key()
    for name in [*ring.names, *sorted(set(found) - set(ring.names))]:
        role = "seals" if name == ring.present else "opens" if name in ring.names else "missing in TOKEN_KEYS"
        click.echo(f"{name}: {found[name]} rows, {role}")
    return not set(found) <= set(ring.names)
