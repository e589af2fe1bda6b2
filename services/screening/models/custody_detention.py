"""超期羁押·拘留: detained, and no arrest requested or decided in time (CPL 91: 3, 7 or 30 days, then 7 to decide)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.custody_ends import DECISIONS, OF_THE_POLICE, OF_THE_PROCURATORATE, Ends, ends_of
from screening.models.custody_rules import M05, days_later, in_doubt, in_force, when_unknown
from screening.models.custody_suspension import suspensions_in_doubt
from screening.models.detention_term import Term, term_of
from screening.models.duties import ONE_DAY, Duty, answer
from screening.models.economic_case_course import may_follow, procuratorate_of
from screening.models.words import word
from screening.parameters import Number, Parameters
from screening.rulebook import Ground, Outcome, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

REQUESTED: Final = "suspect.arrest_requested"
RECEIVED: Final = "suspect.arrest_request_received"
OPENED: Final = "case.proceeding_opened"
_TOO_LATE: Final = Text(
    "期限届满后才决定延长拘留，不使此前的羁押合法", "an extension decided after the last day makes nothing lawful"
)
_RECEIPT: Final = Text(
    "检察院收到提请批准逮捕书的日期未报送，审查逮捕期限何时届满不能确定",
    "when the procuratorate received the request is not stated: when its time to decide ends is not known",
)
_JOURNEY: Final = Text(
    "在异地拘留，押解路途时间不计入期限，未报送",
    "detained elsewhere: the days of the journey, which do not count, are not stated",
)


def detained_too_long(case: CaseFile, on: date, detained: Event, parameters: Parameters) -> Iterator[Outcome]:
    """Yield M05 for one detention; nothing where it is older than the law that is recorded here."""
    days = detained.days
    if days is None:
        yield when_unknown(M05, detained)
        return
    numbers = [in_force(parameters, name, days) for name in ("detention_days", "arrest_decision_days")]
    journey = in_force(parameters, "journey_days", days)
    if numbers[0] is not None and numbers[1] is not None and journey is not None:
        term = term_of(case, on, detained, days, numbers[0])
        if _is_elsewhere(case, detained):
            term = _with_a_journey(term, journey, detained)
        yield _Detention(case, detained, days, term, numbers[0], numbers[1]).outcome(on)


@dataclass(frozen=True)
class _Detention:
    case: CaseFile
    detained: Event
    days: Days
    term: Term
    number: Number
    decision: Number

    @cached_property
    def ends(self) -> Ends:
        return ends_of(self.case, self.detained)

    def outcome(self, on: date) -> Outcome:
        """Return the answer: first about the request, then, where the receipt is not known, about the decision."""
        duty = self._until_requested()
        first = in_doubt(answer(self.case, on, duty), duty, self.term.in_doubt, on)
        requested = {one.entry.event_id for one in self.requests}
        if first.verdict is Verdict.UNDETERMINED:
            second = answer(self.case, on, self._until_decided(asked=False))
            if second.verdict is Verdict.FOUND:
                return second
            return replace(first, look_again_on=first.look_again_on or self._ceiling_ahead(on))
        if first.cured_by is None or first.cured_by.event_id not in requested or self.receipts:
            return first
        second = answer(self.case, on, self._until_decided(asked=True))
        if second.verdict is Verdict.UNDETERMINED and on <= self._ceiling.last:
            gap = Missing(_RECEIPT, RECEIVED, procuratorate_of(self.case))
            return replace(second, missing=(gap,), look_again_on=self._ceiling_ahead(on))
        return replace(second, cured_by=first.cured_by) if second.verdict is Verdict.CLEAR else second

    @cached_property
    def receipts(self) -> list[Event]:
        return [one for one in receipts(self.case, self.detained.suspect_ref) if may_follow(one, self.detained)]

    @cached_property
    def asked(self) -> list[Event]:
        asked = self.case.of_type(REQUESTED, suspect=self.detained.suspect_ref)
        return [one for one in asked if may_follow(one, self.detained)]

    @cached_property
    def requests(self) -> list[Event]:
        return [*self.asked, *self.receipts]

    @cached_property
    def _decided(self) -> list[Event]:
        decided = self.case.of_type(*DECISIONS, suspect=self.detained.suspect_ref)
        return [one for one in decided if may_follow(one, self.detained)]

    @cached_property
    def _ceiling(self) -> Days:
        return days_later(self.term.longest, self.decision.value)

    def _ceiling_ahead(self, on: date) -> date | None:
        return self._ceiling.last + ONE_DAY if on <= self._ceiling.last else None

    def _until_requested(self) -> Duty:
        ref, last, term = self.detained.suspect_ref, self.term.due.last, self.term
        answers = [*self._decided, *self.receipts]
        duty = self._duty(term.due, [*self.ends.acts, *self.asked, *answers])
        return replace(
            duty,
            # What was received or decided had been asked for: on which day, only the request says.
            doubts=(*duty.doubts, *(() if self.asked or not answers else (_asked_when(self.detained),))),
            silent=(*OF_THE_POLICE, REQUESTED),
            owed_elsewhere=((procuratorate_of(self.case), (*OF_THE_PROCURATORATE, RECEIVED)),),
            finding=Text(
                f"{ref}于{self.detained.when}被拘留，至{last}未提请批准逮捕、未变更强制措施也未释放",
                f"{ref} was detained on {self.detained.occurred}; by {last} no arrest was requested, nothing changed,"
                " no release",
            ),
            grounds=(
                *duty.grounds,
                *(by_law(self.number, step) for step in term.ordinary.steps),
                *(Ground(_extended(one, last), entry=one.entry) for one in term.extensions),
                *(Ground(_TOO_LATE, entry=one.entry) for one in term.too_late),
            ),
        )

    def _until_decided(self, *, asked: bool) -> Duty:
        """Return the duty that ends with the longest detention and the time to decide, whatever is not known."""
        ref, due = self.detained.suspect_ref, self._ceiling
        if asked:
            # Who asks on a day is received on that day at the earliest.
            asked_on = [one.days.first for one in self.requests if one.days is not None]
            earliest = min(asked_on, default=due.first) + timedelta(days=self.decision.value)
            due = Days(min(earliest, due.first), due.last)
        longest, total = self.number.value[-1], self.number.value[-1] + self.decision.value
        text = Text(
            f"拘留至多{longest}日内提请批准逮捕，检察院{self.decision.value}日内决定，合计{total}日，至{due.last}届满",
            f"at most {longest} days to request an arrest and {self.decision.value} to decide: {total} days, until {due.last}",
        )
        duty = self._duty(due, [*self.ends.acts, *self._decided])
        return replace(
            duty,
            finding=Text(
                f"{ref}于{self.detained.when}被拘留，至{due.last}没有逮捕决定，未变更强制措施也未释放",
                f"{ref} was detained on {self.detained.occurred}; by {due.last} no decision on arrest, nothing changed,"
                " no release",
            ),
            grounds=(*duty.grounds, by_law(self.number, text), by_law(self.decision, text)),
        )

    def _duty(self, due: Days, acts: list[Event]) -> Duty:
        moves = self.ends.moves
        return Duty(
            rule=M05,
            root=self.detained.entry,
            due=due,
            since=self.days.first,
            silent=OF_THE_POLICE,
            owed_by=self.case.police,
            owed_elsewhere=((procuratorate_of(self.case), OF_THE_PROCURATORATE),),
            finding=_JOURNEY,
            grounds=(Ground(Text("刑事拘留", "the detention"), entry=self.detained.entry),),
            suspect_ref=self.detained.suspect_ref,
            acts=acts,
            enders=[one for one in moves if one.days is not None and one.days.first > due.last],
            doubts=(*self.ends.unknown(due.last), *suspensions_in_doubt(self.case, self.detained, due.last)),
            # A later release or arrest does not show that he was held until then (domain 14.1).
            late_needs_silence=True,
        )


def receipts(case: CaseFile, ref: str | None) -> list[Event]:
    """Return what shows that the procuratorate had received a request to arrest somebody; only it can say so."""
    opened = [one for one in case.of_type(OPENED) if word(one.data.get("kind")) == "arrest_request"]
    named = [one for one in opened if ref in (one.data.get("suspect_refs") or (ref,))]
    return [*case.of_type(RECEIVED, suspect=ref), *named]


def _extended(one: Event, last: date) -> Text:
    return Text(f"延长拘留，期限至{last}", f"an extension ({one.occurred}): it may last until {last}")


def _asked_when(detained: Event) -> Missing:
    text = Text("提请批准逮捕的日期未报送", "on which day the arrest was requested is not stated")
    return Missing(text, REQUESTED, detained.entry.source)


def _is_elsewhere(case: CaseFile, detained: Event) -> bool:
    """Tell whether somebody was detained in another city: then the journey does not count (CPL 105)."""
    place = word(detained.data.get("place_division_code"))
    return place is not None and case.police is not None and place[:4] != case.police[:4]


def _with_a_journey(term: Term, journey: Number, detained: Event) -> Term:
    most = timedelta(days=journey.value)
    return replace(
        term,
        due=Days(term.due.first, term.due.last + most),
        longest=Days(term.longest.first, term.longest.last + most),
        in_doubt=(*term.in_doubt, Missing(_JOURNEY, "suspect.delivered_to_detention_center", detained.entry.source)),
    )
