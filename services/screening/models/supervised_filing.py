"""立案监督跟进 (M20): what the police did with a notice to file or to withdraw, and with a case filed on one."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.instruments import CONTESTED, DECIDED, WITHDRAWN, Instrument, instruments
from screening.models.duties import Duty, answer, latest_of
from screening.models.economic_case_course import (
    OF_THE_CASE,
    Investigation,
    investigations,
    may_follow,
    procuratorate_of,
)
from screening.models.instrument_duties import GOES, counted, gone_since, received_on, served_when
from screening.models.notices import only_noticed
from screening.models.supervised_filing_rules import M20_1, M20_2, M20_3, M20_4
from screening.models.words import word
from screening.related import LINKED
from screening.rulebook import Outcome, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import Due, months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_FILED: Final = ("case.filed", "case.refiled")
_WITHDRAWN: Final = "case.withdrawn"
_TERMINATED: Final = "suspect.investigation_terminated"
_DAYS: Final = "days_to_follow_a_notice"
_AFTER_SUPERVISION: Final = frozenset({"order_to_file", "reason_request"})


class SupervisedFiling(SupervisionModel):
    """Cases that a procuratorate asked to be filed, or to be withdrawn."""

    slug = "supervised_filing"
    version = "1"
    title = Text("立案监督跟进模型", "Follow-up of filing supervision")
    rules = (M20_1, M20_2, M20_3, M20_4)
    watches = frozenset({"instrument.issued", "instrument.served", *_FILED})
    parameters_of = "supervised_filing"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M20-1 and M20-2 for each notice, M20-3 and M20-4 as notices for each filing after supervision."""
        for one in instruments(case):
            if one.kind == "order_to_file":
                yield from self._to_file(case, on, one)
            elif one.kind == "order_to_withdraw":
                yield from self._to_withdraw(case, on, one)
        for investigation in investigations(case):
            if _is_supervised(investigation.filing.event):
                yield self._not_concluded(on, investigation)
                yield _withdrawn(investigation)

    def _to_file(self, case: CaseFile, on: date, order: Instrument) -> Iterator[Outcome]:
        owed = counted(case, M20_1, order, self.parameters, _DAYS)
        if isinstance(owed, Outcome):
            yield owed
        elif owed is not None:
            days, common = owed
            duty = Duty(
                rule=M20_1,
                acts=_filed(case, order),
                enders=[*_revoked(order), *gone_since(case, order)],
                silent=(*_FILED, *GOES),
                finding=Text(
                    f"于{served_when(order)}收到通知立案书，至{days.last}未立案",
                    f"received the notice to file on {received_on(order)}; not filed by {days.last}",
                ),
                **common,
            )
            yield answer(case, on, duty)

    def _to_withdraw(self, case: CaseFile, on: date, order: Instrument) -> Iterator[Outcome]:
        owed = counted(case, M20_2, order, self.parameters, _DAYS)
        if isinstance(owed, Outcome):
            yield owed
        elif owed is not None:
            days, common = owed
            duty = Duty(
                rule=M20_2,
                acts=[one for one in case.of_type(_WITHDRAWN) if may_follow(one, order.begun)],
                # Who objects in time need not withdraw while it is pending (RULE 565).
                enders=[*order.of_type(*CONTESTED), *_revoked(order), *gone_since(case, order)],
                silent=(_WITHDRAWN, _TERMINATED, *CONTESTED, *GOES),
                finding=Text(
                    f"于{served_when(order)}收到通知撤销案件书，至{days.last}既未撤销案件，也未要求复议、提请复核",
                    f"received the notice to withdraw on {received_on(order)}; neither withdrawn nor contested by {days.last}",
                ),
                **{**common, "doubts": (*common["doubts"], *_terminated(case, order))},
            )
            yield _unless_upheld(answer(case, on, duty), order, case)

    def _not_concluded(self, on: date, investigation: Investigation) -> Outcome:
        case, filing = investigation.case, investigation.filing
        if filing.days is None or filing.contradicted:
            text = Text("立案日期不明", "the day of filing is not known")
            gap = filing.doubt() if filing.contradicted else Missing(text, filing.event.type, filing.event.entry.source)
            return Outcome(rule=M20_3, verdict=Verdict.UNDETERMINED, root=filing.event.entry, missing=(gap,))
        number = self.parameters.in_force("months_to_conclude", date.max)
        first, last = (_months(day, number.value, number.law) for day in (filing.days.first, filing.days.last))
        duty = Duty(
            rule=M20_3,
            root=filing.event.entry,
            due=Days(first.day, last.day),
            latest=latest_of(last),
            since=filing.days.first,
            silent=OF_THE_CASE,
            owed_by=case.police,
            owed_elsewhere=((procuratorate_of(case), ("case.proceeding_opened", "case.returned")),),
            finding=Text(
                f"监督立案后至{last.day}未侦查终结，可以发送立案监督案件催办函",
                f"filed after supervision and not concluded by {last.day}: a reminder may be sent",
            ),
            grounds=(by_law(number, last.steps[0]),),
            acts=[*investigation.disposals(None), *investigation.sent_before(None)],
        )
        return only_noticed(answer(case, on, duty))


