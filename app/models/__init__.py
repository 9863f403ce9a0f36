"""Facts and verbs of our own records. Models know no network."""

from app.models.client import Client, ClientType
from app.models.client_import import ClientImport
from app.models.consent import Outcome, Purpose, XeroConsent
from app.models.event import Event, record
from app.models.gate import XeroGate
from app.models.invitation import XeroInvitation
from app.models.job import Job, JobHost, JobKind
from app.models.match_draft import MatchDraft
from app.models.meter import Meter
from app.models.outage import Digest, XeroOutage
from app.models.password_link import PasswordLink
from app.models.practice import Practice, Role, User
from app.models.throttle import Throttle
from app.models.xero import FitState, LoginState, XeroConnection, XeroLink, XeroLogin, XeroOrganisation

__all__ = [
    "Client",
    "ClientImport",
    "ClientType",
    "Digest",
    "Event",
    "FitState",
    "Job",
    "JobHost",
    "JobKind",
    "LoginState",
    "MatchDraft",
    "Meter",
    "Outcome",
    "PasswordLink",
    "Practice",
    "Purpose",
    "Role",
    "Throttle",
    "User",
    "XeroConnection",
    "XeroConsent",
    "XeroGate",
    "XeroInvitation",
    "XeroLink",
    "XeroLogin",
    "XeroOrganisation",
    "XeroOutage",
    "record",
]
