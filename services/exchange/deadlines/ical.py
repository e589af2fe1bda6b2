"""Deadlines as an iCalendar feed (RFC 5545): one event a deadline, all day, with an alarm before it."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from exchange.deadlines import showing
from exchange.deadlines.asked import OPEN
from exchange.deadlines.showing import Shown
from zhenxie.law.articles import cite
from zhenxie.law.deadlines.expiry import Expiry
from zhenxie.law.deadlines.table import deadlines
from zhenxie.record.deadlines.judging import Judged, State

if TYPE_CHECKING:
    from icalendar import Alarm, Event

MEDIA_TYPE: Final = "text/calendar"
_WORDS: Final = {
    State.RUNNING: "进行中",
    State.AMBER: "临近届满",
    State.OVERDUE: "逾期",
    State.MET: "按期办理",
    State.MET_LATE: "逾期办理",
    State.MET_UNCLEAR: "已办理",
    State.LAPSED: "不再适用",
    State.LAPSED_LATE: "期满后终止",
    State.REACHED: "期限已满",
    State.UNKNOWN: "待核实",
}
_AHEAD: Final = (State.RUNNING, State.AMBER)
_FELL: Final = (State.LAPSED, State.LAPSED_LATE)


def calendar_of(shown: Shown, *, all_states: bool) -> bytes:
    """Return the calendar of a case: the deadlines that were asked for, of those that may still ask something of somebody.

    Nothing in it depends on when it is asked but the day that is judged: the same deadlines are the same bytes.
    """
    # Only who asks for a calendar pays for reading the library; every start of the exchange would otherwise.
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", "-//Zhenxie//Exchange//ZH")
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", f"案件期限 {shown.number}")
    found.add("x-wr-timezone", "Asia/Shanghai")
    for one in shown.items:
        if one.opened.expiry is not None and (all_states or one.state in OPEN):
            found.add_component(_event(shown, one, one.opened.expiry))
    written: bytes = found.to_ical()
    return written


def _event(shown: Shown, one: Judged, over: Expiry) -> "Event":
    from icalendar import Event

    opened = one.opened
    event = Event()
    event.add("uid", f"{showing.identity(opened)}@{shown.found.case_ids[0]}")
    # The same for all: an extension changes a day without being the act that ends it.
    event.add("dtstamp", shown.told_last)
    event.add("dtstart", over.first)
    event.add("dtend", _day_after(over))
    event.add("summary", _summary(shown, one))
    event.add("description", _description(one))
    event.add("categories", [opened.period.deadline, opened.period.who, one.state.value])
    event.add("status", _status(one, over))
    event.add("transp", "TRANSPARENT")
    if one.state in _AHEAD and one.amber_from is not None:
        event.add_component(_alarm(over.first - one.amber_from, _summary(shown, one)))
    return event


def _day_after(over: Expiry) -> date:
    return (over.last or over.first) + timedelta(days=1)


def _summary(shown: Shown, one: Judged) -> str:
    about = f" {one.opened.suspect_ref}" if one.opened.suspect_ref else ""
    return f"【{_WORDS[one.state]}】{deadlines()[one.opened.period.deadline].what.chinese}{about} {shown.number}"


def _description(one: Judged) -> str:
    opened = one.opened
    articles = "；".join(cite(name).chinese for name in opened.period.articles)
    steps = showing.explained(opened)
    lines = [opened.period.what.chinese, one.why.chinese, *(step.chinese for step in steps), articles]
    return "\n".join([*lines, opened.period.what.english, one.why.english, *(step.english for step in steps)])


def _status(one: Judged, over: Expiry) -> str:
    if one.state in _FELL:
        return "CANCELLED"
    is_sure = over.is_one_day and not over.provisional and one.state is not State.UNKNOWN
    return "CONFIRMED" if is_sure else "TENTATIVE"


def _alarm(before: timedelta, text: str) -> "Alarm":
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", text)
    alarm.add("trigger", -before)
    return alarm
