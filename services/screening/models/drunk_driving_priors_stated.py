"""前科劣迹未入卷: a prior that another case shows, and this case says is none (DUI23 10; DUI-15)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from screening.casefile import CaseFile, Event
from screening.coverage import Missing
from screening.models import driving
from screening.models.drunk_driving_priors import known_priors
from screening.models.drunk_driving_rules import driving_rule
from screening.parameters import Parameters
from screening.rulebook import Ground, Outcome, Verdict
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

DUI_15: Final = driving_rule("DUI-15", "前科劣迹未入卷", "A prior that the case does not state", "DUI23 10")
_FACT: Final = "fact.established"


def not_in_the_file(case: CaseFile, parameters: Parameters, filed: Event, person: str | None) -> Iterator[Outcome]:
    """Yield what the rule answers of one driver; nothing where it was not in force when he drove.

    Who denied the prior and later states it has made that good.
    """
    applies = driving.applies(parameters, "prior_years", driving.day_of_driving(case, person))
    if applies is False:
        return
    outcome = Outcome(rule=DUI_15, verdict=Verdict.CLEAR, root=filed.entry, suspect_ref=person)
    found: list[tuple[str, Event]] = []
    missing: list[Missing] = []
    for item, certain, event in known_priors(case, parameters, person):
        denied, stated = _said(case, person, item)
        if denied and certain and applies and (not stated or _made_good(filed, denied, stated) is not None):
            found.append((item, event))
        elif not stated or (denied and not _in_order(denied, stated)):
            missing.append(_to_be_looked_into(item, event, both=bool(denied and stated)))
    if found:
        yield _denied(case, outcome, filed, found)
    elif missing:
        yield replace(outcome, verdict=Verdict.UNDETERMINED, missing=tuple(missing))
    else:
        yield outcome


def _said(case: CaseFile, person: str | None, item: str) -> tuple[list[Event], list[Event]]:
    """Return what denies an item and what states it."""
    said = driving.said_of(case, person, "aggravating", item)
    return [one for truth, one in said if truth is False], [one for truth, one in said if truth is True]


def _in_order(denied: Sequence[Event], stated: Sequence[Event]) -> bool:
    """Tell whether every denial surely came before every statement: then the last word is that there is a prior."""
    last = [one.days.last for one in denied if one.days is not None]
    first = [one.days.first for one in stated if one.days is not None]
    return len(last) == len(denied) and len(first) == len(stated) and max(last) <= min(first)


def _made_good(filed: Event, denied: Sequence[Event], stated: Sequence[Event]) -> date | None:
    """Return the day on which the prior came into the file after all; None where it was there when it was filed."""
    if not _in_order(denied, stated):
        return None
    day = min(one.days.last for one in stated if one.days is not None)
    return day if filed.days is None or day > filed.days.first else None


def _denied(case: CaseFile, outcome: Outcome, filed: Event, found: Sequence[tuple[str, Event]]) -> Outcome:
    denied, stated = _said(case, outcome.suspect_ref, found[0][0])
    ended = _made_good(filed, denied, stated) if stated else None
    said = [one.days for one in (filed, *denied)]
    known = [days for days in said if days is not None]
    until = Days(known[0].first, max(days.last for days in known)) if len(known) == len(said) else None
    grounds = [
        Ground(Text("另一案件的裁判或者不起诉决定", "what another case says"), entry=one.entry) for _, one in found
    ]
    grounds += [Ground(Text("本案载明没有", "this case says that there was none"), entry=one.entry) for one in denied]
    outcome = replace(
        outcome,
        verdict=Verdict.FOUND,
        finding=Text(
            "五年内曾因危险驾驶被判决有罪或者相对不起诉，本案却载明没有",
            "convicted, or not prosecuted at discretion, within five years: the case says that there was none",
        ),
        grounds=tuple(grounds),
        violated_from=filed.occurred,
        ended_on=ended,
        remedied=ended is not None,
    )
    # That nothing else in the file states it is said by silence only.
    return driving.doubted(outcome, driving.not_settled(case, outcome.suspect_ref, until, _FACT))


def _to_be_looked_into(item: str, event: Event, *, both: bool) -> Missing:
    if both:
        text = Text("本案对有无前科前后说法不一", f"of the prior ({item}) this case says two things")
        return Missing(text, _FACT)
    kind = (
        "行政处罚记录，事由封存，是否酒驾须核查"
        if event.type == "suspect.penalized"
        else "记录，是否前科、是否在年限内须核查"
    )
    english = f"another case shows what may be a prior ({item}): it has to be looked into, or this case does not say"
    return Missing(Text(f"另案有{kind}，或者本案未载明有无", english), event.type, event.entry.source)
