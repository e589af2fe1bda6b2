"""The life of a supervision instrument (监督文书): what each step makes of it, by the table and by its kind; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from zhenxie.law.instruments.catalogue import EscalationGround, Kind, kind_of
from zhenxie.law.instruments.steps import BACK, ENDING, RESULTS, STAYS, STEPS, State, Step
from zhenxie.law.wording import Text

_OBJECTIONS: Final = {
    Step.REQUEST_RECONSIDERATION: "reconsideration",
    Step.REQUEST_REVIEW: "review",
    Step.REQUEST_RE_EXAMINATION: "re_examination",
}
_DECISIONS: Final = (Step.RECONSIDER, Step.REVIEW, Step.RE_EXAMINE)
_SERVING: Final = (Step.SERVE, Step.LEAVE_WITH_WITNESS)
_REMEMBERED: Final[Mapping[Step, Mapping[str, Any]]] = {
    Step.NUMBER: {"numbered": True},
    Step.URGE: {"urged": True},
    Step.RECONSIDER: {"reconsidered": True},
    Step.REVIEW: {"reviewed": True},
}
_JUDGING: Final = (Step.ADOPT, Step.ADOPT_PARTIALLY, Step.REJECT)
_AFTER_JUDGEMENT: Final = (State.ADOPTED, State.PARTIALLY_ADOPTED, State.REJECTED, State.FOLLOWED_UP)
_UNANSWERED: Final = (State.ISSUED, State.SERVED, State.OVERDUE)
_NO_SUCH_STEP: Final = Text("该状态下不能进行这一步骤", "the state knows no such step")
_OTHER_KIND: Final = Text("该种文书没有这一步骤", "this kind of instrument knows no such step")
_NO_NUMBER: Final = Text("尚未编号，不得制发", "it has no number yet, and is not issued without")
_ALREADY_SERVED: Final = Text("已经送达，送达日有误的请更正", "it was served already; a wrong day is corrected")
_NOT_SERVED: Final = Text("尚未送达", "it was not served yet")
_ANSWERED: Final = Text("已经回复或者办理，不再逾期", "it was answered or obeyed, and cannot fall overdue")
_ONCE: Final = Text("已经复议，不服的提请上一级复核", "it was reconsidered; what remains is a review")
_NOT_YET: Final = Text("尚未复议，不得提请复核", "a review follows a reconsideration")
_REVIEWED: Final = Text("上一级检察院已经复核", "the upper procuratorate has reviewed it")
_NO_GROUND: Final = Text("没有报上一级检察院的情形", "no ground on which the upper procuratorate is told")
_NOT_JUDGED: Final = Text("尚未认定是否采纳", "whether it was adopted is not found yet")


class StepNotAllowed(Exception):
    """The step cannot be taken where the instrument stands, or not with its kind; `why` says which."""

    def __init__(self, state: State, step: Step, why: Text) -> None:
        """Say the state, the step and why not."""
        super().__init__(f"{step} in {state}: {why.english}")
        self.state = state
        self.step = step
        self.why = why


class ResultMissing(ValueError):
    """The step decides something, and what it decided is not stated, or not in words that it knows."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one instrument stands, with what of its past decides its next steps.

    `answered`: an answer that its kind asks for has come. `obeyed`: what it asked for was found reported when its time
    was over. `reconsidered`, `reviewed`: it was upheld on an objection; `upheld`: by a re-examination. `before`: where it
    stood when somebody objected. `about_custody`: it is, or may be, about custody beyond its time.
    """

    kind: str
    state: State = State.DRAFTED
    numbered: bool = False
    served: bool = False
    answered: bool = False
    obeyed: bool = False
    urged: bool = False
    reconsidered: bool = False
    reviewed: bool = False
    upheld: bool = False
    before: State | None = None
    about_custody: bool = True


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was taken: with its result (upheld, changed, revoked; done, partial, relapse) or its kind of answer."""

    step: Step
    result: str | None = None


def after(standing: Standing, step: Step, result: str | None = None) -> Standing:
    """Return where an instrument stands after a step.

    Drawing a number of one's own counter twice is for the caller to prevent; a recorded one may be entered again until
    it is issued.

    :param result: what was decided (`RESULTS`), or, of a reply, which kind of answer it is.
    :raises StepNotAllowed: the table has no such step from there, or the kind does not know it.
    :raises ResultMissing: the step decides something, and the result is none of those it knows.
    :raises UnknownKind: the catalogue holds no such kind.
    """
    kind = kind_of(standing.kind)
    why = _obstacle(kind, standing, step)
    if why is not None:
        raise StepNotAllowed(standing.state, step, why)
    if step in RESULTS and result not in RESULTS[step]:
        raise ResultMissing(f"{step}: {result}")
    return replace(_remembering(kind, standing, step, result), state=_state(kind, standing, step, result))


