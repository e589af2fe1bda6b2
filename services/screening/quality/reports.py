"""What reports say that nobody can use or believe: strange codes, no known suspect, two words on one fact; pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import combinations
from typing import Any, Final, NamedTuple

from screening.casefile import CaseFile, Event
from screening.parameters import Parameters
from screening.quality.rulebook import (
    AT_ONCE,
    CONTRADICTION,
    NOT_IN_LAW,
    UNIDENTIFIED,
    UNMAPPED_CODE,
    Finding,
    called,
    of_one,
    of_several,
)
from zhenxie.law.calendar import legal_day
from zhenxie.law.wording import Text
from zhenxie.wire.code_tables import map_code
from zhenxie.wire.moments import precision_of, start_of, surely_before

_RAW: Final = frozenset({"code", "table"})
_LETTERS: Final = re.compile(r"[^a-z\u4e00-\u9fa5]")
_ONE_DAY: Final = timedelta(days=1)
# Which two agencies report of one act, and which no agency has two of without a step between them.
_OF_TWO_AGENCIES: Final = ("suspect.released", "suspect.delivered_to_detention_center")
_BETWEEN_FILINGS: Final = ("case.withdrawn", "case.refiled", "case.transferred_out", "case.merged")
_TWICE: Final = Text("与本案其他机关就同一事实的报送不一致，请核对", "another agency reports it otherwise: check it")


class Unidentified(NamedTuple):
    """A suspect of whom an agency spoke and whom nobody identified: its first report, and the last day of grace."""

    event: Event
    until: date


def codes(case: CaseFile, parameters: Parameters, on: date) -> Iterator[Finding]:
    """Yield the raw codes that no shipped table knows, and what stands for a suspended investigation (中止侦查)."""
    strange = parameters.read("not_in_law", on, frozenset)
    for event in case.events:
        kind = str((event.payload.get("document") or {}).get("kind") or "")
        if any(one in kind for one in strange):
            yield _not_in_law(event, "document")
        for pointer, raw in _raw_codes(event.data, ""):
            code, table = str(raw["code"]), str(raw["table"])
            if map_code(table, code) is not None:
                continue
            if _LETTERS.sub("", code.lower()) in strange:
                yield _not_in_law(event, pointer)
                continue
            says = Text(
                f"“{called(event.type)}”所用代码{code}（代码表{table}）无法识别，请报送本平台代码或者提供代码表",
                f"{event.type}: no table here knows code {code} of {table}",
            )
            yield of_one(UNMAPPED_CODE, event, f"{pointer} {table} {code}", says)


def _raw_codes(value: Any, pointer: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    if isinstance(value, Mapping):
        if value.keys() == _RAW:
            yield pointer, value
            return
        for name, inner in value.items():
            if isinstance(inner, dict | list):
                yield from _raw_codes(inner, f"{pointer}/{name}")
        return
    for place, inner in enumerate(value):
        if isinstance(inner, dict | list):
            yield from _raw_codes(inner, f"{pointer}/{place}")


def _not_in_law(event: Event, where: str) -> Finding:
    says = Text(
        f"“{called(event.type)}”报送了“中止侦查”：法律没有这一诉讼状态，犯罪嫌疑人在逃的请报送在逃信息",
        f"{event.type} speaks of a suspended investigation, which the law does not know: report that he is at large",
    )
    return of_one(NOT_IN_LAW, event, where, says)


def unidentified(case: CaseFile, parameters: Parameters) -> Iterator[Unidentified]:
    """Yield each suspect whom nobody identified, by each agency that spoke of him, with the last day of grace."""
    strangers = {one.ref for one in case.suspects if one.provisional}
    if not strangers:
        return
    first: dict[tuple[str, str], Event] = {}
    for event in sorted(case.events, key=lambda one: one.entry.position):
        if event.suspect_ref in strangers:
            first.setdefault((str(event.suspect_ref), event.entry.source), event)
    for event in first.values():
        spoken = legal_day(event.entry.recorded_at)
        grace = parameters.in_force("unidentified_days", spoken).value
        yield Unidentified(event, spoken + timedelta(days=grace))


def of_stranger(event: Event) -> Finding:
    """Return the finding about a suspect whom nobody identified; it is named after him, whoever is told of next."""
    says = Text(
        f"已报送犯罪嫌疑人{event.suspect_ref}的信息，但未见“确定犯罪嫌疑人”或者案件通报中的该人信息",
        f"suspect {event.suspect_ref} is spoken of, and was never identified",
    )
    entry = event.entry
    return Finding(
        kind=UNIDENTIFIED,
        sender=entry.source,
        about=str(event.suspect_ref),
        explanation=says,
        subjects=(entry.event_id,),
        suspect_ref=event.suspect_ref,
        event_type=event.type,
    )


def grace_over(one: Unidentified) -> date:
    """Return the first day on which a suspect whom nobody identified is remarked."""
    return one.until + _ONE_DAY


def at_once(case: CaseFile) -> Iterator[Finding]:
    """Yield two interrogations of one suspect at one time, which cannot be.

    One officer in two of them is a violation (M15-7) and a rule's business.
    """
    spans = [(span, one) for one in case.of_type("suspect.interrogated") if (span := _span(one)) is not None]
    spans.sort(key=lambda each: each[0])
    for one, other in _overlapping(spans):
        if one.suspect_ref == other.suspect_ref:
            says = Text(
                "同一犯罪嫌疑人两次讯问的起止时间重叠，不可能同时进行", "two interrogations overlap: nobody is in both"
            )
            yield from of_several(AT_ONCE, (one, other), "interrogated", says, _TWICE)


def _overlapping(spans: Sequence[tuple[tuple[datetime, datetime], Event]]) -> Iterator[tuple[Event, Event]]:
    for place, ((begun, over), one) in enumerate(spans):
        for (later, ended), other in spans[place + 1 :]:
            if later >= over:
                # They come by their beginnings: whatever follows begins after this one is over.
                break
            if max(begun, later) < min(over, ended):
                yield one, other


def _span(event: Event) -> tuple[datetime, datetime] | None:
    begun, over = event.data.get("started_at"), event.data.get("ended_at")
    if begun is None or over is None or {precision_of(begun), precision_of(over)} != {"instant"}:
        return None
    return start_of(begun), start_of(over)


def contradictions(case: CaseFile) -> Iterator[Finding]:
    """Yield one document with two dates, a case filed twice, and an act on which two agencies differ by days."""
    yield from _of_documents(case)
    filed = case.of_type("case.filed")
    if len(filed) > 1 and not case.of_type(*_BETWEEN_FILINGS):
        for one, other in combinations(filed, 2):
            if one.entry.source == other.entry.source and _number(one) != _number(other) and _differ(one, other):
                says = Text("同一案件报送了两个不同的立案日期", "one case was filed on two different days")
                yield from of_several(CONTRADICTION, (one, other), "filed twice", says, _TWICE)
    for kind in _OF_TWO_AGENCIES:
        acts = case.of_type(kind)
        for one, other in combinations(acts, 2):
            once = len([act for act in acts if act.suspect_ref == one.suspect_ref]) == 2
            same = once and one.suspect_ref == other.suspect_ref and one.entry.source != other.entry.source
            if same and _differ(one, other):
                yield from of_several(CONTRADICTION, (one, other), "two agencies", _TWICE, _TWICE)


def _of_documents(case: CaseFile) -> Iterator[Finding]:
    of_document: dict[tuple[Any, ...], list[Event]] = {}
    for event in case.events:
        if _number(event) is not None:
            of_document.setdefault(_document(event), []).append(event)
    for told in of_document.values():
        for one, other in combinations(told, 2):
            if _differ(one, other):
                says = Text(
                    f"同一文书的“{called(one.type)}”报送了两个不同的日期",
                    f"one document, two days of {one.type}",
                )
                yield from of_several(CONTRADICTION, (one, other), "document", says, _TWICE)


def _number(event: Event) -> str | None:
    number: str | None = (event.payload.get("document") or {}).get("number")
    return number


def _document(event: Event) -> tuple[Any, ...]:
    return event.entry.source, event.type, event.suspect_ref, _number(event)


def _differ(one: Event, other: Event) -> bool:
    if one.occurred is None or other.occurred is None:
        return False
    return surely_before(one.occurred, other.occurred) or surely_before(other.occurred, one.occurred)
