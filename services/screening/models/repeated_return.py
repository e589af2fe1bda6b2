"""三次退回补充侦查 (AN11): returned more than twice (CPL 175; RULE 346, 350), or returned twice and left undecided."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import SHOW_OUTCOME, may_follow
from screening.models.notices import only_noticed
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after, months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Stage

AN11: Final = Rule(
    code="AN11",
    title=Text("退回补充侦查超过二次", "Returned more than twice"),
    articles=("CPL 175", "RULE 346", "RULE 350"),
    severity="medium",
    addressed_to="procuratorate",
)
AN11_2: Final = Rule(
    code="AN11-2",
    title=Text("二次退回重报后长期未作决定（提示）", "Notice: returned twice, sent again, and long undecided"),
    articles=("CPL 172", "CPL 175", "RULE 351"),
    severity="low",
    addressed_to="procuratorate",
)
_RETURNED: Final = "case.returned"
_OPENED: Final = "case.proceeding_opened"
_AGAIN: Final = ("case.resubmitted", _OPENED, "case.sent_for_prosecution")
# After these a case comes to the procuratorate anew, and what was counted before is another case's.
_ANEW: Final = ("case.withdrawn", "case.refiled")
_DECIDED: Final = (*SHOW_OUTCOME, _RETURNED)


class RepeatedReturn(SupervisionModel):
    """Cases that go back and forth between procuratorate and police."""

    slug = "repeated_return"
    version = "1"
    title = Text("退回补充侦查次数监督模型", "Cases returned again and again")
    rules = (AN11, AN11_2)
    watches = frozenset({_RETURNED})
    parameters_of = "repeated_return"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield AN11 for each return, and AN11-2 for each that is the second; supplements at trial are none."""
        returned = [one for one in case.of_type(_RETURNED) if one.payload.get("stage") != Stage.TRIAL.value]
        for place, one in enumerate(returned):
            number = number_on(self.parameters, "returns_at_most", date.max if one.days is None else one.days.last)
            if number is not None:
                yield _counted(case, one, returned[:place], number)
            if one.data.get("ordinal", place + 1) == 2:
                yield from self._undecided(case, on, one)

    def _undecided(self, case: CaseFile, on: date, returned: Event) -> Iterator[Outcome]:
        again = [
            one for one in case.of_type(_OPENED) if one.data.get("kind") == "resubmission" and may_follow(one, returned)
        ]
        start = next((days for one in again if (days := days_of(one.data.get("received_at")) or one.days)), None)
        if start is None:
            return
        months, extra = (self.parameters.in_force(name, date.max) for name in ("decision_months", "decision_days"))
        month = months_after(start.last, months.value, law=months.law, rolls=False)
        due = days_after(month.day, extra.value, law=extra.law, rolls=False)
        duty = Duty(
            rule=AN11_2,
            root=returned.entry,
            due=Days(due.day, due.day),
            since=start.first,
            silent=_DECIDED,
            owed_by=again[0].entry.source,
            finding=Text(
                f"第二次退回后重报，至{due.day}未作出起诉或者不起诉决定",
                f"sent again after the second return; neither indicted nor not by {due.day}",
            ),
            grounds=(by_law(months, month.steps[0]),),
            acts=[one for one in case.of_type(*_DECIDED) if one is not returned and may_follow(one, again[0])],
        )
        yield only_noticed(answer(case, on, duty))


def _counted(case: CaseFile, returned: Event, before: Sequence[Event], number: Number) -> Outcome:
    outcome = Outcome(rule=AN11, verdict=Verdict.CLEAR, root=returned.entry)
    ordinal, before = returned.data.get("ordinal"), [one for one in before if _shares_somebody(one, returned)]
    if ordinal is not None and ordinal <= number.value:
        return outcome
    missing = () if ordinal else _not_counted(case, returned, before, number.value)
    if not missing and not ordinal and len(before) < number.value:
        return outcome
    missing = missing or _at_trial(case, returned)
    if missing:
        return replace(outcome, verdict=Verdict.UNDETERMINED, missing=missing)
    count = ordinal or len(before) + 1
    return replace(
        outcome,
        verdict=Verdict.FOUND,
        finding=Text(
            f"于{returned.when}第{count}次退回补充侦查，以二次为限",
            f"returned for the {count}th time on {returned.occurred}; twice is the most",
        ),
        grounds=(
            *(Ground(Text("退回补充侦查", "a return"), entry=one.entry) for one in (*before, returned)),
            by_law(number, Text("补充侦查以二次为限", "at most twice")),
        ),
        violated_from=None if returned.days is None else returned.days.first.isoformat(),
    )


def _shares_somebody(one: Event, other: Event) -> bool:
    """Tell whether two returns can be about the same suspect; one that names nobody is about all of them."""
    refs = [set(each.data.get("suspect_refs") or ()) for each in (one, other)]
    return not all(refs) or bool(refs[0] & refs[1])


def _not_counted(case: CaseFile, returned: Event, before: Sequence[Event], most: int) -> tuple[Missing, ...]:
    """Return what keeps the number of returns from being known where the procuratorate does not count them itself.

    Two reports are two returns only where the case was sent again between them; and what came before a withdrawal
    (撤销案件) belongs to another prosecution.
    """
    first = min((one.days.first for one in case.events if one.days is not None), default=None)
    if returned.days is None or first is None:
        return (_ordinal(returned),)
    until = returned.days.last
    if len(before) < most:
        return case.silence((_RETURNED,), owed_by=returned.entry.source, since=first, until=until)
    chain = [*before, returned]
    apart = all(_sent_between(case, one, other) for one, other in pairwise(chain))
    if not apart or case.of_type(*_ANEW):
        return (_ordinal(returned),)
    return case.silence(_ANEW, owed_by=case.police, since=first, until=until)


def _at_trial(case: CaseFile, returned: Event) -> tuple[Missing, ...]:
    """Return what keeps it open that it was a supplement at the stage of trial, which is none (RULE 420, 422)."""
    if returned.payload.get("stage") == Stage.PROSECUTION.value:
        return ()
    indicted = [one for one in case.of_type("suspect.prosecuted") if may_follow(returned, one)]
    if indicted or returned.days is None:
        text = Text("退回时所处诉讼阶段未报送", "at which stage it was returned is not stated")
        return (Missing(text, returned.type, returned.entry.source),)
    since = min(one.days.first for one in case.events if one.days is not None)
    owed_by, until = returned.entry.source, returned.days.last
    return case.silence(("suspect.prosecuted",), owed_by=owed_by, since=since, until=until)


def _sent_between(case: CaseFile, one: Event, other: Event) -> bool:
    return any(
        one.days is not None
        and other.days is not None
        and sent.days is not None
        and one.days.last < sent.days.first
        and sent.days.last < other.days.first
        for sent in case.of_type(*_AGAIN)
        if sent.data.get("kind") != "arrest_request"
    )


def _ordinal(returned: Event) -> Missing:
    text = Text("系第几次退回补充侦查未报送", "which return it is, is not stated")
    return Missing(text, returned.type, returned.entry.source)
