"""Legal forms: what a name's ending or a stated type says about who somebody is in law."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    """Who can own books. The value is how a sentence names it."""

    COMPANY = "a company"
    LLP = "an LLP"
    PARTNERSHIP = "a partnership"
    PERSON = "a person"
    TRUST = "a trust"
    PENSION = "a pension fund"
    CHARITY = "a charity"


@dataclass(frozen=True)
class Standing:
    """The likeliest form, and every other one that would be no surprise. `kind` tells Ltd from PLC."""

    form: Form
    could_be: frozenset[Form]
    kind: str = ""

    def excludes(self, other: Standing) -> bool:
        return other.form not in self.could_be and self.form not in other.could_be

    def equals(self, other: Standing) -> bool:
        """The same form, and not two kinds of it."""
        return self.form == other.form and (not self.kind or not other.kind or self.kind == other.kind)


def standing(form: Form, *others: Form, kind: str = "") -> Standing:
    return Standing(form, frozenset({form, *others}), kind)


CLIENT_TYPES = {
    "company": standing(Form.COMPANY, Form.CHARITY),
    "llp": standing(Form.LLP),
    "sole_trader": standing(Form.PERSON),
    "partnership": standing(Form.PARTNERSHIP),
    # Many charities are companies that need not say so in their names.
    "charity": standing(Form.CHARITY, Form.COMPANY, Form.TRUST),
    "trust": standing(Form.TRUST, Form.CHARITY, Form.PENSION),
}

# Xero knows no LLP: they call themselves companies or partnerships there.
_XERO_COMPANY = standing(Form.COMPANY, Form.LLP, Form.CHARITY)
_XERO_CHARITY = standing(Form.CHARITY, Form.COMPANY, Form.TRUST)
_XERO_PERSON = standing(Form.PERSON)
_XERO_PENSION = standing(Form.PENSION, Form.TRUST)
ORGANISATION_TYPES = {
    **dict.fromkeys(("COMPANY", "LOOK_THROUGH_COMPANY", "S_CORPORATION"), _XERO_COMPANY),
    **dict.fromkeys(("LLC", "SINGLEMEMBERLLC", "CCORPORATIONLLC", "SCORPORATIONLLC"), _XERO_COMPANY),
    **dict.fromkeys(("CHARITY", "NOT_FOR_PROFIT", "CLUB_OR_SOCIETY"), _XERO_CHARITY),
    **dict.fromkeys(("SOLE_TRADER", "INDIVIDUAL", "PERSONAL"), _XERO_PERSON),
    **dict.fromkeys(("SUPERANNUATION_FUND", "SELF_MANAGED_SUPERANNUATION_FUND"), _XERO_PENSION),
    "PARTNERSHIP": standing(Form.PARTNERSHIP, Form.LLP),
    "TRUST": standing(Form.TRUST, Form.CHARITY, Form.PENSION),
}


def _company(kind: str, *endings: str) -> dict[str, Standing]:
    return dict.fromkeys(endings, standing(Form.COMPANY, Form.CHARITY, kind=kind))


def _partnership(kind: str, *endings: str) -> dict[str, Standing]:
    return dict.fromkeys(endings, standing(Form.PARTNERSHIP, kind=kind))


# Written as `app.xero.names` spells them: small letters, no accents, no full stops.
ENDINGS: dict[str, Standing] = {
    **_company("limited", "ltd", "limited", "private limited", "private limited company"),
    **_company("limited", "pty ltd", "pty limited", "proprietary limited", "pte ltd", "pte limited"),
    **_company("limited", "cyf", "cyfyngedig", "teo", "teoranta"),
    **_company("public", "plc", "public limited company"),
    **_company("cic", "cic", "community interest company"),
    **_company("dac", "dac", "designated activity company"),
    **_company("guarantee", "clg", "company limited by guarantee", "co limited by guarantee"),
    **_company("inc", "inc", "incorporated", "corp", "corporation"),
    **_company("llc", "llc", "limited liability company"),
    **_company("gmbh", "gmbh"),
    **_company("sarl", "sarl"),
    **_company("aps", "aps"),
    **_company("bhd", "sdn bhd"),
    **_company("epe", "επε"),
    **_company("ae", "αε"),
    **_company("ike", "ικε"),
    **_company("ooo", "ооо"),
    **_partnership("oe", "οε"),
    **_partnership("ee", "εε"),
    **_partnership("lp", "lp", "limited partnership"),
    **_partnership("kg", "gmbh co kg", "gmbh and co kg", "gmbh und co kg"),
    **dict.fromkeys(("llp", "limited liability partnership"), standing(Form.LLP)),
    **dict.fromkeys(("cio", "scio", "charitable incorporated organisation"), standing(Form.CHARITY)),
}

# Short endings are words or initials elsewhere: a "Day Spa" in Bath is no società per azioni.
_GERMAN = {**_company("ag", "ag"), **_company("ug", "ug"), **_partnership("kg", "kg", "ohg", "gbr")}
_FRENCH = {**_company("sas", "sas", "sasu"), **_company("sa", "sa"), **_company("eurl", "eurl")}
_DUTCH = {**_company("bv", "bv"), **_company("nv", "nv")}
LOCAL_ENDINGS: dict[str, dict[str, Standing]] = {
    **dict.fromkeys(("DE", "AT", "CH"), _GERMAN),
    "FR": _FRENCH,
    "NL": _DUTCH,
    "BE": {**_DUTCH, **_FRENCH},
    "LU": _FRENCH,
    "IT": {**_company("srl", "srl"), **_company("spa", "spa")},
    "ES": {**_company("sl", "sl", "slu"), **_company("sa", "sa")},
    "PT": {**_company("lda", "lda"), **_company("sa", "sa")},
    "SE": _company("ab", "ab", "aktiebolag"),
    "FI": _company("oy", "oy", "oyj"),
    "NO": _company("as", "as"),
    "DK": {**_company("as", "as"), **_company("aps", "aps")},
    "PL": {**_company("zoo", "sp zoo", "sp z oo"), **_company("sa", "sa")},
    "IE": _company("uc", "uc", "unlimited company"),
}

# Trusts and pension schemes are named after the company that they belong to. Read from the end of a name.
ROLES: dict[str, Form] = {
    **dict.fromkeys(("trust", "trusts", "settlement", "ebt"), Form.TRUST),
    **dict.fromkeys(("pension", "pensions", "ssas", "sipp", "smsf", "superannuation"), Form.PENSION),
    **dict.fromkeys(("pension scheme", "pension fund", "pension plan", "pensions scheme"), Form.PENSION),
    **dict.fromkeys(("superannuation fund", "super fund", "benefit scheme", "benefits scheme"), Form.PENSION),
    **dict.fromkeys(("charity", "foundation", "charitable trust"), Form.CHARITY),
}
