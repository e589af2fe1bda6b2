"""移送后撤案 (AN14): withdrawn while the procuratorate has the case, or after a return; it informs and is never found."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.economic_case_course import may_follow
from screening.rulebook import Outcome, Rule, SupervisionModel, Verdict
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Stage

AN14: Final = Rule(
    code="AN14",
    title=Text("移送审查起诉、退回补充侦查后撤案（提示）", "Notice: withdrawn after the transfer or a return"),
    articles=("RULE 347", "RULE 567", "PSB 296"),
    severity="medium",
)
_WITHDRAWN: Final = "case.withdrawn"
# A case was at the procuratorate after each of these, and is the police's again after a return.
_SENT: Final = ("case.sent_for_prosecution", "case.resubmitted")
_RETURNED: Final = ("case.returned", "case.return_received")
_DISPOSED: Final = ("suspect.prosecuted", "suspect.not_prosecuted", "suspect.judged")


class WithdrawnAfterTransfer(SupervisionModel):
    """Cases that the police withdrew after they had been sent for prosecution."""

    slug = "withdrawn_after_transfer"
    version = "1"
    title = Text("移送后撤案提示模型", "Withdrawal after the transfer")
    rules = (AN14,)
    watches = frozenset({_WITHDRAWN})
    parameters_of = "withdrawn_after_transfer"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:  # noqa: ARG002  what was withdrawn was withdrawn
        """Yield an outcome for each withdrawal: whether it was right, a prosecutor reads in its ground."""
        for withdrawn in case.of_type(_WITHDRAWN):
            yield _of(case, withdrawn)


def _of(case: CaseFile, withdrawn: Event) -> Outcome:
    clear = Outcome(rule=AN14, verdict=Verdict.CLEAR, root=withdrawn.entry)
    steps = [one for one in case.of_type(*_SENT, *_RETURNED) if one.payload.get("stage") != Stage.TRIAL.value]
    # What was sent before an earlier withdrawal came back to nothing with it.
    steps = [one for one in steps if not any(_surely_precedes(one, each) for each in _earlier(case, withdrawn))]
    before = [one for one in steps if _surely_precedes(one, withdrawn)]
    perhaps = [one for one in steps if one not in before and may_follow(withdrawn, one)]
    if perhaps:
        text = Text("移送、退回与撤案的先后不明", "whether the case had been sent or returned before is not known")
        gaps = tuple(Missing(text, one.type, one.entry.source) for one in perhaps)
        return replace(clear, verdict=Verdict.UNDETERMINED, missing=gaps)
    if not before or any(may_follow(withdrawn, one) for one in case.of_type(*_DISPOSED)):
        return clear
    if before[-1].type in _RETURNED:
        text = Text(
            f"退回补充侦查后于{withdrawn.when}撤案，撤案情况应当通知退查的人民检察院（程序规定第296条），请审查撤案理由",
            f"withdrawn on {withdrawn.occurred} after a return: the procuratorate is told (PSB 296); look at the ground",
        )
    else:
        text = Text(
            f"移送审查起诉后、检察机关作出决定前于{withdrawn.when}撤案，请审查撤案理由",
            f"withdrawn on {withdrawn.occurred} while the procuratorate had the case: look at the ground",
        )
    return replace(clear, notice=text)


def _earlier(case: CaseFile, withdrawn: Event) -> list[Event]:
    return [one for one in case.of_type(_WITHDRAWN) if one is not withdrawn and _surely_precedes(one, withdrawn)]


def _surely_precedes(one: Event, other: Event) -> bool:
    return one.days is not None and other.days is not None and one.days.last < other.days.first
