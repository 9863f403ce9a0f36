"""What a trip changed: Xero's list against our own rows."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.xero.facts import RemoteConnection
from app.xero.findings import Known, compare

STARTED = datetime(2026, 4, 3, 14, 5, tzinfo=UTC)
BEFORE, SINCE = STARTED - timedelta(days=30), STARTED + timedelta(minutes=1)
OURS, OTHERS = "our-event", "another-event"
GROUPS = ("new", "repaired", "unchanged", "missing", "also_reached")

tenants = st.integers(0, 12).map(lambda number: f"tenant-{number}")
listed_ones = st.builds(
    RemoteConnection,
    xero_id=st.integers(0, 30).map(str),
    tenant_id=tenants,
    name=st.just("Alder"),
    auth_event_id=st.sampled_from([OURS, OTHERS, None]),
    connected_at=st.sampled_from([BEFORE, SINCE, None]),
)
known_ones = st.builds(Known, tenant_id=tenants, xero_id=st.integers(0, 30).map(str), was_good=st.booleans())


def unique(strategy):
    return st.lists(strategy, unique_by=lambda entry: entry.tenant_id)


def entry(tenant="alder", xero_id="c1", event=None, at=SINCE):
    return RemoteConnection(xero_id, tenant, "Alder", event, at)


def found(known=(), listed=(), event=OURS, elsewhere=()):
    return compare(known, listed, auth_event_id=event, started_at=STARTED, chosen_elsewhere=elsewhere)


@given(unique(known_ones), unique(listed_ones), st.sampled_from([OURS, None]))
def test_every_organisation_is_in_exactly_one_group(known, listed, event):
    findings = found(known, listed, event)

    groups = [tenant for name in GROUPS for tenant in getattr(findings, name)]
    assert sorted(groups) == sorted({one.tenant_id for one in [*known, *listed]})


@given(unique(known_ones), unique(listed_ones), st.sampled_from([OURS, None]))
def test_nothing_that_another_consent_chose_counts_as_chosen_now(known, listed, event):
    findings = found(known, listed, event)

    of_others = {one.tenant_id for one in listed if one.auth_event_id == OTHERS and event}
    old = {one.tenant_id for one in listed if one.connected_at == BEFORE and one.auth_event_id != OURS}
    assert not set(findings.chosen) & (of_others | old)
    assert set(findings.new) <= set(findings.chosen)
    assert not set(findings.chosen) & set(findings.also_reached)


def test_what_carries_our_event_was_chosen_however_old_it_looks():
    assert found(listed=[entry(event=OURS, at=BEFORE)]).new == ("alder",)


def test_what_carries_another_event_was_not_chosen_however_young_it_is():
    findings = found(listed=[entry(event=OTHERS)])

    assert findings.chosen == ()
    assert findings.also_reached == ("alder",)


@pytest.mark.parametrize(("ours", "theirs"), [(None, OTHERS), (OURS, None), (None, None)])
def test_where_xero_names_no_event_the_age_tells(ours, theirs):
    young, old = entry("alder", "c1", theirs), entry("birch", "c2", theirs, BEFORE)
    findings = found(listed=[young, old, entry("cedar", "c3", theirs, None)], event=ours)

    assert findings.chosen == ("alder",)
    assert findings.also_reached == ("birch", "cedar")


def test_xeros_clock_may_be_a_little_behind_ours():
    assert found(listed=[entry(at=STARTED - timedelta(seconds=119))], event=None).chosen == ("alder",)
    assert found(listed=[entry(at=STARTED - timedelta(seconds=121))], event=None).chosen == ()


def test_by_age_alone_what_the_same_person_brought_to_another_practice_is_not_chosen():
    assert found(listed=[entry(xero_id="c1")], event=None, elsewhere=["c1"]).also_reached == ("alder",)


def test_a_known_organisation_that_lost_its_access_and_was_chosen_again_is_chosen_and_repaired():
    known = [Known("alder", "former", was_good=False)]
    findings = found(known, [entry(xero_id="c2")], event=None)

    assert findings.chosen == findings.repaired == ("alder",)
    assert findings.new == ()


def test_a_known_connection_is_unchanged_while_it_was_good_and_repaired_when_not():
    known = [Known("alder", "c1", was_good=True), Known("birch", "c2", was_good=False)]
    findings = found(known, [entry("alder", "c1", OTHERS, BEFORE), entry("birch", "c2", OTHERS, BEFORE)])

    assert (findings.unchanged, findings.repaired, findings.chosen) == (("alder",), ("birch",), ())


def test_a_known_connection_under_another_id_was_repaired():
    assert found([Known("alder", "c1", was_good=True)], [entry(xero_id="c2", event=OURS)]).repaired == (
        "alder",
    )


def test_an_empty_list_means_that_everything_known_is_missing():
    assert found([Known("alder", "c1", was_good=True)]).missing == ("alder",)
