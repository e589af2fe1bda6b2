"""The tables of the office's work, each against its complement: what may be done in which state, and by whom."""

from typing import get_args

import pytest

from exchange.alerts import lifecycle as steps
from exchange.alerts.errors import StepOutOfOrder
from exchange.alerts.lifecycle import State
from exchange.leads import lifecycle
from exchange.leads.errors import WorkOutOfOrder
from zhenxie.wire.alerts import Step
from zhenxie.wire.leads import LeadWork
from zhenxie.wire.staff import Role

ACTS = [get_args(one.model_fields["act"].annotation)[0] for one in get_args(get_args(LeadWork)[0])]
OPEN = ("new", "screening", "verifying", "established", "transferred")
# As the issue and domain 12.3 have it, written down a second time.
POSSIBLE = {
    **dict.fromkeys(("assign", "hand_over", "set_due", "request_evidence", "group"), OPEN),
    "reopen": ("dismissed", "closed"),
    **dict.fromkeys(("comment", "evidence_received", "ungroup"), (*OPEN, "dismissed", "closed")),
}
LEADS_TO = {
    "new": {"start": "screening", "verify": "verifying", "dismiss": "dismissed", "snooze": "new", "share": "new"},
    "screening": {
        "verify": "verifying",
        "confirm": "established",
        "dismiss": "dismissed",
        "transfer": "transferred",
        "snooze": "screening",
        "share": "screening",
    },
    "verifying": {
        "confirm": "established",
        "dismiss": "dismissed",
        "transfer": "transferred",
        "snooze": "verifying",
        "share": "verifying",
    },
    "established": {
        "transfer": "transferred",
        "close": "closed",
        "snooze": "established",
        "share": "established",
    },
    "transferred": {"close": "closed", "share": "transferred"},
    "dismissed": {},
    "closed": {},
}


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_possible_in_the_states_of_the_table_and_in_no_other(act: str, state: State) -> None:
    if state in POSSIBLE[act]:
        lifecycle.require(act, state)
        return
    with pytest.raises(WorkOutOfOrder):
        lifecycle.require(act, state)


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", get_args(Step))
def test_a_step_leads_where_the_table_says_and_no_other_is_taken(step: str, state: State) -> None:
    expected = LEADS_TO[state].get(step)

    if expected is not None:
        assert steps.after(state, step, standing="stands") == expected
        return
    with pytest.raises(StepOutOfOrder):
        steps.after(state, step, standing="stands")


@pytest.mark.parametrize("standing", ["stands", "in_doubt", "ended", "remedied", "withdrawn", "ground_changed"])
@pytest.mark.parametrize("state", ["new", "screening", "verifying"])
def test_only_what_no_longer_stands_is_closed_without_a_case_made_of_it(state: str, standing: str) -> None:
    if standing in {"remedied", "withdrawn", "ground_changed"}:
        assert steps.after(State(state), "close", standing=standing) is State.CLOSED
        return
    with pytest.raises(StepOutOfOrder):
        steps.after(State(state), "close", standing=standing)


def test_every_act_and_every_step_has_its_roles() -> None:
    assert set(lifecycle.ALLOWED) == set(ACTS) == set(POSSIBLE)
    assert set(lifecycle.ROLES) == {*ACTS, "raise", "hand_over_list"}
    assert set(steps.ROLES) == set(get_args(Step))


@pytest.mark.parametrize("role", list(Role))
def test_a_role_takes_the_steps_and_acts_that_are_its_own(role: Role) -> None:
    taken = {step for step, roles in steps.ROLES.items() if role in roles}
    done = {act for act, roles in lifecycle.ROLES.items() if role in roles}

    assert taken == {
        Role.SCREENER: {"start", "verify", "snooze"},
        Role.PROSECUTOR: set(get_args(Step)),
        Role.APPROVER: {"confirm", "dismiss", "transfer", "close"},
        Role.CHIEF: set(get_args(Step)),
    }.get(role, set())
    assert done == {
        Role.SCREENER: {"hand_over", "comment", "evidence_received", "group", "ungroup", "raise"},
        Role.PROSECUTOR: {*ACTS, "raise", "hand_over_list"},
        Role.APPROVER: {"assign", "hand_over", "set_due", "comment", "reopen", "hand_over_list"},
        Role.CHIEF: {*ACTS, "raise", "hand_over_list"},
    }.get(role, set())
