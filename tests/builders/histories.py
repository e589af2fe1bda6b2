"""Case histories at random: the tables of cases as seeds, acts of other cases among them, and promises with holes."""

import random
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

from builders.casefiles import CASE_ID, POLICE, PROCURATORATE, declared, everything, other_case, said
from screening import engine
from screening.casefile import CaseFile, Related, days_of
from screening.coverage import Coverage
from screening.rulebook import Outcome
from zhenxie.record.told import Told

_TABLES: Final = sorted((Path(__file__).parents[1] / "law").glob("*.toml"))
# What states a fact, and is not an act at a time: the same fact stated in two ways is a contradiction, not a history.
_STATES: Final = frozenset(
    {
        "case.notified",
        "case.received",
        "case.filed",
        "case.refiled",
        "case.filing_refused",
        "case.returned",
        "case.return_received",
        "suspect.identified",
        "suspect.details_amended",
        "suspect.age_verified",
        # To whom he was handed over, and when the laboratory received what was sent.
        "suspect.investigation_terminated",
        "evidence.blood_submitted",
        "fact.established",
        "evidence.breath_tested",
        "evidence.blood_drawn",
        "evidence.forensic_opinion_issued",
    }
)
_LATER: Final = (0, 1, 2, 3, 5, 8, 10, 16, 31, 40, 100, 400)
_ONE_DAY: Final = timedelta(days=1)

Spelt = dict[str, Any]
Key = tuple[str, str, str]
"""Rule, suspect, root."""


@dataclass(frozen=True)
class History:
    """What was reported of one case, what was promised, and the day on which it is looked at."""

    name: str
    told: tuple[Told, ...]
    coverage: tuple[Spelt, ...]
    on: date
    related: tuple[Related, ...] = ()

    def answers(self, *, without: Sequence[Told] = (), on: date | None = None) -> dict[Key, Outcome]:
        """Return what every rule answers, as if the reports `without`, and what corrects them, had never come.

        :param on: another day to look at it.
        """
        gone = {one.event_id for one in without}
        left = [one for one in self.told if one.event_id not in gone and one.corrects not in gone]
        if not left:
            return {}
        file = CaseFile(CASE_ID, left, 1, left[-1].position, self._declared, self.related)
        return {engine.key_of(outcome): outcome for _, outcome in engine.evaluate(file, on or self.on)}

    @cached_property
    def answered(self) -> dict[Key, Outcome]:
        """What every rule answers when nothing is missing; asked again for each report that is taken away."""
        return self.answers()

    @cached_property
    def _declared(self) -> Coverage:
        # Some 170 declarations; nothing that is asked of them changes them.
        return declared(self.coverage)

    def unpromised(self) -> list[Told]:
        """Return the reports that nobody promised: no coverage of anybody reaches the days on which they can have been.

        A correction is no report of its own: it goes with what it corrects. What the exchange says of alerts is nobody's
        report. Nor is one of two reports of the same: what
        they say of it may differ, and what is left is then what was said, not silence.
        """
        times = Counter((one.type, one.payload.get("suspect_ref")) for one in self.told)
        return [
            one
            for one in self.told
            if not one.type.startswith(("message.", "alert."))
            and times[one.type, one.payload.get("suspect_ref")] == 1
            and not self._promised(one)
        ]

    def _promised(self, one: Told) -> bool:
        days = days_of(one.payload.get("occurred"))
        stated = [covered for covered in self.coverage if covered["type"] == one.type]
        if days is None:
            return bool(stated)
        return any(
            days.last >= date.fromisoformat(covered["complete_from"])
            and days.first <= date.fromisoformat(covered["complete_through"]) - _days_of_delay(covered)
            for covered in stated
        )

    def __str__(self) -> str:
        """Return it as a person reads it when a test fails."""
        lines = [f"{self.name}, looked at on {self.on}"]
        for one in self.told:
            mark = "  (not promised)" if one in self.unpromised() else ""
            said = one.payload
            lines.append(
                f"  {one.position} {one.type} {said.get('occurred')} {said.get('suspect_ref') or ''} {said['data']}{mark}"
            )
        return "\n".join(lines)


