"""Everything that is to be remarked on the form of a case's reports on one legal day; pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

from screening import parameters
from screening.casefile import CaseFile
from screening.coverage import Pair
from screening.parameters import Parameters
from screening.quality import orders, reports, times
from screening.quality.rulebook import OWED, Finding, called
from screening.rulebook import Outcome, Verdict
from zhenxie.law.wording import Text

_ONE_DAY: Final = timedelta(days=1)


class Remarked(NamedTuple):
    """What is remarked on a day, and the first day on which time alone brings more (None: none does)."""

    findings: tuple[Finding, ...]
    look_again_on: date | None = None


@cache
def numbers() -> Parameters:
    """Return the dated numbers of this family."""
    return parameters.load("data_quality")


def evaluate(case: CaseFile, on: date, owed_since: Mapping[Pair, date], known: Parameters | None = None) -> Remarked:
    """Return what is to be remarked of a case on the legal day `on`.

    :param owed_since: agency and event type of each fact that keeps a rule from answering, and since which day.
    :param known: the numbers; by default those in force.
    """
    said = numbers() if known is None else known
    found = [
        *times.times(case, said, on),
        *orders.orders(case),
        *reports.codes(case, said, on),
        *reports.at_once(case),
        *reports.contradictions(case),
    ]
    later: list[date] = []
    for one in reports.unidentified(case, said):
        day = reports.grace_over(one)
        if day > on:
            later.append(day)
        else:
            found.append(reports.of_stranger(one.event))
    for pair, since in sorted(owed_since.items()):
        day = since + timedelta(days=said.in_force("owed_days", since).value)
        if day > on:
            later.append(day)
        else:
            found.append(_owed(pair, (day - since).days))
    return Remarked(tuple(found), min(later, default=None))


def owed(outcomes: Iterable[Outcome], before: Mapping[Pair, date], on: date) -> dict[Pair, date]:
    """Return who owes which event type of a case, and since which look at it, as the rules answer on the day `on`.

    :param outcomes: of the rules that alert; one that runs in shadow asks nobody for anything.
    """
    now = {
        (missing.owed_by, missing.event_type)
        for one in outcomes
        if one.verdict is Verdict.UNDETERMINED
        for missing in one.missing
        if missing.owed_by is not None and missing.event_type is not None
    }
    return {pair: before.get(pair, on) for pair in now}


def _owed(pair: Pair, days: int) -> Finding:
    agency, event_type = pair
    says = Text(
        f"缺少“{called(event_type)}”的有关信息已逾{days}日（未报送、报送不完整或者未声明完整报送），请补报",
        f"{event_type} has been owed for {days} days: not reported, not whole, or not covered by a declaration",
    )
    return Finding(kind=OWED, sender=agency, about=event_type, explanation=says, event_type=event_type)
