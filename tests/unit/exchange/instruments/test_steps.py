"""Every step that the life of an instrument does not have is refused where it is decided, and leaves nothing behind."""

import copy
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from pydantic import TypeAdapter

from builders.events import case_number
from builders.instruments import CHIEF, DRAFTER, HEAD, UPPER_CHIEF, fields_of
from exchange.access.callers import ON_THE_HOST, Agency, Caller, Directory
from exchange.acts.ground import Ground
from exchange.feed.asked import Extent
from exchange.instruments import deciding
from exchange.instruments.bench import Bench, Known, course_of, standing_of
from exchange.instruments.commands import FallOverdue, ObjectTo, OnOne, Printed, Reply, SignFor, TakeStep
from exchange.instruments.errors import (
    InstrumentStepOutOfOrder,
    NoGroundToEscalate,
    PreconditionUnknown,
    PreconditionUnmet,
)
from exchange.instruments.possible import sides_of
from exchange.staff.register import Person, Register
from zhenxie.law.instruments.lifecycle import Standing, allowed
from zhenxie.law.instruments.steps import State, Step, takers
from zhenxie.wire.instruments import InstrumentObjection, InstrumentReceipt, InstrumentReply, InstrumentStep
from zhenxie.wire.staff import Role
from zhenxie.wire.vocabulary import AgencyKind

ID = UUID("019ca6e8-ca80-7a5d-ad3c-4ecd55465cbc")
ALERT = UUID("019ca6e8-ca80-7960-b7c7-fa43402e2a82")
OFFICE, UPPER, POLICE = "640202", "640200", "640202000000"
NOW = datetime(2026, 3, 20, 1, tzinfo=UTC)
TODAY = date(2026, 3, 20)
KINDS = ("correction_notice", "order_to_withdraw", "request_reason_not_filing", "oral_correction")
MORE: dict[str, dict[str, Any]] = {
    "revise": {"fields": None},
    "approve": {"digest": "sha256:" + "ab" * 32},
    "send_back": {"text": "请补充。"},
    "number": {"number": "石大检纠违〔2026〕1号", "date": "2026-03-20"},
    "correct_service": {"served_on": "2026-03-03", "text": "送达回证所载日期为三日。"},
    "serve": {"served_on": "2026-03-20"},
    "leave_with_witness": {"served_on": "2026-03-20", "text": "拒收。", "witness": "社区人员"},
    "reconsider": {"text": "理由。", "result": "upheld"},
    "review": {"text": "理由。", "result": "upheld"},
    "re_examine": {"text": "理由。", "result": "upheld"},
    "urge": {"text": "请回复。"},
    "escalate": {"text": "未回复。", "ground": "silence_after_urging"},
    "answer_from_above": {"text": "监督正确。", "result": "upheld"},
    "plan_follow_up": {"planned_on": "2026-06-20"},
    "follow_up": {"finding": "done"},
    "withdraw": {"text": "撤销。"},
}
BY_CHIEF = {"approve", "send_back", "reconsider", "re_examine", "escalate", "withdraw"}
FROM_ABOVE = {"review", "answer_from_above"}
OBJECTIONS = {
    "request_reconsideration": "reconsideration",
    "request_review": "review",
    "request_re_examination": "re_examination",
}
STEPS: TypeAdapter[Any] = TypeAdapter(InstrumentStep)
STANDINGS = [
    Standing(kind, state, before=State.SERVED if state.value.endswith("ing") else None, **marks)
    for kind, state in product(KINDS, State)
    for marks in (
        {"reconsidered": True},
        {"numbered": True, "served": True, "answered": True},
        {"numbered": True, "urged": True},
    )
]


def known(row: dict[str, Any]) -> Known:
    people = [
        Person(OFFICE, DRAFTER, frozenset({Role.PROSECUTOR}), date(2026, 1, 1)),
        Person(OFFICE, HEAD, frozenset({Role.APPROVER}), date(2026, 1, 1)),
        Person(OFFICE, CHIEF, frozenset({Role.CHIEF}), date(2026, 1, 1)),
        Person(UPPER, UPPER_CHIEF, frozenset({Role.CHIEF}), date(2026, 1, 1)),
    ]
    agencies = [
        Agency(UPPER, "石嘴山市人民检察院", AgencyKind.PROCURATORATE, "640200"),
        Agency(OFFICE, "石嘴山市大武口区人民检察院", AgencyKind.PROCURATORATE, "640202", UPPER),
        Agency(POLICE, "石嘴山市公安局大武口区分局", AgencyKind.POLICE, "640202"),
    ]
    directory = Directory({one.code: one for one in agencies})
    ground = Ground(directory, Extent({1: 100}, 1, 100), Register({(one.agency, one.gh): one for one in people}))
    alerts = {ALERT: {"rule": "UA-03", "case_id": ID, "state": "established", "standing": "stands"}}
    return Known(ground, rows={ID: row}, readers={ID: {OFFICE, UPPER, POLICE}}, alerts=alerts)


