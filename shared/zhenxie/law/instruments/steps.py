"""The steps of a supervision instrument as a table: from which state each may be taken, where it leads, and who takes it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from zhenxie.law.instruments.catalogue import ApprovedBy, Kind


class State(StrEnum):
    """Where an instrument stands (domain 12.3). That it bears its number is said beside it, for no step waits for it alone."""

    DRAFTED = "drafted"  # 拟制
    APPROVED = "approved"  # 审批
    ISSUED = "issued"  # 制发
    SERVED = "served"  # 送达
    REPLIED = "replied"  # 回复
    ADOPTED = "adopted"  # 采纳
    PARTIALLY_ADOPTED = "partially_adopted"  # 部分采纳
    REJECTED = "rejected"  # 不采纳
    RECONSIDERING = "reconsidering"  # 复议
    REVIEWING = "reviewing"  # 复核
    RE_EXAMINING = "re_examining"  # 复查
    OVERDUE = "overdue"  # 逾期
    ESCALATED = "escalated"  # 报上一级
    FOLLOWED_UP = "followed_up"  # 回头看
    WITHDRAWN_BY_ISSUER = "withdrawn_by_issuer"  # 撤销
    CLOSED = "closed"  # 办结


class Step(StrEnum):
    """What may be done with an instrument."""

    REVISE = "revise"  # 修改
    APPROVE = "approve"  # 批准
    SEND_BACK = "send_back"  # 退回修改
    NUMBER = "number"  # 编号
    ISSUE = "issue"  # 制发
    SERVE = "serve"  # 送达
    LEAVE_WITH_WITNESS = "leave_with_witness"  # 留置送达
    CORRECT_SERVICE = "correct_service"  # 更正送达日
    REPLY = "reply"  # 回复
    ADOPT = "adopt"  # 采纳
    ADOPT_PARTIALLY = "adopt_partially"  # 部分采纳
    REJECT = "reject"  # 不采纳
    REQUEST_RECONSIDERATION = "request_reconsideration"  # 要求复议
    RECONSIDER = "reconsider"  # 复议决定
    REQUEST_REVIEW = "request_review"  # 提请复核
    REVIEW = "review"  # 复核决定
    REQUEST_RE_EXAMINATION = "request_re_examination"  # 申请复查
    RE_EXAMINE = "re_examine"  # 复查决定
    FALL_OVERDUE = "fall_overdue"  # 逾期
    URGE = "urge"  # 督促
    ESCALATE = "escalate"  # 报上一级
    ANSWER_FROM_ABOVE = "answer_from_above"  # 上一级院审查意见
    PLAN_FOLLOW_UP = "plan_follow_up"  # 安排回头看
    FOLLOW_UP = "follow_up"  # 回头看
    WITHDRAW = "withdraw"  # 撤销
    CLOSE = "close"  # 办结


Side = Literal["office", "upper", "addressee", "exchange"]
Role = Literal["drafter", "approver_by_catalogue", "chief", "police_handler", "machine"]
"""drafter: the prosecutor who conducts it. approver_by_catalogue: whoever the catalogue lets approve the kind."""


@dataclass(frozen=True, slots=True)
class By:
    """Who may take a step: of which side, in which role."""

    side: Side
    role: Role


STAYS: Final = "stays"
BACK: Final = "back"
"""The step leads back to where the instrument stood when somebody objected."""
Goes = State | Literal["stays", "back"]

_S = State
_RUNNING: Final = (_S.SERVED, _S.REPLIED, _S.OVERDUE, _S.ESCALATED)
_JUDGED: Final = (_S.ADOPTED, _S.PARTIALLY_ADOPTED, _S.REJECTED, _S.FOLLOWED_UP)
_OBJECTED: Final = (_S.RECONSIDERING, _S.REVIEWING, _S.RE_EXAMINING)
OUT: Final[Sequence[State]] = (_S.ISSUED, *_RUNNING, *_JUDGED, *_OBJECTED)
"""Where an instrument has left the office and is neither taken back nor closed."""
OPEN: Final[Sequence[State]] = (_S.DRAFTED, _S.APPROVED, *OUT)


def _from(states: Sequence[State], step: Step, to: Goes) -> dict[tuple[State, Step], Goes]:
    return {(state, step): to for state in states}


STEPS: Final[Mapping[tuple[State, Step], Goes]] = MappingProxyType(
    {
        (_S.DRAFTED, Step.REVISE): STAYS,
        (_S.DRAFTED, Step.SEND_BACK): STAYS,
        (_S.DRAFTED, Step.APPROVE): _S.APPROVED,
        (_S.APPROVED, Step.SEND_BACK): _S.DRAFTED,
        (_S.APPROVED, Step.NUMBER): STAYS,
        (_S.APPROVED, Step.ISSUE): _S.ISSUED,
        (_S.ISSUED, Step.SERVE): _S.SERVED,
        (_S.ISSUED, Step.LEAVE_WITH_WITNESS): _S.SERVED,
        # Who answered or objected had received it: the receipt may be recorded later, whatever became of it meanwhile.
        **_from((_S.REPLIED, _S.ESCALATED, *_JUDGED, *_OBJECTED, _S.CLOSED), Step.SERVE, STAYS),
        **_from((*_RUNNING, *_JUDGED, *_OBJECTED, _S.CLOSED), Step.CORRECT_SERVICE, STAYS),
        # What was said is never refused: an answer is recorded wherever the instrument stands.
        **_from((_S.ISSUED, _S.SERVED, _S.OVERDUE), Step.REPLY, _S.REPLIED),
        **_from((_S.REPLIED, _S.ESCALATED, *_JUDGED, *_OBJECTED), Step.REPLY, STAYS),
        **_from((_S.WITHDRAWN_BY_ISSUER, _S.CLOSED), Step.REPLY, STAYS),
        **_from((*_RUNNING, _S.PARTIALLY_ADOPTED, _S.REJECTED), Step.ADOPT, _S.ADOPTED),
        **_from((*_RUNNING, _S.REJECTED), Step.ADOPT_PARTIALLY, _S.PARTIALLY_ADOPTED),
        **_from((*_RUNNING, _S.PARTIALLY_ADOPTED), Step.REJECT, _S.REJECTED),
        **_from((_S.ISSUED, *_RUNNING, _S.REJECTED), Step.REQUEST_RECONSIDERATION, _S.RECONSIDERING),
        (_S.RECONSIDERING, Step.RECONSIDER): BACK,
        **_from((_S.ISSUED, *_RUNNING, _S.REJECTED), Step.REQUEST_REVIEW, _S.REVIEWING),
        (_S.REVIEWING, Step.REVIEW): BACK,
        # RULE 554 sets no time within which it may be asked for.
        **_from((_S.ISSUED, *_RUNNING, *_JUDGED, _S.CLOSED), Step.REQUEST_RE_EXAMINATION, _S.RE_EXAMINING),
        (_S.RE_EXAMINING, Step.RE_EXAMINE): BACK,
        **_from((_S.SERVED, _S.REPLIED), Step.FALL_OVERDUE, _S.OVERDUE),
        (_S.OVERDUE, Step.URGE): STAYS,
        (_S.ESCALATED, Step.URGE): STAYS,
        **_from((_S.SERVED, _S.REPLIED, _S.OVERDUE, *_JUDGED, _S.CLOSED), Step.ESCALATE, _S.ESCALATED),
        (_S.ESCALATED, Step.ANSWER_FROM_ABOVE): STAYS,
        **_from((*_JUDGED, _S.ESCALATED, _S.CLOSED), Step.PLAN_FOLLOW_UP, STAYS),
        **_from((*_JUDGED, _S.CLOSED), Step.FOLLOW_UP, _S.FOLLOWED_UP),
        # RULE 554: what proves wrong is taken back, also after it was closed.
        **_from((*OPEN, _S.CLOSED), Step.WITHDRAW, _S.WITHDRAWN_BY_ISSUER),
        **_from((_S.SERVED, _S.REPLIED, _S.OVERDUE, *_JUDGED), Step.CLOSE, _S.CLOSED),
    }
)

ENDING: Final[frozenset[tuple[Step, str]]] = frozenset(
    {
        # RULE 565: whoever changes the notice to withdraw lifts it; a correction that is changed stays in its new form.
        *((step, result) for step in (Step.RECONSIDER, Step.REVIEW) for result in ("changed", "revoked")),
        (Step.RE_EXAMINE, "revoked"),
    }
)
"""Decisions by which the instrument falls."""

_DECISIONS: Final = frozenset({"upheld", "changed", "revoked"})
RESULTS: Final[Mapping[Step, frozenset[str]]] = MappingProxyType(
    {
        Step.RECONSIDER: _DECISIONS,
        Step.REVIEW: _DECISIONS,
        Step.RE_EXAMINE: _DECISIONS,
        Step.ANSWER_FROM_ABOVE: frozenset({"upheld", "revoked"}),
        Step.FOLLOW_UP: frozenset({"done", "partial", "relapse"}),
        Step.CORRECT_SERVICE: frozenset({"running", "over"}),
    }
)
"""What a step that decides something must say; of a corrected service, whether the time to answer still runs."""

_DRAFTER: Final = By("office", "drafter")
_APPROVER: Final = By("office", "approver_by_catalogue")
_CHIEF: Final = By("office", "chief")
_UPPER: Final = By("upper", "chief")
_POLICE: Final = By("addressee", "police_handler")
FROM_ABOVE: Final = frozenset({Step.REVIEW, Step.ANSWER_FROM_ABOVE})
"""By which the upper procuratorate judges what the lower one did: nobody judges so what he himself wrote or approved."""
TAKEN_BY: Final[Mapping[Step, Sequence[By]]] = MappingProxyType(
    {
        **dict.fromkeys(Step, (_DRAFTER,)),
        Step.APPROVE: (_APPROVER,),
        Step.SEND_BACK: (_APPROVER,),
        Step.SERVE: (_POLICE, _DRAFTER),
        Step.REPLY: (_POLICE,),
        Step.REQUEST_RECONSIDERATION: (_POLICE,),
        Step.RECONSIDER: (_CHIEF,),
        Step.REQUEST_REVIEW: (_POLICE,),
        Step.REVIEW: (_UPPER,),
        Step.REQUEST_RE_EXAMINATION: (_POLICE,),
        Step.RE_EXAMINE: (_APPROVER,),
        Step.FALL_OVERDUE: (By("exchange", "machine"),),
        Step.ESCALATE: (_APPROVER,),
        Step.ANSWER_FROM_ABOVE: (_UPPER,),
        Step.WITHDRAW: (_APPROVER,),
    }
)
"""Who takes each step. A draft is given up by its drafter: see `takers`."""


def takers(step: Step, state: State) -> Sequence[By]:
    """Return who may take a step in a state: what has not left the office its drafter may give up."""
    if step is Step.WITHDRAW and state in (_S.DRAFTED, _S.APPROVED):
        return (_DRAFTER, _APPROVER)
    return TAKEN_BY[step]


def lowest_level(kind: Kind, step: Step) -> ApprovedBy | None:
    """Return the lowest level that may take a step of the office which is not the drafter's; None where it is his."""
    role = next((by.role for by in TAKEN_BY[step] if by.side == "office"), None)
    if role == "chief":
        return "chief"
    return kind.approved_by if role == "approver_by_catalogue" else None


def needs_another_person(kind: Kind, step: Step) -> bool:
    """Tell whether somebody else than the drafter must take a step (四眼原则): to approve, and to decide on an objection."""
    return kind.four_eyes and step in (Step.APPROVE, Step.RECONSIDER, Step.RE_EXAMINE, *FROM_ABOVE)
