"""Answers held against Xero's published API description, where a copy of it is at hand."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker

from sandbox.control_client import ControlClient
from sandbox.story import read_story
from tests.sandbox.conftest import PRIYA, Books
from tests.sandbox.trip import Trip

DESCRIPTIONS = Path(
    os.environ.get("XERO_OPENAPI_DIR", Path(__file__).parents[3] / "shared" / "reference" / "openapi")
)
if not DESCRIPTIONS.is_dir():
    pytest.skip("no copy of Xero's API description: set XERO_OPENAPI_DIR", allow_module_level=True)
IDENTITY, ACCOUNTING = "xero-identity.yaml", "xero_accounting.yaml"


@cache
def schemas(file: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    described = yaml.load((DESCRIPTIONS / file).read_text(encoding="utf-8"), loader)
    found: dict[str, Any] = strict(described["components"]["schemas"])
    return found


def strict(node: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema that also refuses fields nobody described."""
    if isinstance(node, list):
        return [strict(each) for each in node]
    if not isinstance(node, dict):
        return node
    node = {name: strict(value) for name, value in node.items() if name not in ("example", "externalDocs")}
    if "$ref" in node:
        # Beside a reference everything else is to be ignored, says OpenAPI 3.0.
        return {"$ref": node["$ref"]}
    if node.pop("nullable", False) is True and "type" in node:
        node["type"] = [node["type"], "null"]
    if isinstance(node.get("properties"), dict) and "properties" not in node["properties"]:
        node.setdefault("additionalProperties", False)
    return node


def check(file: str, name: str, answer: Any) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas(file)}}
    validator = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(answer)] == []


def test_connections_are_as_described(app: Trip, books: Books) -> None:
    (found,) = app.connections(app.sign_in(PRIYA, [books.bakery])).json()

    check(IDENTITY, "Connection", found)
    assert set(found) == set(schemas(IDENTITY)["Connection"]["properties"])


def test_every_organisation_of_the_story_is_as_described(app: Trip, control: ControlClient) -> None:
    control.reset(story=True)
    control.set_modes(several_at_once=True)
    priya = read_story()["people"][0]["email"]
    tenant_ids = next(user["organisations"] for user in control.users() if user["email"] == priya)
    tokens = app.sign_in(priya, tenant_ids)

    for tenant_id in tenant_ids:
        things = app.call(tokens, tenant_id).json()
        check(ACCOUNTING, "Organisations", {"Organisations": things["Organisations"]})


def test_users_are_as_described(app: Trip, books: Books) -> None:
    answer = app.call(app.sign_in(PRIYA, [books.bakery]), books.bakery, "Users").json()

    check(ACCOUNTING, "Users", {"Users": answer["Users"]})


def test_the_envelope_is_that_of_the_published_example(app: Trip, books: Books) -> None:
    described = (DESCRIPTIONS / ACCOUNTING).read_text(encoding="utf-8")
    example = yaml.load(described, getattr(yaml, "CSafeLoader", yaml.SafeLoader))["paths"]["/Organisation"][
        "get"
    ]["responses"]["200"]["content"]["application/json"]["example"]
    example = json.loads(example) if isinstance(example, str) else example

    answer = app.call(app.sign_in(PRIYA, [books.bakery]), books.bakery).json()

    assert set(answer) == set(example)
    optional = {"EndOfYearLockDate", "PeriodLockDate", "TaxNumber"}
    assert set(example["Organisations"][0]) - optional <= set(answer["Organisations"][0])


def test_the_check_would_notice_a_wrong_answer(app: Trip) -> None:
    with pytest.raises(AssertionError, match="Additional properties"):
        check(ACCOUNTING, "Organisations", {"Organisations": [{"Nmae": "x"}]})
    with pytest.raises(AssertionError, match="is not of type"):
        check(ACCOUNTING, "Organisations", {"Organisations": [{"FinancialYearEndDay": "31"}]})
