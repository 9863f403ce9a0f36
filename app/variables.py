"""The environment variables: what each means, how it is read, and what stands in for it."""

from __future__ import annotations

from app import mail_settings, parsing
from app.setting import Setting as Setting

DEMO_SECRET = "ledgerline-demo-only-secret-never-in-production"  # noqa: S105
DEMO_KEY = "demo:bGVkZ2VybGluZS1kZW1vLW9ubHkta2V5LTMyLWJ5dGU="
SHORTEST_SECRET = 32
CLOCK_OFF = "CLOCK_OFFSET_SECONDS"
PORT = parsing.whole_number(1, 65535)


IDENTITY = "https://identity.xero.com"
SANDBOX = "http://localhost:{SANDBOX_PORT}"

SETTINGS = (
    Setting(
        "ENVIRONMENT",
        "What this installation is: production, or demo",
        "production",
        parsing.one_of("production", "demo"),
        default="production",
    ),
    Setting(
        "PUBLIC_URL",
        "The address at which people reach Ledgerline",
        "https://ledgerline.example.com",
        parsing.web_address,
        demo="http://localhost:{PORT}",
    ),
    Setting(
        "SECRET_KEY",
        f"A random text of at least {SHORTEST_SECRET} characters that signs cookies",
        "5f0c9d…  (make one with: python3 -c 'import secrets; print(secrets.token_hex(32))')",
        parsing.at_least(SHORTEST_SECRET),
        demo=DEMO_SECRET,
        is_secret=True,
    ),
    Setting(
        "TOKEN_KEYS",
        "The keys that seal Xero tokens, as name:key pairs, the present one first",
        "2026a:q83v…=  (make one with: python3 -c 'import base64, os; "
        'print("2026a:" + base64.b64encode(os.urandom(32)).decode())\')',
        parsing.key_ring,
        demo=DEMO_KEY,
        is_secret=True,
    ),
    Setting(
        "DATABASE_URL",
        "The database",
        "postgresql+psycopg://ledgerline@localhost/ledgerline",
        parsing.database,
        default="sqlite:///var/ledgerline.db",
        demo="sqlite:///{DEMO_DIR}/ledgerline.db",
    ),
    Setting(
        "XERO_CLIENT_ID",
        "The client id of your Xero app",
        "0A1B2C3D4E5F60718293A4B5C6D7E8F9",
        demo="ledgerline-demo",
    ),
    Setting(
        "XERO_CLIENT_SECRET",
        "The client secret of your Xero app",
        "w0rDsFrOmXeRosDeveloperPortal",
        demo="demo-secret-not-for-production",
        is_secret=True,
    ),
    Setting(
        "XERO_SCOPES",
        "The permissions asked for at Xero, separated by spaces",
        "'openid profile email offline_access accounting.settings.read'",
        parsing.scopes,
        default="openid profile email offline_access accounting.settings.read",
    ),
    Setting(
        "XERO_PKCE",
        "On or off: whether the trip to Xero carries a PKCE challenge",
        "on",
        parsing.switch,
        default="on",
    ),
    Setting(
        "XERO_AUTHORIZE_URL",
        "The page at Xero where people allow access",
        "https://login.xero.com/identity/connect/authorize",
        parsing.web_address,
        default="https://login.xero.com/identity/connect/authorize",
        demo=f"{SANDBOX}/identity/connect/authorize",
    ),
    Setting(
        "XERO_TOKEN_URL",
        "The address where a code becomes tokens",
        f"{IDENTITY}/connect/token",
        parsing.web_address,
        default=f"{IDENTITY}/connect/token",
        demo=f"{SANDBOX}/connect/token",
    ),
    Setting(
        "XERO_REVOCATION_URL",
        "The address that ends a whole authorisation",
        f"{IDENTITY}/connect/revocation",
        parsing.web_address,
        default=f"{IDENTITY}/connect/revocation",
        demo=f"{SANDBOX}/connect/revocation",
    ),
    Setting(
        "XERO_JWKS_URL",
        "The address of Xero’s public signing keys",
        f"{IDENTITY}/.well-known/openid-configuration/jwks",
        parsing.web_address,
        default=f"{IDENTITY}/.well-known/openid-configuration/jwks",
        demo=f"{SANDBOX}/.well-known/openid-configuration/jwks",
    ),
    Setting(
        "XERO_ISSUER",
        "Who signs Xero’s identity tokens",
        IDENTITY,
        parsing.web_address,
        default=IDENTITY,
        demo=SANDBOX,
    ),
    Setting(
        "XERO_API_URL",
        "Where Xero’s API lives",
        "https://api.xero.com",
        parsing.web_address,
        default="https://api.xero.com",
        demo=SANDBOX,
    ),
    Setting(
        "XERO_TOKEN_SECONDS",
        "How many seconds Xero may take to renew an authorisation, from 2 to 60",
        "15",
        parsing.whole_number(2, 60),
        default="15",
    ),
    Setting(
        "TOKEN_LEASE_SECONDS",
        "How many seconds whoever renews an authorisation has it to themselves, more than XERO_TOKEN_SECONDS",
        "20",
        parsing.whole_number(3, 600),
        default="20",
    ),
    Setting(
        "TOKEN_WAIT_SECONDS",
        "How many seconds a page waits for an authorisation to be renewed, from 1 to 120",
        "25",
        parsing.whole_number(1, 120),
        default="25",
    ),
    Setting(
        "XERO_LEGACY_CUTOFF",
        "The day at whose midnight, in each practice’s time zone, Xero’s previous authentication method ends",
        "2021-04-01",
        parsing.day,
        default="2021-04-01",
    ),
    Setting(
        "XERO_CONNECTION_ALLOWANCE",
        "How many organisations Xero lets your Xero app be connected to at the same time, or none",
        "50",
        parsing.number_or_none(1, 1_000_000),
        default="none",
    ),
    Setting(
        "JOBS_URL",
        "Where background jobs wait to be called: sqlite, postgresql or redis, or beside, the file jobs.db "
        "beside the database",
        "redis://localhost:6379/0",
        parsing.jobs_queue,
        default="beside",
        demo="sqlite:///{DEMO_DIR}/jobs.db",
        is_secret=True,
    ),
    Setting(
        "JOB_LEASE_SECONDS",
        "How many seconds after a process that ran a job was killed another one does it, from 2 to 90",
        "45",
        parsing.whole_number(2, 90),
        default="45",
    ),
    Setting(
        "TRUSTED_PROXIES",
        "The addresses or networks of your own reverse proxies, separated by spaces, or none",
        "'127.0.0.1 10.0.0.0/8'",
        parsing.networks,
        default="none",
    ),
    Setting(
        "SESSION_HOURS",
        "How many hours without a click end a sign-in, from 1 to 168",
        "12",
        parsing.whole_number(1, 168),
        default="12",
    ),
    Setting(
        "SMTP_URL",
        "The mail server that invitations are sent through, or none",
        "'smtp://name:password@mail.example.com:587?tls=starttls'",
        mail_settings.mail_server,
        default="none",
        is_secret=True,
    ),
    Setting(
        "MAIL_FROM",
        "The address that mails come from, needed with SMTP_URL, or none",
        "'Ledgerline <ledgerline@example.com>'",
        mail_settings.sender,
        default="none",
    ),
)
# Read in the demo only, where the others take their values from these.
DEMO_SETTINGS = (
    Setting("PORT", "The port of the demo", "8000", PORT, default="8000"),
    Setting("SANDBOX_PORT", "The port of the stand-in for Xero", "8001", PORT, default="8001"),
    Setting(
        "DEMO_DIR",
        "The folder in which the demo keeps its data",
        "var/demo",
        parsing.folder,
        default="var/demo",
    ),
    Setting(
        CLOCK_OFF,
        "How many seconds the clock of the application is wrong, for tests",
        "-600",
        parsing.whole_number(-86400, 86400),
        default="0",
    ),
)