def _months(day: date, months: int, law: str) -> Due:
    return months_after(day, months, law=law, rolls=True)


def _withdrawn(investigation: Investigation) -> Outcome:
    """Return whether a case that was filed after supervision was withdrawn again: that may be lawful, and is looked at."""
    withdrawn = investigation.of_type(_WITHDRAWN)
    root = investigation.filing.event.entry
    if not withdrawn:
        return Outcome(rule=M20_4, verdict=Verdict.CLEAR, root=root)
    asked = word(withdrawn[0].data.get("prompted_by"))
    if asked == "order_to_withdraw":
        return Outcome(rule=M20_4, verdict=Verdict.CLEAR, root=root, cured_by=withdrawn[0].entry)
    if withdrawn[0].data.get("ground") is None:
        text = Text(
            "监督立案后撤销案件，撤案理由未报送", "withdrawn after filing supervision; on which ground is not stated"
        )
        gap = (Missing(text, _WITHDRAWN, withdrawn[0].entry.source),)
        return Outcome(rule=M20_4, verdict=Verdict.UNDETERMINED, root=root, missing=gap)
    text = Text(
        f"监督立案的案件于{withdrawn[0].when}被撤销，请审查撤案理由",
        f"filed after supervision and withdrawn on {withdrawn[0].occurred}: look at the ground",
    )
    return Outcome(rule=M20_4, verdict=Verdict.CLEAR, root=root, notice=text)


def _is_supervised(filing: Event) -> bool:
    return word(filing.data.get("prompted_by")) in _AFTER_SUPERVISION or filing.data.get("ground") == "order_to_file"


def _filed(case: CaseFile, order: Instrument) -> list[Event]:
    """Return the filings that can answer a notice to file: those that still stood, here or under a number tied to it."""
    here = [one for one in case.of_type(*_FILED) if not _ended_before(case, one, order)]
    there = [one.event for one in case.related if one.kind == LINKED and one.event.type in _FILED]
    return [*here, *(one for one in there if may_follow(one, order.begun))]


def _ended_before(case: CaseFile, filing: Event, order: Instrument) -> bool:
    """Tell whether a filing had surely ended when the notice to file was given."""
    if filing.days is None or order.begun.days is None:
        return False
    ends = [one.days for one in case.of_type(_WITHDRAWN) if one.days is not None]
    return any(filing.days.last <= end.first and end.last <= order.begun.days.first for end in ends)


def _terminated(case: CaseFile, order: Instrument) -> tuple[Missing, ...]:
    """Return what is missing where the investigation of somebody was ended instead: whether nobody is left, it does not say."""
    ended = [one for one in case.of_type(_TERMINATED) if may_follow(one, order.begun)]
    text = Text(
        "已对犯罪嫌疑人终止侦查，是否即为执行通知撤销案件书未报送",
        "a suspect's investigation was terminated; whether that was how the notice was followed is not stated",
    )
    return tuple(Missing(text, _TERMINATED, one.entry.source) for one in ended[:1])


def _revoked(order: Instrument) -> list[Event]:
    decided = [one for one in order.of_type(*DECIDED) if word(one.data.get("result")) in ("changed", "revoked")]
    return [*decided, *order.of_type(WITHDRAWN)]


def _unless_upheld(outcome: Outcome, order: Instrument, case: CaseFile) -> Outcome:
    """Return the outcome, unless the notice was contested in vain and nobody says whether it was followed then."""
    steps = order.of_type(*CONTESTED, *DECIDED)
    upheld = bool(steps) and word(steps[-1].data.get("result")) == "upheld"
    withdrawn = outcome.cured_by is not None and outcome.cured_by.type == _WITHDRAWN
    if outcome.verdict is not Verdict.CLEAR or not upheld or withdrawn:
        return outcome
    text = Text(
        "复议、复核维持后是否撤销案件未报送", "the notice was upheld; whether the case was withdrawn is not stated"
    )
    gap: Sequence[Missing] = (Missing(text, _WITHDRAWN, case.police),)
    return Outcome(rule=M20_2, verdict=Verdict.UNDETERMINED, root=outcome.root, missing=tuple(gap))
