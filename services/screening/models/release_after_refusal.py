"""不捕后未释放、未变更 (M01): held when the refusal was served, and neither freed at once nor the receipt returned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.at_once import at_once_from
from screening.models.custody import ARRESTED, DETAINED, FLED, FREES, Standing, standing_on
from screening.models.dated import number_on
from screening.models.duties import ONE_DAY, Duty, answer, latest_of
from screening.models.economic_case_course import ARREST_APPROVED, may_follow, procuratorate_of
from screening.models.other_titles import serving_elsewhere
from screening.models.refused_arrests import REFUSED, Refusal, not_received, refusals
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.vocabulary import Measure

M01: Final = Rule(
    code="M01",
    title=Text("不捕后未立即释放、未变更强制措施", "Refused, and neither released nor changed at once"),
    articles=("CPL 91", "PSB 140", "RULE 286"),
    severity="urgent",
    aliases=("AN06",),
    suggested_instrument="correction_notice",
)
M01_2: Final = Rule(
    code="M01-2",
    title=Text("不捕执行回执逾期未送达", "The receipt of what a refusal led to came late"),
    articles=("PSB 140", "RULE 286"),
    severity="low",
    suggested_instrument="investigation_supervision_notice",
)
_RELEASED: Final = "suspect.released"
_IN_CUSTODY: Final = (Measure.DETENTION.value, Measure.ARREST.value)
# What a release for another ground says: its receipt answers no refusal.
_ANSWERS: Final = (None, "arrest_refused", "measure_changed")


class ReleaseAfterRefusal(SupervisionModel):
    """People in custody whose arrest the procuratorate refused."""

    slug = "release_after_refusal"
    version = "1"
    title = Text("不捕后释放监督模型", "Release after a refused arrest")
    rules = (M01, M01_2)
    watches = frozenset({"suspect.arrest_refused"})
    parameters_of = "release_after_refusal"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield M01 for each refusal of somebody who was held, or may have been, and M01-2 once he is released."""
        for refusal in refusals(case):
            yield from self._released(case, on, refusal)
            yield from self._receipt(case, on, refusal)

    def _released(self, case: CaseFile, on: date, refusal: Refusal) -> Iterator[Outcome]:
        start, stated = refusal.earliest, refusal.event.data.get("in_custody")
        if stated is False:
            return
        if start is None:
            yield _undetermined(M01, refusal, not_received(case, refusal))
            return
        standing = standing_on(case, refusal.suspect, start.first - ONE_DAY)
        held = _held(refusal, standing, stated=stated is True)
        if held is None:
            return
        number, hours = (number_on(self.parameters, one, start.first) for one in ("release_days", "alert_hours"))
        if number is None or hours is None:
            return
        ends = at_once_from(refusal.served_at, start, hours)
        first, last = (days_after(day, number.value, law=number.law, rolls=False) for day in (ends.first, ends.last))
        duty = Duty(
            rule=M01,
            root=refusal.event.entry,
            due=Days(first.day, last.day),
            since=min([start.first, *(one.days.first for one in case.events if one.days is not None)]),
            silent=(*FREES, ARRESTED, DETAINED, FLED),
            owed_by=case.police,
            owed_elsewhere=((procuratorate_of(case), (REFUSED, ARREST_APPROVED, *FREES[1:])),),
            finding=_kept(refusal, last.day),
            grounds=(*_grounds(refusal), by_law(number, Text("应当立即释放", "he must be released at once"))),
            suspect_ref=refusal.suspect,
            acts=_freed(case, refusal),
            enders=_other(case, refusal, ARRESTED, FLED),
            doubts=(*held, *not_received(case, refusal), *_otherwise(case, refusal)),
            late_needs_silence=True,
            warnings_days=(0,),
            warning=_at_once(hours),
        )
        yield answer(case, on, duty)

    def _receipt(self, case: CaseFile, on: date, refusal: Refusal) -> Iterator[Outcome]:
        released = _answering(case, refusal)
        start = refusal.earliest
        if released is None or start is None or released.days is None:
            return
        # After the execution (PSB 140) or after the receipt (RULE 286): the later.
        base = Days(max(start.first, released.days.first), max(start.last, released.days.last))
        number = number_on(self.parameters, "receipt_days", base.first)
        if number is None:
            return
        first, last = (days_after(day, number.value, law=number.law, rolls=True) for day in (base.first, base.last))
        returned = days_of(released.data.get("receipt_returned_at"))
        clear = Outcome(rule=M01_2, verdict=Verdict.CLEAR, root=refusal.event.entry, suspect_ref=refusal.suspect)
        if returned is not None and returned.last <= first.day:
            yield replace(clear, cured_by=released.entry)
        elif on <= first.day:
            yield replace(clear, look_again_on=first.day + ONE_DAY)
        elif refusal.served is None or returned is None or returned.first <= latest_of(last):
            text = Text("执行回执送达检察机关的时间未报送", "when the receipt came to the procuratorate is not stated")
            gap = not_received(case, refusal) or (Missing(text, _RELEASED, released.entry.source),)
            yield _undetermined(M01_2, refusal, gap)
        else:
            yield Outcome(
                rule=M01_2,
                verdict=Verdict.FOUND,
                root=refusal.event.entry,
                suspect_ref=refusal.suspect,
                finding=Text(
                    f"{refusal.suspect}不捕执行回执应当于{last.day}前送达，{returned.last}才送达",
                    f"{refusal.suspect}: the receipt was due by {last.day} and came on {returned.last}",
                ),
                grounds=(
                    *_grounds(refusal),
                    Ground(Text("释放", "the release"), entry=released.entry),
                    *(by_law(number, step) for step in last.steps),
                ),
                violated_from=(last.day + ONE_DAY).isoformat(),
                ended_on=returned.last,
                remedied=True,
            )


