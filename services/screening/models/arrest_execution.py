"""逮捕的执行: executed without approval (AN03), not at once, and its receipt too late (D11; CPL 80, 90; PSB 142)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.at_once import at_once_from
from screening.models.custody import ARRESTED, DETAINED, Standing, standing_on
from screening.models.custody_arrest import is_of_a_later_stage
from screening.models.custody_ends import OF_THE_POLICE, OF_THE_PROCURATORATE, ends_of
from screening.models.custody_rules import in_doubt, in_force, not_sent_before
from screening.models.duties import ONE_DAY, Duty, answer, latest_of
from screening.models.economic_case_course import may_follow, procuratorate_of
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

AN03: Final = Rule(
    code="AN03",
    title=Text("未经批准或者决定执行逮捕", "Arrested without approval or decision"),
    articles=("CPL 80",),
    severity="urgent",
    suggested_instrument="correction_notice",
)
D11_1: Final = Rule(
    code="D11-1",
    title=Text("批准逮捕后未立即执行", "An approved arrest was not executed at once"),
    articles=("CPL 90", "PSB 142"),
    severity="high",
    aliases=("D11",),
    suggested_instrument="investigation_supervision_notice",
    instrument_note=Text(
        "“立即”无法定天数：仅在收到决定后整日在押而未执行时提示",
        "at once has no number: only whole days in custody after the receipt of the approval count",
    ),
    # The whole day is a number of our own, which accuses nobody until a person decides so (domain 14.3).
    shadow=True,
)
D11_2: Final = Rule(
    code="D11-2",
    title=Text("逮捕执行回执逾期送达", "The receipt of an executed arrest came late"),
    articles=("PSB 142",),
    severity="low",
    suggested_instrument="oral_correction",
)
_APPROVED: Final = "suspect.arrest_approved"
_DECISION_RECEIVED: Final = "suspect.arrest_decision_received"
_RECONSIDERED: Final = "suspect.arrest_reconsidered"
_ELSEWHERE: Final = ("court_decision", "procuratorate_decision")
_AT_ONCE: Final = Text(
    "收到批准决定后是否立即执行、有无不能立即执行的情形未报送",
    "whether it was executed at once, or what kept it from being, is not stated",
)
_NOT_AT_HAND: Final = Text(
    "收到批准逮捕决定时不在押（未到案或者已变更强制措施），能否立即执行不明",
    "he was not in custody when the approval came: whether it could be executed at once is not known",
)


class ArrestExecution(SupervisionModel):
    """Arrests: approved before they are executed, executed at once, and reported back."""

    slug = "arrest_execution"
    version = "1"
    title = Text("逮捕执行监督模型", "Execution of arrests")
    rules = (AN03, D11_1, D11_2)
    watches = frozenset({ARRESTED, _APPROVED})
    parameters_of = "custody"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield AN03 and D11-2 for each arrest in an investigation, D11-1 for each approval."""
        for arrested in case.of_type(ARRESTED):
            if word(arrested.data.get("decided_by")) not in _ELSEWHERE and arrested.payload.get("stage") != "trial":
                yield from self._receipt(on, arrested)
                yield from self._approval(case, arrested)
        for approved in case.of_type(_APPROVED):
            yield from self._execution(case, on, approved)

    def _approval(self, case: CaseFile, arrested: Event) -> Iterator[Outcome]:
        """Yield AN03; an approval is the procuratorate's to report, and the decision of a court nobody's here."""
        days = arrested.days
        clear = Outcome(rule=AN03, verdict=Verdict.CLEAR, root=arrested.entry, suspect_ref=arrested.suspect_ref)
        approvals = [
            *case.of_type(_APPROVED, suspect=arrested.suspect_ref),
            *(one for one in _told(case, arrested, _RECONSIDERED) if word(one.data.get("result")) == "changed"),
        ]
        if days is None:
            yield _open(clear, _when(arrested)) if not approvals else clear
            return
        number = in_force(self.parameters, "arrest_needs_a_decision", days)
        if number is None or (is_of_a_later_stage(case, arrested) and not approvals):
            return
        in_time = [one for one in approvals if one.days is not None and one.days.last <= days.first]
        if in_time:
            yield replace(clear, cured_by=in_time[-1].entry)
            return
        perhaps = [one for one in approvals if one.days is None or one.days.first <= days.last]
        # That the police received a decision shows that there was one.
        perhaps += [one for one in _told(case, arrested, _DECISION_RECEIVED) if not _was_refused(one)]
        missing = (*map(_when, perhaps), *_no_approval(case, arrested, days))
        if missing:
            yield _open(clear, *missing)
            return
        text = Text("逮捕必须经过人民检察院批准或者人民法院决定", "an arrest needs an approval or a decision")
        yield replace(
            clear,
            verdict=Verdict.FOUND,
            finding=Text(
                f"{arrested.suspect_ref}于{arrested.when}被逮捕，此前没有批准逮捕决定",
                f"{arrested.suspect_ref} was arrested on {arrested.occurred}, and no arrest had been approved",
            ),
            grounds=(Ground(Text("执行逮捕", "the arrest"), entry=arrested.entry), by_law(number, text)),
            violated_from=arrested.occurred,
        )

    def _receipt(self, on: date, arrested: Event) -> Iterator[Outcome]:
        days = arrested.days
        number = None if days is None else in_force(self.parameters, "execution_receipt_days", days)
        if days is None or number is None:
            return
        clear = Outcome(rule=D11_2, verdict=Verdict.CLEAR, root=arrested.entry, suspect_ref=arrested.suspect_ref)
        due = [days_after(day, number.value, law=number.law, rolls=True) for day in (days.first, days.last)]
        latest, returned = latest_of(due[1]), days_of(arrested.data.get("receipt_returned_at"))
        if returned is not None and returned.last <= due[0].day:
            yield clear
        elif returned is None and on <= due[0].day:
            yield replace(clear, look_again_on=due[0].day + ONE_DAY)
        elif returned is None or returned.first <= latest:
            text = Text(
                "执行回执送达检察院的时间未报送或者不明确", "when the receipt reached the procuratorate is not stated"
            )
            yield _open(clear, Missing(text, arrested.type, arrested.entry.source))
        else:
            text = Text(
                f"执行回执于{returned.first}送达，期限至{latest}",
                f"the receipt came on {returned.first}, after {latest}",
            )
            yield replace(
                clear,
                verdict=Verdict.FOUND,
                finding=text,
                grounds=(
                    Ground(Text("执行逮捕", "the arrest"), entry=arrested.entry),
                    *(by_law(number, step) for step in due[1].steps),
                ),
                violated_from=(latest + ONE_DAY).isoformat(),
                ended_on=returned.last,
                remedied=True,
            )

    def _execution(self, case: CaseFile, on: date, approved: Event) -> Iterator[Outcome]:
        """Yield D11-1: at once has no number, so only whole days are found on which he surely sat in custody."""
        clear = Outcome(rule=D11_1, verdict=Verdict.CLEAR, root=approved.entry, suspect_ref=approved.suspect_ref)
        received = _received(case, approved)
        if not received:
            on_the_day = [
                one for one in _executed(case, approved) if one.days is not None and one.days == approved.days
            ]
            text = Text("公安机关收到批准逮捕决定的日期未报送", "when the police received the approval is not stated")
            gap = Missing(text, _DECISION_RECEIVED, case.police)
            yield replace(clear, cured_by=on_the_day[0].entry) if on_the_day else _open(clear, gap)
            return
        days = _span(days for _, days in received)
        number, hours = (in_force(self.parameters, name, days) for name in ("whole_days_at_hand", "at_once_hours"))
        if number is not None and hours is not None:
            ends = _span(at_once_from(moment, days, hours) for moment, days in received)
            duty = _at_hand(case, approved, days, ends.last + timedelta(days=number.value), number)
            gap = Missing(_AT_ONCE, ARRESTED, case.police)
            yield in_doubt(answer(case, on, duty), duty, (gap,), on)


