"""How a deadline stands on a legal day: running, amber, red, kept, kept late, or not to be said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from zhenxie.law.calendar import start_of_day
from zhenxie.law.deadlines.expiry import Expiry
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act
from zhenxie.record.deadlines.opened import Opened
from zhenxie.wire.events import EVENT_TYPES

_ONE_DAY: Final = timedelta(days=1)


class State(StrEnum):
    """How a deadline stands; red only where nothing that the law allows could still make it good."""

    RUNNING = "running"  # 进行中
    AMBER = "amber"  # 临近届满
    OVERDUE = "overdue"  # 逾期, as far as anybody reported
    MET = "met"  # 按期
    MET_LATE = "met_late"  # 逾期办理
    MET_UNCLEAR = "met_unclear"  # 已办理, whether in time is not known
    LAPSED = "lapsed"  # 不再适用
    LAPSED_LATE = "lapsed_late"  # 期满后才不再适用
    REACHED = "reached"  # 期满，可以采取相应措施
    UNKNOWN = "unknown"  # 不能判断


@dataclass(frozen=True, slots=True)
class Judged:
    """How one deadline stands: by which act, since when it is red, from when it is amber, and why."""

    opened: Opened
    state: State
    ended_by: Act | None
    overdue_since: date | None
    amber_from: date | None
    why: Text


def judged(opened: Opened, on: date, amber_days: int | None = None) -> Judged:
    """Return how a deadline stands on the legal day `on`; what happened later is not yet done on it.

    On its last day nothing is red; the day after is (CPL 105). Hours are judged as the day begins.
    """
    amber = opened.period.amber_days if amber_days is None else amber_days
    acts, lapses = _by(opened.acts, on), _by(opened.lapses, on)
    over = opened.expiry
    amber_from = None if over is None else (opened.warn_by or over.first) - timedelta(days=amber)
    state, act, why = _state(opened, acts, lapses, on)
    if state is State.RUNNING and amber_from is not None and on >= amber_from:
        state, why = State.AMBER, _AMBER
    late = state in {State.OVERDUE, State.MET_LATE, State.LAPSED_LATE}
    return Judged(opened, state, act, _red_from(opened) if late else None, amber_from, why)


def _by(acts: Iterable[Act], on: date) -> list[Act]:
    found = [one for one in acts if one.days is None or one.days.first <= on]
    return sorted(found, key=lambda one: (one.days is None, one.days.last if one.days else date.max, one.said.place))


def _state(opened: Opened, acts: Sequence[Act], lapses: Sequence[Act], on: date) -> tuple[State, Act | None, Text]:
    over = opened.expiry
    if over is None:
        return (State.MET_UNCLEAR, acts[0], _CANNOT_TELL) if acts else (State.UNKNOWN, None, opened.doubt or _UNSEEN)
    if acts:
        return _kept(opened, over, acts)
    if lapses:
        late = opened.period.kind != "right" and not opened.at_once and surely_after(lapses[0], opened.longer or over)
        return (State.LAPSED_LATE, lapses[0], _FELL_LATE) if late else (State.LAPSED, lapses[0], _FELL)
    if not over.perhaps_over_on(on):
        return State.RUNNING, None, _RUNS
    state, why = _over(opened, over, on)
    return state, None, why


def _kept(opened: Opened, over: Expiry, acts: Sequence[Act]) -> tuple[State, Act, Text]:
    for one in acts:
        if surely_in_time(one, over):
            return State.MET, one, _IN_TIME
    if opened.at_once:
        return State.MET_UNCLEAR, acts[0], _DONE_NOT_THAT_DAY
    unclear = [one for one in acts if not surely_after(one, opened.longer or over)]
    if unclear:
        return State.MET_UNCLEAR, unclear[0], _CANNOT_TELL
    return State.MET_LATE, acts[0], _TOO_LATE


def _over(opened: Opened, over: Expiry, on: date) -> tuple[State, Text]:
    doubt = _why_unknown(opened, over, on)
    if doubt is not None:
        return State.UNKNOWN, doubt
    if opened.period.kind == "right":
        return State.LAPSED, _NOT_USED
    if opened.by_itself:
        return State.LAPSED, _BY_ITSELF
    if opened.period.kind == "notice":
        return State.REACHED, _REACHED
    if opened.at_once:
        return State.AMBER, _at_once(opened, on)
    return State.OVERDUE, _silent(opened, on)


def _why_unknown(opened: Opened, over: Expiry, on: date) -> Text | None:
    if over.last is None:
        return _NO_RECEIPT
    if not over.surely_over_on(on):
        return _PERHAPS
    if opened.longer is not None and not opened.longer.surely_over_on(on):
        return _PERHAPS_LONGER
    if opened.doubt is not None:
        return opened.doubt
    return _UNSEEN if opened.unseen and opened.period.kind != "right" else None


def _red_from(opened: Opened) -> date | None:
    last = opened.longer or opened.expiry
    return None if last is None or last.last is None else last.last + _ONE_DAY


def surely_in_time(act: Act, over: Expiry) -> bool:
    """Tell whether something was done while the period ran, whatever is not known of either."""
    if act.days is None:
        return False
    if over.first_moment is not None:
        return _latest(act) <= over.first_moment
    return act.days.last <= over.first


def surely_after(act: Act, over: Expiry) -> bool:
    """Tell whether something was done only when the period was over, whatever is not known of either."""
    if act.days is None or act.at_latest or over.last is None:
        return False
    if over.last_moment is not None:
        return _earliest(act) > over.last_moment
    return act.days.first > over.last


def _earliest(act: Act) -> datetime:
    return act.instant or start_of_day(act.days.first if act.days else date.max)


def _latest(act: Act) -> datetime:
    return act.instant or start_of_day((act.days.last if act.days else date.max) + _ONE_DAY)


def _silent(opened: Opened, on: date) -> Text:
    owed = opened.owed_by
    names = "、".join(map(_in_chinese, opened.awaits))
    return Text(
        f"截至{on}未见{names}的报送{'' if owed is None else f'（应由{owed}报送）'}；已经办理而未报送或者另有系统报送的，不属逾期",
        f"no report of {', '.join(opened.awaits)}{'' if owed is None else f' by {owed}'} as of {on}: "
        "overdue unless it was done and not reported here",
    )


def _at_once(opened: Opened, on: date) -> Text:
    names = "、".join(map(_in_chinese, opened.awaits))
    return Text(
        f"应当立即办理，法律没有规定日数，不能以日数认定逾期；截至{on}未见{names}的报送",
        f"to be done at once: the law sets no number of days by which it is late; no report of {', '.join(opened.awaits)} as of {on}",
    )


def _in_chinese(end: str) -> str:
    """Return what a report is called, and which of its fields: “撤销案件”（告知时间）."""
    name, _, field = end.partition(":")
    kind = EVENT_TYPES[name]
    if not field:
        return f"“{kind.chinese}”"
    data = kind.model_fields["data"].annotation
    described = None if data is None else data.model_fields[field].description
    return f"“{kind.chinese}”（{described or field}）"


_RUNS: Final = Text("尚未届满", "it is running")
_AMBER: Final = Text("即将届满", "it is about to be over")
_IN_TIME: Final = Text("在期限内", "within the period")
_TOO_LATE: Final = Text("期限届满后办理（以已报送的为准）", "after the period was over, as far as was reported")
_CANNOT_TELL: Final = Text("已办理，是否在期限内不能确定", "done; whether in time is not known")
_DONE_NOT_THAT_DAY: Final = Text(
    "已办理，但不在当日；应当立即办理，法律没有规定日数，是否及时不能以日数确定",
    "done, not on the day itself; it was to be done at once, and the law sets no number of days by which it is late",
)
_FELL: Final = Text("因后续事项，本期限不再适用", "something else made it fall away")
_FELL_LATE: Final = Text("期限届满后才因后续事项不再适用", "something else made it fall away, after it was over")
_NO_RECEIPT: Final = Text(
    "收到日未报送，期限是否届满不能确定", "the receipt is not reported: whether it is over is not known"
)
_PERHAPS: Final = Text(
    "起算时间不够精确或者节假日安排未收录，期限是否届满不能确定",
    "the start is not precise enough, or no holiday notice is at hand: whether it is over is not known",
)
_PERHAPS_LONGER: Final = Text(
    "可能已依法延长而未报送，期限是否届满不能确定",
    "it may have been extended without a report: whether it is over is not known",
)
_NOT_USED: Final = Text("期满未行使", "it was not used in time, as far as was reported")
_REACHED: Final = Text("期限已满，可以采取相应措施", "it is over: what may follow may follow")
_BY_ITSELF: Final = Text("期满未续，依法自动解除", "not renewed, it lapsed by itself")
_UNSEEN: Final = Text("是否办理没有对应的报送项目，不能判断", "no event would say whether it was done")