def course(kind: str, taken: Iterable[Taken]) -> Standing:
    """Return where an instrument of a kind stands after all steps that were taken, from its draft on.

    :raises StepNotAllowed: one of them could not be taken.
    :raises ResultMissing: one of them does not say what was decided.
    :raises UnknownKind: the catalogue holds no such kind.
    """
    standing = Standing(kind)
    for one in taken:
        standing = after(standing, one.step, one.result)
    return standing


def allowed(standing: Standing) -> Sequence[Step]:
    """Return the steps that can be taken next, in the order in which they are listed.

    :raises UnknownKind: the catalogue holds no such kind.
    """
    kind = kind_of(standing.kind)
    return tuple(step for step in Step if _obstacle(kind, standing, step) is None)


def escalation_grounds(standing: Standing) -> Sequence[EscalationGround]:
    """Return on which grounds the upper procuratorate may, or must, be told now (RULE 553, 554, 564, 619).

    :raises UnknownKind: the catalogue holds no such kind.
    """
    return tuple(
        one
        for one in kind_of(standing.kind).escalation
        if (standing.state in one.from_states or (not one.from_states and standing.upheld))
        and (standing.urged or not one.urged)
        and (standing.about_custody or not one.about_custody)
    )


def _state(kind: Kind, standing: Standing, step: Step, result: str | None) -> State:
    goes = STEPS[standing.state, step]
    if (step, result) in ENDING:
        return State.WITHDRAWN_BY_ISSUER
    if step is Step.FOLLOW_UP and standing.state is State.CLOSED and result == "done":
        return State.CLOSED
    if step is Step.CORRECT_SERVICE and standing.state is State.OVERDUE and result == "running":
        return State.SERVED
    if step is Step.REPLY and standing.state is State.OVERDUE and not kind.is_answered_by(result):
        return State.OVERDUE
    if goes == BACK:
        before = standing.before or State.SERVED
        return State.REPLIED if before in _UNANSWERED and standing.answered else before
    return standing.state if goes == STAYS else State(goes)


def _remembering(kind: Kind, standing: Standing, step: Step, result: str | None) -> Standing:
    if step in _OBJECTIONS:
        return replace(standing, before=standing.state)
    if step in _DECISIONS:
        upheld = result == "upheld" if step is Step.RE_EXAMINE else standing.upheld
        return replace(standing, upheld=upheld, before=None, **_REMEMBERED.get(step, {}))
    if step is Step.REPLY:
        return replace(standing, answered=standing.answered or kind.is_answered_by(result))
    if step in _SERVING:
        # Who objected before the receipt was recorded had received it: the instrument goes back to served.
        before = State.SERVED if standing.before is State.ISSUED else standing.before
        return replace(standing, served=True, before=before)
    if step is Step.CORRECT_SERVICE and result == "running" and standing.before is State.OVERDUE:
        return replace(standing, before=State.SERVED)
    return replace(standing, **_REMEMBERED.get(step, {}))


def _obstacle(kind: Kind, standing: Standing, step: Step) -> Text | None:
    """Return why a step cannot be taken; None where it can."""
    if (standing.state, step) not in STEPS:
        return _NO_SUCH_STEP
    if step in _OBJECTIONS:
        return _no_objection(kind, standing, step)
    if step in _JUDGING and not kind.judged:
        return _OTHER_KIND
    if step in (Step.PLAN_FOLLOW_UP, Step.FOLLOW_UP) and not kind.followed_up:
        return _OTHER_KIND
    if step in (Step.FALL_OVERDUE, Step.URGE) and not kind.expects_a_reply:
        return _OTHER_KIND
    return _not_yet(kind, standing, step)


def _no_objection(kind: Kind, standing: Standing, step: Step) -> Text | None:
    if _OBJECTIONS[step] not in kind.objections:
        return _OTHER_KIND
    if step is Step.REQUEST_RECONSIDERATION and standing.reconsidered:
        return _ONCE
    if step is Step.REQUEST_REVIEW and not standing.reconsidered:
        return _NOT_YET
    return _REVIEWED if step is Step.REQUEST_REVIEW and standing.reviewed else None


def _not_yet(kind: Kind, standing: Standing, step: Step) -> Text | None:
    missing = {
        Step.NUMBER: None if kind.numbered else _OTHER_KIND,
        Step.ISSUE: _NO_NUMBER if kind.numbered and not standing.numbered else None,
        Step.FALL_OVERDUE: _ANSWERED if standing.answered or standing.obeyed else None,
        Step.ESCALATE: None if escalation_grounds(standing) else _NO_GROUND,
        Step.CLOSE: _NOT_JUDGED if kind.judged and standing.state not in _AFTER_JUDGEMENT else None,
        Step.CORRECT_SERVICE: None if standing.served else _NOT_SERVED,
        **dict.fromkeys(_SERVING, _ALREADY_SERVED if standing.served else None),
    }
    return missing.get(step)