def row_of(standing: Standing) -> dict[str, Any]:
    issued = standing.state not in (State.DRAFTED, State.APPROVED)
    return {
        **dict.fromkeys(
            ("number", "number_key", "numbering", "approved_by", "overdue_on", "follow_up_on", "issued_position")
        ),
        "id": ID,
        "procuratorate": OFFICE,
        "addressee": POLICE,
        "upper": UPPER,
        "kind": standing.kind,
        "case_id": None,
        "case_number": case_number(1),
        "alert_ids": [ALERT],
        "suspect_refs": [],
        "state": standing.state.value,
        "course": course_of(standing),
        "drafted_by": DRAFTER,
        "written_by": [DRAFTER],
        "reply_days": 15,
        "issued_on": date(2026, 3, 1) if issued else None,
        "served_on": date(2026, 3, 2) if issued else None,
        "reply_due": date(2026, 3, 17) if issued else None,
        "awaited": date(2026, 3, 17) if issued and not standing.answered else None,
        "digests": {"body": "sha256:" + "ab" * 32},
        "grounds": {"cases": {}, "stated": {}, "unknown": [{"code": "no_violation_stated"}]},
        "drafted_position": 1,
        "changed_position": 2,
    }


def wish_of(step: Step, kind: str) -> tuple[Caller, OnOne]:
    def caller(agency: str, of: AgencyKind) -> Caller:
        return Caller(agency, of, "client", frozenset())

    police = caller(POLICE, AgencyKind.POLICE)
    if step is Step.FALL_OVERDUE:
        return ON_THE_HOST, FallOverdue(ID)
    if step is Step.REPLY:
        return police, Reply(ID, InstrumentReply(message_id="m", answer="correction_reply"))
    if step.value in OBJECTIONS:
        said = {"message_id": "m", "objection": OBJECTIONS[step.value], "text": "不服。"}
        return police, ObjectTo(ID, InstrumentObjection.model_validate(said))
    if step is Step.SERVE:
        return police, SignFor(ID, InstrumentReceipt(message_id="m"))
    above = step.value in FROM_ABOVE
    gh = UPPER_CHIEF if above else CHIEF if step.value in BY_CHIEF else DRAFTER
    body = {"message_id": "m", "gh": gh, "step": step.value, **MORE.get(step.value, {})}
    if step is Step.REVISE:
        body["fields"] = fields_of(kind)
    printed = Printed("sha256:" + "ab" * 32, None, TODAY, "院", "局", "sha256:" + "cd" * 32, "sha256:" + "ef" * 32)
    said_step = STEPS.validate_python(body)
    return caller(UPPER if above else OFFICE, AgencyKind.PROCURATORATE), TakeStep(ID, said_step, printed)


@pytest.mark.parametrize("step", Step)
def test_a_step_is_taken_where_the_table_has_it_and_refused_everywhere_else(step: Step) -> None:
    taken = 0
    wishes = {kind: wish_of(step, kind) for kind in KINDS}
    for standing in STANDINGS:
        before = row_of(standing)
        knows = known(copy.deepcopy(before))
        caller, wish = wishes[standing.kind]
        bench = Bench(knows, caller, NOW)
        if step in allowed(standing):
            try:
                deciding.decide(bench, wish)
            except (NoGroundToEscalate, PreconditionUnmet, PreconditionUnknown):
                # The table has the step: what else stands in its way is tested elsewhere.
                assert step in (Step.ESCALATE, Step.ISSUE)
            else:
                taken += 1
        else:
            with pytest.raises(InstrumentStepOutOfOrder) as refused:
                deciding.decide(bench, wish)
            sides = sides_of(before, caller)
            mine = [one for one in allowed(standing) if any(by.side in sides for by in takers(one, standing.state))]
            assert refused.value.members["possible"] == [one.value for one in mine]
            assert knows.rows[ID] == before
    assert taken, step


def test_where_it_stands_is_stored_and_read_again_whole() -> None:
    for standing in STANDINGS:
        full = replace(standing, reconsidered=True, upheld=True)
        assert standing_of(row_of(full)) == full
