"""What the feed makes of a history: blurred days, corrections, doubles, and what was promised."""

import random
from datetime import date, timedelta
from typing import Any

from builders.casefiles import everything
from oracles.economic.facts import ANOTHER_PROCURATORATE, POLICE, PROCURATORATE

_DAY = timedelta(days=1)
# What the rules ask the procuratorate about: a gap elsewhere in its promise changes nothing.
_ASKED_OF_PROCURATORATE = (
    "case.procuratorate_assigned",
    "case.proceeding_opened",
    "case.returned",
    "suspect.arrest_approved",
    "suspect.prosecuted",
    "suspect.not_prosecuted",
)


def blur(chance: random.Random, events: list[dict[str, Any]]) -> None:
    """Make some days less, or more, precise than a day."""
    for one in events:
        if one["occurred"] is None or chance.random() > 0.07:
            continue
        day = date.fromisoformat(one["occurred"])
        month, unknown = day.isoformat()[:7], None
        instant = f"{day}T{chance.randint(0, 23):02}:30:00+08:00"
        # Half past midnight in Beijing is still the day before at Greenwich.
        greenwich = f"{day - _DAY}T16:30:00Z"
        # What comes first of two measures in one month nobody can say, nor whether a case was sent again before or after
        # a receipt in that month: the model then answers undetermined, and asks no further. Unknown days try it.
        choices = (
            (unknown, instant, greenwich)
            if one["type"] == "case.return_received" or _has_neighbours(one, events)
            else (month, month, unknown, instant, greenwich)
        )
        one["occurred"] = chance.choice(choices)


def _has_neighbours(one: dict[str, Any], events: list[dict[str, Any]]) -> bool:
    if "suspect" not in one:
        return False
    day = date.fromisoformat(one["occurred"][:10])
    others = [each["occurred"] for each in events if each is not one and each.get("suspect") == one["suspect"]]
    return any(each is None or abs((date.fromisoformat((each + "-15")[:10]) - day).days) < 62 for each in others)


def amend(chance: random.Random, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Correct, take back or say twice one event of some histories."""
    if not events or chance.random() > 0.22:
        return events
    one = chance.choice(events)
    source = {"source": one["source"]} if "source" in one else {}
    how = chance.choice(("corrected", "corrected", "corrected twice", "retracted", "doubled"))
    if how == "doubled":
        return [*events, {**one, "id": one["id"] + "-again"}]
    if how == "retracted":
        return [*events, {"type": "message.retracted", "id": "taken-back", "corrects": one["id"], **source}]
    corrections = []
    for number in range(1 + (how == "corrected twice")):
        moved = {**one}
        if one["occurred"] and len(one["occurred"]) == 10:
            moved["occurred"] = (date.fromisoformat(one["occurred"]) - chance.choice((1, 2, 30, 31)) * _DAY).isoformat()
        corrections.append(
            {
                "type": "message.corrected",
                "id": f"correction{number}",
                "corrects": one["id"],
                "replacement": moved,
                **source,
            }
        )
    return [*events, *corrections]


def promises(chance: random.Random, on: date, turns: list[date]) -> list[dict[str, Any]]:
    """What was declared: mostly everything, sometimes too short, too late, with a gap, or nothing."""
    through = (on - _DAY).isoformat()
    police, both = everything(through), everything(through) + everything(through, agency=PROCURATORATE)
    if chance.random() < 0.5:
        both += everything(through, agency=ANOTHER_PROCURATORATE)
    how = chance.choices(
        ("all", "none", "gap", "police", "short", "late", "delay", "moment", "elsewhere"), (60, 4, 12, 4, 6, 4, 6, 3, 3)
    )
    alike: dict[str, dict[str, Any]] = {
        "delay": {"usual_delay_hours": chance.choice((24, 48))},
        "moment": {"complete_through": f"{on - _DAY}T12:00:00+08:00"},
        "elsewhere": {"division_codes": [chance.choice(("640202", "640205"))]},
    }
    if how[0] in ("all", *alike):
        return [{**one, **alike.get(how[0], {})} for one in both]
    if how[0] == "police":
        return [one for one in both if one["agency"] == POLICE]
    if how[0] == "gap":
        asked = (_ASKED_OF_PROCURATORATE, _ASKED_OF_PROCURATORATE[0])
        prefix = chance.choice(("case.", "suspect.measure", "suspect.", "property.", *asked))
        gone = chance.choice(sorted({one["type"] for one in both if one["type"].startswith(prefix)}))
        return [one for one in both if one["type"] != gone]
    if how[0] == "short":
        ends = chance.choice(turns) + chance.choice((-1, 0, 1)) * _DAY
        return everything(ends.isoformat()) + both[len(police) :]
    late = [{**one, "complete_from": (min(turns) + chance.choice((0, 1, 40)) * _DAY).isoformat()} for one in both]
    return late if how[0] == "late" else []
