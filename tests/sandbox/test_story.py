"""The demo story: who sees what, with numbers that would pass a check."""

from __future__ import annotations

import time
import uuid
from collections import Counter

from sandbox.control_client import ControlClient
from sandbox.story import read_story
from tests.sandbox.trip import Trip

TOLD = read_story()
ORGANISATIONS = {facts["key"]: facts for facts in TOLD["organisations"]}
PEOPLE = {who["key"]: who for who in TOLD["people"]}


def names(who: str) -> list[str]:
    return [ORGANISATIONS[key]["name"] for key in PEOPLE[who]["organisations"]]


def test_the_partner_sees_twenty_four_organisations() -> None:
    seen = names("priya")

    assert len(seen) == 24
    assert "Harbour & Pine Ltd" in seen
    assert [name for name, count in Counter(seen).items() if count > 1] == ["Juniper Café Ltd"]
    assert max(map(len, seen)) == 200
    for sample in ("Μελτέμι", "الزيتونة", "茉莉花", "🌙"):
        assert any(sample in name for name in seen)


def test_the_bookkeeper_shares_five_and_serves_a_second_practice() -> None:
    shared = set(PEOPLE["sam"]["organisations"]) & set(PEOPLE["priya"]["organisations"])

    assert len(shared) == 5
    assert len(PEOPLE["sam"]["organisations"]) == 11
    assert "Saltmarsh Accounting Ltd" in names("sam")


def test_the_owner_has_a_single_organisation() -> None:
    assert names("nadia") == ["Wrenfield Upholstery Ltd"]


def test_countries_and_kinds_are_mixed() -> None:
    facts = [ORGANISATIONS[key] for key in PEOPLE["priya"]["organisations"]]

    assert Counter(each.get("country_code", "GB") for each in facts) == {"GB": 22, "IE": 1, "AU": 1}
    assert sum(each.get("is_demo", False) for each in facts) == 1
    assert any(each["name"].endswith("LLP") for each in facts)
    sole_traders = [each for each in facts if each.get("organisation_type") == "SOLE_TRADER"]
    assert sole_traders
    assert not any("registration_number" in each for each in sole_traders)


def test_vat_numbers_pass_their_check() -> None:
    numbers = [facts.get("tax_number", "").replace(" ", "") for facts in TOLD["organisations"]]
    british = [number[2:] for number in numbers if number.startswith("GB")]

    assert len(british) >= 15
    for number in british:
        weighted = sum(int(digit) * weight for digit, weight in zip(number, range(8, 1, -1), strict=False))
        assert (weighted + int(number[7:]) + 55) % 97 == 0, number


def test_ids_and_short_codes_are_unique() -> None:
    for name in ("tenant_id", "short_code", "key"):
        assert len({facts[name] for facts in TOLD["organisations"]}) == len(TOLD["organisations"])
    assert all(uuid.UUID(facts["tenant_id"]) for facts in TOLD["organisations"])


def test_the_story_can_be_loaded_and_walked_through(app: Trip, control: ControlClient) -> None:
    control.reset(story=True)
    harbour = ORGANISATIONS["harbour-pine"]

    tokens = app.sign_in(PEOPLE["priya"]["email"], [harbour["name"]])

    found = app.call(tokens, harbour["tenant_id"]).json()["Organisations"][0]
    assert (found["ShortCode"], found["TaxNumber"]) == (harbour["short_code"], harbour["tax_number"])


def test_ten_thousand_organisations_do_not_slow_a_refresh(app: Trip, control: ControlClient) -> None:
    control.add_organisations({"name": f"Books {number:05}"} for number in range(10_000))
    control.add_user("priya@harbourpine.example", organisations=["Books 00001"])
    tokens = app.sign_in("priya@harbourpine.example", ["Books 00001"])

    begun = time.monotonic()
    for _ in range(20):
        tokens = app.refresh(tokens["refresh_token"]).json()

    assert time.monotonic() - begun < 2
