"""The words of a digest: what must be reconnected, by login and cause, and what is back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import current_app
from sqlalchemy import select

from app.extensions import db
from app.models import Client, Practice, XeroConnection, XeroLink, XeroLogin, XeroOrganisation, XeroOutage
from app.models.status import cause, cause_in_words, is_open
from app.outage_rows import Standing
from app.outages import Waiting, count_organisations, load_broken
from app.picker import in_words
from app.xero.keeping import batches

NAMES_SHOWN = 3
PRACTICE = "the practice itself"


def subject_of(practice: Practice, standing: Standing) -> str:
    broken = [*standing.untold, *standing.told]
    if standing.untold:
        return f"{practice.name}: reconnect Xero"[:200]
    return f"{practice.name}: connected to Xero again{', not everything yet' if broken else ''}"[:200]


def text_of(practice: Practice, standing: Standing) -> str:
    """The whole mail, as plain text."""
    parts = []
    if standing.mended:
        parts.append("\n".join(["Connected again:", *lines_of_mended(standing.mended)]))
    broken = [*standing.untold, *standing.told]
    if broken:
        title = "Still to be reconnected:" if not standing.untold else "To be reconnected:"
        parts.append("\n".join([title, *lines_of_broken(practice, broken)]))
        parts.append(f"Anybody in the practice can reconnect here: {address('settings.xero')}")
    parts.append(f"Whether you get these mails is up to you: {address('auth.account')}")
    return "\n\n".join([f"Ledgerline writes about {practice.name}.", *parts]) + "\n"


def address(endpoint: str) -> str:
    """A page’s address as people outside reach it, whatever host is asked."""
    path = current_app.url_map.bind("").build(endpoint)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def lines_of_mended(mended: Sequence[XeroOutage]) -> list[str]:
    logins = select(XeroLogin.name).where(XeroLogin.id.in_(ids_of(one.login_id for one in mended)))
    lines = [f"- {name}’s Xero login" for name in db.session.scalars(logins.order_by(XeroLogin.name))]
    organisations = ids_of(one.organisation_id for one in mended)
    return lines + ([f"- {many(organisations)}"] if organisations else [])


def lines_of_broken(practice: Practice, broken: Sequence[XeroOutage]) -> list[str]:
    wanted = set(ids_of(one.login_id for one in broken))
    lines = []
    for outage in load_broken(practice.id):
        if outage.login.id in wanted:
            who = waiting_in_words(outage.waiting, names_behind(outage.login.id))
            lines.append(f"- {outage.login.name}’s Xero login. {outage.cause}. {who}")
    for words, organisations in by_cause(ids_of(one.organisation_id for one in broken)).items():
        waiting = count_all(practice.id, organisations)
        lines.append(f"- {words}. {waiting_in_words(waiting, names_linked(organisations))}")
    return lines


def ids_of(found: Iterable[int | None]) -> list[int]:
    return [one for one in found if one is not None]


def many(organisations: Sequence[int]) -> str:
    """Organisations by name, a few of them."""
    found = select(XeroOrganisation.name).where(XeroOrganisation.id.in_(organisations[:NAMES_SHOWN]))
    return in_words(
        (list(db.session.scalars(found.order_by(XeroOrganisation.search_key))), len(organisations))
    )


def waiting_in_words(waiting: Waiting, names: Sequence[str]) -> str:
    """“24 organisations wait, and with them 23 clients and the practice itself: Alder, Birch and 21 more.”"""
    one = waiting.organisations == 1
    said = f"{waiting.organisations:,} organisation{' waits' if one else 's wait'}"
    if waiting.linked:
        said += f", and with {'it' if one else 'them'} {waiting.linked}"
    return f"{said}: {in_words((list(names), waiting.clients))}." if names else f"{said}."


def names_behind(login_id: int) -> list[str]:
    """A few clients that wait for a login."""
    waits = ~is_open(XeroConnection.practice_id, XeroConnection.organisation_id)
    reached = select(XeroConnection.organisation_id).where(
        XeroConnection.login_id == login_id, XeroConnection.ended_at.is_(None), waits
    )
    found = select(Client.name).join(XeroLink, XeroLink.client_id == Client.id)
    wanted = found.where(XeroLink.organisation_id.in_(reached), Client.archived_at.is_(None))
    return list(db.session.scalars(wanted.order_by(Client.search_key).limit(NAMES_SHOWN)))


def names_linked(organisations: Sequence[int]) -> list[str]:
    """A few clients that are linked to organisations."""
    names: list[tuple[str, str]] = []
    for some in batches(organisations):
        found = select(Client.search_key, Client.name).join(XeroLink, XeroLink.client_id == Client.id)
        wanted = found.where(XeroLink.organisation_id.in_(some), Client.archived_at.is_(None))
        rows = db.session.execute(wanted.order_by(Client.search_key).limit(NAMES_SHOWN))
        names += [(row.search_key, row.name) for row in rows]
    return [name for _, name in sorted(names)[:NAMES_SHOWN]]


def by_cause(organisations: Sequence[int]) -> dict[str, list[int]]:
    """Cause in words → the organisations that it cut off."""
    groups: dict[str, list[int]] = {}
    for some in batches(organisations):
        rows = db.session.execute(
            select(XeroOrganisation.id, cause(XeroOrganisation.id)).where(XeroOrganisation.id.in_(some))
        )
        for one, code in rows:
            groups.setdefault(cause_in_words(code), []).append(one)
    return groups


def count_all(practice_id: int, organisations: Sequence[int]) -> Waiting:
    found = [
        count_organisations(practice_id, XeroOrganisation.id.in_(some)) or Waiting()
        for some in batches(organisations)
    ]
    return Waiting(
        sum(one.organisations for one in found),
        sum(one.clients for one in found),
        any(one.practice for one in found),
    )
