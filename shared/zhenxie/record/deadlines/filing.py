"""D23-D29: from the report to the decision on filing, its notice, and objections to a refusal."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from zhenxie.law.deadlines.expiry import Expiry, Start, expiry, lengthened
from zhenxie.law.deadlines.table import Period, period
from zhenxie.law.wording import Text
from zhenxie.record.deadlines.history import Act, History, Said, start_at
from zhenxie.record.deadlines.opened import Case, Opened, began, done, stated

_DECISIONS: Final = ("case.filed", "case.filing_refused", "case.transferred_out")
_RECEIPTS: Final = ("case.received", "case.referred")
_EXTENDED: Final = "case.filing_review_extended"
_ECONOMIC_UNIT: Final = "economic_crime_unit"
_KIND_UNKNOWN: Final = Text(
    "办案部门未报送，是否经济犯罪案件不明，按可能的最长期限判断是否逾期",
    "the department is not stated: whether it is an economic crime is not known, and red is judged by the longest period",
)


def opened(history: History) -> Iterator[Opened]:
    """Yield the deadlines of the review before filing."""
    receipts = history.of_type(*_RECEIPTS)
    for number, one in enumerate(receipts):
        case = Case(history=history, root=one)
        # Taken in a second time before anything was decided, it is the same report.
        if number == 0 or Case(history=history, root=receipts[number - 1]).after(*_DECISIONS, until=one):
            yield _review(case, began(one, "received_at"), _is_referred(one))
        if one.type == "case.referred" and one.data.get("materials_complete") is False:
            yield case.opens("D26.notice", began(one, "received_at"), acts=stated(one, "incomplete_notice_at"))
            told = start_at(one.word("incomplete_notice_at"))
            if told is not None:
                yield case.opens("D26.completion", told, acts=stated(one, "completed_at"))
    if not receipts:
        yield from _received_on(history)
    for one in history.of_type("case.filing_refused"):
        yield from _refused(Case(history=history, root=one))
    yield from _objections(history)


def _is_referred(one: Said) -> bool:
    return one.type == "case.referred" or one.word("source") == "referral"


def _received_on(history: History) -> Iterator[Opened]:
    """Yield the review of a case whose taking in was not reported, but of which a later report states the day."""
    for one in history.of_type(*_DECISIONS, _EXTENDED):
        start = start_at(one.word("received_on"))
        if start is not None:
            case = Case(history=history, root=one)
            acts = [done(one)] if one.type in _DECISIONS else case.done(*_DECISIONS)
            yield replace(_review(case, start, referred=False), acts=tuple(acts))
            return


def _review(case: Case, start: Start | None, referred: bool) -> Opened:  # noqa: FBT001
    economic = _is_economic(case.history)
    # A case that was refused and taken in again has its earlier extensions behind it.
    is_taken_in = case.root.type in _RECEIPTS
    extended = case.after(_EXTENDED) if is_taken_in else case.history.of_type(_EXTENDED)
    key, how, longer = (_of_referral if referred else _of_report)(economic, {one.word("ground") for one in extended})

    def counted(found: Period, begun: Start) -> Expiry:
        over = how(found, begun)
        day = extended[-1].word("new_limit") if extended else None
        if day is None:
            return over
        step = Text(f"延长决定载明期限至{day}", f"the decision on the extension says: until {day}")
        return over.no_later_than(date.fromisoformat(day), step)

    return case.opens(
        key,
        start,
        how=counted,
        longer=longer,
        acts=case.done(*_DECISIONS),
        lapses=case.after("case.merged"),
        notes=(_KIND_UNKNOWN,) if economic is None else (),
    )


Counted = Callable[[Period, Start], Expiry]
Plan = tuple[str, Counted, Callable[[Start], Expiry] | None]


def _most(start: Start) -> Expiry:
    return lengthened(period("D24.county"), period("D24.upper"), start)


def _upper(_found: Period, start: Start) -> Expiry:
    return _most(start)


def _of_report(economic: bool | None, grounds: set[str | None]) -> Plan:  # noqa: FBT001
    if economic:
        if "upper_approval" in grounds:
            return "D24.upper", _upper, None
        return ("D24.county" if grounds else "D24.ordinary"), expiry, _most
    longer = _most if economic is None else lambda start: expiry(period("D23.complex"), start)
    if "grave_or_complex" in grounds or "upper_approval" in grounds:
        return "D23.complex", expiry, _most if economic is None else None
    return ("D23.leads" if grounds else "D23.ordinary"), expiry, longer


def _of_referral(economic: bool | None, grounds: set[str | None]) -> Plan:  # noqa: FBT001
    if economic and "upper_approval" in grounds:
        return "D25.upper", _upper, None
    if grounds and economic:
        return "D25.county", expiry, _most
    if grounds:
        return "D25.complex", expiry, None if economic is False else _most
    longer = (lambda start: expiry(period("D25.complex"), start)) if economic is False else _most
    return ("D25.economic" if economic else "D25.ordinary"), expiry, longer


def _is_economic(history: History) -> bool | None:
    said = [one.word("handling_department") for one in history.of_type("case.notified", "case.filed")]
    known = [one for one in said if one is not None]
    return known[-1] == _ECONOMIC_UNIT if known else None


def _refused(case: Case) -> Iterator[Opened]:
    root = case.root
    kind, served = root.word("complainant_kind"), start_at(root.word("served_at"))
    if kind is not None or root.word("complainant_ref") is not None or served is not None:
        yield case.opens("D27.notice", began(root), acts=stated(root, "served_at"))
    if served is None:
        return
    until = case.history.next_like(root)
    applied = [act for one in case.after("case.filing_reconsidered", until=until) for act in stated(one, "applied_at")]
    yield case.opens("D29.application" if kind == "agency" else "D28.application", served, acts=applied)


def _objections(history: History) -> Iterator[Opened]:
    for one in history.of_type("case.filing_reconsidered"):
        case, by_agency = Case(history=history, root=one), one.word("applicant_kind") == "agency"
        yield _decided(case, "D29.decision" if by_agency else "D28.decision")
        served = start_at(one.word("served_at"))
        if served is None or one.word("result") == "changed":
            continue
        if by_agency:
            yield case.opens("D29.supervision", served)
            continue
        applied = [act for later in case.after("case.filing_reviewed") for act in stated(later, "applied_at")]
        yield case.opens("D28.review_application", served, acts=applied)
    for one in history.of_type("case.filing_reviewed"):
        yield _decided(Case(history=history, root=one), "D28.review")


def _decided(case: Case, key: str) -> Opened:
    """Return the time to decide on an objection: it runs from the receipt, which cannot lie before the application."""
    extended = key != "D29.decision" and case.root.data.get("extended") is True
    start = start_at(case.root.word("applied_at"), no_earlier=True)

    def counted(found: Period, begun: Start) -> Expiry:
        return lengthened(found, period("D28.extension"), begun) if extended else expiry(found, begun)

    return case.opens(key, start, how=counted, acts=_itself(case.root))


def _itself(one: Said) -> list[Act]:
    return [done(one)]
