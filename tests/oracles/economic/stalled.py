"""ECON17 25 read plainly: the two years from filing (E1), and what both periods share."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from oracles.economic import jurisdiction
from oracles.economic.counting import (
    months_later,
    moved_behind_free_days,
    moved_behind_unknown_holidays,
)
from oracles.economic.facts import BOOK, MEASURES, POLICE, PROCURATORATE, Fact, promised, worlds
from oracles.economic.liftings import ENDED_MEASURE
from oracles.economic.verdicts import CLEAR, FOUND, NOTHING, UNDETERMINED, Answer, Seen, judged

_DAY = timedelta(days=1)
_IN_FORCE = date(2018, 1, 1)
_NUMBER = "A640202000000202603001"

OF_CASE = ("case.withdrawn", "case.sent_for_prosecution", "case.transferred_out", "case.merged")
OF_PERSON = ("suspect.investigation_terminated", "suspect.split_off")
# Whoever says one of these says that the case had gone to the procuratorate before.
BEEN_SENT = (
    "case.returned",
    "case.return_received",
    "case.resubmitted",
    "case.proceeding_opened",
    "suspect.prosecuted",
    "suspect.not_prosecuted",
)
# Of these, and of arrests, what only the procuratorate says: silence of the police proves nothing about it.
ACCEPTED = ("case.proceeding_opened", "case.returned")
_APPOINTED = "case.procuratorate_assigned"
OUTCOMES = ("suspect.arrest_approved", "suspect.prosecuted", "suspect.not_prosecuted")
APPROVED = "case.continuation_approved"
FILINGS, ENDS = ("case.filed", "case.refiled"), ("case.withdrawn", "case.transferred_out")
HEADS = ("case.notified", "case.received", "case.referred", "case.filed", "case.refiled")


@dataclass(frozen=True)
class Stretch:
    """One investigation, from a filing to the next: its facts, whether it is the only one, and all facts of the case."""

    filing: Fact
    facts: list[Fact]
    alone: bool
    case: list[Fact]


def stretches(facts: list[Fact]) -> Iterator[Stretch]:
    """Every filing opens one; what happened before the first belongs to the first."""
    filings = list(_filings(facts))
    for number, filing in enumerate(filings):
        after = filings[number + 1] if number + 1 < len(filings) else None
        within = [one for one in facts if _within(one, filing if number else None, after)]
        yield Stretch(filing, within, len(filings) == 1, facts)


def _filings(facts: list[Fact]) -> Iterator[Fact]:
    """Each decision to file once: what is reported again, with no end of the case between, is the same decision."""
    ends = [one.days for one in facts if one.type in ENDS and one.days]
    together: list[Fact] = []
    for one in in_turn([one for one in facts if one.type in FILINGS], facts):
        before, now = together[-1].days if together else None, one.days
        over = before and now and any(before[0] <= end[0] and end[1] < now[0] for end in ends)
        if together and (over or one.type == "case.refiled"):
            yield _one_of(together)
            together = []
        together.append(one)
    if together:
        yield _one_of(together)


def _one_of(told: list[Fact]) -> Fact:
    known = [(one.days, one) for one in told if one.days]
    root = min([one for _, one in known] or told, key=lambda one: one.position)
    if not known:
        return root
    starts, ends = [days[0] for days, _ in known], [days[1] for days, _ in known]
    agreed = max(starts), min(ends)
    return replace(root, days=agreed if agreed[0] <= agreed[1] else (min(starts), max(ends)))


def in_turn(some: list[Fact], facts: list[Fact]) -> list[Fact]:
    """Facts in the order of the law: what nobody dates comes behind all that the law knows before it."""

    def place(one: Fact) -> tuple[date, int]:
        before = [each.days[0] for each in facts if each.days and each.type in BOOK and each.rank <= one.rank]
        return (one.days[0] if one.days else max(before, default=date.min)), one.rank

    return sorted(some, key=place)


def _within(one: Fact, start: Fact | None, end: Fact | None) -> bool:
    if one.days is None:
        return True
    since = start is None or start.days is None or one.days[0] >= start.days[0]
    return since and (end is None or end.days is None or one.days[0] < end.days[0])


def suspects_of(facts: list[Fact]) -> list[str]:
    """Everybody whom the case names."""
    named = {one.suspect for one in facts if one.suspect}
    for one in facts:
        named |= set(one.data.get("suspect_refs") or []) if one.type == "case.filed" else set()
        named |= {each["suspect_ref"] for each in one.data.get("suspects") or []}
    return sorted(named)


def disposes(one: Fact, suspect: str | None) -> bool:
    """Whether it takes the case, or this person, out of the investigation."""
    if one.type == "case.sent_for_prosecution":
        sent = one.data.get("suspects")
        return suspect is None or not sent or suspect in {each["suspect_ref"] for each in sent}
    if one.type == "case.merged":
        return one.data["lead_case_number"] != _NUMBER
    return one.type in OF_CASE or (one.type in OF_PERSON and one.suspect == suspect)


def shows_sending(one: Fact, suspect: str | None) -> bool:
    """Whether it can only be said of a case that was sent before."""
    if one.type == "case.proceeding_opened":
        return one.data["kind"] in ("prosecution", "resubmission")
    if one.type in ("case.returned", "case.return_received"):
        return suspect in (one.data.get("suspect_refs") or [suspect])
    return one.type in BEEN_SENT and one.suspect in (None, suspect)


def approvals(facts: list[Fact], suspect: str | None) -> tuple[list[Fact], bool]:
    """The approvals to go on with this person, and whether one of them does not say who gave it."""
    about = [one for one in facts if one.type == APPROVED]
    about = [one for one in about if suspect is None or suspect in (one.data.get("suspect_refs") or [suspect])]
    return [one for one in about if one.level in ("province", "ministry")], any(one.level is None for one in about)


def first_bad_day(due: date, on: date, done: list[date], allowed: list[tuple[date, date]]) -> date | None:
    """Walk day by day: the first one on which nothing had been done before and no approval allowed to go on."""
    day = max(due + _DAY, _IN_FORCE)
    while day <= on:
        if any(one < day for one in done):
            return None
        if not any(since < day <= until for since, until in allowed):
            return day
        day += _DAY
    return None


def lawful_stretches(facts: list[Fact], suspect: str | None) -> list[tuple[date, date]]:
    """The stretches for which the province let the investigation go on."""
    return sorted(((one.days or (date.min,))[0], until_of(one)) for one in approvals(facts, suspect)[0])


def last_days(start: date, months: int, on: date) -> tuple[date, date]:
    """The last lawful day, and the latest that an unknown holiday could have made of it."""
    plain = months_later(start, months)
    return moved_behind_free_days(plain), moved_behind_unknown_holidays(plain)


def seen_from(
    dues: tuple[date, date], on: date, done: list[date], allowed: list[tuple[date, date]], decided: list[date]
) -> Seen:
    """What one world shows; an arrest that was decided and not carried out leaves it open."""
    start = first_bad_day(dues[0], on, done, allowed)
    if start is None:
        return NOTHING
    latest = first_bad_day(dues[1], on, done, allowed)
    if latest is None or any(one < start for one in decided):
        return Seen(doubt=True, maybe=start)
    ends = [one for one in done if one >= start] + [since for since, until in allowed if since >= start and until >= on]
    return Seen(start, min(ends, default=None), silent_through=latest - _DAY)


def e1(stretch: Stretch, suspect: str | None, on: date, coverage: list[dict[str, Any]]) -> Answer:
    """ECON17 25¶1(2): no measure, and two years from filing."""
    filing = stretch.filing
    if filing.days is None:
        return Answer(UNDETERMINED)
    facts = stretch.facts
    measures = [one for one in facts if one.type in MEASURES and suspect in (one.suspect, None)]
    ended = [one for one in facts if one.type in ENDED_MEASURE and one.suspect == suspect and suspect]
    disposals = [one for one in facts if disposes(one, suspect)]
    hints = [one for one in facts if shows_sending(one, suspect)]
    sent = [one for one in disposals if one.type == "case.sent_for_prosecution"]
    decided = [one for one in facts if one.type == "suspect.arrest_approved" and one.suspect == suspect]
    allowing, unsigned = approvals(facts, suspect)
    seen = []
    for world in worlds(
        [filing, *measures, *ended, *disposals, *hints, *decided, *allowing],
        filing.days[0],
        on - _DAY,
        not stretch.alone,
    ):
        dues = last_days(world[filing.id], 24, on)
        done = [world[one.id] for one in (*measures, *disposals)]
        allowed = [(world[one.id], until_of(one)) for one in allowing]
        # A trace of a measure, or of a sending, that nobody reported: it was before the trace.
        traces = [world[one.id] for one in ended if not any(world[each.id] <= world[one.id] for each in measures)]
        traces += [world[one.id] for one in hints if not any(world[each.id] <= world[one.id] for each in sent)]
        start = seen_from(dues, on, done + traces, allowed, [world[one.id] for one in decided])
        unclear = unsigned or traces
        seen.append(Seen(doubt=True, maybe=start.start) if start.start and unclear else start)
    answer = judged(seen, True)
    if answer.verdict != FOUND or answer.start is None:
        return answer
    # Whoever was freed had been taken: a lifting tells of a measure, and of somebody, whom nobody reported.
    owed = [*OF_CASE, APPROVED, *MEASURES, *ENDED_MEASURE]
    until = answer.silent_through or answer.start
    covered = promised(coverage, owed, POLICE, filing.days[0], until)
    covered &= told_by_procuratorate(stretch.case, ACCEPTED, coverage, (filing.days[0], until))
    if suspect is not None:
        covered &= promised(coverage, OF_PERSON, POLICE, filing.days[0], until)
        covered &= told_by_procuratorate(stretch.case, OUTCOMES, coverage, (filing.days[0], until))
    else:
        covered &= promised(coverage, ["suspect.identified"], POLICE, filing.days[0], until)
    return judged(seen, covered)


def told_by_procuratorate(
    facts: list[Fact], kinds: tuple[str, ...], coverage: list[dict[str, Any]], days: tuple[date, date]
) -> bool:
    """Whether the procuratorate of the case promised to speak: whoever was appointed to it (RULE 283, 328).

    Where nobody says so, it is that of the division, and it must have promised to say who was.
    """
    appointed = [one for one in facts if one.type == _APPOINTED]
    if appointed:
        return promised(coverage, kinds, str(appointed[-1].data["procuratorate"]), *days)
    return promised(coverage, (*kinds, _APPOINTED), PROCURATORATE, *days)


def known_when_it_ended(stretch: Stretch, facts: list[Fact], on: date) -> list[str | None]:
    """Whose two years they are: the persons known by then; where nobody was, the case's."""
    if stretch.filing.days is None:
        return [*suspects_of(facts)] or [None]
    end = last_days(stretch.filing.days[1], 24, on)[0]
    about = {
        one: [
            each
            for each in facts
            if each.suspect == one or (each.type == "case.filed" and one in each.data.get("suspect_refs", []))
        ]
        for one in suspects_of(facts)
    }
    known = [
        one for one, said in about.items() if not said or any(each.days is None or each.days[0] <= end for each in said)
    ]
    return [*known] or [None]


