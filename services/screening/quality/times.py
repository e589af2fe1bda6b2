"""Times that cannot be: an end before its beginning, an act after it was recorded or before the law, a bare month; pure."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from screening.casefile import CaseFile, Event
from screening.parameters import Parameters
from screening.quality.rulebook import IMPOSSIBLE_ORDER, IMPOSSIBLE_TIME, TOO_COARSE, Finding, called, of_one
from zhenxie.law.calendar import start_of_day
from zhenxie.law.wording import Text
from zhenxie.wire.moments import end_of, precision_of, start_of, surely_before

_OCCURRED: Final = "occurred"
_Pairs = tuple[tuple[str, str], ...]
_SERVED: Final[_Pairs] = ((_OCCURRED, "served_at"),)
_FROM_UNTIL: Final[_Pairs] = (("from_day", "until_day"),)
# Two times of one event, of which the first cannot be behind the second.
WITHIN: Final[Mapping[str, _Pairs]] = {
    "case.referred": (("incomplete_notice_at", "completed_at"),),
    "case.checked_before_filing": _FROM_UNTIL,
    "case.filing_refused": _SERVED,
    "case.filing_reconsidered": (("applied_at", _OCCURRED), *_SERVED),
    "case.filing_reviewed": (("applied_at", _OCCURRED), *_SERVED),
    "case.procuratorate_assigned": (("effective_from", "effective_until"),),
    "suspect.questioning_continued": (("from_at", "ended_at"),),
    "suspect.summons_ended": (("arrived_at", _OCCURRED),),
    "suspect.compelled_to_appear": (("arrived_at", "ended_at"),),
    "suspect.interrogated": (("started_at", "ended_at"),),
    "suspect.released": ((_OCCURRED, "receipt_returned_at"),),
    "suspect.arrest_requested": (("sent_at", "received_at"),),
    "suspect.arrest_approved": _SERVED,
    "suspect.arrest_refused": _SERVED,
    "suspect.arrest_reconsidered": _SERVED,
    "suspect.arrested": ((_OCCURRED, "receipt_returned_at"),),
    "suspect.custody_suspended": (("from_at", "ended_at"),),
    "suspect.bail_imposed": _FROM_UNTIL,
    "suspect.residential_surveillance_imposed": _FROM_UNTIL,
    "property.restrained": _FROM_UNTIL,
}
_CALLED: Final[Mapping[str, str]] = {
    _OCCURRED: "发生时间",
    "served_at": "送达时间",
    "from_day": "起始日",
    "until_day": "届满日",
    "incomplete_notice_at": "材料不全告知时间",
    "completed_at": "补正时间",
    "applied_at": "申请时间",
    "effective_from": "起始日",
    "effective_until": "终止日",
    "from_at": "起始时间",
    "ended_at": "结束时间",
    "arrived_at": "到案时间",
    "started_at": "开始时间",
    "receipt_returned_at": "执行回执送达检察院时间",
    "sent_at": "移送时间",
    "received_at": "检察院收到时间",
}
# A fact may be older than any law; an act of procedure is not.
_NOT_OF_PROCEDURE: Final = ("fact.", "property.")


def times(case: CaseFile, parameters: Parameters, on: date) -> Iterator[Finding]:
    """Yield what the times of each event say by themselves."""
    tolerance = timedelta(minutes=parameters.in_force("clock_tolerance_minutes", on).value)
    earliest = start_of_day(date.fromisoformat(parameters.in_force("earliest_day", on).value))
    counted = parameters.read("needs_a_day", on, frozenset)
    for event in case.events:
        yield from _within(event)
        if event.occurred is None:
            continue
        if start_of(event.occurred) > event.entry.recorded_at + tolerance:
            says = f"“{called(event.type)}”的发生时间晚于登记时间", f"{event.type} is said to be later than its record"
            yield of_one(IMPOSSIBLE_TIME, event, "after its record", Text(*says))
        if not event.type.startswith(_NOT_OF_PROCEDURE) and end_of(event.occurred) <= earliest:
            says = f"“{called(event.type)}”的发生时间早于刑事诉讼法施行之日", f"{event.type} is older than the law"
            yield of_one(IMPOSSIBLE_TIME, event, "before the law", Text(*says))
        if event.type in counted and precision_of(event.occurred) == "month":
            says = (
                f"“{called(event.type)}”仅报送到月，期限须自日起算，请报送具体日期",
                f"{event.type} is known only by its month: a period of law needs its day",
            )
            yield of_one(TOO_COARSE, event, "month", Text(*says))


def _within(event: Event) -> Iterator[Finding]:
    for first, second in WITHIN.get(event.type, ()):
        begun, over = _said(event, first), _said(event, second)
        if begun is not None and over is not None and surely_before(over, begun):
            says = Text(
                f"“{called(event.type)}”的{_CALLED[second]}早于{_CALLED[first]}",
                f"{event.type}: {second} is before {first}",
            )
            yield of_one(IMPOSSIBLE_ORDER, event, f"{first}>{second}", says)


def _said(event: Event, name: str) -> str | None:
    said: Any = event.occurred if name == _OCCURRED else event.data.get(name)
    return said if isinstance(said, str) else None
