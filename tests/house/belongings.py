"""One of everything that an address can name, belonging to one practice."""

from __future__ import annotations

from flask import Flask

from app.extensions import db
from app.models import (
    Client,
    ClientImport,
    Event,
    Job,
    JobKind,
    Purpose,
    XeroConnection,
    XeroConsent,
    XeroInvitation,
    XeroLink,
    XeroLogin,
    XeroOrganisation,
)
from app.models.columns import folded
from app.models.job import make_due
from tests.people import Firm


def furnish(app: Flask, firm: Firm) -> dict[str, int]:
    """Give a practice one of everything; returns the id of each by the name it has in addresses."""
    with app.app_context():
        practice_id = firm.practice.id
        client = Client(practice_id=practice_id, name="Alder Lane Bakery", code="ALD")
        organisation = XeroOrganisation(
            practice_id=practice_id,
            tenant_id=f"tenant-{practice_id}",
            name="Alder Lane Bakery Ltd",
            search_key=folded("Alder Lane Bakery Ltd"),
        )
        login = XeroLogin(
            practice_id=practice_id,
            app_client_id=app.config["XERO_CLIENT_ID"],
            xero_userid=f"user-{practice_id}",
            name="Priya Nair",
        )
        consent = XeroConsent(
            practice_id=practice_id,
            user_id=firm.admin.id,
            user_epoch=1,
            purpose=Purpose.LINK_PRACTICE,
            state_hash=f"state-{practice_id}",
            browser_hash="",
        )
        db.session.add_all([client, organisation, login, consent])
        db.session.flush()
        ids = {
            "client_id": client.id,
            "organisation_id": organisation.id,
            "login_id": login.id,
            "user_id": firm.staff.id,
            "consent_id": consent.id,
        }
        invitation = XeroInvitation(
            practice_id=practice_id,
            client_id=client.id,
            invited_by_id=firm.admin.id,
            secret_hash=f"invitation-{practice_id}",
        )
        upload = ClientImport(
            practice_id=practice_id, user_id=firm.admin.id, filename="clients.csv", lines=[], left_out=[]
        )
        match = Event(what="match.made", practice_id=practice_id, user_id=firm.admin.id, after={"links": []})
        connected = connection(practice_id, ids)
        db.session.add_all([connected, link(practice_id, ids), invitation, upload, match])
        db.session.flush()
        ids["connection_id"] = connected.id
        ids["import_id"] = upload.id
        ids["match_id"] = match.id
        ids["invitation_id"] = invitation.id
        ids["job_id"] = background(practice_id, ids).id
        db.session.commit()
        return ids


def connection(practice_id: int, ids: dict[str, int]) -> XeroConnection:
    return XeroConnection(
        practice_id=practice_id,
        login_id=ids["login_id"],
        organisation_id=ids["organisation_id"],
        xero_id=f"connection-{practice_id}",
    )


def background(practice_id: int, ids: dict[str, int]) -> Job:
    """The job that compares their login with what Xero lists."""
    make_due(JobKind.RECONCILE, practice_id=practice_id, login_id=ids["login_id"])
    return db.session.scalars(db.select(Job).filter_by(login_id=ids["login_id"])).one()


def link(practice_id: int, ids: dict[str, int]) -> XeroLink:
    return XeroLink(
        practice_id=practice_id,
        client_id=ids["client_id"],
        organisation_id=ids["organisation_id"],
        came_about="trip",
    )
