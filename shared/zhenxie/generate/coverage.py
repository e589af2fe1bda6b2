"""What the agencies of a plan promise to report (数据覆盖声明), month by month; so that silence counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from zhenxie.generate.histories import Plan
from zhenxie.generate.tale import DAY_MINUTES
from zhenxie.wire.events import EVENT_TYPES, event_class
from zhenxie.wire.vocabulary import AgencyKind, Channel

# Reports come within a day and a half after the day of the event.
_USUAL_DELAY_HOURS: Final = 72
_COMPLETE_FROM: Final = "2015-01-01"
_MUNICIPALITIES: Final = ("11", "12", "31", "50")
_OF_A_CASE: Final = (Channel.UPDATE, Channel.NOTIFICATION)
_REVOCATION: Final = "suspect.licence_revoked"
# A decision that is taken in the exchange: nobody waits for it, so nobody promises it.
_NEVER_OWED: Final = frozenset({"case.triage_overridden"})


@dataclass(frozen=True, slots=True)
class Declared:
    """One declaration: when it was recorded (minutes as in a report), by whom, and the event."""

    recorded: int
    agency: str
    event: dict[str, Any]


def declared(plan: Plan) -> Iterator[Declared]:
    """Yield the declarations of a plan: one an agency at the beginning of each month and at the end, earliest first.

    Police and procuratorates promise all that they can report. The city's police above a district promise the
    revocation of licences, which may be theirs.
    """
    promises = _promises(plan)
    for day in _days(plan):
        for agency, types in promises.items():
            yield Declared(day.toordinal() * DAY_MINUTES, agency, _event(agency, types, day))


def _promises(plan: Plan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for police in plan.police:
        found[police] = _of_kind(AgencyKind.POLICE)
        found[police[:6]] = _of_kind(AgencyKind.PROCURATORATE)
    for police in plan.police:
        if police[4:6] != "00":
            above = f"{police[:2] if police.startswith(_MUNICIPALITIES) else police[:4]:0<12}"
            found.setdefault(above, [_REVOCATION])
    return found


def _of_kind(kind: AgencyKind) -> list[str]:
    known = ((name, event_class(name)) for name in EVENT_TYPES)
    return [
        name
        for name, event in known
        if event is not None and kind in event.emitters and event.channel in _OF_A_CASE and _is_of_a_case(name)
    ]


def _is_of_a_case(name: str) -> bool:
    return name not in _NEVER_OWED and name.startswith(("case.", "suspect.", "evidence.", "property.", "fact."))


def _days(plan: Plan) -> Iterator[date]:
    day = (plan.since.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day < plan.until:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
    yield plan.until


def _event(agency: str, types: list[str], day: date) -> dict[str, Any]:
    stated = {
        "complete_from": _COMPLETE_FROM,
        "complete_through": f"{day.isoformat()}T00:00:00+08:00",
        "usual_delay_hours": _USUAL_DELAY_HOURS,
    }
    return {
        "type": "agency.coverage_declared",
        "message_id": f"coverage-{agency}-{day:%Y%m%d}",
        "occurred": day.isoformat(),
        "data": {"types": [{"type": one, **stated} for one in types]},
    }
