"""Organisations and users as the accounting API writes them."""

import uuid
from typing import Any

from .clock import accounting_date
from .records import Membership, Organisation, Person

SALES_TAX = {
    "GB": ("ACCRUALS", "QUARTERLY"),
    "AU": ("ACCRUALS", "QUARTERLY1"),
    "IE": ("ACCRUALS", "TWOMONTHS"),
}


def organisation_answer(organisation: Organisation) -> dict[str, Any]:
    """Every field of `/Organisation`; what is not set is left out, as Xero does."""
    basis, period = SALES_TAX.get(organisation.country_code, ("ACCRUALS", "QUARTERLY"))
    facts = {
        "APIKey": uuid.uuid5(uuid.NAMESPACE_OID, organisation.tenant_id).hex.upper()[:30],
        "Name": organisation.name,
        "LegalName": organisation.legal_name,
        "PaysTax": organisation.pays_tax,
        "Version": organisation.version,
        "OrganisationType": organisation.organisation_type,
        "OrganisationEntityType": organisation.organisation_type,
        "BaseCurrency": organisation.base_currency,
        "CountryCode": organisation.country_code,
        "IsDemoCompany": organisation.is_demo,
        "OrganisationStatus": organisation.status,
        "RegistrationNumber": organisation.registration_number,
        "TaxNumber": organisation.tax_number,
        "FinancialYearEndDay": organisation.financial_year_end_day,
        "FinancialYearEndMonth": organisation.financial_year_end_month,
        "SalesTaxBasis": basis if organisation.pays_tax else "NONE",
        "SalesTaxPeriod": period if organisation.pays_tax else "NONE",
        "DefaultSalesTax": "Tax Exclusive",
        "DefaultPurchasesTax": "Tax Exclusive",
        "CreatedDateUTC": accounting_date(organisation.created_at).replace("+0000", ""),
        "Timezone": organisation.timezone,
        "ShortCode": organisation.short_code,
        "OrganisationID": organisation.tenant_id,
        "Edition": "BUSINESS",
        "Class": organisation.plan,
        "LineOfBusiness": organisation.line_of_business,
        "Addresses": _addresses(organisation),
        "Phones": _phones(organisation),
        "ExternalLinks": [],
        "PaymentTerms": {},
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _addresses(organisation: Organisation) -> list[dict[str, Any]]:
    address = {
        "AddressLine1": organisation.address_line,
        "City": organisation.city,
        "PostalCode": organisation.postal_code,
    }
    given = {name: value for name, value in address.items() if value}
    return [{"AddressType": "STREET"} | given] if given else []


def _phones(organisation: Organisation) -> list[dict[str, Any]]:
    return [{"PhoneType": "OFFICE", "PhoneNumber": organisation.phone}] if organisation.phone else []


def user_answer(person: Person, membership: Membership) -> dict[str, Any]:
    """One of `/Users`: a person in their role in this organisation."""
    return {
        "UserID": str(uuid.uuid5(uuid.UUID(membership.tenant_id), person.user_id)),
        "EmailAddress": person.email,
        "FirstName": person.given_name,
        "LastName": person.family_name,
        "UpdatedDateUTC": accounting_date(membership.since),
        "IsSubscriber": membership.is_subscriber,
        "OrganisationRole": membership.role,
    }
