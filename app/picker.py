"""“Choose a Xero company”: the one picker, given the thing that is to be linked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import request, url_for
from sqlalchemy import ColumnElement, case, func, or_, select

from app.extensions import db
from app.ids import row_id
from app.models import Client, Practice, Purpose, XeroConnection, XeroLink, XeroLogin, XeroOrganisation
from app.models.columns import folded, has_word
from app.models.status import is_connected, organisation_status
from app.xero.links import Subject, find_link

DROP_DOWN_MOST = 20
PAGE_SIZE = 50
COUNTED = 1_000
NAMES_SHOWN = 3
LONGEST_QUERY = 200
PRACTICE = "your practice"


@dataclass(frozen=True)
class Target:
    """The thing that is to be linked: its words, its addresses, and what it points at now."""

    subject: Subject
    name: str
    in_sentences: str
    home_url: str
    home_name: str
    search_url: str
    link_url: str
    undo_url: str
    trip: Mapping[str, str]  # the fields of the form that sets out for Xero
    linked_id: int | None
    linked_name: str | None
    asks_before: int | None = None  # the organisation that is linked only once somebody said yes


@dataclass(frozen=True)
class Choice:
    """One organisation in the list, with what it is linked to against it."""

    id: int
    name: str
    told_apart_by: str
    linked_to: str
    status: str
    shares_its_name: bool


@dataclass(frozen=True)
class Picker:
    """The window's content: the organisations found, how many there are, and how they are shown.

    Beyond COUNTED nobody counts: `total` and `found` are then one more than that.
    """

    target: Target
    choices: list[Choice]
    total: int
    found: int
    query: str
    chosen_id: int | None = None
    fault: str | None = None

    @property
    def is_drop_down(self) -> bool:
        """A drop-down while there are few organisations in all, however many the search finds."""
        return self.total <= DROP_DOWN_MOST

    @property
    def not_shown(self) -> int:
        return self.found - len(self.choices)

    def in_words(self, how_many: int) -> str:
        return f"more than {COUNTED:,}" if how_many > COUNTED else f"{how_many:,}"


def for_practice(practice: Practice) -> Target:
    """The practice itself as the thing that is to be linked."""
    link = find_link(Subject(practice.id))
    return Target(
        subject=Subject(practice.id),
        name=practice.name,
        in_sentences="The practice",
        home_url=url_for("settings.xero"),
        home_name="Xero settings",
        search_url=url_for("settings.new_practice_link"),
        link_url=url_for("settings.link_practice"),
        undo_url=url_for("settings.undo_practice_link"),
        trip={"purpose": Purpose.LINK_PRACTICE},
        linked_id=link.organisation_id if link else None,
        linked_name=link.organisation.name if link else None,
    )


def for_client(client: Client) -> Target:
    """A client as the thing that is to be linked; the practice’s own organisation is asked about first."""
    subject = Subject.of(client)
    link, own = find_link(subject), find_link(Subject(client.practice_id))
    return Target(
        subject=subject,
        name=client.name,
        in_sentences=client.name,
        home_url=url_for("clients.show", client_id=client.id),
        home_name=client.name,
        search_url=url_for("clients.new_xero_link", client_id=client.id),
        link_url=url_for("clients.link_client", client_id=client.id),
        undo_url=url_for("clients.undo_client_link", client_id=client.id),
        trip={"purpose": Purpose.LINK_CLIENT, "client": str(client.id)},
        linked_id=link.organisation_id if link else None,
        linked_name=link.organisation.name if link else None,
        asks_before=own.organisation_id if own else None,
    )


def open_picker(
    target: Target, *, query: str | None = None, first: Sequence[int] = (), fault: str | None = None
) -> Picker:
    """The picker for a target, narrowed by the query in the address; `first` stands on top."""
    asked = (request.args.get("q", "") if query is None else query)[:LONGEST_QUERY].replace("\0", " ")
    total = count(target, "")
    found = count(target, asked) if asked.strip() else total
    choices = load_choices(target, asked, first)
    return Picker(
        target=target,
        choices=choices,
        total=total,
        found=found,
        query=asked,
        chosen_id=request.form.get("organisation", type=row_id) or target.linked_id,
        fault=fault,
    )


def offered(target: Target, query: str) -> list[ColumnElement[bool]]:
    """The conditions under which an organisation stands in the list."""
    words = folded(query).split()
    return [
        XeroOrganisation.practice_id == target.subject.practice_id,
        is_connected(),
        *(has_word(XeroOrganisation.search_key, word) for word in words),
    ]


def count(target: Target, query: str) -> int:
    """How many are offered, at most one more than COUNTED: to count all of them would be to read them all."""
    some = select(XeroOrganisation.id).where(*offered(target, query)).limit(COUNTED + 1).subquery()
    return int(db.session.scalar(select(func.count()).select_from(some)) or 0)


def load_choices(target: Target, query: str, first: Sequence[int]) -> list[Choice]:
    """One page of organisations by name, with their links and logins: three queries in all."""
    places = {organisation_id: place for place, organisation_id in enumerate(first)}
    on_top = case(places, value=XeroOrganisation.id, else_=len(places)) if places else None
    rows = db.session.execute(
        select(XeroOrganisation, organisation_status())
        .where(*offered(target, query))
        .order_by(*([] if on_top is None else [on_top]), XeroOrganisation.search_key, XeroOrganisation.id)
        .limit(PAGE_SIZE)
    ).all()
    ids = [organisation.id for organisation, _ in rows]
    links, logins = links_of(ids), logins_of(ids)
    names = Counter(organisation.name for organisation, _ in rows)
    return [
        Choice(
            id=organisation.id,
            name=organisation.name,
            told_apart_by=told_apart_by(organisation, logins.get(organisation.id, [])),
            linked_to=in_words(links.get(organisation.id, ([], 0))),
            status=status,
            shares_its_name=names[organisation.name] > 1,
        )
        for organisation, status in rows
    ]


def links_of(ids: Iterable[int], besides: int | None = None) -> dict[int, tuple[list[str], int]]:
    """Organisation → the first names of what is linked to it, the practice first, and how many.

    `besides` is a client who is left out.
    """
    ranked = (
        select(
            XeroLink.organisation_id,
            Client.name,
            func.row_number()
            .over(partition_by=XeroLink.organisation_id, order_by=[Client.id.is_not(None), Client.search_key])
            .label("place"),
            func.count().over(partition_by=XeroLink.organisation_id).label("how_many"),
        )
        .outerjoin(Client, Client.id == XeroLink.client_id)
        .where(XeroLink.organisation_id.in_(list(ids)), or_(Client.id.is_(None), Client.id != (besides or 0)))
        .subquery()
    )
    shown = select(ranked).where(ranked.c.place <= NAMES_SHOWN).order_by(ranked.c.place)
    found: dict[int, tuple[list[str], int]] = {}
    for organisation_id, name, _, how_many in db.session.execute(shown):
        names, _ = found.setdefault(organisation_id, ([], how_many))
        names.append(name or PRACTICE)
    return found


def logins_of(ids: Iterable[int]) -> dict[int, list[str]]:
    """Organisation → the names of the Xero logins that are connected to it."""
    rows = db.session.execute(
        select(XeroConnection.organisation_id, XeroLogin.name)
        .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
        .where(XeroConnection.organisation_id.in_(list(ids)), XeroConnection.ended_at.is_(None))
        .order_by(XeroLogin.name, XeroLogin.id)
    )
    found: dict[int, list[str]] = {}
    for organisation_id, name in rows:
        found.setdefault(organisation_id, []).append(name)
    return found


def in_words(links: tuple[list[str], int]) -> str:
    """“Bright Bakery, Blue Door, Oak & Co and 4 more”; empty where nothing is linked."""
    names, how_many = links
    more = how_many - len(names)
    if more > 0:
        return f"{', '.join(names)} and {more} more"
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def told_apart_by(organisation: XeroOrganisation, logins: Sequence[str]) -> str:
    """What tells organisations of the same name apart: short code, country, whose login reaches it."""
    facts = [organisation.short_code, organisation.country_code]
    if organisation.is_legacy and not logins:
        facts.append("Xero’s previous authentication method")
    if logins:
        facts.append(f"authorised by {', '.join(logins[:NAMES_SHOWN])}")
    return " · ".join(fact for fact in facts if fact)
