"""The life of an instrument against its complement: what the table does not hold is refused, for every kind."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest

from zhenxie.law.instruments.catalogue import UnknownKind, kind_of, kinds
from zhenxie.law.instruments.duties import rules_about_custody
from zhenxie.law.instruments.lifecycle import (
    ResultMissing,
    Standing,
    StepNotAllowed,
    Taken,
    after,
    allowed,
    course,
    escalation_grounds,
)
from zhenxie.law.instruments.steps import (
    OPEN,
    RESULTS,
    STEPS,
    TAKEN_BY,
    By,
    State,
    Step,
    lowest_level,
    needs_another_person,
    takers,
)

# The table once more, as a clerk would write it: whatever is not here must be refused.
EXPECTED = {
    "drafted": "revise send_back approve withdraw",
    "approved": "send_back number issue withdraw",
    "issued": """serve leave_with_witness reply request_reconsideration request_re_examination withdraw
        request_review""",
    "served": """correct_service reply adopt adopt_partially reject request_reconsideration request_review
        request_re_examination fall_overdue escalate withdraw close""",
    "replied": """serve correct_service reply adopt adopt_partially reject request_reconsideration request_review
        request_re_examination fall_overdue escalate withdraw close""",
    "overdue": """correct_service reply urge adopt adopt_partially reject request_reconsideration request_review
        request_re_examination escalate withdraw close""",
    "escalated": """serve correct_service reply urge adopt adopt_partially reject request_reconsideration request_review
        request_re_examination answer_from_above plan_follow_up withdraw""",
    "adopted": """serve correct_service reply request_re_examination escalate plan_follow_up follow_up withdraw
        close""",
    "partially_adopted": """serve correct_service reply adopt reject request_re_examination escalate plan_follow_up
        follow_up withdraw close""",
    "rejected": """serve correct_service reply adopt adopt_partially request_reconsideration request_review
        request_re_examination escalate plan_follow_up follow_up withdraw close""",
    "followed_up": """serve correct_service reply request_re_examination escalate plan_follow_up follow_up withdraw
        close""",
    "reconsidering": "serve correct_service reply reconsider withdraw",
    "reviewing": "serve correct_service reply review withdraw",
    "re_examining": "serve correct_service reply re_examine withdraw",
    "withdrawn_by_issuer": "reply",
    "closed": "serve correct_service reply request_re_examination escalate plan_follow_up follow_up withdraw",
}
PAIRS = [(State(state), Step(step)) for state, steps in EXPECTED.items() for step in steps.split()]
EVERY_PAIR = [(state, step) for state in State for step in Step]
ISSUED = (Taken(Step.APPROVE), Taken(Step.NUMBER), Taken(Step.ISSUE))
SERVED = (*ISSUED, Taken(Step.SERVE))
OVERDUE = (*SERVED, Taken(Step.FALL_OVERDUE))


def results_of(kind: str, step: Step) -> Iterator[str | None]:
    if step in RESULTS:
        yield from sorted(RESULTS[step])
    elif step is Step.REPLY:
        yield from (None, "another_paper", *kind_of(kind).answers)
    else:
        yield None


@cache
def reachable(kind: str) -> frozenset[Standing]:
    """Return every standing that an instrument of a kind can come to, by whatever steps."""
    found = {Standing(kind)}
    ahead = list(found)
    while ahead:
        standing = ahead.pop()
        for step in allowed(standing):
            for result in results_of(kind, step):
                there = after(standing, step, result)
                if there not in found:
                    found.add(there)
                    ahead.append(there)
    return frozenset(found)


def everywhere() -> Iterator[Standing]:
    for kind in kinds():
        yield from reachable(kind)


def test_the_table_is_the_one_that_a_clerk_would_write() -> None:
    assert set(STEPS) == set(PAIRS)


def test_every_pair_that_is_not_in_the_table_is_refused_for_every_kind_and_history() -> None:
    taken: set[tuple[State, Step]] = set()
    for standing in everywhere():
        for step in Step:
            try:
                after(standing, step, next(results_of(standing.kind, step)))
            except StepNotAllowed:
                assert step not in allowed(standing)
            else:
                taken.add((standing.state, step))
                assert step in allowed(standing)

    # A request for review needs a reconsideration before it, which needs no receipt: every pair is really taken.
    assert taken == set(PAIRS)
    assert len(EVERY_PAIR) - len(taken) > 200


def test_every_state_is_reached() -> None:
    assert {standing.state for standing in everywhere()} == set(State)


def test_every_open_state_has_a_way_on_and_only_what_was_taken_back_has_none() -> None:
    dead = {
        standing.state
        for standing in everywhere()
        if all(
            after(standing, step, result).state == standing.state
            for step in allowed(standing)
            for result in results_of(standing.kind, step)
        )
    }

    assert dead == {State.WITHDRAWN_BY_ISSUER}
    assert State.WITHDRAWN_BY_ISSUER not in OPEN


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_can_be_closed_from_wherever_it_stands_open(kind: str) -> None:
    closing = {one for one in reachable(kind) if one.state is State.CLOSED}
    before: set[Standing] = set()
    while closing - before:
        before |= closing
        closing = {
            one
            for one in reachable(kind) - before
            if any(after(one, step, result) in before for step in allowed(one) for result in results_of(kind, step))
        }

    assert all(one in before for one in reachable(kind) if one.state in OPEN)


def test_a_reply_is_recorded_wherever_an_instrument_that_left_the_office_stands() -> None:
    refusing = {one.state for one in everywhere() if Step.REPLY not in allowed(one)}

    assert refusing == {State.DRAFTED, State.APPROVED}


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ((Taken(Step.FALL_OVERDUE),), State.REPLIED),
        ((Taken(Step.FALL_OVERDUE), Taken(Step.URGE), Taken(Step.ESCALATE)), State.ESCALATED),
        ((Taken(Step.REQUEST_RE_EXAMINATION),), State.RE_EXAMINING),
    ],
)
def test_a_late_reply_and_one_while_an_objection_runs_are_taken_in(before: tuple[Taken, ...], then: State) -> None:
    standing = course("correction_notice", (*SERVED, *before))

    replied = after(standing, Step.REPLY, "correction_reply")

    assert (replied.state, replied.answered) == (then, True)


def test_who_answered_while_an_objection_ran_has_answered_when_it_is_over() -> None:
    running = course("order_to_withdraw", (*SERVED, Taken(Step.REQUEST_RECONSIDERATION)))

    silent = after(running, Step.RECONSIDER, "upheld")
    answered = after(after(running, Step.REPLY, "withdrawal_decision_copy"), Step.RECONSIDER, "upheld")

    assert (silent.state, answered.state) == (State.SERVED, State.REPLIED)
    assert Step.FALL_OVERDUE in allowed(silent)
    assert Step.FALL_OVERDUE not in allowed(answered)


def test_a_letter_that_is_not_the_decision_does_not_end_an_order() -> None:
    explained = course("order_to_file", (*SERVED, Taken(Step.REPLY, "reason_statement")))
    overdue = after(explained, Step.FALL_OVERDUE)

    assert after(overdue, Step.REPLY, "reason_statement").state is State.OVERDUE
    assert after(overdue, Step.REPLY, "filing_decision_copy").state is State.REPLIED


@pytest.mark.parametrize("step", [Step.RECONSIDER, Step.REVIEW])
@pytest.mark.parametrize("result", ["changed", "revoked"])
def test_an_order_to_withdraw_falls_with_the_decision_that_changes_it(step: Step, result: str) -> None:
    steps = [*SERVED, Taken(Step.REQUEST_RECONSIDERATION)]
    if step is Step.REVIEW:
        steps += [Taken(Step.RECONSIDER, "upheld"), Taken(Step.REQUEST_REVIEW)]

    assert course("order_to_withdraw", [*steps, Taken(step, result)]).state is State.WITHDRAWN_BY_ISSUER


def test_a_correction_that_is_changed_on_re_examination_stays_and_one_that_is_revoked_falls() -> None:
    asked = course("correction_notice", (*OVERDUE, Taken(Step.REQUEST_RE_EXAMINATION)))

    assert after(asked, Step.RE_EXAMINE, "changed").state is State.OVERDUE
    assert after(asked, Step.RE_EXAMINE, "upheld").state is State.OVERDUE
    assert after(asked, Step.RE_EXAMINE, "revoked").state is State.WITHDRAWN_BY_ISSUER


def test_it_is_reconsidered_once_and_reviewed_once_after_that() -> None:
    served = course("order_to_withdraw", SERVED)
    reconsidered = course(
        "order_to_withdraw", [*SERVED, Taken(Step.REQUEST_RECONSIDERATION), Taken(Step.RECONSIDER, "upheld")]
    )
    reviewed = after(after(reconsidered, Step.REQUEST_REVIEW), Step.REVIEW, "upheld")

    assert Step.REQUEST_REVIEW not in allowed(served)
    assert Step.REQUEST_RECONSIDERATION not in allowed(reconsidered)
    assert Step.REQUEST_REVIEW not in allowed(reviewed)


@pytest.mark.parametrize(
    ("step", "result"), [(Step.RECONSIDER, None), (Step.RECONSIDER, "done"), (Step.FOLLOW_UP, "upheld")]
)
def test_what_decides_must_say_what_was_decided(step: Step, result: str | None) -> None:
    asked = course("order_to_withdraw", (*SERVED, Taken(Step.REQUEST_RECONSIDERATION)))
    adopted = course("order_to_withdraw", (*SERVED, Taken(Step.ADOPT)))

    with pytest.raises(ResultMissing):
        after(asked if step is Step.RECONSIDER else adopted, step, result)


def test_nothing_leaves_the_office_without_its_number_except_what_has_none() -> None:
    with pytest.raises(StepNotAllowed):
        course("correction_notice", (Taken(Step.APPROVE), Taken(Step.ISSUE)))
    assert course("oral_correction", (Taken(Step.APPROVE), Taken(Step.ISSUE))).state is State.ISSUED
    assert Step.NUMBER not in allowed(course("oral_correction", (Taken(Step.APPROVE),)))


def test_the_upper_procuratorate_is_told_after_urging_in_vain() -> None:
    # RULE 553: first the office urges, then it reports.
    overdue = course("correction_notice", OVERDUE)
    urged = after(overdue, Step.URGE)

    assert {one.ground for one in escalation_grounds(overdue)} == {"custody_beyond_its_time"}
    assert {one.ground for one in escalation_grounds(urged)} == {"custody_beyond_its_time", "silence_after_urging"}
    assert Step.ESCALATE not in allowed(course("procuratorial_suggestion", OVERDUE))
    assert Step.ESCALATE in allowed(course("procuratorial_suggestion", (*OVERDUE, Taken(Step.URGE))))


def test_only_a_correction_of_custody_beyond_its_time_goes_up_at_once() -> None:
    # RULE 619.
    of_custody = course("correction_notice", SERVED)
    of_another = replace(of_custody, about_custody=False)

    assert [one.law for one in escalation_grounds(of_custody)] == ["RULE 619"]
    assert Step.ESCALATE in allowed(of_custody)
    assert not escalation_grounds(of_another)
    assert Step.ESCALATE not in allowed(of_another)
    assert rules_about_custody() == {"M05"}


def test_the_upper_procuratorate_must_be_told_when_a_re_examination_upholds() -> None:
    asked = course("investigation_supervision_notice", (*SERVED, Taken(Step.REQUEST_RE_EXAMINATION)))

    upheld, changed = (after(asked, Step.RE_EXAMINE, result) for result in ("upheld", "changed"))

    assert [(one.ground, one.law, one.must) for one in escalation_grounds(upheld)] == [
        ("re_examination_upheld", "RULE 554", True)
    ]
    assert not escalation_grounds(changed)


def test_a_look_back_on_a_closed_instrument_opens_it_again_only_where_something_is_left_to_do() -> None:
    closed = course("correction_notice", (*SERVED, Taken(Step.ADOPT), Taken(Step.CLOSE), Taken(Step.PLAN_FOLLOW_UP)))

    found = {result: after(closed, Step.FOLLOW_UP, result).state for result in ("done", "partial", "relapse")}

    assert found == {"done": State.CLOSED, "partial": State.FOLLOWED_UP, "relapse": State.FOLLOWED_UP}


def test_a_receipt_that_is_recorded_after_the_answer_changes_nothing_else_and_is_recorded_once() -> None:
    replied = course("request_reason_filing", (*ISSUED, Taken(Step.REPLY, "reason_statement")))

    received = after(replied, Step.SERVE)

    assert (received.state, received.served) == (State.REPLIED, True)
    assert Step.SERVE not in allowed(received)


@pytest.mark.parametrize("later", [(Step.ADOPT,), (Step.ADOPT, Step.CLOSE), (Step.REJECT, Step.FOLLOW_UP)])
def test_a_receipt_is_recorded_also_after_the_answer_was_judged(later: tuple[Step, ...]) -> None:
    replied = (*ISSUED, Taken(Step.REPLY, "correction_reply"))
    judged = course("correction_notice", (*replied, *(Taken(one, "partial") for one in later)))

    assert after(judged, Step.SERVE) == replace(judged, served=True)


def test_a_service_that_was_recorded_on_a_wrong_day_is_corrected_and_what_was_not_served_is_not() -> None:
    overdue = course("correction_notice", OVERDUE)
    contested = after(overdue, Step.REQUEST_RE_EXAMINATION)

    assert after(overdue, Step.CORRECT_SERVICE, "running").state is State.SERVED
    assert after(overdue, Step.CORRECT_SERVICE, "over") == overdue
    assert after(contested, Step.CORRECT_SERVICE, "running").before is State.SERVED
    assert after(contested, Step.CORRECT_SERVICE, "over") == contested
    with pytest.raises(StepNotAllowed, match="not served yet"):
        after(course("correction_notice", (*ISSUED, Taken(Step.REPLY))), Step.CORRECT_SERVICE, "running")
    with pytest.raises(ResultMissing):
        after(overdue, Step.CORRECT_SERVICE)


def test_what_was_obeyed_does_not_fall_overdue() -> None:
    served = course("order_to_file", SERVED)

    assert Step.FALL_OVERDUE in allowed(served)
    assert Step.FALL_OVERDUE not in allowed(replace(served, obeyed=True))


def test_whoever_objected_before_the_receipt_was_recorded_has_received_it() -> None:
    asked = course("order_to_withdraw", (*ISSUED, Taken(Step.REQUEST_RECONSIDERATION)))

    unrecorded, recorded = asked, after(asked, Step.SERVE)

    assert after(unrecorded, Step.RECONSIDER, "upheld").state is State.ISSUED
    assert after(recorded, Step.RECONSIDER, "upheld").state is State.SERVED


def test_a_letter_after_the_decision_does_not_make_the_order_unanswered() -> None:
    filed = course("order_to_file", (*SERVED, Taken(Step.REPLY, "filing_decision_copy")))

    assert Step.FALL_OVERDUE not in allowed(after(filed, Step.REPLY, "reason_statement"))


def test_only_a_re_examination_is_remembered_as_one() -> None:
    upheld = course(
        "order_to_withdraw", (*SERVED, Taken(Step.REQUEST_RECONSIDERATION), Taken(Step.RECONSIDER, "upheld"))
    )

    assert (upheld.reconsidered, upheld.upheld) == (True, False)


def test_what_asks_for_reasons_is_not_adopted_but_answered_and_closed() -> None:
    replied = course("request_reason_not_filing", (*SERVED, Taken(Step.REPLY, "reason_statement")))

    assert set(allowed(replied)) == {Step.CORRECT_SERVICE, Step.REPLY, Step.WITHDRAW, Step.CLOSE}


def test_a_correction_is_not_closed_before_it_was_found_whether_it_was_adopted() -> None:
    replied = course("correction_notice", (*SERVED, Taken(Step.REPLY)))

    with pytest.raises(StepNotAllowed, match="whether it was adopted") as refused:
        after(replied, Step.CLOSE)

    assert (refused.value.state, refused.value.step) == (State.REPLIED, Step.CLOSE)


def test_every_step_says_who_takes_it() -> None:
    assert set(TAKEN_BY) == set(Step)
    assert {by.side for by in TAKEN_BY[Step.REPLY]} == {"addressee"}
    assert TAKEN_BY[Step.FALL_OVERDUE] == (By("exchange", "machine"),)
    assert {step for step, by in TAKEN_BY.items() if {one.side for one in by} == {"upper"}} == {
        *(Step.REVIEW, Step.ANSWER_FROM_ABOVE),
    }


def test_a_draft_is_given_up_by_its_drafter_and_what_went_out_is_taken_back_by_whoever_approves_it() -> None:
    assert By("office", "drafter") in takers(Step.WITHDRAW, State.DRAFTED)
    assert takers(Step.WITHDRAW, State.SERVED) == (By("office", "approver_by_catalogue"),)
    assert lowest_level(kind_of("correction_notice"), Step.WITHDRAW) == "chief"
    assert lowest_level(kind_of("investigation_supervision_notice"), Step.APPROVE) == "approver"
    assert lowest_level(kind_of("order_to_withdraw"), Step.RECONSIDER) == "chief"
    assert lowest_level(kind_of("correction_notice"), Step.URGE) is None


def test_somebody_else_approves_and_decides_on_objections() -> None:
    order = kind_of("order_to_withdraw")

    assert {step for step in Step if needs_another_person(order, step)} == {
        *(Step.APPROVE, Step.RECONSIDER, Step.RE_EXAMINE, Step.REVIEW, Step.ANSWER_FROM_ABOVE),
    }
    assert not needs_another_person(kind_of("oral_correction"), Step.APPROVE)


def test_a_kind_that_does_not_exist_takes_no_step() -> None:
    with pytest.raises(UnknownKind):
        after(Standing("summons"), Step.APPROVE)
