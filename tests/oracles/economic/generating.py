"""Random case histories: the same for the same seed, drawn towards the days on which the law turns."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from builders.casefiles import said
from oracles.economic.shaping import amend, blur, promises
from oracles.economic.story import Story
from oracles.economic.themes import lifted_measure, reported_case, returned_case, running_measure, stalled_case

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class History:
    """One history as the tables would spell it, what was promised, and the day of the question."""

    seed: int
    events: list[dict[str, Any]]
    coverage: list[dict[str, Any]]
    on: date

    def for_the_model(self) -> list[dict[str, Any]]:
        """The events as the builders take them: a correction carries the whole payload that it puts in place."""
        return [_carried(one) for one in self.events]


def _carried(one: dict[str, Any]) -> dict[str, Any]:
    if one["type"] == "message.corrected":
        payload = dict(said(one["replacement"], 1).payload)
        return {key: value for key, value in one.items() if key != "replacement"} | {"data": {"replacement": payload}}
    return one


def history(seed: int) -> History:
    """The history of a seed."""
    story = Story(random.Random(seed))
    theme = story.chance.choices(
        (stalled_case, lifted_measure, running_measure, returned_case, reported_case), (5, 5, 3, 3, 2)
    )
    theme[0](story)
    chance = story.chance
    limit = date(2028, 1, 1)
    turns = [one for one in story.turns if date(2018, 1, 1) < one < limit] or [date(2026, 3, 1)]
    on = (
        chance.choice([*turns[-12:], max(turns), max(turns)])
        + chance.choice((0, 1, 1, 1, 2, 2, 3, chance.randint(4, 40), chance.randint(0, 900))) * _DAY
    )
    events = [one for one in story.events if one["occurred"] is None or date.fromisoformat(one["occurred"]) < on]
    blur(chance, events)
    events = amend(chance, events)
    if story.maybe(0.4):
        chance.shuffle(events)
    return History(seed, events, promises(chance, on, story.turns), on)