def until_of(approval: Fact) -> date:
    """The last day for which an approval lets the investigation go on."""
    until = approval.data.get("valid_until")
    return date.fromisoformat(str(until)) if until else date(9999, 12, 30)


def jurisdiction_of(stretch: Stretch, facts: list[Fact], on: date, as_of: date) -> str | None:
    """Whether this was a case of the economic-crime department, by the list in force when it was filed."""
    heads = [
        one for one in facts if one.type in HEADS and ("handling_department" in one.data or one.data.get("charges"))
    ]
    heads = in_turn(heads, facts)
    sure = [one for one in heads if one.days and one.days[1] <= as_of]
    perhaps = [one for one in heads if one not in sure and (one.days is None or one.days[0] <= as_of)]
    # Where nobody had said anything by then, the first who says it later tells how it was.
    sure = sure or perhaps or heads[:1]
    day = (stretch.filing.days or (on, on))[1]
    # Whatever may have been said by then may have been the last word.
    said = [sure, *([*(one for one in sure if one is not last), last] for last in perhaps)]
    answers = {_said_by(one, day) for one in said}
    return answers.pop() if len(answers) == 1 else jurisdiction.PERHAPS


def _said_by(heads: list[Fact], day: date) -> str | None:
    departments = [one.data["handling_department"] for one in heads if "handling_department" in one.data]
    charges = [one.data["charges"] for one in heads if one.data.get("charges")]
    return jurisdiction.economic((departments or [None])[-1], (charges or [[]])[-1], day)


def lawful_until(start: date, months: int, facts: list[Fact], suspect: str | None) -> date:
    """The last day on which nothing can be violated: the period, and what the province surely allowed in time."""
    day = max(last_days(start, months, start)[0], _IN_FORCE - _DAY)
    for one in sorted(approvals(facts, suspect)[0], key=until_of):
        if one.days and one.days[1] <= day:
            day = max(day, until_of(one))
    return day


def in_doubt(answer: Answer) -> Answer:
    """The same answer where it is not known whether the rule concerns the case at all."""
    if answer.verdict == CLEAR:
        return answer
    return Answer(UNDETERMINED, possible=answer.possible)
