"""Until when an instrument is to be answered, contested or decided on; counted by the table of deadlines, never here."""

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from zhenxie.law.deadlines.expiry import Expiry, Start, asked_by, expiry
from zhenxie.law.deadlines.table import period
from zhenxie.law.instruments.catalogue import Kind, Objection, kind_of
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text

_ONE_DAY: Final = timedelta(days=1)
_RE_EXAMINED: Final = "RULE 554"
TO_ASK: Final[Mapping[Objection, str]] = MappingProxyType(
    {"reconsideration": "D33.reconsideration_request", "review": "D33.review_request"}
)
"""Within which period of the table an objection may be raised; none is set for a re-examination (RULE 554)."""
TO_DECIDE: Final[Mapping[Objection, str]] = MappingProxyType(
    {"reconsideration": "D33.reconsideration", "review": "D33.review", "re_examination": "D37.answer"}
)
"""Within which period of the table an objection is decided on."""


def reply_due(code: str, served_on: date, *, set_days: int | None = None, set_on: date | None = None) -> Expiry | None:
    """Return until when an instrument of a kind is to be answered; None where no answer is owed by a day.

    Days that the notice sets are counted from the receipt, the opening day not among them; a last day that is a holiday
    moves, be it counted or named (CPL 105). What the law sets a period for, a notice may only shorten where the law lets
    it (D38).

    :param served_on: the legal day on which the addressee received it: nothing runs before.
    :param set_days: how many days the notice itself gives.
    :param set_on: the last day that the notice itself names; it goes before the days.
    :raises UnknownKind: the catalogue holds no such kind.
    :raises NoNumberInForce: the table of deadlines knows no number for that day.
    :raises ValueError: the days are none, or the day lies before the receipt.
    """
    kind = kind_of(code)
    if (set_days is not None and set_days < 1) or (set_on is not None and set_on < served_on):
        raise ValueError("a notice gives at least a day, and none before its receipt")
    match kind.reply.mode:
        case "none":
            return None
        case "set_in_notice":
            return _as_set(kind, served_on, set_days, set_on)
        case _:
            return _by_law(kind, served_on, set_days, set_on)


def objection_until(code: str, objection: Objection, received_on: date) -> Expiry | None:
    """Return until when the addressee may object; None where it may not, or where no time is set (RULE 554).

    :param received_on: the legal day on which it received the instrument, or, for a review, the decision before.
    :raises UnknownKind: the catalogue holds no such kind.
    :raises NoNumberInForce: the table of deadlines knows no number for that day.
    """
    if objection not in kind_of(code).objections or objection not in TO_ASK:
        return None
    return expiry(period(TO_ASK[objection]), _on(received_on))


def decision_due(code: str, objection: Objection, received_on: date) -> Expiry | None:
    """Return until when an objection is decided on; None where it is to be done at once, without a number (SUGG19 23).

    :param received_on: the legal day on which the request, and with it the file, was received.
    :raises UnknownKind: the catalogue holds no such kind.
    :raises NoNumberInForce: the table of deadlines knows no number for that day.
    """
    kind = kind_of(code)
    if objection not in kind.objections or (objection == "re_examination" and _RE_EXAMINED not in kind.articles):
        return None
    return expiry(period(TO_DECIDE[objection]), _on(received_on))


def overdue_on(due: Expiry) -> date | None:
    """Return the first legal day on which it is surely overdue, and from which the addressee may be urged (RULE 553).

    None where nobody can say. Where a holiday notice is not at hand yet it is the day after the longest holiday.
    """
    return None if due.last is None else due.last + _ONE_DAY


def is_overdue(due: Expiry, day: date) -> bool:
    """Tell whether an answer that has not come is overdue on a legal day: the last day must be over."""
    return due.surely_over_on(day)


def reminder_from(filed_on: date) -> date | None:
    """Return the first legal day on which a supervised case that is not concluded may be reminded of (RULE 564¶3).

    :raises NoNumberInForce: the table of deadlines knows no number for that day.
    """
    return overdue_on(expiry(period("D35.reminder"), _on(filed_on)))


def _on(day: date) -> Start:
    return Start(Days(day, day))


def _as_set(kind: Kind, served_on: date, set_days: int | None, set_on: date | None) -> Expiry | None:
    day = set_on
    if day is None and set_days is not None:
        day = served_on + timedelta(days=set_days)
    return None if day is None else asked_by(kind.reply.law or kind.articles[0], day, _set_by(kind, day))


def _by_law(kind: Kind, served_on: date, set_days: int | None, set_on: date | None) -> Expiry:
    due = expiry(period(kind.reply.period or ""), _on(served_on))
    sooner = _as_set(kind, served_on, set_days, set_on)
    if sooner is None or not kind.reply.may_be_shortened:
        return due
    return due.or_sooner(sooner)


def _set_by(kind: Kind, day: date) -> Text:
    return Text(f"{kind.name.chinese}确定的回复期限为{day}", f"the document itself asks for an answer by {day}")
