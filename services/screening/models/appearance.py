"""M15-5: a summons (传唤) or a compelled appearance (拘传) that lasted too long (CPL 119; PSB 80, 200; D01)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.dated import number_on
from screening.models.hours import Instants, instants_of
from screening.models.police_questioning import is_of_the_police
from screening.parameters import Number, Parameters
from screening.rulebook import Ground, Outcome, Rule, Verdict, by_law
from zhenxie.law.calendar import legal_day
from zhenxie.law.periods import DueHour, hours_after
from zhenxie.law.wording import Text

M15_5: Final = Rule(
    code="M15-5",
    title=Text("传唤、拘传持续时间超过法定时限", "A summons or a compelled appearance lasted too long"),
    articles=("CPL 119", "PSB 80", "PSB 200", "PSB 201"),
    severity="high",
    suggested_instrument="correction_notice",
)
_SUMMONED: Final = "suspect.summoned"
_ENDED: Final = "suspect.summons_ended"
_COMPELLED: Final = "suspect.compelled_to_appear"
APPEARED: Final = (_SUMMONED, _ENDED, _COMPELLED)
# With these a summons whose end nobody reports is over as well.
_FOLLOW: Final = (
    "suspect.detained",
    "suspect.arrested",
    "suspect.bail_imposed",
    "suspect.residential_surveillance_imposed",
)


@dataclass(frozen=True)
class _Stay:
    """One stay: `arrived` as it is known, `earliest` when it can have begun, `ended`, and whether it was extended.

    `of_another` is the summons from which the arrival was taken, where the end does not state it itself.
    """

    root: Event
    arrived: Instants | None
    earliest: Instants | None
    ended: Instants | None
    extended: bool | None
    of_another: Event | None = None


def appearances(case: CaseFile, suspect: str, parameters: Parameters) -> Iterator[Outcome]:
    """Yield what the rule answers of each summons and each compelled appearance of a person."""
    for stay in _stays(case, suspect):
        begun = stay.earliest or stay.ended
        if begun is None:
            yield _undetermined(stay, _gap(stay.root, "到案、结束时间未报送", "when it began and ended is not stated"))
            continue
        day = legal_day(begun.last)
        ordinary, longest = (
            number_on(parameters, name, day) for name in ("appearance_hours", "extended_appearance_hours")
        )
        if ordinary is not None and longest is not None:
            yield _of(case, stay, (ordinary, longest))


def _stays(case: CaseFile, suspect: str) -> Iterator[_Stay]:
    begun: Event | None = None
    for one in case.of_type(*APPEARED, suspect=suspect):
        if not is_of_the_police(one):
            continue
        data = one.data
        if one.type == _COMPELLED:
            arrived = instants_of(data.get("arrived_at"))
            ended = instants_of(data.get("ended_at"))
            yield _Stay(one, arrived, arrived or instants_of(one.occurred), ended, data.get("extended"))
        elif one.type == _SUMMONED:
            if begun is not None:
                yield _not_ended(case, begun)
            begun = one
        else:
            yield _ended(one, begun)
            begun = None
    if begun is not None:
        yield _not_ended(case, begun)


def _ended(end: Event, begun: Event | None) -> _Stay:
    arrived, other = instants_of(end.data.get("arrived_at")), None
    earliest = arrived
    if arrived is None and begun is not None:
        other, arrived = begun, instants_of(begun.data.get("arrived_at"))
        earliest = arrived or instants_of(begun.occurred)
    return _Stay(end, arrived, earliest, instants_of(end.occurred), end.data.get("extended"), other)


def _not_ended(case: CaseFile, begun: Event) -> _Stay:
    """Return a summons without a reported end: it was over when a measure followed; nobody says how long before."""
    earliest = instants_of(begun.data.get("arrived_at") or begun.occurred)
    dated = [instants_of(one.occurred) for one in case.of_type(*_FOLLOW, suspect=begun.suspect_ref)]
    after = [at for at in dated if at is not None and earliest is not None and at.first >= earliest.last]
    # That it had ended by then shows how short it was, never how long.
    return _Stay(begun, None, earliest, min(after, key=lambda one: one.last, default=None), extended=False)


def _of(case: CaseFile, stay: _Stay, numbers: tuple[Number, Number]) -> Outcome:
    ordinary, longest = numbers
    surely, at_most = (longest if stay.extended else ordinary), (ordinary if stay.extended is False else longest)
    clear = Outcome(rule=M15_5, verdict=Verdict.CLEAR, root=stay.root.entry, suspect_ref=stay.root.suspect_ref)
    if stay.earliest is not None and stay.ended is not None:
        allowed = hours_after(stay.earliest.first, surely.value, law=surely.law).moment
        if stay.ended.last <= allowed:
            return clear
    if stay.ended is None or stay.root.type == _SUMMONED:
        return _undetermined(stay, _gap(stay.root, "结束时间未报送", "when it ended is not stated"))
    if stay.arrived is None:
        return _undetermined(stay, _gap(stay.root, "到案时间未报送", "when he arrived is not stated"))
    due = hours_after(stay.arrived.last, at_most.value, law=at_most.law)
    if stay.ended.first <= due.moment:
        text = ("是否延长，或者到案、结束的时刻未报送", "whether it was extended, or the hours, are not stated")
        return _undetermined(stay, _gap(stay.root, *text))
    if stay.of_another is not None:
        # The arrival was said of a summons that another one may have followed.
        gaps = case.silence(
            (_SUMMONED,),
            owed_by=stay.root.entry.source,
            since=legal_day(stay.arrived.first),
            until=legal_day(stay.ended.last),
        )
        if gaps:
            return _undetermined(stay, *gaps)
    return replace(
        clear,
        verdict=Verdict.FOUND,
        finding=_finding(stay, at_most, due),
        grounds=(
            Ground(Text("传唤、拘传的结束", "its end"), entry=stay.root.entry),
            *(by_law(at_most, step) for step in due.steps),
        ),
        violated_from=due.moment.isoformat(),
        ended_on=legal_day(stay.ended.last),
    )


def _finding(stay: _Stay, hours: Number, due: DueHour) -> Text:
    ref, until = stay.root.suspect_ref, f"{due.moment:%Y-%m-%d %H:%M}"
    return Text(
        f"{ref}传唤、拘传持续时间超过{hours.value}小时（应至{until}结束）",
        f"{ref} was kept for more than {hours.value} hours: beyond {until}",
    )


def _gap(event: Event, chinese: str, english: str) -> Missing:
    end = _ENDED if event.type == _SUMMONED else event.type
    return Missing(Text(f"传唤、拘传的{chinese}", f"of the appearance: {english}"), end, event.entry.source)


def _undetermined(stay: _Stay, *gaps: Missing) -> Outcome:
    return Outcome(
        rule=M15_5,
        verdict=Verdict.UNDETERMINED,
        root=stay.root.entry,
        suspect_ref=stay.root.suspect_ref,
        missing=gaps,
    )
