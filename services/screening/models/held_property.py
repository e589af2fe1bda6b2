"""涉案财物 (M13): property that is kept after the case ended, was freed late, or was frozen for longer than the law allows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.duties import Duty, answer
from screening.models.economic_case_course import procuratorate_of
from screening.models.notices import only_noticed
from screening.models.property_rules import M13_1, M13_2, M13_3, M13_4, M13_5
from screening.models.property_terms import freed_as_irrelevant, lapsed, terms
from screening.models.restrained_property import RELEASED, RESTRAINED, Property, begun, properties, unclear
from screening.models.words import word
from screening.parameters import Number
from screening.rulebook import Ground, Outcome, Rule, SupervisionModel, Verdict, by_law
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_WITHDRAWN: Final = "case.withdrawn"
_REFILED: Final = "case.refiled"
_NOT_PROSECUTED: Final = "suspect.not_prosecuted"
_SENT: Final = "case.sent_for_prosecution"
# Had one more suspect been named, his case may still need the property.
_NAMING: Final = ("case.notified", "suspect.identified")


@dataclass(frozen=True)
class _End:
    """What ended the case: the event that did it last, its days, and what keeps a rule from asking for the property.

    `handled`: whether the police say that the property was dealt with.
    """

    rule: Rule
    event: Event
    days: Days | None
    what: Text
    doubts: tuple[Missing, ...]
    handled: bool = False
    silent: tuple[str, ...] = ()
    owed_elsewhere: tuple[tuple[str | None, tuple[str, ...]], ...] = ()


class HeldProperty(SupervisionModel):
    """Property in criminal cases: kept too long, freed too late, frozen for too long."""

    slug = "held_property"
    version = "1"
    title = Text("涉案财物监督模型", "Property in criminal cases")
    rules = (M13_1, M13_2, M13_3, M13_4, M13_5)
    watches = frozenset({RESTRAINED, RELEASED})
    parameters_of = "held_property"

    def screen(self, case: CaseFile, on: date) -> Iterator[Outcome]:
        """Yield what each rule answers for each property that was restrained in the criminal case."""
        for one in properties(case):
            if one.is_administrative:
                continue
            for end in _ends(case):
                yield from self._kept(case, on, one, end)
            yield from terms(case, one, self.parameters)
            yield from lapsed(case, on, one)
        yield from freed_as_irrelevant(case, on, self.parameters)

    def _kept(self, case: CaseFile, on: date, kept: Property, end: _End) -> Iterator[Outcome]:
        days = begun(kept.first)
        if days is not None and end.days is not None and days.first > end.days.last:
            return
        root = kept.first.entry
        if end.handled:
            yield Outcome(rule=end.rule, verdict=Verdict.CLEAR, root=root, cured_by=end.event.entry)
            return
        if days is None or end.days is None:
            yield _undated(end, kept.first, kept.first if days is None else end.event)
            return
        number = number_on(self.parameters, "days_to_release", end.days.first)
        if number is None:
            return
        due = _after_grace(end.days, timedelta(days=number.value))
        if kept.until is not None and kept.until <= due.first:
            # What is not renewed has ended by itself (PSB 240).
            yield Outcome(rule=end.rule, verdict=Verdict.CLEAR, root=root)
            return
        duty = Duty(
            rule=end.rule,
            root=root,
            due=due,
            since=min(days.first, end.days.first),
            silent=(RELEASED, RESTRAINED, _REFILED, *end.silent),
            owed_by=case.police,
            owed_elsewhere=end.owed_elsewhere,
            finding=Text(
                f"{end.what.chinese}后，财物（{kept.ref}）至{due.last}未解除查封、扣押、冻结",
                f"the property {kept.ref} was not released by {due.last}, though {end.what.english}",
            ),
            grounds=_grounds(kept, end, number),
            acts=_releases(kept, end.days),
            enders=_filed_again(case, end.days),
            doubts=(*end.doubts, *unclear(kept)),
            late_needs_silence=True,
        )
        outcome = answer(case, on, duty)
        # The police release on receipt of a non-prosecution (domain 2.1), and nothing on the wire says when that was.
        yield only_noticed(outcome) if end.rule is M13_2 else outcome


def _after_grace(days: Days, grace: timedelta) -> Days:
    return Days(days.first + grace, days.last + grace)


def _grounds(kept: Property, end: _End, number: Number) -> tuple[Ground, ...]:
    return (
        Ground(Text("查封、扣押、冻结", "restrained"), entry=kept.first.entry),
        Ground(end.what, entry=end.event.entry),
        by_law(number, Text(f"结案后{number.value}日内（自定）", f"{number.value} days, our own number")),
    )


def _releases(kept: Property, end: Days) -> list[Event]:
    """Return what freed it: what was given back and restrained again before the end is held again."""
    again = [days.first for one in kept.restrained if (days := begun(one)) is not None and days.last <= end.first]
    since = max(again, default=date.min)
    return [one for one in kept.released if one.days is None or one.days.last >= since]


def _filed_again(case: CaseFile, end: Days) -> list[Event]:
    """Return what lets the property be held again: a refiling on the day of the end, or later."""
    return [one for one in case.of_type(_REFILED) if one.days is None or one.days.last >= end.first]


def _undated(end: _End, restrained: Event, which: Event) -> Outcome:
    text = Text("查封扣押冻结或者结案的日期未报送", "when it was restrained, or the case ended, is not stated")
    gap = (Missing(text, which.type, which.entry.source),)
    return Outcome(rule=end.rule, verdict=Verdict.UNDETERMINED, root=restrained.entry, missing=gap)


def _ends(case: CaseFile) -> Iterator[_End]:
    withdrawn = case.of_type(_WITHDRAWN)[:1]
    for one in withdrawn:
        what = Text("撤销案件", "the case was withdrawn")
        handled = one.data.get("property_handled")
        yield _End(M13_1, one, one.days, what, _handled_otherwise(one), handled=bool(handled))
    spared = case.of_type(_NOT_PROSECUTED)
    persons = [person.ref for person in case.suspects]
    if not spared or withdrawn or not _nobody_left(case, persons, spared):
        return
    last = max(spared, key=lambda one: one.days.last if one.days else date.max)
    yield _End(
        M13_2,
        last,
        last.days,
        Text("全案不起诉", "nobody was prosecuted"),
        _gone_with_the_case(case, spared),
        silent=(*_NAMING, _SENT),
        owed_elsewhere=((procuratorate_of(case), ("suspect.prosecuted",)),),
    )


def _nobody_left(case: CaseFile, persons: Sequence[str], spared: Sequence[Event]) -> bool:
    done = {one.suspect_ref for one in spared if word(one.data.get("kind")) not in (None, "conditional")}
    done |= {one.suspect_ref for one in case.of_type("suspect.investigation_terminated")}
    return set(persons) <= done and not case.of_type("suspect.prosecuted", "suspect.judged")


def _handled_otherwise(withdrawn: Event) -> tuple[Missing, ...]:
    """Return what is missing where the property may have been dealt with otherwise (PSB 187¶3), not merely kept."""
    said = withdrawn.data
    not_handled = said.get("property_handled") is False and said.get("administrative_handling_needed") is False
    # What somebody who died had gained may be confiscated by a procedure of its own (违法所得没收程序).
    if not_handled and word(said.get("ground")) not in (None, "death"):
        return ()
    text = Text(
        "涉案财物是否已处理、是否需要行政处理或者另行没收未报送",
        "whether the property was dealt with, or is needed for an administrative or a confiscation procedure",
    )
    return (Missing(text, withdrawn.type, withdrawn.entry.source),)


def _gone_with_the_case(case: CaseFile, spared: Sequence[Event]) -> tuple[Missing, ...]:
    """Return what is missing where the property may have been handed over, or is the subject of an opinion (CPL 177¶3)."""
    sent = case.of_type(_SENT)
    with_it = not sent or any(one.data.get("property_list_attached") is not False for one in sent)
    opinion = any(one.data.get("opinion_number") or one.data.get("receiving_agency") for one in spared)
    if not with_it and not opinion:
        return ()
    text = Text(
        "涉案财物是否随案移送、是否提出没收等检察意见未报送",
        "whether the property went with the case, or an opinion asked for its confiscation, is not stated",
    )
    return (Missing(text, _SENT, case.police),)
