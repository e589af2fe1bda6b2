"""The life of each kind of record: every step that is allowed, and that every other one is refused."""

from itertools import product
from typing import Final, get_args

import pytest

from exchange.cooperation.errors import ActOutOfOrder
from exchange.cooperation.lifecycle import FOUR_EYES, OPENED, SIDES, STEPS, after, roles_for
from zhenxie.wire.cooperating import CooperationAct
from zhenxie.wire.cooperation import CooperationKind
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind

KINDS: Final = get_args(CooperationKind)
ACTS: Final = get_args(CooperationAct)
# Written out from domain 7.5: state, act, state.
_DISCUSSED = """
    open view open
    open name_organ open
    open conclude concluded
    concluded dissent concluded
    concluded close closed
"""
ALLOWED: Final = {
    "early_intervention": """
        requested accept accepted
        requested decline declined
        offered accept accepted
        offered decline declined
        accepted send_prosecutors accepted
        accepted opinion accepted
        accepted respond accepted
        accepted close closed
    """,
    "consultation": _DISCUSSED,
    "joint_study": _DISCUSSED,
    "joint_meeting": """
        planned name_organ planned
        planned attach_pack planned
        planned minutes held
        held attach_pack held
        held minutes held
        held resolve held
        held fulfil held
        held close closed
    """,
    "clue_transfer": """
        sent receive received
        received feedback answered
        answered close closed
    """,
    "class_case_review": """
        drafted approve approved
        drafted send_back sent_back
        sent_back resubmit drafted
        approved close closed
    """,
}


def allowed(kind: str) -> dict[tuple[str, str], str]:
    lines = [line.split() for line in ALLOWED[kind].strip().splitlines()]
    return {(before, act): later for before, act, later in lines}


def states(kind: str) -> set[str]:
    return {state for (before, _), later in allowed(kind).items() for state in (before, later)}


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_of_the_table_leads_where_it_says(kind: str) -> None:
    taken = {(state, act): after(kind, state, act) for state, act in allowed(kind)}

    assert taken == allowed(kind)
    assert OPENED[kind] in states(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_every_step_that_is_not_in_the_table_is_refused(kind: str) -> None:
    for state, act in set(product(states(kind), ACTS)) - set(allowed(kind)):
        with pytest.raises(ActOutOfOrder):
            after(kind, state, act)


def test_each_act_belongs_to_a_kind_and_has_a_side() -> None:
    in_tables = {act for steps in STEPS.values() for _, act in steps}

    assert in_tables == set(ACTS)
    assert set(SIDES) == set(ACTS)


@pytest.mark.parametrize("act", [*ACTS, "open"])
def test_who_acts_has_the_duty_that_the_act_asks_for(act: str) -> None:
    office = roles_for(act, AgencyKind.PROCURATORATE)

    assert roles_for(act, AgencyKind.POLICE) == {Role.POLICE_HANDLER}
    assert roles_for(act, AgencyKind.COURT) == set()
    assert Role.CHIEF in office
    assert Role.POLICE_HANDLER not in office
    assert Role.AUDITOR not in office
    assert (Role.PROSECUTOR in office) == (act not in FOUR_EYES)
