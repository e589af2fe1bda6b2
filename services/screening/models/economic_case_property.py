"""Property of an economic-crime case that had to be withdrawn (E7): what was still held then, and until when; pure."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, Literal, NamedTuple

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models.duties import ONE_DAY
from screening.models.economic_rules import E7
from screening.models.words import word
from screening.rulebook import Ground, Outcome, Verdict
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text


class Answered(NamedTuple):
    """What E1 or E2 answers.

    `surely_until` is the last day on which surely nothing was violated, None where no day is known. `allowed` are the
    stretches for which the province let the investigation go on: what is held in one is held lawfully.
    """

    outcome: Outcome
    surely_until: date | None = None
    allowed: Sequence[tuple[date, date]] = ()

    def as_of(self, on: date) -> date:
        """Return the day as on which the case is judged: the last lawful one, once it is over."""
        return on if self.surely_until is None else min(on, self.surely_until)

    def out_of(self, day: date) -> date:
        """Return the first day from `day` on that no approval covers."""
        for since, until in sorted(self.allowed):
            if since < day <= until:
                day = until + ONE_DAY
        return day


_Held = Literal["yes", "no", "perhaps"]

# Only a freeze has a term by law, and one that is not renewed has ended by itself (PSB 240).
_WITHOUT_TERM: Final = frozenset({"seizure", "sealing"})


def kept(case: CaseFile, answered: Sequence[Answered], on: date) -> Iterator[Outcome]:
    """Yield E7 for each property; a renewal belongs to the property that was restrained first."""
    restrained = case.of_type("property.restrained")
    for ref in dict.fromkeys(str(one.data.get("property_ref")) for one in restrained):
        about = [one for one in restrained if one.data.get("property_ref") == ref]
        if about[0].data.get("regime") != "administrative":
            released = [one for one in case.of_type("property.released") if one.data.get("property_ref") == ref]
            yield _of(case, about, released, answered, on)


def _of(
    case: CaseFile, about: Sequence[Event], released: Sequence[Event], answered: Sequence[Answered], on: date
) -> Outcome:
    caught = [_caught(about, released, one, on) for one in answered if one.outcome.verdict is Verdict.FOUND]
    root = about[0].entry
    surely = sorted((one for one in caught if one[1] == "yes"), key=lambda one: one[0])
    if surely:
        return _found(case, about[0], released, surely)
    open_days = [
        day + ONE_DAY if day is not None else None
        for outcome, day, _ in answered
        if outcome.verdict is Verdict.UNDETERMINED and (day is None or day < on)
    ]
    doubted = any(held == "perhaps" for _, held, _ in caught)
    chances = [_later(day or date.min, about[0]) for day in open_days] + [on for day in open_days if day is None]
    if doubted or any(_held(about, released, day) != "no" for day in chances):
        text = Text(
            "案件是否应当撤销，或者财物当时是否仍被查封、扣押、冻结，尚不能确定",
            "whether the case had to be withdrawn, or whether the property was still held then, is not known",
        )
        missing = (Missing(text, "property.released", case.police),)
        return Outcome(rule=E7, verdict=Verdict.UNDETERMINED, root=root, missing=missing)
    return Outcome(rule=E7, verdict=Verdict.CLEAR, root=root)


def _caught(
    about: Sequence[Event], released: Sequence[Event], answered: Answered, on: date
) -> tuple[date, _Held, Outcome]:
    """Return from which day on the property was held in a case that had to be withdrawn, and whether that is sure."""
    outcome = answered.outcome
    violated = date.fromisoformat(str(outcome.violated_from))
    days = about[0].days or Days(violated, violated)
    if len(about) == 1:
        # What was given back had been taken before.
        given_back = [one.days.last for one in released if one.days is not None and one.days.last >= days.first]
        days = Days(days.first, min([days.last, *given_back]))
    until = on if outcome.ended_on is None else min(on, outcome.ended_on)
    first, last = (answered.out_of(max(violated, day)) for day in (days.first, days.last))
    held = [_held(about, released, day) if day <= until else "no" for day in (first, last)]
    return last, held[0] if held[0] == held[1] else "perhaps", outcome


def _later(day: date, restrained: Event) -> date:
    return day if restrained.days is None else max(day, restrained.days.first)


def _held(about: Sequence[Event], released: Sequence[Event], day: date) -> _Held:
    in_force = _in_force(about, day)
    # What is seized again after it was given back is held again; what was given back had been taken before.
    begun = max((one.days.first for one in about if one.days is not None and one.days.first <= day), default=date.min)
    released = [one for one in released if one.days is None or one.days.last >= begun]
    if in_force == "no" or any(one.days is not None and one.days.last < day for one in released):
        return "no"
    if about[0].days is None or any(one.days is None or max(one.days.first, begun) < day for one in released):
        return "perhaps"
    return in_force


def _in_force(about: Sequence[Event], day: date) -> _Held:
    """Tell whether the term of what restrains the property had not ended by itself."""
    kinds = {word(one.data.get("kind")) for one in about}
    if any(one.data.get("regime") is not None and word(one.data["regime"]) is None for one in about):
        return "perhaps"
    if kinds <= _WITHOUT_TERM:
        return "yes"
    terms = [one.data.get("until_day") for one in about]
    if any(term is not None and date.fromisoformat(term) >= day for term in terms):
        return "yes"
    return "perhaps" if None in terms or None in kinds else "no"


def _found(
    case: CaseFile, restrained: Event, released: Sequence[Event], caught: Sequence[tuple[date, _Held, Outcome]]
) -> Outcome:
    day, _, first = caught[0]
    since = day if restrained.days is None else min(restrained.days.first, day)
    missing = case.silence(("property.released",), owed_by=case.police, since=since, until=max(since, day - ONE_DAY))
    if missing:
        return Outcome(rule=E7, verdict=Verdict.UNDETERMINED, root=restrained.entry, missing=missing)
    ref = restrained.data.get("property_ref")
    # What was given back before that day had been taken again.
    freed = min((one.days.last for one in released if one.days is not None and one.days.last >= day), default=None)
    ends = [outcome.ended_on for _, _, outcome in caught]
    over = None if None in ends else max(one for one in ends if one is not None)
    ended = min((one for one in (freed, over) if one is not None), default=None)
    return Outcome(
        rule=E7,
        verdict=Verdict.FOUND,
        root=restrained.entry,
        finding=Text(
            f"案件自{first.violated_from}起应当撤销，涉案财物（{ref}）仍被查封、扣押、冻结",
            f"the case had to be withdrawn from {first.violated_from}; the property {ref} is still held",
        ),
        grounds=(Ground(Text("查封、扣押、冻结", "restrained"), entry=restrained.entry), *first.grounds[:1]),
        violated_from=day.isoformat(),
        ended_on=ended,
        remedied=freed is not None and freed == ended,
    )
