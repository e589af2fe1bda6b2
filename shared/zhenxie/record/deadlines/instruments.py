"""D30-D33 and D36-D38: what an instrument of the procuratorate asks for, from the addressee's receipt on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from zhenxie.law.calendar import legal_day
from zhenxie.law.deadlines.expiry import Expiry, Start, asked_by, expiry
from zhenxie.law.deadlines.table import Period
from zhenxie.law.instruments.catalogue import kind_of, kinds
from zhenxie.law.spans import Days
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act, History, Said
from zhenxie.record.deadlines.opened import Case, Opened, began, done

_OVERDUE: Final = "request_reason_overdue"
_REPLIES: Final = {
    "request_reason_not_filing": "D30.reply",
    "request_reason_filing": "D30.reply",
    _OVERDUE: "D31.reply",
}
_DECIDED: Final = {
    "request_reason_not_filing": ("case.filed", "case.refiled"),
    "request_reason_filing": ("case.withdrawn",),
    _OVERDUE: ("case.filed", "case.refiled", "case.filing_refused"),
}
_MOVED: Final = ("case.transferred_out", "case.merged")
_NO_DAY: Final = Text("通知书未载明回复期限，法律没有规定日数", "the notice sets no day, and no law holds a number")
_STEPS: Final = {
    "instrument.reconsideration_requested": ("D33.reconsideration", "instrument.reconsidered"),
    "instrument.review_requested": ("D33.review", "instrument.reviewed"),
    "instrument.re_examination_requested": ("D37.answer", "instrument.re_examined"),
}


@dataclass(frozen=True, slots=True)
class _Course:
    """Everything that was said of one instrument."""

    history: History
    events: Sequence[Said]

    def of_type(self, *types: str, after: Said | None = None) -> list[Said]:
        found = [one for one in self.events if one.type in types and one is not after]
        return [one for one in found if after is None or _not_before(one, after)]

    @property
    def kind(self) -> str | None:
        return next((kind for one in self.events if (kind := one.word("kind")) is not None), None)


def _not_before(one: Said, other: Said) -> bool:
    return one.days is None or other.days is None or one.days.last >= other.days.first


def opened(history: History) -> Iterator[Opened]:
    """Yield the deadlines that instruments open; none runs before one was served (RULE 552)."""
    groups: dict[str, list[Said]] = {}
    for one in history.events:
        if one.type.startswith("instrument."):
            groups.setdefault(str(one.data.get("instrument_id")), []).append(one)
    for events in groups.values():
        course = _Course(history, events)
        served = course.of_type("instrument.served")
        if served:
            yield from _served(course, _last_corrected(served))
        yield from _objections(course)


def _last_corrected(served: Sequence[Said]) -> Said:
    """Return the service as it was corrected last, else the first that was reported."""
    corrected = [one for one in served if one.data.get("corrected") is True]
    return max(corrected, key=lambda one: one.position, default=served[0])


def _served(course: _Course, served: Said) -> Iterator[Opened]:
    case, kind = Case(history=course.history, root=served), course.kind or ""
    withdrawn = course.of_type("instrument.withdrawn_by_issuer")
    owed_by = served.word("served_to") or _addressee(course)
    replies = [done(one) for one in course.of_type("instrument.replied", after=served) if _answers(kind, one)]
    start = began(served)
    if kind in _REPLIES:
        acts, needless = _explained(case, kind, replies)
        yield case.opens(_REPLIES[kind], start, acts=acts, lapses=[*withdrawn, *needless], owed_by=owed_by)
    elif kind == "order_to_file":
        acts = [*map(done, case.answered("case.filed", "case.refiled")), *_answering(replies, "filing_decision_copy")]
        moved = case.after(*_MOVED)
        yield case.opens("D32.filing", start, acts=acts, lapses=[*withdrawn, *moved], owed_by=owed_by)
    elif kind == "order_to_withdraw":
        asked = [done(one) for one in course.of_type("instrument.reconsideration_requested", after=served)]
        acts = [*map(done, case.answered("case.withdrawn")), *_answering(replies, "withdrawal_decision_copy"), *asked]
        yield case.opens("D33.withdrawal", start, acts=acts, lapses=withdrawn, owed_by=owed_by)
        yield case.opens("D33.reconsideration_request", start, acts=asked, lapses=withdrawn, owed_by=owed_by)
    elif kind == "correction_notice":
        yield case.opens(
            "D36.reply",
            start if _sets_a_day(course, served) else None,
            how=lambda found, begun: _asked(course, served, found) or expiry(found, begun),
            acts=replies,
            lapses=withdrawn,
            owed_by=owed_by,
            doubt=None if _sets_a_day(course, served) else _NO_DAY,
        )
    elif kind == "procuratorial_suggestion":
        yield case.opens(
            "D38.reply",
            start,
            how=lambda found, begun: _sooner(expiry(found, begun), _asked(course, served, found)),
            acts=replies,
            lapses=withdrawn,
            owed_by=owed_by,
        )


def _answers(kind: str, reply: Said) -> bool:
    """Tell whether a reply may answer an instrument: a copy of a decision answers only what asks for that decision."""
    return kind not in kinds() or kind_of(kind).is_answered_by(reply.word("answer"))


def _explained(case: Case, kind: str, replies: Sequence[Act]) -> tuple[list[Act], list[Said]]:
    """Return what meets a request for reasons, and what leaves nothing to explain.

    Asked why it has not decided, the police explain or decide (RULE 562). Asked for its reasons, whoever does what was
    called in question has nothing left to explain.
    """
    decided, moved = case.answered(*_DECIDED[kind]), list(case.after(*_MOVED))
    if kind == _OVERDUE:
        return [*replies, *map(done, decided)], moved
    return list(replies), [*decided, *moved]


def _addressee(course: _Course) -> str | None:
    issued = course.of_type("instrument.issued")
    return issued[0].word("addressee") if issued else None


def _answering(replies: Sequence[Act], answer: str) -> list[Act]:
    return [one for one in replies if one.said.word("answer") == answer]


def _sets_a_day(course: _Course, served: Said) -> bool:
    return served.word("reply_due") is not None or _counted_to(course, served) is not None


def _counted_to(course: _Course, served: Said) -> date | None:
    """Return the day that the days of the notice make from the receipt: the opening day not counted."""
    days = next(
        (one.data["reply_days"] for one in course.of_type("instrument.issued") if "reply_days" in one.data), None
    )
    return None if days is None or served.days is None else served.days.last + timedelta(days=days)


def _asked(course: _Course, served: Said, found: Period) -> Expiry | None:
    """Return until when the notice itself asks for an answer; the day that it names goes before its days.

    The day that was told with the receipt may be what its days make, moved behind a holiday (CPL 105): then it is known
    how it was counted.
    """
    counted, stated = _counted_to(course, served), served.word("reply_due")
    by_days = None if counted is None else _by(found, counted)
    if stated is None or (by_days is not None and by_days.last == date.fromisoformat(stated)):
        return by_days
    return _by(found, date.fromisoformat(stated))


def _by(found: Period, day: date) -> Expiry:
    step = Text(f"文书确定的回复期限为{day}", f"the document itself asks for an answer by {day}")
    return asked_by(found.articles[0], day, step)


def _sooner(over: Expiry, asked: Expiry | None) -> Expiry:
    return over if asked is None else over.or_sooner(asked)


def _objections(course: _Course) -> Iterator[Opened]:
    for asked in course.of_type(*_STEPS):
        key, answer = _STEPS[asked.type]
        answers = map(done, course.of_type(answer, after=asked))
        withdrawn = course.of_type("instrument.withdrawn_by_issuer", after=asked)
        case = Case(history=course.history, root=asked)
        yield case.opens(key, _through_the_exchange(asked), acts=answers, lapses=withdrawn, owed_by=_issuer(course))
    for decided in course.of_type("instrument.reconsidered"):
        if decided.word("result") in (None, "upheld"):
            case = Case(history=course.history, root=decided)
            asked_again = map(done, course.of_type("instrument.review_requested", after=decided))
            yield case.opens("D33.review_request", _through_the_exchange(decided), acts=asked_again)


def _issuer(course: _Course) -> str | None:
    return next((one.source for one in course.of_type("instrument.issued", "instrument.served")), None)


def _through_the_exchange(said: Said) -> Start | None:
    """Return from when a period runs that counts from a receipt: what comes by the exchange is received when it came in.

    Between the day on which it was done and the day on which the exchange took it in [design].
    """
    days, came = said.days, legal_day(said.recorded_at)
    return None if days is None else Start(Days(days.first, max(days.first, came)))