def _held(refusal: Refusal, standing: Standing, *, stated: bool) -> tuple[Missing, ...] | None:
    """Return what keeps it open that he was held by detention alone when it was served; None where he surely was not.

    The procuratorate may state that he was; who was under arrest already is held by another title.
    """
    if standing.held is None:
        by_arrest = standing.title is not None and standing.title.type == ARRESTED
        return () if stated and not by_arrest else standing.why
    if standing.held:
        return None if standing.title is not None and standing.title.type == ARRESTED else ()
    if not stated:
        return None
    text = Text("决定载明在押，而此前已报送释放，是否在押不能确定", "stated as held, and reported as free before it")
    return (Missing(text, refusal.event.type, refusal.event.entry.source),)


def _kept(refusal: Refusal, until: date) -> Text:
    return Text(
        f"{refusal.suspect}在押期间被不批准逮捕，公安机关收到决定后至{until}未释放、未变更强制措施",
        f"{refusal.suspect}: in custody when arrest was refused; neither released nor changed by {until}",
    )


def _at_once(hours: Number) -> Text:
    return Text(
        f"应当立即释放或者变更强制措施；收到决定{hours.value}小时后仍未办理的，请核实",
        f"release or change at once; ask where it is not done {hours.value} hour(s) after the receipt",
    )


def _after(case: CaseFile, refusal: Refusal, *types: str) -> list[Event]:
    found = case.of_type(*types, suspect=refusal.suspect)
    return [one for one in found if may_follow(one, refusal.event)]


def _freed(case: CaseFile, refusal: Refusal) -> list[Event]:
    """Return what freed him, by whomever it is reported; a lifting that names no measure may have."""
    return [
        one
        for one in _after(case, refusal, *FREES)
        if one.type != "suspect.measure_lifted" or word(one.data.get("measure")) in (None, *_IN_CUSTODY)
    ]


def _other(case: CaseFile, refusal: Refusal, *types: str) -> list[Event]:
    return [one for one in _after(case, refusal, *types) if one.data.get("at_large") is not False]


def _otherwise(case: CaseFile, refusal: Refusal) -> tuple[Missing, ...]:
    return (*_taken_again(case, refusal), *serving_elsewhere(case, refusal.suspect))


def _taken_again(case: CaseFile, refusal: Refusal) -> tuple[Missing, ...]:
    text = Text(
        "不批准逮捕后又被拘留，其间是否释放未报送", "detained again: whether he was released before is not stated"
    )
    later = [one for one in _after(case, refusal, DETAINED) if one.days is None or one.days != refusal.event.days]
    return tuple(Missing(text, _RELEASED, case.police) for _ in later[:1])


def _answering(case: CaseFile, refusal: Refusal) -> Event | None:
    """Return the release that answers the refusal: the one whose receipt is stated, else the first."""
    found = [one for one in _after(case, refusal, _RELEASED) if one.data.get("reason") in _ANSWERS]
    stated = [one for one in found if one.data.get("receipt_returned_at") is not None]
    return next(iter(stated or found), None)


def _grounds(refusal: Refusal) -> tuple[Ground, ...]:
    received = Ground(
        Text("公安机关收到决定", "received by the police"), entry=(refusal.receipt or refusal.event).entry
    )
    return (Ground(Text("不批准逮捕", "the refusal"), entry=refusal.event.entry), received)


def _undetermined(rule: Rule, refusal: Refusal, missing: tuple[Missing, ...]) -> Outcome:
    root = refusal.event.entry
    return Outcome(rule=rule, verdict=Verdict.UNDETERMINED, root=root, suspect_ref=refusal.suspect, missing=missing)
