"""The permissions that Xero knows, in the words of the consent page."""

IDENTITY = {
    "openid": "Your Xero sign-in",
    "profile": "Your name",
    "email": "Your e-mail address",
    "offline_access": "Access while you are away",
}

BROAD = {
    "accounting.transactions": "View and change invoices, payments and bank transactions",
    "accounting.transactions.read": "View invoices, payments and bank transactions",
    "accounting.reports.read": "View all reports",
}

THINGS = {
    "settings": "organisation settings",
    "contacts": "contacts",
    "attachments": "attachments",
    "invoices": "invoices and bills",
    "payments": "payments",
    "banktransactions": "bank transactions",
    "manualjournals": "manual journals",
}

REPORTS = {
    "aged": "aged reports",
    "balancesheet": "the balance sheet",
    "banksummary": "the bank summary",
    "budgetsummary": "the budget summary",
    "executivesummary": "the executive summary",
    "profitandloss": "the profit and loss report",
    "trialbalance": "the trial balance",
    "taxreports": "tax reports",
}

GRANULAR = (
    {f"accounting.{thing}": f"View and change {words}" for thing, words in THINGS.items()}
    | {f"accounting.{thing}.read": f"View {words}" for thing, words in THINGS.items()}
    | {f"accounting.reports.{report}.read": f"View {words}" for report, words in REPORTS.items()}
    | {"accounting.budgets.read": "View budgets"}
)

SCOPES = IDENTITY | GRANULAR | BROAD
"""Every scope that may be asked for, with its words."""

READ_SETTINGS = frozenset({"accounting.settings", "accounting.settings.read"})


def refused_scopes(scopes: tuple[str, ...], granular_only: bool) -> list[str]:
    """Those that Xero does not know, or no longer gives to this app."""
    return [scope for scope in scopes if scope not in SCOPES or (granular_only and scope in BROAD)]