def _at_hand(case: CaseFile, approved: Event, received: Days, last: date, number: Number) -> Duty:
    ref, arrests = approved.suspect_ref, _executed(case, approved)
    standing = standing_on(case, ref, received.last)
    enders, doubts = _what_else(case, standing, last, arrests)
    taken = None if standing.title is None else standing.title.days
    says = Text(
        f"“立即执行”：收到决定后在押满{number.value}整日仍未执行，任何理解下都不属于立即",
        f"at once: {number.value} whole day in custody after the receipt is at once on no reading",
    )
    return Duty(
        rule=D11_1,
        root=approved.entry,
        due=Days(received.first, last),
        since=received.first if taken is None else min(received.first, taken.first),
        silent=(*OF_THE_POLICE, _DECISION_RECEIVED),
        owed_by=case.police,
        owed_elsewhere=((procuratorate_of(case), OF_THE_PROCURATORATE),),
        finding=Text(
            f"批准逮捕决定于{received.last}送达公安机关，{ref}在押，至{last}未执行逮捕",
            f"the approval reached the police on {received.last}; {ref} was in custody, and not arrested by {last}",
        ),
        grounds=(Ground(Text("批准逮捕", "the approval"), entry=approved.entry), by_law(number, says)),
        suspect_ref=ref,
        acts=arrests,
        enders=enders,
        doubts=doubts,
        late_needs_silence=True,
    )


