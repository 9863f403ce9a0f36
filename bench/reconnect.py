"""One sign-in that brings 10, 1,000 or 10,000 organisations back after their Xero login has expired.

It may take two calls to Xero, and at 10,000 organisations, from Xero’s redirect to the page that says
what came back, three times as long as fetching, parsing and upserting the same rows bare.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import func, select, update

from app.extensions import db
from app.models import LoginState, User, XeroConnection, XeroConsent, XeroLogin, XeroOrganisation
from bench.bare_upsert import Bare
from bench.client_rows import link_each
from bench.databases import Place, settle
from bench.report import Section, table
from bench.seeding import SEEN, add_people
from bench.stand_in import StandIn, stand_in
from bench.timing import milliseconds
from tests.page import Visitor

SIZES = (10, 1_000, 10_000)
MOST_CALLS, MOST_TIMES_BARE = 2, 3.0
MOST_RUNS = 5
BATCH = 1_000
PRIYA = "priya.nair@harbourpine.example"
HEADS = (
    "organisations",
    "sign-ins",
    "calls to Xero",
    "brought back",
    "back from Xero, ms",
    "the page, ms",
    "bare, ms",
    "ours / bare",
)


@dataclass(frozen=True)
class Figures:
    """One size; times are medians in milliseconds."""

    size: int
    sign_ins: int
    calls: int
    brought_back: int
    settling: float
    page: float
    bare: float

    @property
    def times_bare(self) -> float:
        return (self.settling + self.page) / self.bare

    @property
    def row(self) -> tuple[str, ...]:
        times = (f"{self.settling:.0f}", f"{self.page:.0f}", f"{self.bare:.0f}", f"{self.times_bare:.2f}")
        return f"{self.size:,}", str(self.sign_ins), str(self.calls), f"{self.brought_back:,}", *times


@dataclass
class Trip:
    """Going to Xero and back, with the stand-in acting as Priya there."""

    app: Flask
    xero: StandIn
    visitor: Visitor

    def set_out(self, **fields: object) -> str:
        """The address at Xero."""
        sent = fields | {"csrf_token": self.visitor.csrf_token()}
        return self.visitor.client.post("/xero/consents", data=sent).headers["Location"]

    def choose(self, address: str, *organisations: str) -> str:
        """Where Xero sends the browser; choosing nothing presses Continue."""
        parts = urlsplit(self.xero.control.approve(address, PRIYA, organisations))
        return f"{parts.path}?{parts.query}"

    def open(self, path: str, *, status: int) -> str:
        """A page; where it leads on to."""
        answer = self.visitor.client.get(path)
        if answer.status_code != status:
            raise RuntimeError(f"{urlsplit(path).path} answered {answer.status_code}")
        return answer.headers.get("Location", "")


def measure(place: Place, runs: int) -> Section:
    """A line for each size."""
    figures = [measure_size(place, size, min(runs, MOST_RUNS)) for size in SIZES]
    return Section(
        f"Reconnect, {place.name}", table(HEADS, [one.row for one in figures]), list(broken(figures))
    )


def broken(figures: list[Figures]) -> list[str]:
    """A sentence for every bound that does not hold."""
    faults = []
    for one in figures:
        if one.sign_ins != 1 or one.calls > MOST_CALLS or one.brought_back != one.size:
            faults.append(f"{one.size:,} organisations: {one.row}")
        if one.size == SIZES[-1] and one.times_bare > MOST_TIMES_BARE:
            faults.append(f"{one.size:,} organisations: {one.times_bare:.2f} times as long as bare")
    return faults


def measure_size(place: Place, size: int, runs: int) -> Figures:
    """Expire and reconnect one login a few times, in turns with the bare way."""
    with stand_in() as xero, place.app(SANDBOX_PORT=xero.port) as app:
        trip, login_id = authorise_all(app, xero, size)
        settle(app)
        bare = Bare(app, login_id)
        settling, pages, least = [], [], []
        for _ in range(runs):
            expire(app, xero, login_id)
            address = trip.choose(trip.set_out(purpose="reconnect", login=login_id))
            xero.control.reset_calls()
            settling.append(milliseconds(lambda address=address: trip.open(address, status=303)))
            sign_ins, result = latest_trip(app, login_id)
            pages.append(milliseconds(lambda result=result: trip.open(result, status=200)))
            calls = xero.control.calls()
            reached = brought_back(app, login_id)
            bare.take_token()
            least.append(milliseconds(bare.bring_back))
    made = sum(count for name, count in calls.items() if "." not in name or name == "connections.delete")
    return Figures(size, sign_ins, made, reached, median(settling), median(pages), median(least))


def authorise_all(app: Flask, xero: StandIn, size: int) -> tuple[Trip, int]:
    """A practice all of whose clients are linked, each to an organisation of the same login."""
    tenants = open_to_priya(xero, size)
    with app.app_context():
        admin_id = add_people("Harbour & Pine")[0].id
        db.session.commit()
        trip = Trip(app, xero, Visitor(app).sign_in(db.session.get_one(User, admin_id)))
    trip.open(trip.choose(trip.set_out(purpose="link_practice"), *tenants), status=303)
    with app.app_context():
        login = db.session.scalars(select(XeroLogin)).one()
        db.session.execute(update(XeroOrganisation).values(facts_read_at=SEEN))
        link_each(login.practice_id)
        db.session.commit()
        return trip, login.id


def open_to_priya(xero: StandIn, size: int) -> list[str]:
    """Organisations that Priya sees, and may choose all at once; their tenant ids."""
    xero.control.reset()
    xero.control.set_modes(several_at_once=True)
    xero.control.add_user(PRIYA, "Priya", "Nair")
    tenants = []
    for start in range(0, size, BATCH):
        numbers = range(start, min(start + BATCH, size))
        wanted = [{"name": f"Juniper Books {number:05} Ltd", "users": [PRIYA]} for number in numbers]
        tenants += [one["tenant_id"] for one in xero.control.add_organisations(wanted)]
    return tenants


def expire(app: Flask, xero: StandIn, login_id: int) -> None:
    """Sixty days without use: Xero has forgotten the refresh token, and we have learned of it."""
    xero.control.expire_refresh_token(PRIYA)
    xero.control.expire_access_token(PRIYA)
    with app.app_context():
        over = update(XeroLogin).where(XeroLogin.id == login_id)
        db.session.execute(over.values(state=LoginState.EXPIRED))
        # Only this reconnect counts.
        db.session.execute(update(XeroConsent).values(expected_login_id=None))
        db.session.commit()


def latest_trip(app: Flask, login_id: int) -> tuple[int, str]:
    """How many trips this reconnect has taken, and the page of what it brought."""
    with app.app_context():
        ids = db.session.scalars(
            select(XeroConsent.id).where(
                XeroConsent.expected_login_id == login_id, XeroConsent.used_at.is_not(None)
            )
        ).all()
        return len(ids), f"/xero/consents/{max(ids)}"


def brought_back(app: Flask, login_id: int) -> int:
    """How many organisations are reached again, by a login that works."""
    with app.app_context():
        return db.session.scalars(
            select(func.count())
            .select_from(XeroConnection)
            .join(XeroLogin, XeroLogin.id == XeroConnection.login_id)
            .where(
                XeroLogin.id == login_id,
                XeroLogin.state == LoginState.ACTIVE,
                XeroConnection.ended_at.is_(None),
            )
        ).one()
