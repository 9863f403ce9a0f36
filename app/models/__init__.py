"""Facts and verbs of our own records. Models know no network."""

from app.models.client import Client
from app.models.consent import Outcome, Purpose, XeroConsent
from app.models.event import Event, record
from app.models.practice import Practice, Role, User
from app.models.throttle import Throttle
from app.models.xero import LoginState, XeroConnection, XeroLink, XeroLogin, XeroOrganisation

__all__ = [
    "Client",
    "Event",
    "LoginState",
    "Outcome",
    "Practice",
    "Purpose",
    "Role",
    "Throttle",
    "User",
    "XeroConnection",
    "XeroConsent",
    "XeroLink",
    "XeroLogin",
    "XeroOrganisation",
    "record",
]