def _what_else(
    case: CaseFile, standing: Standing, last: date, arrests: list[Event]
) -> tuple[list[Event], tuple[Missing, ...]]:
    """Return what later ended the detention of somebody at hand, and why it is not known that he was at hand."""
    if standing.held is False or (standing.title is not None and standing.title.type != DETAINED):
        return [], (*standing.why, Missing(_NOT_AT_HAND, ARRESTED, case.police))
    if standing.title is None:
        return [], standing.why
    ends = ends_of(case, standing.title)
    others = [one for one in (*ends.acts, *ends.moves) if one not in arrests]
    enders = [one for one in others if one.days is not None and one.days.first > last]
    between = [one for one in (*others, *ends.doubts) if one not in enders]
    return enders, (*standing.why, *map(_when, between))


def _received(case: CaseFile, approved: Event) -> list[tuple[str | None, Days]]:
    """Return when the police received an approval, as they say and as it was served, each moment with its days."""
    told = [
        one for one in _told(case, approved, _DECISION_RECEIVED) if may_follow(one, approved) and not _was_refused(one)
    ]
    moments = [*(one.occurred for one in told), approved.data.get("served_at")]
    return [(one, days) for one in moments if (days := days_of(one)) is not None]


def _span(several: Iterable[Days]) -> Days:
    """Return the days from the first of several to the last: of two receipts the later is the one that is certain."""
    days = list(several)
    return Days(min(one.first for one in days), max(one.last for one in days))


def _no_approval(case: CaseFile, arrested: Event, days: Days) -> tuple[Missing, ...]:
    """Return why it is not known that nobody had approved an arrest; empty when it is."""
    filed = case.first("case.filed")
    since = min(filed.days.first, days.first) if filed is not None and filed.days is not None else days.first
    # Where the stage is not known a court can have decided.
    staged = not_sent_before(case, arrested)
    owed_by = procuratorate_of(case)
    return (
        *staged,
        *case.silence((_APPROVED, _RECONSIDERED), owed_by=owed_by, since=since, until=days.last),
        *case.silence((_DECISION_RECEIVED,), owed_by=case.police, since=since, until=days.last),
    )


def _executed(case: CaseFile, approved: Event) -> list[Event]:
    return [one for one in _told(case, approved, ARRESTED) if may_follow(one, approved)]


def _told(case: CaseFile, about: Event, kind: str) -> list[Event]:
    return case.of_type(kind, suspect=about.suspect_ref)


def _was_refused(one: Event) -> bool:
    return word(one.data.get("decision")) == "refused"


def _when(one: Event) -> Missing:
    text = Text("发生日期或者先后次序不明", "its day, or which came first, is not known")
    return Missing(text, one.type, one.entry.source)


def _open(clear: Outcome, *missing: Missing) -> Outcome:
    return replace(clear, verdict=Verdict.UNDETERMINED, missing=missing)