def _days_of_delay(covered: Spelt) -> timedelta:
    return timedelta(days=-(-covered.get("usual_delay_hours", 0) // 24))


@cache
def of_the_tables() -> Sequence[tuple[str, Spelt]]:
    """Return every case of the tables with the model that it was written for."""
    tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in _TABLES]
    return [(table["model"], case) for table in tables for case in table["cases"]]


def seeds() -> Iterator[History]:
    """Yield each case of the tables: all promised, then all but what it reports, one type at a time and all of them."""
    for _, case in of_the_tables():
        told, related = _told(case["events"]), _related(case)
        types = sorted({one.type for one in told if not one.type.startswith("message.")})
        every = _all_of_both(case["on"])
        for unpromised in (set(), *({one} for one in types), set(types)):
            coverage = tuple(one for one in every if one["type"] not in unpromised)
            yield History(case["name"], told, coverage, case["on"], related)


def at_random(seed: int) -> History:
    """Return one history of a seed; always the same while the tables are."""
    dice = random.Random(seed)
    model, case = dice.choice(of_the_tables())
    events = [{"id": f"e{number}", **one} for number, one in enumerate(case["events"], 1)]
    for _ in range(dice.choice([0, 1, 2, 3])):
        _add_an_act(events, dice, model)
    told = _told(events)
    last = max([days.last for one in told if (days := days_of(one.payload.get("occurred")))], default=case["on"])
    on = max(case["on"] + timedelta(days=dice.choice([0, 0, 0, 1, 5, 40, 400])), last + _ONE_DAY)
    name = f"seed {seed}: {case['name']}"
    return History(name, told, tuple(_with_holes(on, dice)), on, _related(case))


def _add_an_act(events: list[Spelt], dice: random.Random, model: str) -> None:
    cases = [case for slug, case in of_the_tables() if slug == model] if dice.random() < 0.7 else None
    case = dice.choice(cases or [case for _, case in of_the_tables()])
    act = dict(dice.choice(case["events"]))
    reported = {(one["type"], one.get("suspect")) for one in events}
    day = str(act.get("occurred", ""))
    # The same act reported twice, with two days, is a contradiction too.
    repeated = (act["type"], act.get("suspect")) in reported
    if act["type"] in _STATES or act["type"].startswith("message.") or repeated or "source" in act or len(day) < 10:
        return
    began = min((str(one["occurred"])[:10] for one in events if one.get("occurred")), default=day[:10])
    moved = date.fromisoformat(day[:10]) + timedelta(days=dice.choice(_LATER))
    if moved.isoformat() < began:
        return
    act |= {"id": f"x{len(events)}", "occurred": moved.isoformat() + day[10:]}
    events.insert(dice.randint(0, len(events)), act)


def _with_holes(on: date, dice: random.Random) -> Iterator[Spelt]:
    rarely = dice.choice([0.05, 0.2, 0.5])
    for one in _all_of_both(on):
        if dice.random() < rarely:
            continue
        if dice.random() < 0.1:
            one["complete_from"] = (on - timedelta(days=dice.randint(0, 900))).isoformat()
        if dice.random() < 0.1:
            one["complete_through"] = (on - timedelta(days=dice.randint(0, 900))).isoformat()
        if dice.random() < 0.1:
            one["usual_delay_hours"] = dice.choice([12, 24, 72, 720])
        yield one


def _all_of_both(on: date) -> list[Spelt]:
    return [*everything(on.isoformat(), agency=POLICE), *everything(on.isoformat(), agency=PROCURATORATE)]


def _told(events: Sequence[Spelt]) -> tuple[Told, ...]:
    return tuple(said(one, position) for position, one in enumerate(events, 1))


def _related(case: Spelt) -> tuple[Related, ...]:
    return tuple(other_case(one, number) for number, one in enumerate(case.get("related", []), 1))
