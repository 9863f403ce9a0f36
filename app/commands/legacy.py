"""`flask xero import-legacy`: links whose authorisation used Xero’s previous method."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from app.clients.sheet import NoSheet
from app.commands.legacy_sheet import BadLines, read_links
from app.commands.parameters import NAME
from app.commands.people import named_practice
from app.extensions import db
from app.models import Practice
from app.models.legacy import cutoff
from app.people import BY_COMMAND
from app.xero.links import Act
from app.xero.previous import FormerLink, TakenOver, take_over

NOTHING_DONE = "Nothing was imported."
SHOWN = 50


@click.command("import-legacy")
@with_appcontext
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="LINKS.CSV")
@click.option("--practice", type=NAME, help="Whose links they are; needed where there are several practices.")
def import_legacy(file: Path, practice: str | None) -> None:
    """Record links from a CSV file: client code or “practice”, organisation id, organisation name.

    All lines are checked first; where one is wrong nothing is done. A second time changes nothing.
    """
    firm = which_practice(practice)
    try:
        links = read_links(file.read_bytes(), firm.id)
    except NoSheet as fault:
        raise click.ClickException(f"{fault} {NOTHING_DONE}") from None
    except BadLines as faults:
        raise click.ClickException("\n".join([NOTHING_DONE, *faults.sentences])) from None
    taken = take_over(firm.id, links, Act(None, "legacy", None, BY_COMMAND))
    told = in_words(firm, taken)
    db.session.commit()
    click.echo(told)


def which_practice(name: str | None) -> Practice:
    """The practice of that name, or the only one."""
    if name:
        return named_practice(name)
    practices = db.session.scalars(select(Practice).order_by(Practice.name)).all()
    if not practices:
        raise click.ClickException("There is no practice yet. Make one with: flask practice create")
    if len(practices) > 1:
        names = ", ".join(f"“{one.name}”" for one in practices[:SHOWN])
        raise click.ClickException(f"Say whose links they are with --practice: there are {names}.")
    return practices[0]


def in_words(practice: Practice, taken: TakenOver) -> str:
    """What was done and what was left, for the person who ran it."""
    day = cutoff()
    left = [line_left(one, name) for one, name in taken.elsewhere]
    done = (
        f"{practice.name}: {len(taken.linked)} linked, {len(taken.known)} linked already, "
        f"{len(taken.elsewhere)} left as they were. {taken.organisations} organisations marked: "
        f"Xero’s previous authentication method opens them until {day.day} {day:%B %Y}."
    )
    return "\n".join([*left, done])


def line_left(former: FormerLink, name: str) -> str:
    who = "The practice" if former.client_id is None else "The client"
    return f"Line {former.line}: {who} is linked to “{name}” already, which was left as it is."
