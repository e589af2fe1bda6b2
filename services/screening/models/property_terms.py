"""Terms of property (M13): irrelevant property freed late, freezes that are too long, freezes that ended by themselves; pure."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event, days_of
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.duties import ONE_DAY, Duty, answer, latest_of
from screening.models.property_rules import M13_3, M13_4, M13_5
from screening.models.restrained_property import RELEASED, RESTRAINED, Property, begun
from screening.models.words import word
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Verdict, by_law
from zhenxie.law.periods import days_after, months_after
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_TERMS: Final = {
    "money": "months_of_money",
    "deposit": "months_of_money",
    "securities": "months_of_securities",
    "equity": "months_of_equity",
    "insurance": "months_of_equity",
}
_ABOVE_COUNTY: Final = frozenset({"city", "province", "ministry"})


def freed_as_irrelevant(case: CaseFile, on: date, parameters: Parameters) -> Iterator[Outcome]:
    """Yield M13-3 for each release of what was found to be irrelevant to the case."""
    released = case.of_type(RELEASED)
    for one in released:
        established = days_of(one.data.get("irrelevance_established_on"))
        if word(one.data.get("reason")) != "irrelevant" and established is None:
            continue
        if established is None:
            text = Text("查明与案件无关的日期未报送", "when it was established as irrelevant is not stated")
            yield _undetermined(Outcome(rule=M13_3, verdict=Verdict.CLEAR, root=one.entry), one, text)
            continue
        number = number_on(parameters, "days_to_free_the_irrelevant", established.first)
        if number is None:
            continue
        due = days_after(established.first, number.value, law=number.law, rolls=True)
        ref = one.data.get("property_ref")
        duty = Duty(
            rule=M13_3,
            root=one.entry,
            due=Days(due.day, due.day),
            latest=latest_of(due),
            since=established.first,
            silent=(RELEASED,),
            owed_by=one.entry.source,
            finding=Text(
                f"于{established.first}查明财物（{ref}）与案件无关，至{due.day}未解除、退还",
                f"the property {ref} was known as irrelevant on {established.first}; not freed by {due.day}",
            ),
            grounds=(
                Ground(Text("查明与案件无关的日期与解除", "when it was established, and the release"), entry=one.entry),
                *(by_law(number, step) for step in due.steps),
            ),
            acts=[each for each in released if each.data.get("property_ref") == ref],
            late_needs_silence=True,
        )
        yield answer(case, on, duty)


def terms(case: CaseFile, kept: Property, parameters: Parameters) -> Iterator[Outcome]:
    """Yield M13-4 for each freeze, and each renewal, whose term is ordered to the day.

    A renewal is ordered before the freeze expires (PSB 240) and, unless it says from when on, runs from there.
    """
    for one in kept.restrained:
        until, days = one.data.get("until_day"), begun(one)
        if word(one.data.get("kind")) != "freezing" or until is None:
            continue
        outcome = Outcome(rule=M13_4, verdict=Verdict.CLEAR, root=one.entry)
        name = _TERMS.get(word(one.data.get("asset_kind")) or "")
        if name is None or days is None:
            text = Text("冻结财产的种类或者起始日未报送", "what was frozen, or from when on, is not stated")
            yield _undetermined(outcome, one, text)
            continue
        number = number_on(parameters, name, days.first)
        if number is None:
            continue
        start, doubts = (days.last, ()) if one.data.get("from_day") is not None else _renewed(case, kept, one, days)
        ordered = _term(one, outcome, (number.value, number.law), start, date.fromisoformat(until))
        if ordered.verdict is not Verdict.FOUND:
            yield ordered
        elif doubts:
            yield replace(outcome, verdict=Verdict.UNDETERMINED, missing=doubts)
        else:
            yield replace(ordered, violated_from=days.last.isoformat())


def _renewed(case: CaseFile, kept: Property, frozen: Event, days: Days) -> tuple[date, tuple[Missing, ...]]:
    """Return the day from which a freeze runs that does not say it, and what keeps that from being known.

    What was frozen before goes on until its last day; an earlier freeze that nobody promised to report may do so too.
    """
    earlier = [one for one in kept.restrained if one is not frozen and _began_before(kept, one, frozen, days)]
    going_on = [one for one in earlier if not _freed_between(kept, one, days)]
    ends = [date.fromisoformat(one.data["until_day"]) for one in going_on if one.data.get("until_day") is not None]
    source = frozen.entry.source
    text = Text("续冻自何日起算未报送", "from which day on the renewal runs is not stated")
    unknown = len(ends) < len(going_on) or (frozen.data.get("renewal_ordinal") is not None and not ends)
    first = min(one.days.first for one in case.events if one.days is not None)
    return max([days.last, *(end for end in ends if end >= days.first)]), (
        *((Missing(text, RESTRAINED, source),) if unknown else ()),
        *case.silence((RESTRAINED,), owed_by=source, since=first, until=days.last),
    )


def _began_before(kept: Property, one: Event, frozen: Event, days: Days) -> bool:
    began = begun(one)
    if began is None or began.first != days.first:
        return began is None or began.first < days.first
    return kept.restrained.index(one) < kept.restrained.index(frozen)


def _freed_between(kept: Property, one: Event, days: Days) -> bool:
    began = begun(one)
    between = [each.days for each in kept.released if each.days is not None and each.days.last <= days.first]
    return began is not None and any(each.first >= began.last for each in between)


def _term(frozen: Event, outcome: Outcome, longest: tuple[list[int], str], start: date, until: date) -> Outcome:
    months, law = longest
    ordinary, last = (months_after(start, one, law=law, rolls=False) for one in (months[0], months[-1]))
    if until <= ordinary.day:
        return outcome
    level = (frozen.payload.get("document") or {}).get("approved_by_level")
    if until <= last.day and word(level) in _ABOVE_COUNTY:
        return outcome
    if until <= last.day and word(level) is None:
        text = Text(
            "超过六个月的冻结是否属重大复杂案件经设区的市级以上批准未报送",
            "whether the city level approved a freeze of more than six months in a grave case is not stated",
        )
        return _undetermined(outcome, frozen, text)
    limit = ordinary if until <= last.day else last
    return replace(
        outcome,
        verdict=Verdict.FOUND,
        finding=Text(
            f"冻结（{frozen.when}）期限至{until}，超过法定最长期限（至{limit.day}）",
            f"the freeze of {frozen.occurred} runs until {until}, beyond what the law allows ({limit.day})",
        ),
        grounds=(
            Ground(Text("冻结及其期限", "the freeze and its term"), entry=frozen.entry),
            *(Ground(step, article=law) for step in limit.steps),
        ),
    )


def lapsed(case: CaseFile, on: date, kept: Property) -> Iterator[Outcome]:
    """Yield M13-5 as a notice: whether the account is still blocked, nobody can report but who blocked it."""
    until = kept.until
    if until is None:
        return
    clear = Outcome(rule=M13_5, verdict=Verdict.CLEAR, root=kept.first.entry)
    if on <= until:
        yield replace(clear, look_again_on=until + ONE_DAY)
        return
    freed = [one for one in kept.released if one.days is None or one.days.first <= until]
    if freed:
        yield clear
        return
    # A renewal that nobody promised to report may have gone on with it.
    since = min([until, *(days.first for one in kept.restrained if (days := begun(one)) is not None)])
    gaps = case.silence((RELEASED, RESTRAINED), owed_by=kept.first.entry.source, since=since, until=until)
    if gaps:
        yield replace(clear, verdict=Verdict.UNDETERMINED, missing=gaps)
        return
    text = Text(
        f"冻结（{kept.ref}）于{until}届满，未见续冻、解除；逾期视为自动解除，账户仍被限制的应当纠正",
        f"the freeze of {kept.ref} ended by itself on {until}: if the account is still blocked, that is to be mended",
    )
    yield replace(clear, notice=text)


def _undetermined(outcome: Outcome, event: Event, what: Text) -> Outcome:
    return replace(outcome, verdict=Verdict.UNDETERMINED, missing=(Missing(what, event.type, event.entry.source),))
