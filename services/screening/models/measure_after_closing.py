"""撤案、终止侦查后措施未解除 (AN13): the case ended for him, and he was not freed at once (CPL 163; PSB 187)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Entry, Event
from screening.coverage import Missing
from screening.models.at_once import at_once_from
from screening.models.custody import FLED, FREES, TAKES
from screening.models.dated import number_on
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import MEASURES, may_follow, procuratorate_of
from screening.models.other_titles import serving_elsewhere
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.periods import days_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.wire.events import EVENT_TYPES
from zhenxie.wire.vocabulary import Stage

AN13: Final = Rule(
    code="AN13",
    title=Text("撤案、终止侦查后未释放、未解除强制措施", "The case ended, and a measure was not lifted at once"),
    articles=("CPL 163", "PSB 187"),
    severity="high",
    suggested_instrument="correction_notice",
)
_CLOSES: Final = ("case.withdrawn", "suspect.investigation_terminated")
_WITHOUT_CUSTODY: Final = ("suspect.bail_imposed", "suspect.residential_surveillance_imposed")
_LASTING: Final = (*TAKES, *_WITHOUT_CUSTODY)
_RELEASED: Final = "suspect.released"
_LIFTED: Final = "suspect.measure_lifted"
_ENDS: Final = (_RELEASED, _LIFTED)
# Whoever took the person over has him by a title of his own.
_GOES: Final = ("suspect.split_off", "case.transferred_out", "case.merged")
_REFILED: Final = "case.refiled"
_INVESTIGATION: Final = Stage.INVESTIGATION.value


class MeasureAfterClosing(SupervisionModel):
    """Suspects still measured after their case was withdrawn, or the investigation of them terminated."""

    slug = "measure_after_closing"
    version = "1"
    title = Text("撤案后强制措施监督模型", "Measures after the end of a case")
    rules = (AN13,)
    watches = frozenset(_CLOSES)
    parameters_of = "measure_after_closing"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield an outcome for each suspect who had been measured, by the first closing after that."""
        seen: set[Entry] = set()
        for closed in case.of_type(*_CLOSES):
            for person in case.suspects:
                if closed.suspect_ref in (None, person.ref):
                    taken = _last_taken(case, person.ref, closed)
                    if taken is not None and taken.entry not in seen:
                        seen.add(taken.entry)
                        yield from self._of(case, on, closed, taken)

    def _of(self, case: CaseFile, on: date, closed: Event, taken: Event) -> Iterator[Outcome]:
        clear = Outcome(rule=AN13, verdict=Verdict.CLEAR, root=closed.entry, suspect_ref=taken.suspect_ref)
        if _says_so(closed, taken.suspect_ref):
            yield replace(clear, cured_by=closed.entry)
        elif closed.days is None:
            text = Text("撤案、终止侦查的日期不明", "on which day the case ended is not known")
            yield replace(
                clear, verdict=Verdict.UNDETERMINED, missing=(Missing(text, closed.type, closed.entry.source),)
            )
        else:
            number = number_on(self.parameters, "release_days", closed.days.first)
            hours = number_on(self.parameters, "at_once_hours", closed.days.first)
            if number is not None and hours is not None:
                ends = at_once_from(closed.occurred, closed.days, hours)
                yield answer(case, on, self._duty(case, closed, taken, ends, number))

    def _duty(self, case: CaseFile, closed: Event, taken: Event, ends: Days, number: Number) -> Duty:
        ref = taken.suspect_ref
        first, last = (days_after(day, number.value, law=number.law, rolls=False) for day in (ends.first, ends.last))
        chinese = EVENT_TYPES[taken.type].chinese
        return Duty(
            rule=AN13,
            root=closed.entry,
            due=Days(first.day, last.day),
            since=min(one.days.first for one in (taken, closed) if one.days is not None),
            silent=(*_ENDS, *_LASTING, *_GOES, _REFILED, FLED, *_CLOSES),
            owed_by=case.police,
            finding=Text(
                f"{EVENT_TYPES[closed.type].chinese}后，{ref}的{chinese}至{last.day}未解除",
                f"{ref}: {taken.type} was neither lifted nor ended by {last.day}, though {closed.type} on {closed.occurred}",
            ),
            grounds=(
                Ground(Text(chinese, "the measure"), entry=taken.entry),
                Ground(Text(EVENT_TYPES[closed.type].chinese, "the end of the case"), entry=closed.entry),
                by_law(number, Text("应当立即释放、解除强制措施", "released and lifted at once")),
            ),
            suspect_ref=ref,
            acts=_ended(case, taken),
            enders=_gone(case, taken, closed),
            doubts=tuple(_doubts(case, closed, taken)),
            owed_elsewhere=((procuratorate_of(case), FREES[1:]),),
            late_needs_silence=True,
        )


def _last_taken(case: CaseFile, ref: str, closed: Event) -> Event | None:
    """Return the measure that was taken last, of those that can have been taken before the case ended."""
    taken = case.of_type(*_LASTING, suspect=ref)
    before = [one for one in taken if one.days is None or closed.days is None or one.days.first <= closed.days.last]
    return before[-1] if before else None


def _says_so(closed: Event, ref: str | None) -> bool:
    """Tell whether the decision itself says that he was freed, or that nothing was in force any more."""
    said = closed.data
    ground = word(said.get("ground", said.get("reason")))
    freed = said.get("released") is True or said.get("measures_lifted") is True
    return freed or ground == "death" or ref in (said.get("released_suspect_refs") or ())


def _ended(case: CaseFile, taken: Event) -> list[Event]:
    """Return what ended the measure: a lifting of its kind, or of none that can be read; of custody also a release."""
    custody = taken.type in TAKES
    found = [one for one in case.of_type(*_ENDS, suspect=taken.suspect_ref) if may_follow(one, taken)]
    return [
        one
        for one in found
        if (custody if one.type == _RELEASED else word(one.data.get("measure")) in (None, MEASURES[taken.type]))
    ]


def _gone(case: CaseFile, taken: Event, closed: Event) -> list[Event]:
    """Return what took the person elsewhere since, or measured him again once the case had ended."""
    found = [one for one in case.of_type(*_GOES) if may_follow(one, taken)]
    found += [one for one in case.of_type(*_LASTING, _REFILED) if one is not taken and _surely_after(one, closed)]
    return [one for one in found if one.suspect_ref in (None, taken.suspect_ref)]


def _surely_after(one: Event, closed: Event) -> bool:
    return one.days is not None and closed.days is not None and one.days.first >= closed.days.last


def _doubts(case: CaseFile, closed: Event, taken: Event) -> Iterator[Missing]:
    if taken.days is None or (closed.days is not None and taken.days.last >= closed.days.first):
        text = Text(
            "强制措施与撤案、终止侦查的先后不明", "whether the measure came before the end of the case is not known"
        )
        yield Missing(text, taken.type, taken.entry.source)
    if taken.payload.get("stage", _INVESTIGATION) != _INVESTIGATION:
        text = Text(
            "强制措施由检察机关、人民法院决定，是否解除未报送",
            "another body decided the measure: whether it lifted it is not stated",
        )
        yield Missing(text, _LIFTED, taken.entry.source)
    if taken.type in TAKES:
        yield from serving_elsewhere(case, taken.suspect_ref)
    fled = [one for one in case.of_type(FLED, suspect=taken.suspect_ref) if one.data.get("at_large") is not False]
    if any(may_follow(one, taken) for one in fled):
        text = Text("曾在逃，措施是否仍在执行未报送", "he fled: whether the measure was still executed is not stated")
        yield Missing(text, FLED, fled[0].entry.source)
